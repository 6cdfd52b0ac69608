import { LLMError, type LLMErrorKind } from "../core/errors.ts";
import type { Wrap } from "../core/llm-provider.ts";
import type { Run } from "../core/run.ts";

/** After these the next call fails too. */
const FINAL: readonly LLMErrorKind[] = ["network", "auth", "not_found"];
/** These may pass; when several calls in a row end so, each after its retries, they do not. */
const DOUBTFUL: readonly LLMErrorKind[] = ["timeout", "rate_limit", "server"];
const DOUBTFUL_LIMIT = 3;
/** Milliseconds until one call is let through again: a run that lasts for days outlives an outage. */
const COOL_DOWN = 60_000;

/** A provider that proved unreachable is not asked again for a while: a run with 200 cases waits once, not 200 times. */
export const withCircuit =
  (run: Run): Wrap =>
  (provider) => {
    let failure: LLMError | undefined;
    let since = 0;
    let doubts = 0;
    const open = (error: LLMError): void => {
      if (failure === undefined) {
        const [message = "", ...hint] = error.message.split("; ");
        run.emit({ type: "model-unavailable", provider: provider.name, message, hint: hint.join("; ") });
      }
      failure = error;
      since = run.now();
    };
    return {
      ...provider,
      async complete(request, signal) {
        if (failure !== undefined) {
          if (run.now() - since < COOL_DOWN) {
            const { kind, status } = failure;
            throw new LLMError(failure.message, { kind, retryable: false, status }, { cause: failure });
          }
          since = run.now();
        }
        try {
          const completion = await provider.complete(request, signal);
          failure = undefined;
          doubts = 0;
          return completion;
        } catch (error) {
          if (!(error instanceof LLMError)) throw error;
          if (DOUBTFUL.includes(error.kind)) doubts++;
          else if (error.kind !== "aborted" && error.kind !== "quota") doubts = 0;
          const isTerminalQuota = error.kind === "quota" && error.status !== undefined;
          if (FINAL.includes(error.kind) || isTerminalQuota || doubts >= DOUBTFUL_LIMIT) open(error);
          throw error;
        }
      },
    };
  };
