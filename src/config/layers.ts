import { ALIASES, type Meaning, NESTED_ALIAS } from "./aliases.ts";
import { isForbidden, isMapping, propertiesOf, type Shape } from "./keys.ts";
import { asksForNothing } from "./later.ts";
import { valueAt } from "./problems.ts";

/** Who set a key; a later one in this list wins. */
export const LAYERS = ["default", "file", "environment", "flag"] as const;
export type Layer = (typeof LAYERS)[number];

/** Where a value came from. */
export interface Origin {
  readonly layer: Layer;
  /** `default`, `config.yaml:4:16`, `LOGANOMALY_SEED`, `--batch-size`. */
  readonly text: string;
}

/** A value that the environment or a flag sets. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly origin: Origin;
}

/** Sets a value in plain data, making the sections on the way. */
export function place(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = tree;
  for (const step of path.slice(0, -1)) {
    const inner = Object.hasOwn(at, step) ? at[step] : undefined;
    const next: Record<string, unknown> = isMapping(inner) ? inner : {};
    at[step] = next;
    at = next;
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
}

function remove(tree: Record<string, unknown>, path: readonly string[]): void {
  const section = path.length > 1 ? valueAt(tree, path.slice(0, -1)) : tree;
  const last = path.at(-1);
  if (isMapping(section) && last !== undefined) delete section[last];
}

/** An alias that was replaced by the key it stands for. */
export interface Renamed {
  readonly alias: readonly string[];
  readonly target: readonly string[];
}

/** Copies sections without forbidden names, so that aliases can be replaced; a section without any key counts as left out, as YAML reads it. */
function copy(tree: Record<string, unknown>, shape: Shape): Record<string, unknown> {
  const properties = propertiesOf(shape) ?? {};
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(tree)) {
    if (isForbidden(key)) continue;
    const inner = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const isSection = isMapping(inner) && propertiesOf(inner) !== undefined;
    if (isSection && value === null) continue;
    out[key] = isSection && isMapping(value) ? copy(value, inner) : value;
  }
  return out;
}

/** Replaces aliases by the keys they stand for; a key that is given too wins, and a note says so. */
export function withoutAliases(
  tree: Record<string, unknown>,
  shape: Shape,
): { readonly tree: Record<string, unknown>; readonly renamed: readonly Renamed[]; readonly notes: readonly string[] } {
  const out = copy(tree, shape);
  const renamed: Renamed[] = [];
  const notes: string[] = [];
  const apply = (alias: readonly string[], meanings: readonly Meaning[]): void => {
    remove(out, alias);
    for (const { path, value, wins, agrees } of meanings) {
      const section = valueAt(out, path.slice(0, -1));
      if (section !== undefined && !isMapping(section)) continue;
      const given = valueAt(out, path);
      if (given !== undefined && !wins) {
        if (given !== value && !agrees?.(given))
          notes.push(`${alias.join(".")} has no effect: ${path.join(".")} is given too`);
        continue;
      }
      place(out, path, value);
      renamed.push({ alias, target: path });
    }
  };
  for (const [alias, meaning] of Object.entries(ALIASES)) {
    if (Object.hasOwn(out, alias)) apply([alias], meaning(out[alias]));
  }
  const nested = valueAt(out, NESTED_ALIAS.path);
  if (nested !== undefined) apply(NESTED_ALIAS.path, [{ path: NESTED_ALIAS.target, value: nested }]);
  for (const [key, value] of Object.entries(out)) if (asksForNothing([key], value)) delete out[key];
  return { tree: out, renamed, notes };
}
