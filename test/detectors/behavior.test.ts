import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BehavioralRule } from "../../src/core/settings.ts";
import { ruleAtWork } from "../../src/detectors/behavior.ts";
import { groupTotals } from "../../src/detectors/group-totals.ts";

const MINUTE = 60_000;
const rule = (more: Partial<BehavioralRule>): BehavioralRule => ({
  name: "r",
  type: "count",
  group_by: "user",
  field: null,
  pattern: null,
  window_minutes: 5,
  threshold: 3,
  threshold_ratio: null,
  reason: "",
  ...more,
});
interface Line {
  readonly minute: number;
  readonly group?: string;
  readonly value?: string;
  /** Of a ratio: it does not match. */
  readonly isOther?: boolean;
}
const found = (more: Partial<BehavioralRule>, lines: readonly Line[]) => {
  const work = ruleAtWork(rule(more));
  lines.forEach(({ minute, group = "a", value = "", isOther }, event) => {
    work.seen(group, minute * MINUTE);
    if (!isOther) work.hit({ time: minute * MINUTE, event, statement: 0, group, value });
  });
  return work.findings();
};
const at = (...minutes: number[]): Line[] => minutes.map((minute) => ({ minute }));

describe("a behavioral rule", () => {
  it("is reached when the window holds as many as the threshold, its edges included", () => {
    expect(found({}, at(0, 3, 5))).toHaveLength(1);
    expect(found({}, at(0, 3, 5.01))).toEqual([]);
    expect(found({}, at(0, 0, 0))).toHaveLength(1);
  });

  it("is told once a stretch, and again after a whole window of quiet", () => {
    const [first, second, ...more] = found({}, at(0, 1, 2, 3, 4, 5, 6, 7, 20, 21, 22));
    expect(more).toEqual([]);
    expect(first).toMatchObject({ lines: 8, firstEvent: 0, lastEvent: 7, peak: 6, proof: [0, 1, 2, 3, 4, 5, 6, 7] });
    expect(second).toMatchObject({ lines: 3, firstEvent: 8 });
  });

  it("judges each group alone, and does not mind the order of lines", () => {
    const lines = [4, 1, 0, 3, 2].flatMap((minute) => [
      { minute, group: "a" },
      { minute: minute * 10, group: "b" },
    ]);
    const all = found({}, lines);
    expect(all.map(({ group, lines: n, from }) => [group, n, from])).toEqual([["a", 5, 0]]);
  });

  it("counts values, not lines, and proves each value once", () => {
    const lines = ["x", "x", "x", "y", "x", "z"].map((value, minute) => ({ minute, value }));
    const [one] = found({ type: "distinct_count", field: "org" }, lines);
    expect(one).toMatchObject({ peak: 3, proof: [0, 3, 5] });
    expect(found({ type: "distinct_count", field: "org" }, lines.slice(0, 5))).toEqual([]);
    // Four values, but never three within five minutes.
    const slow = ["x", "y", "z", "w"].map((value, i) => ({ minute: i * 4, value }));
    expect(found({ type: "distinct_count", field: "org" }, slow)).toEqual([]);
  });

  it("takes the share of a group's lines, and only from enough of them", () => {
    const ratio = { type: "ratio", threshold: 3, threshold_ratio: 0.5 } as const;
    const lines = (bad: number, good: number): Line[] => [
      ...Array.from({ length: good }, () => ({ minute: 0, isOther: true })),
      ...Array.from({ length: bad }, () => ({ minute: 1 })),
    ];
    expect(found(ratio, lines(3, 3))).toMatchObject([{ peak: 0.5, of: 6 }]);
    expect(found(ratio, lines(3, 4))).toEqual([]);
    expect(found(ratio, lines(2, 0))).toEqual([]);
    expect(found({ ...ratio, threshold: null }, lines(4, 0))).toEqual([]);
  });

  it("finds what counting every window by hand finds", () => {
    const minutes = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom("a", "b")), { maxLength: 60 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 6 }), (lines, threshold) => {
        const told = found(
          { threshold },
          lines.map(([minute, group]) => ({ minute, group })),
        );
        for (const group of ["a", "b"]) {
          const own = lines.filter(([, g]) => g === group).map(([minute]) => minute);
          const isReached = (minute: number) => own.filter((m) => m >= minute - 5 && m <= minute).length >= threshold;
          const mine = told.filter((finding) => finding.group === group);
          // Every moment at which it was reached lies in one stretch, and stretches are apart.
          for (const minute of own.filter(isReached))
            expect(mine.filter(({ from, to }) => from <= minute * MINUTE && minute * MINUTE <= to)).toHaveLength(1);
          for (const [i, next] of mine.slice(1).entries()) expect(next.from).toBeGreaterThan(mine[i]?.to ?? 0);
          for (const { lines: n } of mine) expect(n).toBeGreaterThanOrEqual(threshold);
        }
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it("stays bounded: groups beyond the limit are counted", () => {
    const work = ruleAtWork(rule({ threshold: 1 }));
    for (let i = 0; i < 50_010; i++) work.hit({ time: 0, event: i, statement: 0, group: `g${i}`, value: "" });
    expect(work.leftOut).toBe(10);
    expect(work.findings()).toHaveLength(50_000);
  });
});

describe("totals of groups", () => {
  it("never count too few, and too many only at the edges, however much they hold", () => {
    const totals = groupTotals(10 * MINUTE);
    for (let group = 0; group < 600; group++)
      for (let second = 0; second < 1000; second++) totals.add(group, second * 10_000);
    for (const group of [0, 599]) {
      const count = totals.between(group, 3_000_000, 3_600_000);
      expect(count).toBeGreaterThanOrEqual(61);
      expect(count).toBeLessThanOrEqual(75);
    }
  });
});
