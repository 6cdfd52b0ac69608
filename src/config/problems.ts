import type { z } from "zod";
import { printable } from "../core/printable.ts";
import { expectation, isMapping, keysOf, propertiesOf, type Shape, shapeAt } from "./keys.ts";
import { isLaterValue, laterFault } from "./later.ts";
import { nearest } from "./nearest.ts";

/** What is wrong, at a path: of a key (its name) or of a value. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly isKey: boolean;
  readonly text: string;
}

/** `rules.additional_rule_based_patterns[0].name`. */
export const nameOf = (path: readonly PropertyKey[]): string =>
  path.map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${String(step)}`)).join("");

/** A value as an error shows it: short, on one line, quoted where it is text. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isMapping(value)) return "a mapping";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return printable(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

/** What stands at a path of plain data; inherited members do not count. */
export function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = tree;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === "number") at = at[step];
    else if (isMapping(at) && Object.hasOwn(at, step)) at = at[String(step)];
    else return undefined;
  }
  return at;
}

const SECRET_KEY =
  /^(?:.*[_-])?(?:api[_-]?keys?|apikeys?|tokens?|secrets?|passwords?|passwd|authorization|credentials?)$/i;

/** The section in which a key of this name lives, or one of several: lost indentation shows this way. */
function homeOf(key: string, root: Shape): string | undefined {
  const homes = new Set<string>();
  for (const { path } of keysOf(root)) {
    const i = path.lastIndexOf(key);
    if (i > 0) homes.add(path.slice(0, i).join("."));
  }
  const [first] = homes;
  return homes.size > 1 ? `${first} or another section` : first;
}

/** One sentence on a key that the schema does not know. `aliases` are further names at the top level. */
export function unknownKey(
  key: string,
  section: readonly PropertyKey[],
  root: Shape,
  aliases: readonly string[],
): string {
  const path = [...section.map(String), key];
  const quoted = printable(JSON.stringify(key.length > 64 ? `${key.slice(0, 61)}…` : key));
  if (SECRET_KEY.test(key)) {
    return `${quoted} looks like a key or a password, which do not belong in a configuration file; put it into the environment`;
  }
  const later = laterFault(path);
  if (later !== undefined) return `${nameOf(path)} ${later}`;
  const where = section.length > 0 ? ` in ${printable(nameOf(section))}` : "";
  const known = Object.keys(propertiesOf(shapeAt(root, section) ?? {}) ?? {});
  const meant = nearest(key, section.length === 0 ? [...known, ...aliases] : known);
  const home = homeOf(key, root);
  if (home !== undefined && home !== nameOf(section) && (meant === undefined || section.length === 0)) {
    return `unknown key ${quoted}${where}; it belongs under ${home} (was the indentation lost?)`;
  }
  return `unknown key ${quoted}${where}${meant === undefined ? "" : `, did you mean "${meant}"?`}`;
}

/** One sentence on a value that is not what its key wants. */
export function wrongValue(path: readonly PropertyKey[], value: unknown, root: Shape): string | undefined {
  const shape = shapeAt(root, path);
  if (!shape) return undefined;
  if (isLaterValue(nameOf(path), value)) return `${nameOf(path)}: ${String(value)} is not supported in this version`;
  return `expected ${nameOf(path)} to be ${expectation(shape)}, got ${shown(value)}`;
}

/** The schema's issues as sentences with paths. */
export function faultsOf(error: z.ZodError, tree: unknown, root: Shape, aliases: readonly string[]): readonly Fault[] {
  return error.issues.flatMap((issue): readonly Fault[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        isKey: true,
        text: unknownKey(key, issue.path, root, aliases),
      }));
    }
    const fault = (text: string): readonly Fault[] => [{ path: issue.path, isKey: false, text }];
    if (issue.code === "custom") return fault(`${nameOf(issue.path)} ${printable(issue.message)}`);
    return fault(wrongValue(issue.path, valueAt(tree, issue.path), root) ?? `${nameOf(issue.path)}: ${issue.message}`);
  });
}
