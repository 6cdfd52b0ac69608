import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEVEL } from "../../src/core/levels.ts";
import { SLICES } from "../../src/core/samples.ts";
import { type MadeEvent, madeRun, START, statementOf } from "./made-run.ts";

const sum = (counts: ArrayLike<number>): number => Array.from(counts).reduce((a, b) => a + b, 0);
const event = fc.record({
  shape: fc.integer({ min: 0, max: 5 }),
  level: fc.constantFrom(LEVEL.info, LEVEL.error),
  component: fc.integer({ min: -1, max: 2 }),
  host: fc.integer({ min: -1, max: 3 }),
  source: fc.integer({ min: 0, max: 2 }),
  time: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 100_000 }).map((ms) => START + ms) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
});

describe("profile", () => {
  it("counts every event once: in its statement, its slice, its bucket", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 200 }), (events) => {
        const { profile } = madeRun(events);
        expect(profile.events).toBe(events.length);
        expect(sum(profile.total)).toBe(events.length);
        expect(sum(profile.statements.map(({ count }) => count))).toBe(events.length);
        const total = new Uint32Array(profile.buckets);
        for (const s of profile.statements) {
          expect(s.slices.length).toBe(SLICES);
          expect(sum(s.slices)).toBe(s.count);
          expect(sum(s.series.counts)).toBe(s.count);
          expect([...s.series.buckets]).toEqual([...new Set(s.series.buckets)].sort((a, b) => a - b));
          s.series.buckets.forEach((bucket, i) => {
            total[bucket]! += s.series.counts[i]!;
          });
          expect(s.begins >= 0 && s.begins <= s.ends && s.ends <= 1).toBe(true);
          expect(s.messages.length).toBe(Math.min(9, s.count));
          expect(s.topHostShare >= 0 && s.topHostShare <= 1).toBe(true);
        }
        expect(total).toEqual(profile.total);
        const hosts = new Set(events.map(({ host }) => host).filter((host) => host >= 0));
        expect(profile.hosts).toBe(hosts.size);
      }),
      { numRuns: 150 },
    );
  });

  it("sums the slices of a component over its statements", () => {
    const { profile } = madeRun(Array.from({ length: 400 }, (_, i): MadeEvent => ({ shape: i % 3, component: i % 2 })));
    for (const s of profile.statements) {
      const same = profile.statements.filter(({ component }) => component === s.component);
      expect([...s.componentSlices]).toEqual(
        Array.from({ length: SLICES }, (_, slice) => sum(same.map(({ slices }) => slices[slice] ?? 0))),
      );
    }
  });

  it("says where in the run a statement begins and ends, and which host wrote most of it", () => {
    const events = Array.from({ length: 1000 }, (_, i): MadeEvent => {
      const isLate = i >= 500 && i < 900 && i % 10 === 0;
      return isLate ? { shape: 1, host: i === 500 ? 7 : 3 } : { shape: 0, host: i % 5 };
    });
    const run = madeRun(events);
    const late = run.profile.statements[statementOf(run, 1)];
    expect(late).toMatchObject({
      count: 40,
      first: 500,
      last: 890,
      begins: 0.5,
      ends: 0.89,
      topHost: "word3",
      hosts: 2,
    });
    expect(late?.topHostShare).toBeCloseTo(39 / 40);
    expect(late?.firstTime).toBe(START + 500_000);
  });

  /** One file that ends where the other begins; each is full of one message, and a third one comes in both. */
  const twoFiles = (isBoth: (i: number) => boolean): MadeEvent[] => {
    const file = (source: number, offset: number): MadeEvent[] =>
      Array.from(
        { length: 500 },
        (_, i): MadeEvent => ({
          source,
          shape: isBoth(offset + i) ? 2 : source,
          time: START + (offset + i) * 1000,
        }),
      );
    return [...file(0, 500), ...file(1, 0)];
  };

  it("lets a statement begin and end with the files that hold it: a file that begins late is no news", () => {
    const [first, second] = madeRun(twoFiles(() => false)).profile.statements;
    for (const s of [first, second]) {
      expect(s?.begins).toBe(0);
      expect(s?.ends).toBeGreaterThan(0.99);
      expect(s?.slices.every((count) => count > 0)).toBe(true);
    }
  });

  it("puts what several files hold into one order of time", () => {
    const run = madeRun(twoFiles((i) => i >= 400 && i < 600));
    const both = run.profile.statements[statementOf(run, 2)];
    expect([both?.begins, both?.ends]).toEqual([expect.closeTo(0.4, 2), expect.closeTo(0.6, 2)]);
    expect(sum(both?.slices.subarray(0, SLICES / 2) ?? [])).toBe(100);
  });

  it("keeps a bounded number of buckets over a thousand years", () => {
    const { profile } = madeRun([
      { shape: 0, time: 0 },
      { shape: 0, time: START },
      { shape: 0, time: Date.UTC(9999, 11, 31) },
    ]);
    expect(profile.buckets).toBeLessThanOrEqual(4097);
    expect(sum(profile.total)).toBe(3);
  });

  it("has no times where the run has none, and one event a second", () => {
    const { profile } = madeRun(Array.from({ length: 30 }, (): MadeEvent => ({ shape: 0, time: Number.NaN })));
    expect(profile).toMatchObject({ isTimed: false, start: Number.NaN, end: Number.NaN, origin: 0, events: 30 });
    expect(profile.statements[0]?.firstTime).toBeNaN();
  });
});
