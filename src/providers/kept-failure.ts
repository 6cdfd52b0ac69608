import { LLMError } from "../core/errors.ts";

/** A `fetch` that keeps what it threw: the packages wrap it, and drop it where its message speaks of a timeout. */
export interface KeptFailure {
  readonly fetch: typeof fetch;
  /** Undefined: nothing was thrown. */
  readonly failure: LLMError | undefined;
}

export function keepFailure(call: typeof fetch): KeptFailure {
  let failure: LLMError | undefined;
  return {
    async fetch(input, init) {
      try {
        return await call(input, init);
      } catch (error) {
        if (error instanceof LLMError) failure = error;
        throw error;
      }
    },
    get failure() {
      return failure;
    },
  };
}
