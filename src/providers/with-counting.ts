import type { Wrap } from "../core/llm-provider.ts";
import type { LLMCounters } from "./counters.ts";

/** Counts every attempt that reaches the provider. Calls that are refused before anything is sent are not attempts. */
export const withCounting =
  (counters: LLMCounters): Wrap =>
  (provider) => ({
    ...provider,
    async complete(request, signal) {
      signal.throwIfAborted();
      counters.calls++;
      if (provider.host !== "") {
        const sent = counters.sent[provider.host] ?? { calls: 0, bytes: 0 };
        sent.calls++;
        sent.bytes += Buffer.byteLength(JSON.stringify(request));
        counters.sent[provider.host] = sent;
      }
      try {
        const completion = await provider.complete(request, signal);
        counters.tokensIn += completion.usage.inputTokens;
        counters.tokensOut += completion.usage.outputTokens;
        return completion;
      } catch (error) {
        counters.errors++;
        throw error;
      }
    },
  });
