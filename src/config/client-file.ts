import { dirname, resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import type { BehavioralRule, FieldExtraction, FileSettings, Settings } from "../core/settings.ts";
import { clientSchema } from "./behavioral-schema.ts";
import { freeze } from "./freeze.ts";
import { isMapping, shapeOf } from "./keys.ts";
import { faultsOf, shown } from "./problems.ts";
import { parseConfig, readConfigText, refuseNewer } from "./yaml-file.ts";

const HINT =
  "such a file holds the lists field_extraction and behavioral_rules, and no more than schema_version beside them";

interface ClientFile {
  readonly field_extraction: readonly FieldExtraction[];
  readonly behavioral_rules: readonly BehavioralRule[];
}

/** Reads a client's file; everything wrong with it is one UserError, each problem with its line and column. */
function readClientFile(path: string, name: string): ClientFile {
  const written = parseConfig(readConfigText(path, name), name);
  refuseNewer(written, printable(name));
  const problems = [...written.problems];
  const result = clientSchema.safeParse(written.tree);
  if (!result.success && written.isSound)
    for (const { path: at, isKey, text } of faultsOf(result.error, written.tree, shapeOf(clientSchema), [])) {
      const spot = isKey ? written.places.key(at) : written.places.value(at);
      problems.push({ ...spot, place: `${printable(name)}:${spot.line}:${spot.column}`, text });
    }
  if (problems.length > 0 || !result.success) {
    problems.sort((a, b) => a.line - b.line || a.column - b.column);
    throw new UserError(problems.map(({ place, text }) => `${place} ${text}`).join("\n"), HINT);
  }
  return result.data;
}

const others = <Item extends { readonly name: string }>(all: readonly Item[], own: readonly Item[]): readonly Item[] =>
  all.filter(({ name }) => own.every((one) => one.name !== name));

/** Adds what `behavioral.rules_file` holds; a rule or field that the configuration itself names wins. `from`: the configuration's path, or undefined. */
export function withRulesFile(settings: Settings, folder: string, from: string | undefined): Settings {
  const { rules_file, rules } = settings.behavioral;
  if (rules_file === null) return settings;
  const base = from === undefined ? folder : dirname(resolve(folder, from));
  const file = readClientFile(resolve(base, rules_file), rules_file);
  return {
    ...settings,
    field_extraction: [...settings.field_extraction, ...others(file.field_extraction, settings.field_extraction)],
    behavioral: { ...settings.behavioral, rules: [...rules, ...others(file.behavioral_rules, rules)] },
  };
}

/** What `--file-config-map` says: a JSON object of files of the input and their configurations, relative to `folder`. */
export function fileConfigMap(text: string, folder: string): readonly FileSettings[] {
  const example = `--file-config-map '{"app.log": "client.yaml"}'`;
  let map: unknown;
  try {
    map = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown reason";
    throw new UserError(`expected --file-config-map to be JSON: ${printable(why)}`, `for example ${example}`);
  }
  if (!isMapping(map)) throw new UserError(`expected --file-config-map to be a mapping, got ${shown(map)}`, example);
  return Object.entries(map).map(([file, path]): FileSettings => {
    const name = printable(JSON.stringify(file.slice(0, 200)));
    if (file === "") throw new UserError("expected --file-config-map to name files of the input, got nothing", example);
    if (typeof path !== "string" || path === "")
      throw new UserError(
        `expected --file-config-map to give ${name} the path of a YAML file, got ${path === "" ? "nothing" : shown(path)}`,
        `for example ${example}`,
      );
    return freeze({ file, ...readClientFile(resolve(folder, path), path) });
  });
}
