import { linearPattern } from "../core/linear-pattern.ts";
import type { FieldExtraction } from "../core/settings.ts";

/** A line as fields are looked for in it; its text holds no secrets. */
export interface FieldLine {
  readonly text: string;
  /** What the log's format says of it: level, component, host, source_file; empty: nothing. */
  column(name: string): string;
  /** Takes secrets out again: a value whose escapes were decoded may hold one that the line's text did not show. */
  clean(text: string): string;
}

/** Values of a line by the names of fields. */
export interface FieldReader {
  /** Empty: the line has no such field. The reader remembers the last line that it was asked about. */
  of(name: string, line: FieldLine): string;
}

/** Longer values are cut; they are names, not texts. */
const MOST = 200;

const PLACEHOLDER_VALUE = /:\s*(\[[a-z][a-z0-9-]*·\d+\])(?=\s*[,}\]])/g;

const valueText = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The JSON object that a line is, or ends with; where a secret was a number its placeholder stands bare and is quoted. */
function objectOf(text: string): Record<string, unknown> | undefined {
  const from = text.indexOf("{");
  if (from < 0 || !/\}\s*$/.test(text.slice(-20))) return undefined;
  const json = text.slice(from);
  return parsed(json) ?? (json.includes("·") ? parsed(json.replace(PLACEHOLDER_VALUE, ':"$1"')) : undefined);
}

/** `user` or `request.user`; a key that holds dots itself comes first. */
function keyOf(object: Record<string, unknown>, name: string): string {
  if (Object.hasOwn(object, name)) return valueText(object[name]);
  let at: unknown = object;
  for (const step of name.split(".")) {
    if (!isObject(at) || !Object.hasOwn(at, step)) return "";
    at = at[step];
  }
  return valueText(at);
}

const isWordEnd = (text: string, at: number): boolean => at <= 0 || !/[\w.-]/.test(text.charAt(at - 1));

/** The value behind `name=`, in quotes or up to a blank or a closing mark. */
function pairOf(text: string, name: string): string {
  for (let at = text.indexOf(`${name}=`); at >= 0; at = text.indexOf(`${name}=`, at + 1)) {
    if (!isWordEnd(text, at)) continue;
    const rest = text.slice(at + name.length + 1, at + name.length + 1 + MOST + 2);
    const [, quoted, bare] = /^(?:"([^"]*)"?|(\[[a-z][a-z0-9-]*·\d+\]|[^\s,;"')\]}]+))/.exec(rest) ?? [];
    const value = quoted ?? bare ?? "";
    if (value !== "") return value;
  }
  return "";
}

/** Reads fields by their definitions; a name without one is a key of the line or a column. */
export function fieldReader(definitions: readonly FieldExtraction[]): FieldReader {
  const known = new Map(
    definitions.map(({ name, extractors, regex }) => [
      name,
      { extractors, pattern: regex === null ? undefined : linearPattern(regex) },
    ]),
  );
  let last: FieldLine | undefined;
  let object: Record<string, unknown> | undefined;
  return {
    of(name, line) {
      if (line !== last) {
        last = line;
        object = objectOf(line.text);
      }
      const { extractors, pattern } = known.get(name) ?? { extractors: [name], pattern: undefined };
      const ofObject = (each: string): string => {
        const value = object ? keyOf(object, each) : "";
        return value !== "" && line.text.includes("\\") ? line.clean(value) : value;
      };
      const key = (each: string): string => ofObject(each) || pairOf(line.text, each);
      const value =
        firstOf(extractors, key) ||
        firstOf(extractors, (each) => line.column(each)) ||
        (pattern?.capture(line.text) ?? "");
      return value.trim().slice(0, MOST);
    },
  };
}

function firstOf(names: readonly string[], of: (name: string) => string): string {
  for (const name of names) {
    const value = of(name);
    if (value !== "") return value;
  }
  return "";
}
