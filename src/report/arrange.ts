import { z } from "zod";

/** Six digits behind the point, or six in all below one: the last bits of a float differ between machines, these do not. */
const rounded = (value: number): number | null => {
  if (!Number.isFinite(value)) return null;
  if (Number.isInteger(value)) return value;
  if (Math.abs(value) < 1) return Number(value.toPrecision(6));
  return Math.abs(value) < 1e9 ? Math.round(value * 1e6) / 1e6 : Math.round(value);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Arrange = (value: unknown) => unknown;

/** For what no schema describes: numbers rounded, order kept. */
const anything: Arrange = (value) => {
  if (typeof value === "number") return rounded(value);
  if (Array.isArray(value)) return value.map(anything);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, anything(inner)]));
};

const listOf =
  (inner: Arrange): Arrange =>
  (value) =>
    Array.isArray(value) ? value.map(inner) : value;

/** Keys of the schema in the order of the schema; what it does not know is left out, so that nothing unforeseen is written. */
const objectOf = (members: readonly (readonly [string, Arrange])[]): Arrange => {
  return (value) => {
    if (!isRecord(value)) return value;
    const out: Record<string, unknown> = {};
    for (const [key, inner] of members) if (value[key] !== undefined) out[key] = inner(value[key]);
    return out;
  };
};

/** Free keys, sorted: batches arrive in any cut and must give the same bytes. `fromEntries` defines `__proto__` as a plain key. */
const recordOf = (inner: Arrange): Arrange => {
  return (value) => {
    if (!isRecord(value)) return value;
    const keys = Object.keys(value).sort(byCodeUnit);
    return Object.fromEntries(keys.map((key) => [key, inner(value[key])]));
  };
};

/** Makes, once a schema, what brings values into the form in which they are written: keys in order, numbers rounded, no NaN. */
export function arranger(schema: z.core.$ZodType): Arrange {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable)
    return arranger(schema.unwrap());
  if (schema instanceof z.ZodArray) return listOf(arranger(schema.element));
  if (schema instanceof z.ZodRecord)
    return schema.valueType instanceof z.ZodUnknown ? anything : recordOf(arranger(schema.valueType));
  if (schema instanceof z.ZodObject) {
    const members = Object.entries<z.core.$ZodType>(schema.shape);
    return objectOf(members.map(([key, inner]) => [key, arranger(inner)] as const));
  }
  return anything;
}
