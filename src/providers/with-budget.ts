import { LLMError } from "../core/errors.ts";
import type { Wrap } from "../core/llm-provider.ts";
import type { LLMSettings } from "../core/settings.ts";
import type { LLMCounters } from "./counters.ts";
import { aborted } from "./failures.ts";

/** Without a status: the budget of the run, not the quota of an account. */
const spent = (text: string): LLMError =>
  new LLMError(`the run's budget of ${text} is used up`, { kind: "quota", retryable: false });

/** Characters a token, to know beforehand what a request costs at least. */
const CHARACTERS_PER_TOKEN = 4;

/** Refuses a call that would go beyond the run's calls or tokens. Stands inside the retries: an attempt is a call. */
export const withBudget =
  (budget: LLMSettings["budget"], counters: LLMCounters): Wrap =>
  (provider) => {
    let promised = 0;
    return {
      ...provider,
      async complete(request, signal) {
        const characters = request.messages.reduce((sum, { text }) => sum + text.length, request.system.length);
        const estimate = Math.ceil(characters / CHARACTERS_PER_TOKEN);
        if (counters.calls >= budget.calls) throw spent(`${budget.calls} calls`);
        if (counters.tokensIn + counters.tokensOut + promised + estimate > budget.tokens) {
          throw spent(`${budget.tokens} tokens`);
        }
        promised += estimate;
        try {
          return await provider.complete(request, signal);
        } finally {
          promised -= estimate;
        }
      },
    };
  };

/** Ends calls, waits between attempts included, when the run's seconds with the model are over. The clock starts with the first call. */
export const withDeadline =
  (seconds: number, now: () => number): Wrap =>
  (provider) => {
    let end: number | undefined;
    return {
      ...provider,
      async complete(request, signal) {
        end ??= now() + seconds * 1000;
        const left = end - now();
        if (left <= 0) throw spent(`${seconds} seconds`);
        const over = new AbortController();
        // 2^31 - 1: a longer timer would fire at once.
        const timer = setTimeout(() => over.abort(), Math.min(left, 2 ** 31 - 1));
        try {
          return await provider.complete(request, AbortSignal.any([signal, over.signal]));
        } catch (error) {
          if (signal.aborted) throw aborted(error);
          if (over.signal.aborted) throw spent(`${seconds} seconds`);
          throw error;
        } finally {
          clearTimeout(timer);
        }
      },
    };
  };

/** Counts the calls that a budget refused. */
export const withSkipCount =
  (counters: LLMCounters): Wrap =>
  (provider) => ({
    ...provider,
    async complete(request, signal) {
      try {
        return await provider.complete(request, signal);
      } catch (error) {
        if (error instanceof LLMError && error.kind === "quota" && error.status === undefined) counters.skipped++;
        throw error;
      }
    },
  });
