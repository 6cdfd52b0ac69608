import type { ListedDetector } from "../core/detector.ts";
import { UserError } from "../core/errors.ts";
import { CONFIG_VERSION, newerVersion } from "../core/schema-version.ts";
import type { Settings } from "../core/settings.ts";
import { ALIASES } from "./aliases.ts";
import { withRulesFile } from "./client-file.ts";
import { expandFolder, type Surroundings } from "./discover.ts";
import { freeze } from "./freeze.ts";
import { impliedEndpoint, impliedProvider, modelFault } from "./implied.ts";
import { isForbidden, isMapping, keysOf, shapeOf } from "./keys.ts";
import { type Origin, place, withoutAliases } from "./layers.ts";
import { faultsOf, valueAt } from "./problems.ts";
import { settingsSchema } from "./schema.ts";

/** The first forbidden name; circular data ends at the depth that no configuration has. */
function forbiddenIn(value: unknown, depth = 0): string | undefined {
  if (depth > 16 || typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = isForbidden(key) ? key : forbiddenIn(inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Settings from a plain object, as a program gives them: the same keys, aliases and checks as a file. */
export function settingsFrom(
  config: object,
  detectors: readonly ListedDetector[],
  surroundings: Omit<Surroundings, "folder">,
): Settings {
  const forbidden = forbiddenIn(config);
  if (forbidden !== undefined) throw new UserError(`the key "${forbidden}" is not allowed in a configuration`);
  const schema = settingsSchema(detectors);
  const shape = shapeOf(schema);
  const newer = newerVersion(valueAt(config, ["schema_version"]), CONFIG_VERSION);
  if (newer !== undefined) throw new UserError(newer.text, newer.hint);
  const { tree } = withoutAliases(isMapping(config) ? config : {}, shape);
  const origins = new Map<string, Origin>();
  for (const { path, name } of keysOf(shape)) {
    if (valueAt(tree, path) !== undefined) origins.set(name, { layer: "file", text: name });
  }
  for (const { path, value } of impliedProvider(origins, tree)) place(tree, path, value);
  for (const { path, value } of impliedEndpoint(origins, tree)) place(tree, path, value);
  const result = schema.safeParse(tree);
  if (!result.success) {
    const faults = faultsOf(result.error, tree, shape, Object.keys(ALIASES));
    throw new UserError(
      faults.map((fault) => fault.text).join("\n"),
      "config.example.yaml lists every key with its default",
    );
  }
  const unnamed = modelFault(origins, result.data);
  if (unnamed !== undefined) throw new UserError(unnamed.text, unnamed.hint);
  const { llm, ...rest } = result.data;
  const cache_dir = expandFolder(llm.cache_dir, { ...surroundings, folder: "" });
  return freeze(withRulesFile({ ...rest, llm: { ...llm, cache_dir } }, "", undefined));
}
