import type { Wrap } from "../core/llm-provider.ts";
import type { Run } from "../core/run.ts";
import type { LLMSettings } from "../core/settings.ts";
import { refusedPlace } from "./refuse-remote.ts";

/** Refuses every call to another machine that the settings do not allow, before the cache and before anything counts it as sent. */
export const withPlace =
  (settings: Pick<LLMSettings, "allow_remote">, run: Run): Wrap =>
  (provider) => {
    let isSaid = false;
    return {
      ...provider,
      async complete(request, signal) {
        const refusal = refusedPlace(provider.place, provider.host, settings);
        if (refusal === undefined) return provider.complete(request, signal);
        if (!isSaid) {
          const hint = "set llm.allow_remote: true to allow it";
          run.emit({ type: "model-unavailable", provider: provider.name, message: refusal.message, hint });
        }
        isSaid = true;
        throw refusal;
      },
    };
  };
