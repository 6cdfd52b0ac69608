import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LLMSettings, RetrySettings } from "../../src/core/settings.ts";
import { connect } from "../../src/providers/index.ts";
import { ANSWERS, answer, type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { fakeRun, never, requestOf } from "./fake.ts";

let server: LLMServer;
let other: LLMServer;
beforeAll(async () => {
  server = await startLLMServer();
  other = await startLLMServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

const retry: RetrySettings = { max_attempts: 3, initial_delay: 1, max_delay: 10, backoff_factor: 2, jitter: 0.1 };

function connected(changes: Partial<LLMSettings> = {}, retries: Partial<RetrySettings> = {}) {
  const settings: LLMSettings = {
    provider: "ollama",
    model: "mistral:instruct",
    endpoint: server.url,
    key_file: null,
    timeout: 5,
    concurrency: 1,
    budget: { calls: 200, tokens: 500_000, seconds: 600 },
    cache: false,
    cache_dir: "",
    allow_remote: false,
    may_suppress: false,
    ...changes,
  };
  const waited: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => void waited.push(milliseconds);
  const { run, events } = fakeRun();
  const { provider, counters } = connect(
    settings,
    { ...retry, ...retries },
    { ...run, now: () => performance.now() },
    { sleep },
  );
  const before = server.calls.length;
  const ask = (text = "x") => provider?.complete(requestOf(text), never).then(({ text: said }) => said);
  return { ask, waited, counters, events, calls: () => server.calls.length - before };
}

const status = (code: number, headers: Record<string, string> = {}) =>
  ({ kind: "status", status: code, headers }) as const;
const good = answer(ANSWERS.good);

describe("R-101 at the wire", () => {
  it("429 with Retry-After waits as long as it was asked to; more than a minute is given up at once", async () => {
    server.script(status(429, { "retry-after": "2" }), status(429, { "retry-after": "60" }), good);
    const patient = connected();
    expect(await patient.ask()).toBe(ANSWERS.good);
    expect(patient.waited).toEqual([2000, 60_000]);
    server.script(status(429, { "retry-after": "61" }), good);
    const given = connected();
    await expect(given.ask()).rejects.toThrow("rate limited (429)");
    expect([given.calls(), given.waited]).toEqual([1, []]);
  });

  it("500s back off as configured, with jitter, never beyond the longest delay", async () => {
    server.script(status(500));
    const { ask, waited, calls } = connected({}, { max_attempts: 6, max_delay: 4, jitter: 0.25 });
    await expect(ask()).rejects.toThrow("failed (500)");
    expect(calls()).toBe(6);
    expect(waited).toHaveLength(5);
    for (const [i, plain] of [1, 2, 4, 4, 4].entries()) {
      expect(Math.abs((waited[i] ?? 0) / 1000 - plain)).toBeLessThanOrEqual(plain * 0.25);
    }
    expect(new Set(waited.map((one, i) => one / [1, 2, 4, 4, 4][i]!)).size).toBe(5);
  });

  it("a connection that breaks in the middle of the body, or before it, is tried again", async () => {
    server.script({ kind: "cut" }, { kind: "reset" }, good);
    const { ask, calls } = connected();
    expect([await ask(), calls()]).toEqual([ANSWERS.good, 3]);
  });

  it("an answer that drips ends with its timeout; after three such calls the breaker opens, and is said to", async () => {
    server.script({ kind: "drip" });
    const { ask, calls, events } = connected({ timeout: 0.1 }, { max_attempts: 2 });
    for (const text of ["a", "b", "c"]) await expect(ask(text)).rejects.toThrow("did not answer within 0.1 s");
    expect(calls()).toBe(6);
    await expect(ask("d")).rejects.toThrow("did not answer within 0.1 s");
    expect(calls()).toBe(6);
    expect(events.filter(({ type }) => type === "model-unavailable")).toHaveLength(1);
  });

  it("the seconds of the budget are a deadline over all attempts", async () => {
    server.script({ kind: "hang" });
    const begun = performance.now();
    const { ask, counters, calls } = connected({ timeout: 30, budget: { calls: 9, tokens: 9999, seconds: 0.3 } });
    await expect(ask()).rejects.toThrow("the run's budget of 0.3 seconds is used up");
    expect(performance.now() - begun).toBeLessThan(3000);
    await expect(ask("y")).rejects.toThrow("0.3 seconds");
    expect([calls(), counters.skipped]).toEqual([1, 2]);
  });
});

describe("R-109 at the wire", () => {
  it("a redirect is refused, to another host as to its own; nothing arrives there", async () => {
    for (const to of [`${other.url}/api/chat`, "http://model.invalid/api/chat", "/api/chat"]) {
      server.script({ kind: "redirect", to });
      const { ask, calls } = connected();
      await expect(ask()).rejects.toThrow("redirected the call to another address; refused");
      expect(calls()).toBe(1);
    }
    expect(other.calls).toEqual([]);
  });
});
