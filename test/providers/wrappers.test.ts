import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Completion } from "../../src/core/llm-provider.ts";
import type { RetrySettings } from "../../src/core/settings.ts";
import {
  delayAfter,
  newCounters,
  withBudget,
  withCache,
  withCircuit,
  withCounting,
  withDeadline,
  withLimit,
  withRefusal,
  withRetry,
  withSkipCount,
} from "../../src/providers/index.ts";
import { completionOf, failure, fakeProvider, fakeRun, never, requestOf } from "./fake.ts";

const retry: RetrySettings = { max_attempts: 3, initial_delay: 1, max_delay: 10, backoff_factor: 2, jitter: 0.1 };

describe("withRetry", () => {
  const slept: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => void slept.push(milliseconds);
  beforeEach(() => void slept.splice(0));
  const wrap = withRetry(retry, () => 0.5, sleep);

  it("tries again after what may pass, with growing delays, and gives the answer", async () => {
    const { provider, seen } = fakeProvider((_, call) => {
      if (call < 3) throw failure("server", true, { status: 500 });
      return completionOf("yes");
    });
    expect((await wrap(provider).complete(requestOf("x"), never)).text).toBe("yes");
    expect([seen.length, slept]).toEqual([3, [1000, 2000]]);
  });

  it("counts the first attempt: max_attempts 3 means three in all", async () => {
    const { provider, seen } = fakeProvider(() => {
      throw failure("timeout", true);
    });
    await expect(wrap(provider).complete(requestOf("x"), never)).rejects.toMatchObject({ kind: "timeout" });
    expect([seen.length, slept.length]).toEqual([3, 2]);
  });

  it("does not try again what cannot pass", async () => {
    for (const kind of ["auth", "not_found", "bad_request", "quota", "too_large"] as const) {
      const { provider, seen } = fakeProvider(() => {
        throw failure(kind, false);
      });
      await expect(wrap(provider).complete(requestOf("x"), never)).rejects.toMatchObject({ kind });
      expect(seen.length).toBe(1);
    }
  });

  it("obeys Retry-After up to a minute, and gives up beyond", async () => {
    const soon = fakeProvider((_, call) => {
      if (call === 1) throw failure("rate_limit", true, { retryAfter: 60, status: 429 });
      return completionOf("yes");
    });
    await wrap(soon.provider).complete(requestOf("x"), never);
    expect(slept).toEqual([60_000]);
    const late = fakeProvider(() => {
      throw failure("rate_limit", true, { retryAfter: 61, status: 429 });
    });
    await expect(wrap(late.provider).complete(requestOf("x"), never)).rejects.toMatchObject({ kind: "rate_limit" });
    expect(late.seen.length).toBe(1);
  });

  it("never tries again after an abort, and ends a wait at once", async () => {
    const stop = new AbortController();
    const { provider, seen } = fakeProvider(() => {
      throw failure("network", true);
    });
    const real = withRetry({ ...retry, initial_delay: 30 }, () => 0.5);
    const call = real(provider).complete(requestOf("x"), stop.signal);
    setTimeout(() => stop.abort(), 20);
    await expect(call).rejects.toMatchObject({ kind: "aborted", retryable: false });
    expect(seen.length).toBe(1);
  });

  it("lets a bug through as it is", async () => {
    const { provider } = fakeProvider(() => {
      throw new TypeError("a bug");
    });
    await expect(wrap(provider).complete(requestOf("x"), never)).rejects.toThrow(TypeError);
  });

  it("keeps every delay within its jitter and its limit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const plain = Math.min(2 ** (attempt - 1), 10) * 1000;
        const delay = delayAfter(attempt, retry, () => random);
        expect(delay).toBeGreaterThanOrEqual(plain * 0.9 - 1e-6);
        expect(delay).toBeLessThanOrEqual(plain * 1.1 + 1e-6);
      }),
    );
  });
});

describe("withCache", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "loganomaly-cache-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("R-107: one call for one content, across runs, however many ask at the same time", async () => {
    const { provider, seen } = fakeProvider(async () => {
      await wait(10);
      return completionOf("yes");
    });
    const counters = newCounters();
    const cached = withCache(folder, counters)(provider);
    const answers = await Promise.all(Array.from({ length: 500 }, () => cached.complete(requestOf("same"), never)));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(["yes"]));
    const nextRun = await withCache(folder, newCounters())(provider).complete(requestOf("same"), never);
    expect(nextRun).toMatchObject({ text: "yes", isCached: true });
    expect([seen.length, counters.cached]).toEqual([1, 499]);
  });

  it("asks again for another question, another model", async () => {
    const { provider, seen } = fakeProvider(() => completionOf("yes"));
    const wrap = withCache(folder, newCounters());
    await wrap(provider).complete(requestOf("a"), never);
    await wrap(provider).complete(requestOf("b"), never);
    await wrap({ ...provider, model: "other" }).complete(requestOf("a"), never);
    expect(seen.length).toBe(3);
  });

  it("ignores a broken entry and writes it anew", async () => {
    const { provider, seen } = fakeProvider(() => completionOf("yes"));
    const cached = withCache(folder, newCounters())(provider);
    await cached.complete(requestOf("a"), never);
    const [file = ""] = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json"));
    await writeFile(join(folder, file), '{"version":1,"text":');
    await cached.complete(requestOf("a"), never);
    expect(seen.length).toBe(2);
    expect(JSON.parse(await readFile(join(folder, file), "utf8"))).toMatchObject({ text: "yes" });
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("works without a folder that can be written", async () => {
    const { provider } = fakeProvider(() => completionOf("yes"));
    await writeFile(join(folder, "file"), "");
    const cached = withCache(join(folder, "file"), newCounters())(provider);
    expect((await cached.complete(requestOf("a"), never)).text).toBe("yes");
  });

  it("keeps no answer that was cut or refused, and no failure", async () => {
    const ends = ["length", "refusal"] as const;
    const { provider, seen } = fakeProvider((_, call): Completion => {
      const finish = ends[call - 1];
      if (finish === undefined) throw failure("server", true);
      return { ...completionOf("x"), finish };
    });
    const cached = withCache(folder, newCounters())(provider);
    for (let i = 0; i < 3; i++) await cached.complete(requestOf("a"), never).catch(() => undefined);
    expect(seen.length).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });

  it("does not give one caller's abort to another", async () => {
    const { provider, seen } = fakeProvider(async (_, __, signal) => {
      await wait(30, undefined, { signal }).catch(() => {
        throw failure("aborted", false);
      });
      return completionOf("yes");
    });
    const cached = withCache(folder, newCounters())(provider);
    const first = cached.complete(requestOf("a"), AbortSignal.timeout(5));
    const second = cached.complete(requestOf("a"), never);
    await expect(first).rejects.toMatchObject({ kind: "aborted" });
    expect((await second).text).toBe("yes");
    expect(seen.length).toBe(2);
  });
});

describe("withLimit", () => {
  it("lets so many calls in at a time, and all of them in the end", async () => {
    let now = 0;
    let most = 0;
    const { provider } = fakeProvider(async () => {
      most = Math.max(most, ++now);
      await wait(2);
      now--;
      return completionOf("yes");
    });
    const limited = withLimit(3)(provider);
    await Promise.all(Array.from({ length: 20 }, () => limited.complete(requestOf("x"), never)));
    expect(most).toBe(3);
  });

  it("lets an aborted caller leave the line, and the next one in", async () => {
    const { provider, seen } = fakeProvider(async () => {
      await wait(30);
      return completionOf("yes");
    });
    const limited = withLimit(1)(provider);
    const first = limited.complete(requestOf("1"), never);
    const second = limited.complete(requestOf("2"), AbortSignal.timeout(5));
    const third = limited.complete(requestOf("3"), never);
    await expect(second).rejects.toMatchObject({ kind: "aborted" });
    await Promise.all([first, third]);
    expect(seen.map(({ messages }) => messages[0]?.text)).toEqual(["1", "3"]);
  });
});

describe("budgets", () => {
  it("R-106: stops calling when calls or tokens are used up, and counts what was skipped", async () => {
    for (const budget of [
      { calls: 3, tokens: 1e6, seconds: 60 },
      { calls: 100, tokens: 45, seconds: 60 },
    ]) {
      const counters = newCounters();
      const { provider, seen } = fakeProvider(() => completionOf("yes"));
      const wrapped = withSkipCount(counters)(withBudget(budget, counters)(withCounting(counters)(provider)));
      for (let i = 0; i < 5; i++) {
        const call = wrapped.complete(requestOf("x"), never);
        if (i < 3) await call;
        else await expect(call).rejects.toMatchObject({ kind: "quota", status: undefined, retryable: false });
      }
      expect([seen.length, counters.skipped]).toEqual([3, 2]);
    }
  });

  it("counts calls that run at the same time", async () => {
    const counters = newCounters();
    const { provider, seen } = fakeProvider(async () => {
      await wait(5);
      return completionOf("yes");
    });
    const wrapped = withBudget({ calls: 4, tokens: 1e6, seconds: 60 }, counters)(withCounting(counters)(provider));
    const done = await Promise.allSettled(Array.from({ length: 9 }, () => wrapped.complete(requestOf("x"), never)));
    expect([seen.length, done.filter(({ status }) => status === "rejected").length]).toEqual([4, 5]);
  });

  it("ends a call that is under way when the seconds are over, and refuses the next", async () => {
    const { provider, seen } = fakeProvider(async (_, __, signal) => {
      await wait(10_000, undefined, { signal }).catch(() => {
        throw failure("aborted", false);
      });
      return completionOf("late");
    });
    const { run, clock } = fakeRun();
    const wrapped = withDeadline(0.05, run.now)(provider);
    await expect(wrapped.complete(requestOf("x"), never)).rejects.toMatchObject({ kind: "quota", status: undefined });
    clock.now = 51;
    await expect(wrapped.complete(requestOf("x"), never)).rejects.toMatchObject({ kind: "quota" });
    expect(seen.length).toBe(1);
  });
});

describe("withCircuit", () => {
  it("R-101: asks an unreachable server once, says so once, and tries again after a while", async () => {
    const { run, events, clock } = fakeRun();
    let isUp = false;
    const { provider, seen } = fakeProvider(() => {
      if (!isUp) throw failure("network", true);
      return completionOf("yes");
    });
    const wrapped = withCircuit(run)(provider);
    for (let i = 0; i < 200; i++) {
      await expect(wrapped.complete(requestOf("x"), never)).rejects.toMatchObject({ kind: "network" });
    }
    expect(seen.length).toBe(1);
    expect(events.map(({ type }) => type)).toEqual(["model-unavailable"]);
    isUp = true;
    clock.now = 60_000;
    expect((await wrapped.complete(requestOf("x"), never)).text).toBe("yes");
    expect((await wrapped.complete(requestOf("x"), never)).text).toBe("yes");
  });

  it("opens after three server errors in a row, not after two", async () => {
    const { run } = fakeRun();
    const { provider, seen } = fakeProvider((_, call) => {
      if (call === 3) return completionOf("yes");
      throw failure("server", true, { status: 500 });
    });
    const wrapped = withCircuit(run)(provider);
    for (let i = 0; i < 10; i++) await wrapped.complete(requestOf("x"), never).catch(() => undefined);
    expect(seen.length).toBe(6);
  });

  it("stays closed after a spent budget or an abort", async () => {
    const { run, events } = fakeRun();
    const { provider, seen } = fakeProvider((_, call) => {
      throw failure(call % 2 === 0 ? "aborted" : "quota", false);
    });
    const wrapped = withCircuit(run)(provider);
    for (let i = 0; i < 10; i++) await wrapped.complete(requestOf("x"), never).catch(() => undefined);
    expect([seen.length, events.length]).toEqual([10, 0]);
  });
});

describe("withCounting and withRefusal", () => {
  it("counts attempts, tokens, failures and bytes by host", async () => {
    const counters = newCounters();
    const { provider } = fakeProvider((_, call) => {
      if (call === 2) throw failure("server", true);
      return completionOf("yes");
    });
    const counted = withCounting(counters)(provider);
    await counted.complete(requestOf("ä"), never);
    await counted.complete(requestOf("ä"), never).catch(() => undefined);
    const bytes = 2 * Buffer.byteLength(JSON.stringify(requestOf("ä")));
    expect(counters).toMatchObject({ calls: 2, errors: 1, tokensIn: 10, tokensOut: 5 });
    expect(counters.sent).toEqual({ "127.0.0.1:1": { calls: 2, bytes } });
  });

  it("R-109: refuses another machine before anything counts as sent, and says so once", async () => {
    const { run, events } = fakeRun();
    const { provider, seen } = fakeProvider(() => completionOf("yes"));
    const refusal = failure("bad_request", false);
    const remote = withRefusal(refusal, "allow it", run)(provider);
    for (let i = 0; i < 3; i++) {
      await expect(remote.complete(requestOf("x"), never)).rejects.toMatchObject({
        kind: "bad_request",
        status: undefined,
      });
    }
    expect([seen.length, events.length]).toEqual([0, 1]);
    expect(withRefusal(undefined, "", run)(provider)).toBe(provider);
  });
});
