import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LLMProvider } from "../../src/core/llm-provider.ts";
import type { LLMSettings, RetrySettings } from "../../src/core/settings.ts";
import { connect } from "../../src/providers/index.ts";
import { ANSWERS, answer, type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { completionOf, fakeRun, never, requestOf } from "./fake.ts";

const retry: RetrySettings = { max_attempts: 3, initial_delay: 1, max_delay: 10, backoff_factor: 2, jitter: 0.1 };
const sleep = async (): Promise<void> => undefined;

let server: LLMServer;
let folder = "";
beforeAll(async () => {
  server = await startLLMServer();
  folder = await mkdtemp(join(tmpdir(), "loganomaly-connect-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.script(answer(ANSWERS.good)));

const settings = (changes: Partial<LLMSettings> = {}): LLMSettings => ({
  provider: "ollama",
  model: "mistral:instruct",
  endpoint: `${server.url}/api/generate`,
  key_file: null,
  timeout: 5,
  concurrency: 4,
  budget: { calls: 200, tokens: 500_000, seconds: 600 },
  cache: false,
  cache_dir: folder,
  allow_remote: false,
  may_suppress: false,
  ...changes,
});

describe("connect", () => {
  it("gives no provider for none", () => {
    const { provider, counters } = connect(settings({ provider: "none" }), retry, fakeRun().run);
    expect(provider).toBeUndefined();
    expect(counters.calls).toBe(0);
  });

  it("refuses a model without a name", () => {
    expect(() => connect(settings({ model: "" }), retry, fakeRun().run)).toThrow("llm.model: expected");
  });

  it("R-101: gets over server errors and counts each attempt", async () => {
    server.script({ kind: "status", status: 500 }, { kind: "status", status: 500 }, answer(ANSWERS.good));
    const { provider, counters } = connect(settings(), retry, fakeRun().run, { sleep });
    expect((await provider?.complete(requestOf("x"), never))?.text).toBe(ANSWERS.good);
    expect(counters).toMatchObject({ calls: 3, errors: 2, tokensIn: 100, tokensOut: 20, cached: 0, skipped: 0 });
    expect(Object.keys(counters.sent)).toEqual([server.host]);
  });

  it("R-100: a server that is down costs one round of attempts, whatever the number of cases", async () => {
    const closed = await startLLMServer();
    await closed[Symbol.asyncDispose]();
    const { run, events } = fakeRun();
    const { provider, counters } = connect(settings({ endpoint: closed.url, concurrency: 1 }), retry, run, { sleep });
    const done = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => provider?.complete(requestOf(String(i)), never)),
    );
    expect(done.every(({ status }) => status === "rejected")).toBe(true);
    expect(counters.calls).toBe(3);
    expect(events).toEqual([
      {
        type: "model-unavailable",
        provider: "ollama",
        message: `Ollama at ${closed.host} did not answer (ECONNREFUSED)`,
        hint: "start it with `ollama serve`",
      },
    ]);
  });

  it("R-107: answers the same question from the cache, in the same run and in the next", async () => {
    const before = server.calls.length;
    const cached = settings({ cache: true });
    const one = connect(cached, retry, fakeRun().run, { sleep });
    await one.provider?.complete(requestOf("same"), never);
    await one.provider?.complete(requestOf("same"), never);
    const two = connect(cached, retry, fakeRun().run, { sleep });
    await two.provider?.complete(requestOf("same"), never);
    expect(server.calls.length - before).toBe(1);
    expect([one.counters.cached, two.counters.cached, two.counters.calls]).toEqual([1, 1, 0]);
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json")).length).toBe(1);
  });

  it("R-106: sends no more calls than the budget has, retries included", async () => {
    server.script({ kind: "status", status: 500 });
    const before = server.calls.length;
    const budget = { calls: 2, tokens: 500_000, seconds: 600 };
    const { provider, counters } = connect(settings({ budget }), retry, fakeRun().run, { sleep });
    for (let i = 0; i < 3; i++) {
      await expect(provider?.complete(requestOf(String(i)), never)).rejects.toMatchObject({ kind: "quota" });
    }
    expect([server.calls.length - before, counters.skipped]).toEqual([2, 3]);
  });

  it("sends nothing to another machine when only local is allowed, whatever the settings say", async () => {
    const remote = settings({ endpoint: "http://example.invalid", allow_remote: true });
    const { provider, counters } = connect(remote, retry, fakeRun().run, { sleep, isLocalOnly: true });
    await expect(provider?.complete(requestOf("x"), never)).rejects.toMatchObject({ kind: "bad_request" });
    expect(counters).toMatchObject({ calls: 0, sent: {} });
  });

  it("lets a guard see each request last and refuse it", async () => {
    const before = server.calls.length;
    const { provider } = connect(settings(), retry, fakeRun().run, {
      sleep,
      guard: (inner) => ({
        ...inner,
        complete: async () => {
          throw new Error("a secret");
        },
      }),
    });
    await expect(provider?.complete(requestOf("x"), never)).rejects.toThrow("a secret");
    expect(server.calls.length).toBe(before);
  });

  it("asks for the key of a remote provider, and naming it with its key allows its own address only", async () => {
    const { run, events } = fakeRun();
    const named = settings({ provider: "openai", endpoint: "", model: "m" });
    const keyless = connect(named, retry, run, { sleep });
    await expect(keyless.provider?.complete(requestOf("x"), never)).rejects.toThrow("needs its key in OPENAI_API_KEY");
    expect(events).toMatchObject([
      { type: "model-unavailable", hint: "set OPENAI_API_KEY in the environment, or llm.key_file" },
    ]);
    const environment = { OPENAI_API_KEY: "k" };
    const guard = (inner: LLMProvider): LLMProvider => ({
      ...inner,
      complete: async () => completionOf("let through"),
    });
    const keyed = connect(named, retry, run, { sleep, environment, guard });
    expect((await keyed.provider?.complete(requestOf("x"), never))?.text).toBe("let through");
    for (const [changes, options] of [
      [{ endpoint: "https://elsewhere.invalid/v1" }, {}],
      [{}, { isLocalOnly: true }],
    ] as const) {
      const blocked = connect({ ...named, ...changes }, retry, run, { sleep, environment, guard, ...options });
      await expect(blocked.provider?.complete(requestOf("x"), never)).rejects.toMatchObject({ kind: "bad_request" });
      expect(blocked.counters.calls).toBe(0);
    }
  });
});
