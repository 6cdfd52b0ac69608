import { dirname, resolve } from "node:path";
import type { ListedDetector } from "../core/detector.ts";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import type { Settings } from "../core/settings.ts";
import { ALIASES } from "./aliases.ts";
import { withRulesFile } from "./client-file.ts";
import { closedKeys, discoverConfig, expandFolder, REMOTE_PROVIDERS, type Surroundings } from "./discover.ts";
import { fromEnvironment } from "./environment.ts";
import { freeze } from "./freeze.ts";
import { beatSteps, impliedEndpoint, impliedProvider, modelFault, PROVIDER_PATHS } from "./implied.ts";
import { type Key, keysOf, type Shape, shapeAt, shapeOf, valueOfWord } from "./keys.ts";
import { type Assignment, type Origin, place, withoutAliases } from "./layers.ts";
import { lostIndentation } from "./lost-indentation.ts";
import { type Fault, faultsOf, nameOf, valueAt } from "./problems.ts";
import { promptTemplate } from "./prompt-file.ts";
import { settingsSchema } from "./schema.ts";
import { type Problem, parseConfig, readConfigText, refuseNewer } from "./yaml-file.ts";

/** A flag that sets a key: text as it was typed, or a value that the flag stands for. */
export interface FlagValue {
  /** As it was typed: `--lof-n-neighbors`. */
  readonly flag: string;
  readonly path: readonly string[];
  readonly value: string | boolean;
}

/** What a configuration is made of. */
export interface ConfigRequest extends Surroundings {
  readonly detectors: readonly ListedDetector[];
  /** The file that was named; undefined: the usual places are looked through. */
  readonly path: string | undefined;
  /** In the order in which they were typed: of two that set one key, the last wins. */
  readonly flags: readonly FlagValue[];
}

/** A checked configuration, and where each of its values came from. */
export interface Configuration {
  readonly settings: Settings;
  /** By key: `detectors.lof.neighbors`. */
  readonly keys: ReadonlyMap<string, { readonly value: unknown; readonly origin: Origin }>;
  /** The file that was read. */
  readonly file: string | undefined;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

const DEFAULT: Origin = { layer: "default", text: "default" };
const IDLE_RULES =
  "behavioral.rules are not used: behavioral.enabled is false by default; set it to true, or to false to keep this note away";
const HINT = "config.example.yaml lists every key with its default";

const sayAll = (problems: readonly Problem[], hint: string): UserError => {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = [...new Set(sorted.map(({ place: where, text }) => `${where} ${text}`))];
  const shown = lines.slice(0, 50);
  if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} more`);
  return new UserError(shown.join("\n"), hint);
};

/** The file's own part: its data without aliases, and where each key was set. */
interface FromFile {
  readonly tree: Record<string, unknown>;
  readonly originOf: (path: readonly string[]) => Origin;
  readonly notes: readonly string[];
}

const isSection = (shape: Shape, path: readonly PropertyKey[]): boolean =>
  shapeAt(shape, path)?.["properties"] !== undefined;

/** A file without any indentation, though its keys need it: the lines are named, and nothing else is worth saying. */
function refuseFlattened(text: string, file: string, shape: Shape): void {
  const lost = lostIndentation(text, shape);
  if (lost.length === 0) return;
  throw sayAll(
    lost.map(({ first, text: said }) => ({ place: `${file}:${first}:1`, text: said, line: first, column: 1 })),
    `nothing in this file is indented, as happens when text is copied from a page; indent two spaces a level: ${HINT}`,
  );
}

function fromFile(path: string, isNamed: boolean, folder: string, shape: Shape, check: Check): FromFile {
  const text = readConfigText(resolve(folder, path), path);
  const written = parseConfig(text, path);
  refuseNewer(written, printable(path));
  refuseFlattened(text, printable(path), shape);
  const { tree, renamed, notes } = withoutAliases(written.tree, shape);
  const file = printable(path);
  const spotOf = (fault: Fault): { line: number; column: number } => {
    const own = renamed.find(({ target }) => target.every((step, i) => step === fault.path[i]));
    const inner = own ? fault.path.slice(own.target.length) : [];
    const at = own ? [...own.alias, ...inner] : fault.path;
    return fault.isKey && (!own || inner.length > 0) ? written.places.key(at) : written.places.value(at);
  };
  const problems: Problem[] = [...written.problems];
  const add = (fault: Fault): void => {
    const spot = spotOf(fault);
    problems.push({ ...spot, place: `${file}:${spot.line}:${spot.column}`, text: fault.text });
  };
  // Refinements of whole sections wait for the other layers, which may put them right.
  const faults = (written.isSound ? check(tree) : []).filter(
    (fault) => !(fault.isRefinement && isSection(shape, fault.path)),
  );
  const forbidden = new Set(written.problems.map(({ line, column }) => `${line}:${column}`));
  for (const fault of faults) {
    const { line, column } = spotOf(fault);
    if (!forbidden.has(`${line}:${column}`)) add(fault);
  }
  for (const key of isNamed ? [] : closedKeys) {
    if (valueAt(tree, key) === undefined) continue;
    const text = `${key.join(".")} may not be set by a file that was only found; name it with --config ${file}`;
    add({ path: key, isKey: true, text });
  }
  for (const key of isNamed ? [] : PROVIDER_PATHS) {
    const value = valueAt(tree, key);
    if (typeof value !== "string" || !REMOTE_PROVIDERS.includes(value)) continue;
    const text = `${key.join(".")}: ${value} may not be set by a file that was only found; name it with --config ${file}`;
    add({ path: key, isKey: false, text });
  }
  if (problems.length > 0) throw sayAll(problems, HINT);
  const originOf = (key: readonly string[]): Origin => {
    const alias = renamed.find((one) => one.target.join(".") === key.join("."))?.alias ?? key;
    const { line, column } = written.places.value(alias);
    return { layer: "file", text: `${file}:${line}:${column}` };
  };
  const all = written.isEmpty ? [`${file} is empty: the defaults are used`] : notes.map((note) => `${file}: ${note}`);
  return { tree, originOf, notes: all };
}

type Check = (tree: Record<string, unknown>) => readonly (Fault & { readonly isRefinement: boolean })[];

/** Leaves of plain data, by the keys of the schema. */
const setKeys = (tree: Record<string, unknown>, keys: readonly Key[]): readonly Key[] =>
  keys.filter((key) => valueAt(tree, key.path) !== undefined);

/** Reads the configuration: flags over environment over file over defaults. Everything wrong with it is one UserError. */
export function loadConfiguration(request: ConfigRequest): Configuration {
  const schema = settingsSchema(request.detectors);
  const shape = shapeOf(schema);
  const keys = keysOf(shape);
  const aliases = Object.keys(ALIASES);
  const check: Check = (tree) => {
    const result = schema.safeParse(tree);
    if (result.success) return [];
    const customs = new Set(result.error.issues.filter((issue) => issue.code === "custom").map((i) => nameOf(i.path)));
    return faultsOf(result.error, tree, shape, aliases).map((fault) => ({
      ...fault,
      isRefinement: customs.has(nameOf(fault.path)),
    }));
  };

  const path = request.path ?? discoverConfig(request);
  const merged: Record<string, unknown> = {};
  const origins = new Map<string, Origin>();
  const set = ({ path: at, value, origin }: Assignment): void => {
    place(merged, at, value);
    origins.set(at.join("."), origin);
  };

  const file =
    path === undefined ? undefined : fromFile(path, request.path !== undefined, request.folder, shape, check);
  for (const key of file ? setKeys(file.tree, keys) : []) {
    set({ path: key.path, value: valueAt(file?.tree, key.path), origin: file?.originOf(key.path) ?? DEFAULT });
  }
  const environment = fromEnvironment(request.environment, keys);
  environment.assignments.forEach(set);
  const flags = request.flags.map(({ flag, path: at, value }): Assignment => {
    const key = shapeAt(shape, at);
    if (!key) throw new UserError(`${flag} is not supported in this version`, HINT);
    return {
      path: at,
      value: typeof value === "string" ? valueOfWord(value, key) : value,
      origin: { layer: "flag", text: flag },
    };
  });
  beatSteps(flags, origins).forEach(set);
  impliedProvider(origins, merged).forEach(set);
  impliedEndpoint(origins, merged).forEach(set);

  const result = schema.safeParse(merged);
  if (!result.success) {
    throw sayAll(
      faultsOf(result.error, merged, shape, aliases).map((fault) => {
        const origin = originAt(fault.path, origins);
        return { place: `${origin}:`.replace(/(:\d+:\d+):$/, "$1"), text: fault.text, line: 0, column: 0 };
      }),
      HINT,
    );
  }
  const unnamed = modelFault(origins, result.data);
  if (unnamed !== undefined) throw new UserError(`${unnamed.origin}: ${unnamed.text}`, unnamed.hint);
  const { llm, workflow, ...rest } = result.data;
  const beside = resolve(request.folder, dirname(path ?? ""));
  const keyFile = (file: string | null): string | null =>
    file === null ? null : resolve(beside, expandFolder(file, request));
  // A path stands for a place beside the file that names it; typed or from the environment, for one in the folder.
  const isFiles = origins.get("behavioral.rules_file")?.layer === "file";
  const promptOrigin = origins.get("workflow.steps.prompt.custom_template") ?? DEFAULT;
  const promptFolder = promptOrigin.layer === "file" ? beside : request.folder;
  const own = {
    ...rest,
    llm: { ...llm, cache_dir: expandFolder(llm.cache_dir, request), key_file: keyFile(llm.key_file) },
    workflow: {
      ...workflow,
      steps: {
        ...workflow.steps,
        prompt: {
          ...workflow.steps.prompt,
          custom_template: promptTemplate(workflow.steps.prompt.custom_template, promptFolder, promptOrigin),
        },
        llm_call: {
          ...workflow.steps.llm_call,
          ...(workflow.steps.llm_call.key_file && { key_file: keyFile(workflow.steps.llm_call.key_file) }),
        },
      },
      plugins: workflow.plugins.map((plugin) => ({ ...plugin, module: resolve(beside, plugin.module) })),
    },
  };
  const settings = freeze(withRulesFile(own, request.folder, isFiles ? path : undefined));
  const isIdle = settings.behavioral.rules.length > 0 && !origins.has("behavioral.enabled");
  return {
    settings,
    keys: new Map(
      keys.map((key) => [key.name, { value: valueAt(settings, key.path), origin: origins.get(key.name) ?? DEFAULT }]),
    ),
    file: path,
    notes: [...(file?.notes ?? []), ...(isIdle ? [IDLE_RULES] : [])],
    warnings: environment.warnings,
  };
}

/** Who set what stands at a path: itself, a part of it, or the section around it. */
function originAt(path: readonly PropertyKey[], origins: ReadonlyMap<string, Origin>): string {
  for (let length = path.length; length > 0; length--) {
    const name = nameOf(path.slice(0, length));
    const own = origins.get(name);
    if (own) return own.text;
    const inner = [...origins].findLast(([key]) => key.startsWith(`${name}.`));
    if (inner) return inner[1].text;
  }
  return DEFAULT.text;
}
