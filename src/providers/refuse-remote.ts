import { LLMError } from "../core/errors.ts";
import type { LLMProvider } from "../core/llm-provider.ts";
import type { LLMSettings } from "../core/settings.ts";

/** The refusal of a call that would leave the machine, without a status: nothing was sent; undefined: it may go. */
export const refusedPlace = (
  place: LLMProvider["place"],
  host: string,
  settings: Pick<LLMSettings, "allow_remote">,
): LLMError | undefined =>
  place !== "remote" || settings.allow_remote
    ? undefined
    : new LLMError(`${host} is not this machine and llm.allow_remote is false; nothing was sent`, {
        kind: "bad_request",
        retryable: false,
      });
