import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";

const draws = (seed: number, n: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, random);
};

describe("seeded random", () => {
  it("gives the same numbers for the same seed, others for another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (seed) => {
        expect(draws(seed, 20)).toEqual(draws(seed, 20));
        expect(draws(seed, 20)).not.toEqual(draws((seed + 1) % 0x100000000, 20));
      }),
    );
  });

  it("stays in [0, 1) and fills it evenly", () => {
    const counts = new Array<number>(10).fill(0);
    for (const x of draws(42, 100_000)) {
      expect(x >= 0 && x < 1).toBe(true);
      counts[Math.floor(x * 10)]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it("never changes from one version to the next: models and reports are made from it", () => {
    expect(draws(42, 3).map((x) => Math.round(x * 2 ** 32))).toEqual([2581720956, 1925393290, 3661312704]);
  });
});
