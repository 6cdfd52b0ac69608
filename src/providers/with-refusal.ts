import type { LLMError } from "../core/errors.ts";
import type { Wrap } from "../core/llm-provider.ts";
import type { Run } from "../core/run.ts";

/** Refuses every call, before the cache and before anything counts it as sent; says so once. Without a refusal it changes nothing. */
export const withRefusal =
  (refusal: LLMError | undefined, hint: string, run: Run): Wrap =>
  (provider) => {
    if (refusal === undefined) return provider;
    let isSaid = false;
    return {
      ...provider,
      async complete() {
        if (!isSaid) run.emit({ type: "model-unavailable", provider: provider.name, message: refusal.message, hint });
        isSaid = true;
        throw refusal;
      },
    };
  };
