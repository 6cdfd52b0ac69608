import { type Assignment, LAYERS, type Origin } from "./layers.ts";
import { valueAt } from "./problems.ts";

const rank = (origin: Origin | undefined): number => LAYERS.indexOf(origin?.layer ?? "default");

/** A model or an endpoint without a provider of at least the same rank means ollama. */
export function impliedProvider(
  origins: ReadonlyMap<string, Origin>,
  merged: Record<string, unknown>,
): readonly Assignment[] {
  const imply = (section: readonly string[], mayInherit: boolean): readonly Assignment[] => {
    const name = section.join(".");
    const provider = origins.get(`${name}.provider`);
    const asked = ["model", "endpoint"].flatMap((key) => origins.get(`${name}.${key}`) ?? []);
    const strongest = asked.sort((a, b) => rank(b) - rank(a))[0];
    if (!strongest) return [];
    const isOff = (valueAt(merged, [...section, "provider"]) ?? "none") === "none";
    if (!isOff || (provider && rank(provider) >= rank(strongest))) return [];
    if (mayInherit && origins.has("llm.provider")) return [];
    return [{ path: [...section, "provider"], value: "ollama", origin: strongest }];
  };
  return [...imply(["llm"], false), ...imply(["workflow", "steps", "llm_call"], true)];
}

/** A flag beats the file, always: also where the file says the same more closely, for one step. */
export const beatSteps = (flags: readonly Assignment[], origins: ReadonlyMap<string, Origin>): readonly Assignment[] =>
  flags.flatMap((flag) => {
    const inner = ["workflow", "steps", "llm_call", ...flag.path.slice(1)];
    return flag.path[0] === "llm" && origins.has(inner.join(".")) ? [flag, { ...flag, path: inner }] : [flag];
  });
