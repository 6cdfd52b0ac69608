import type { Settings } from "../core/settings.ts";
import { type Assignment, LAYERS, type Origin } from "./layers.ts";
import { valueAt } from "./problems.ts";

const rank = (origin: Origin | undefined): number => LAYERS.indexOf(origin?.layer ?? "default");

const LLM = ["llm"];
const STEP = ["workflow", "steps", "llm_call"];

/** The two keys that name a provider. */
export const PROVIDER_PATHS: readonly (readonly string[])[] = [
  [...LLM, "provider"],
  [...STEP, "provider"],
];

/** A model or an endpoint without a provider of at least the same rank means ollama. */
export function impliedProvider(
  origins: ReadonlyMap<string, Origin>,
  merged: Record<string, unknown>,
): readonly Assignment[] {
  const imply = (section: readonly string[], mayInherit: boolean): readonly Assignment[] => {
    const name = section.join(".");
    const provider = origins.get(`${name}.provider`);
    const asked = ["model", "endpoint"].flatMap((key) =>
      valueAt(merged, [...section, key]) === "" ? [] : (origins.get(`${name}.${key}`) ?? []),
    );
    const strongest = asked.sort((a, b) => rank(b) - rank(a))[0];
    if (!strongest) return [];
    const isOff = (valueAt(merged, [...section, "provider"]) ?? "none") === "none";
    if (!isOff || (provider && rank(provider) >= rank(strongest))) return [];
    if (mayInherit && origins.has("llm.provider")) return [];
    return [{ path: [...section, "provider"], value: "ollama", origin: strongest }];
  };
  return [...imply(LLM, false), ...imply(STEP, true)];
}

/** A step that names another provider sends neither its words to the address of the first one, nor the first one's key anywhere. */
export function impliedEndpoint(
  origins: ReadonlyMap<string, Origin>,
  merged: Record<string, unknown>,
): readonly Assignment[] {
  const own = valueAt(merged, [...STEP, "provider"]);
  const origin = origins.get("workflow.steps.llm_call.provider");
  const isOther = origin !== undefined && own !== (valueAt(merged, ["llm", "provider"]) ?? "none");
  if (!isOther) return [];
  const unset = { endpoint: "", key_file: null };
  return Object.entries(unset).flatMap(([key, value]) =>
    origins.has(`workflow.steps.llm_call.${key}`) || !origins.has(`llm.${key}`)
      ? []
      : [{ path: [...STEP, key], value, origin }],
  );
}

/** The default model is one of ollama's: who names another provider names its model too. */
export function modelFault(
  origins: ReadonlyMap<string, Origin>,
  { llm, workflow }: Settings,
): { readonly origin: string; readonly text: string; readonly hint: string } | undefined {
  const step = workflow.steps.llm_call;
  const provider = step.provider ?? llm.provider;
  if (provider === "none" || provider === "ollama") return undefined;
  if (step.model !== undefined || origins.has("llm.model")) return undefined;
  const section = step.provider === undefined ? "llm" : "workflow.steps.llm_call";
  return {
    origin: origins.get(`${section}.provider`)?.text ?? section,
    text: `${section}.model is missing: ${provider} has no default model`,
    hint: `name one of its models beside the provider: ${section}.model, or --llm MODEL`,
  };
}

/** A flag beats the file, always: also where the file says the same more closely, for one step. */
export const beatSteps = (flags: readonly Assignment[], origins: ReadonlyMap<string, Origin>): readonly Assignment[] =>
  flags.flatMap((flag) => {
    const inner = [...STEP, ...flag.path.slice(1)];
    return flag.path[0] === "llm" && origins.has(inner.join(".")) ? [flag, { ...flag, path: inner }] : [flag];
  });
