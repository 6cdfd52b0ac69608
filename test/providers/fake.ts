import { LLMError, type LLMErrorKind } from "../../src/core/errors.ts";
import type { Completion, LLMProvider, LLMRequest } from "../../src/core/llm-provider.ts";
import type { Run, RunEvent } from "../../src/core/run.ts";

export const requestOf = (text: string): LLMRequest => ({
  system: "",
  messages: [{ role: "user", text }],
  maxTokens: 10,
  temperature: 0,
});

export const completionOf = (text: string): Completion => ({
  text,
  finish: "stop",
  usage: { inputTokens: 10, outputTokens: 5 },
  model: "fake",
});

export const failure = (
  kind: LLMErrorKind,
  retryable: boolean,
  more: { retryAfter?: number; status?: number } = {},
): LLMError => new LLMError(kind, { kind, retryable, ...more });

export const never = new AbortController().signal;

/** A provider that does what it is told, and counts. */
export function fakeProvider(
  act: (request: LLMRequest, call: number, signal: AbortSignal) => Promise<Completion> | Completion,
) {
  const seen: LLMRequest[] = [];
  const provider: LLMProvider = {
    name: "fake",
    model: "fake",
    place: "loopback",
    host: "127.0.0.1:1",
    async complete(request, signal) {
      seen.push(request);
      return act(request, seen.length, signal);
    },
    probe: async () => ({ isReachable: true, hasModel: true, text: "", hint: "" }),
  };
  return { provider, seen };
}

/** A run whose clock stands until it is moved. */
export function fakeRun(signal: AbortSignal = never) {
  const events: RunEvent[] = [];
  const clock = { now: 0 };
  const run: Run = { signal, now: () => clock.now, emit: (event) => void events.push(event) };
  return { run, events, clock };
}
