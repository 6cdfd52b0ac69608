import { printable } from "../core/printable.ts";
import { NESTED_ALIAS } from "./aliases.ts";
import { isScalar, type Key, valueOfWord } from "./keys.ts";
import type { Assignment } from "./layers.ts";
import { nearest } from "./nearest.ts";

const PREFIX = "LOGANOMALY_";

/** Read by a provider, never a setting. */
const API_KEY = "LOGANOMALY_API_KEY";

/** `llm.model` is LOGANOMALY_LLM_MODEL. */
export const variableOf = (path: readonly string[]): string => PREFIX + path.join("_").toUpperCase();

/** What the environment sets. An unknown variable may belong to something else: a warning, not an error. */
export function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  keys: readonly Key[],
): { readonly assignments: readonly Assignment[]; readonly warnings: readonly string[] } {
  const known = new Map(keys.filter((key) => isScalar(key.shape)).map((key) => [variableOf(key.path), key]));
  const attempts = keys.find((key) => key.name === NESTED_ALIAS.target.join("."));
  const other = variableOf(NESTED_ALIAS.path);
  const assignments: Assignment[] = [];
  const warnings: string[] = [];
  const names = Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && name !== API_KEY)
    .sort();
  for (const name of names) {
    const text = environment[name];
    if (text === undefined || text === "") continue;
    const spelled = name.replaceAll("__", "_");
    const key = known.get(spelled) ?? (spelled === other ? attempts : undefined);
    if (!key) {
      const meant = nearest(
        spelled.slice(PREFIX.length),
        [...known.keys()].map((full) => full.slice(PREFIX.length)),
      );
      const hint = meant === undefined ? "" : `, did you mean ${PREFIX}${meant}?`;
      warnings.push(`unknown variable ${printable(name.slice(0, 80))} in the environment${hint}`);
      continue;
    }
    const isNested = spelled === other && known.has(spelled) === false;
    if (isNested && (environment[variableOf(key.path)] ?? "") !== "") continue;
    assignments.push({
      path: key.path,
      value: valueOfWord(text, key.shape),
      origin: { layer: "environment", text: name },
    });
  }
  return { assignments, warnings };
}
