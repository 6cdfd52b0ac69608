import type { Wrap } from "../core/llm-provider.ts";
import { aborted } from "./failures.ts";

/** At most `concurrency` calls at a time; the others wait in order. */
export const withLimit =
  (concurrency: number): Wrap =>
  (provider) => {
    const waiting: (() => void)[] = [];
    let free = Math.max(1, concurrency);
    const enter = (signal: AbortSignal): Promise<void> => {
      if (signal.aborted) return Promise.reject(aborted(signal.reason));
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const go = (): void => {
          signal.removeEventListener("abort", leave);
          resolve();
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(aborted(signal.reason));
        };
        signal.addEventListener("abort", leave, { once: true });
        waiting.push(go);
      });
    };
    const exit = (): void => {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    };
    return {
      ...provider,
      async complete(request, signal) {
        await enter(signal);
        try {
          return await provider.complete(request, signal);
        } finally {
          exit();
        }
      },
    };
  };
