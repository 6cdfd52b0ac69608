import { z } from "zod";

/** What a key accepts, as JSON Schema describes it. */
export type Shape = Readonly<Record<string, unknown>>;

/** One key of the configuration that holds a value, not a section. */
export interface Key {
  readonly path: readonly string[];
  /** `detectors.lof.neighbors`. */
  readonly name: string;
  readonly help: string;
  readonly shape: Shape;
  /** Undefined: unset. */
  readonly fallback: unknown;
}

/** Any object that is not a list. */
export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Names that could reach into the prototypes of objects: never a key. */
export const isForbidden = (key: string): boolean => FORBIDDEN.has(key);

/** The schema as plain data: types, bounds, defaults and help of every key. */
export const shapeOf = (schema: z.ZodType): Shape => {
  const shape: unknown = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return isMapping(shape) ? shape : {};
};

/** A section's keys; undefined: the shape is a value. */
export const propertiesOf = (shape: Shape): Readonly<Record<string, unknown>> | undefined =>
  isMapping(shape["properties"]) ? shape["properties"] : undefined;

/** What stands at a path; numbers name elements of a list. Undefined: no such key. */
export function shapeAt(shape: Shape, path: readonly PropertyKey[]): Shape | undefined {
  let at: unknown = shape;
  for (const step of path) {
    if (!isMapping(at)) return undefined;
    const properties = propertiesOf(at);
    if (typeof step === "number") at = at["items"];
    else at = properties && Object.hasOwn(properties, step) ? properties[String(step)] : undefined;
  }
  return isMapping(at) ? at : undefined;
}

/** All keys that hold values, in the order of the schema; `enabled` stands first in its section. */
export function keysOf(shape: Shape, path: readonly string[] = []): readonly Key[] {
  const properties = propertiesOf(shape);
  if (!properties || path.length > 16) {
    const help = typeof shape["description"] === "string" ? shape["description"] : "";
    return [{ path, name: path.join("."), help, shape, fallback: shape["default"] }];
  }
  const names = Object.keys(properties);
  const ordered = names.includes("enabled") ? ["enabled", ...names.filter((name) => name !== "enabled")] : names;
  return ordered.flatMap((name) => {
    const inner = properties[name];
    return isMapping(inner) ? keysOf(inner, [...path, name]) : [];
  });
}

const group = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 12 });

function numberWords(shape: Shape, noun: string, article: string): string {
  const { minimum, exclusiveMinimum, maximum } = shape;
  const top = typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const isWhole = noun === "integer";
  const isPositive = exclusiveMinimum === 0 || (isWhole && minimum === 1);
  if (isPositive && (top === undefined || top > 1000)) {
    return `a positive ${noun}${top === undefined || top >= 1e9 ? "" : `, at most ${group(top)}`}`;
  }
  if (typeof exclusiveMinimum === "number") {
    return `${article} ${noun} over ${group(exclusiveMinimum)}${top === undefined ? "" : ` and at most ${group(top)}`}`;
  }
  const low = typeof minimum === "number" && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  if (low !== undefined && top !== undefined) return `${article} ${noun} from ${group(low)} to ${group(top)}`;
  if (low !== undefined) return `${article} ${noun} of at least ${group(low)}`;
  return top === undefined ? `${article} ${noun}` : `${article} ${noun} of at most ${group(top)}`;
}

/** What a key accepts, in words: `a positive integer`, `one of none, ollama`. */
export function expectation(shape: Shape): string {
  const anyOf = shape["anyOf"];
  if (Array.isArray(anyOf)) {
    const ways = anyOf.filter(isMapping);
    return [...new Set(ways.map(expectation))].join(" or ");
  }
  if ("const" in shape) return String(shape["const"]);
  if (Array.isArray(shape["enum"])) return `one of ${shape["enum"].map(String).join(", ")}`;
  switch (shape["type"]) {
    case "integer":
      return numberWords(shape, "integer", "an");
    case "number":
      return numberWords(shape, "number", "a");
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "array":
      return "a list";
    case "object":
      return "a mapping";
    case "string":
      return shape["format"] === "date" ? "a date such as 2027-01-31" : "text";
    default:
      return "something else";
  }
}

/** Whether null is one of the values. */
export const isNullable = (shape: Shape): boolean =>
  shape["type"] === "null" || (Array.isArray(shape["anyOf"]) && shape["anyOf"].filter(isMapping).some(isNullable));

/** Whether the key can be written as one word: in the environment, as a flag. */
export const isScalar = (shape: Shape): boolean =>
  shape["type"] !== "array" &&
  shape["type"] !== "object" &&
  (!Array.isArray(shape["anyOf"]) || shape["anyOf"].filter(isMapping).every(isScalar));

const typesOf = (shape: Shape): readonly unknown[] =>
  Array.isArray(shape["anyOf"]) ? shape["anyOf"].filter(isMapping).flatMap(typesOf) : [shape["type"]];

/** A word of the environment or of a flag as the value that the key wants; what does not fit stays text, for the schema to refuse. */
export function valueOfWord(text: string, shape: Shape): unknown {
  const types = typesOf(shape);
  const word = text.trim().toLowerCase();
  if (types.includes("null") && (word === "null" || word === "none")) return null;
  if (types.includes("boolean")) {
    if (word === "true" || word === "1" || word === "yes" || word === "on") return true;
    if (word === "false" || word === "0" || word === "no" || word === "off") return false;
  }
  const isNumeric = types.includes("integer") || types.includes("number");
  return isNumeric && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(word) ? Number(word) : text;
}
