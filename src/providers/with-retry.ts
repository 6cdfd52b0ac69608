import { setTimeout as timer } from "node:timers/promises";
import pRetry, { AbortError } from "p-retry";
import { LLMError } from "../core/errors.ts";
import type { Wrap } from "../core/llm-provider.ts";
import type { Random } from "../core/random.ts";
import type { RetrySettings } from "../core/settings.ts";
import { aborted } from "./failures.ts";

/** A server that asks for a longer wait, in seconds, is unavailable. */
const LONGEST_WAIT = 60;

export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const realSleep: Sleep = (milliseconds, signal) => timer(milliseconds, undefined, { signal });

/** Milliseconds before the next attempt. `attempt` counts from 1. */
export function delayAfter(attempt: number, retry: RetrySettings, random: Random): number {
  const plain = Math.min(retry.initial_delay * retry.backoff_factor ** (attempt - 1), retry.max_delay);
  return Math.max(0, plain * (1 + retry.jitter * (2 * random() - 1)) * 1000);
}

/** The only retry layer. Its waiting replaces that of p-retry, which knows no Retry-After. */
export const withRetry =
  (retry: RetrySettings, random: Random, sleep: Sleep = realSleep): Wrap =>
  (provider) => ({
    ...provider,
    async complete(request, signal) {
      try {
        return await pRetry(
          async () => {
            try {
              return await provider.complete(request, signal);
            } catch (error) {
              const isWorthIt =
                error instanceof LLMError &&
                error.retryable &&
                (error.retryAfter ?? 0) <= LONGEST_WAIT &&
                !signal.aborted;
              if (isWorthIt) throw error;
              throw new AbortError(error instanceof Error ? error : new Error(String(error)));
            }
          },
          {
            retries: Math.max(0, Math.floor(retry.max_attempts) - 1),
            minTimeout: 0,
            signal,
            onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
              if (retriesLeft === 0) return;
              const asked = error instanceof LLMError ? error.retryAfter : undefined;
              await sleep(asked === undefined ? delayAfter(attemptNumber, retry, random) : asked * 1000, signal);
            },
          },
        );
      } catch (error) {
        if (signal.aborted) throw aborted(error);
        throw error;
      }
    },
  });
