import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvidenceKind } from "../../src/core/detector.ts";
import { LISTED, riskOf, type StatementScores, weigh } from "../../src/decisions/evidence.ts";

const of = (scores: Partial<Record<EvidenceKind, number>>) => {
  const list = Object.entries(scores).map(
    ([gives, score]): StatementScores => ({
      gives: kinds.find((kind) => kind === gives) ?? "gravity",
      scores: Float64Array.of(score ?? 0),
    }),
  );
  return weigh(1, list);
};
const kinds = ["gravity", "novelty", "onset", "change", "outlier"] as const satisfies readonly EvidenceKind[];
const strength = (scores: Partial<Record<EvidenceKind, number>>): number => of(scores).strength[0] ?? Number.NaN;

describe("evidence", () => {
  it("is gravity, plus novelty, plus a burst, plus a late onset of something bad", () => {
    expect(strength({ gravity: 2 })).toBe(2);
    expect(strength({ gravity: 2, novelty: 1.2 })).toBeCloseTo(3.2);
    expect(strength({ gravity: 2, change: 1 })).toBe(3);
    expect(strength({ gravity: 2, onset: 0.5 })).toBe(2.5);
    expect(strength({ gravity: 2, novelty: 1, change: 1, onset: 0.5 })).toBe(4.5);
  });

  it("counts a burst half where nothing bad is said, and an onset not at all", () => {
    expect(strength({ gravity: 0.8, change: 1 })).toBeCloseTo(1.3);
    expect(strength({ gravity: 1.2, onset: 0.5 })).toBeCloseTo(1.2);
  });

  it("lets a change add no more than 1.5, however large: it is told as a span of its own", () => {
    expect(strength({ gravity: 2, change: 4 })).toBe(3.5);
  });

  it("never listens to outliers: they support and do not carry", () => {
    expect(strength({ gravity: 2, outlier: 50 })).toBe(2);
    expect(strength({ outlier: 50 })).toBe(0);
  });

  it("adds novelties of several detectors, and takes the greatest of the others", () => {
    const twice = (gives: EvidenceKind): number =>
      weigh(1, [
        { gives: "gravity", scores: Float64Array.of(1.6) },
        { gives, scores: Float64Array.of(0.4) },
        { gives, scores: Float64Array.of(0.3) },
      ]).strength[0] ?? Number.NaN;
    expect(twice("novelty")).toBeCloseTo(2.3);
    expect(twice("change")).toBeCloseTo(2);
    expect(twice("onset")).toBeCloseTo(2);
    expect(twice("gravity")).toBeCloseTo(1.6);
  });

  it("grows with every score", () => {
    const score = fc.double({ min: 0, max: 4.2, noNaN: true });
    const scores = fc.record({ gravity: score, novelty: score, onset: score, change: score, outlier: score });
    fc.assert(
      fc.property(scores, fc.constantFrom(...kinds), score, (all, kind, more) => {
        expect(strength({ ...all, [kind]: all[kind] + more })).toBeGreaterThanOrEqual(strength(all));
      }),
    );
  });

  it("knows each statement apart", () => {
    const found = weigh(3, [{ gives: "gravity", scores: Float64Array.of(1, 2, 3) }]);
    expect([...found.gravity]).toEqual([1, 2, 3]);
    expect(weigh(0, []).strength.length).toBe(0);
  });
});

describe("risk", () => {
  it("is one half where evidence is abnormal by itself, and between 0 and 1", () => {
    expect(riskOf(LISTED)).toBe(0.5);
    expect(riskOf(0)).toBeGreaterThan(0);
    expect(riskOf(0)).toBeLessThan(0.01);
    expect(riskOf(12)).toBeLessThanOrEqual(1);
  });

  it("rises with evidence", () => {
    const evidence = fc.double({ min: 0, max: 12, noNaN: true });
    fc.assert(
      fc.property(evidence, evidence, (a, b) => {
        expect(riskOf(Math.max(a, b))).toBeGreaterThanOrEqual(riskOf(Math.min(a, b)));
      }),
    );
  });
});
