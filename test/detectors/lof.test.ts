import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decode, encode } from "../../src/core/codec.ts";
import type { Matrix } from "../../src/core/matrix.ts";
import { seededRandom } from "../../src/core/random.ts";
import { lof } from "../../src/detectors/lof.ts";
import { pointTree, search } from "../../src/detectors/nearest-neighbors.ts";
import { matrixOf, samplesOf, trainingOf } from "./feature-samples.ts";

const rowsSchema = z.array(z.array(z.number()));
const oracle = z
  .object({
    neighbors: z.number(),
    training: rowsSchema,
    training_factors: z.array(z.number()),
    new: rowsSchema,
    new_factors: z.array(z.number()),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/oracles/lof.json", import.meta.url), "utf8")));

const fit = (features: Matrix, options: Record<string, unknown> = {}, weight?: Float64Array) =>
  lof.fit(trainingOf(features, weight), lof.options.parse(options), seededRandom(1));
const grid = (n: number): number[][] => Array.from({ length: n }, (_, i) => [i % 10, Math.floor(i / 10)]);

describe("local outlier factor", () => {
  it("equals scikit-learn's where no point repeats", () => {
    const state = fit(matrixOf(oracle.training), { neighbors: oracle.neighbors });
    const own = lof.score(state, samplesOf(matrixOf(oracle.training)));
    const other = lof.score(state, samplesOf(matrixOf(oracle.new)));
    oracle.training_factors.forEach((factor, i) => {
      expect(Math.abs((own[i] ?? 0) - factor) / factor).toBeLessThan(1e-6);
    });
    oracle.new_factors.forEach((factor, i) => {
      expect(Math.abs((other[i] ?? 0) - factor) / factor).toBeLessThan(1e-6);
    });
  });

  it("finds the neighbours that looking at every point finds", () => {
    const value = fc.integer({ min: -6, max: 6 });
    const points = fc.uniqueArray(fc.tuple(value, value, value), {
      minLength: 1,
      maxLength: 80,
      selector: (p) => p.join(),
    });
    fc.assert(
      fc.property(points, fc.tuple(value, value, value), fc.integer({ min: 1, max: 9 }), (all, query, neighbors) => {
        const weight = Float64Array.from(all, (_, i) => 1 + (i % 3));
        const tree = pointTree(Float64Array.from(all.flat()), weight, 3);
        const finder = search(tree, neighbors);
        const near = finder.near(Float64Array.from(query), 0, -1);
        const by = all
          .map((point, i) => ({ far: Math.hypot(...point.map((v, j) => v - (query[j] ?? 0))), weight: weight[i] ?? 0 }))
          .sort((a, b) => a.far - b.far);
        // Among points equally far any may be taken: distances tell.
        expect([...near.distance.subarray(0, near.count)].map((d) => d.toFixed(9))).toEqual(
          by.slice(0, near.count).map((each) => each.far.toFixed(9)),
        );
        const total = [...near.point.subarray(0, near.count)].reduce((sum, p) => sum + (tree.weight[p] ?? 0), 0);
        expect(near.count === all.length || (total >= neighbors && near.count >= 3)).toBe(true);
        const self = finder.same(Float64Array.from(query), 0);
        expect(self >= 0).toBe(all.some((point) => point.every((v, j) => v === query[j])));
      }),
      { numRuns: 300 },
    );
  });

  it("ranks a planted oddity first, about 1 being normal, and names its columns", () => {
    const features = matrixOf([...grid(100), [40, 3]]);
    const state = fit(features);
    const scores = lof.score(state, samplesOf(features));
    expect(scores.indexOf(Math.max(...scores))).toBe(100);
    expect(scores[100]).toBeGreaterThan(2);
    expect(scores[45]).toBeLessThan(1.2);
    const [factor] = lof.explain(state, samplesOf(features), 100);
    expect(factor).toMatchObject({ kind: "OUTLIER", observed: expect.stringMatching(/^c0 40/) });
    expect(factor?.text).toMatch(/^c0 is 40; the lines most like it have /);
    expect(factor?.values.length).toBeLessThanOrEqual(64);
  });

  it("does not let a row that repeats be its own crowd", () => {
    const features = matrixOf([...grid(100), ...Array.from({ length: 40 }, () => [40, 3])]);
    const scores = lof.score(fit(features), samplesOf(features));
    expect(scores[110]).toBeGreaterThan(Math.max(...scores.subarray(0, 100)));
  });

  it("takes weights as repetitions", () => {
    const repeated = matrixOf([...grid(30), ...Array.from({ length: 5 }, () => [50, 50])]);
    const weighted = matrixOf([...grid(30), [50, 50]]);
    const weight = Float64Array.from({ length: 31 }, (_, i) => (i === 30 ? 5 : 1));
    expect(lof.score(fit(weighted, {}, weight), samplesOf(weighted))[30]).toBeCloseTo(
      lof.score(fit(repeated), samplesOf(repeated))[30] ?? 0,
      12,
    );
  });

  it("stands no rows, one row, copies of one row, missing and huge values", () => {
    for (const rows of [
      [],
      [[1, 2]],
      [
        [1, 2],
        [1, 2],
      ],
      [[], []],
      [
        [Number.NaN, 1],
        [1, Number.NaN],
      ],
      [
        [1e308, 0],
        [-1e308, 0],
        [0, 1],
      ],
    ]) {
      const features = matrixOf(rows);
      const state = fit(features);
      const scores = lof.score(state, samplesOf(features));
      expect(scores.length).toBe(rows.length);
      expect([...scores].every(Number.isFinite)).toBe(true);
      rows.forEach((_, row) => {
        expect(Array.isArray(lof.explain(state, samplesOf(features), row))).toBe(true);
      });
    }
    expect(Number.isFinite(lof.score(fit(matrixOf([[1, 1]])), samplesOf(matrixOf([[9, 9]])))[0])).toBe(true);
  });

  it("scores the same after its state was saved, and twice the same", () => {
    const features = matrixOf(oracle.training);
    const state = fit(features);
    expect(encode(state)).toBe(encode(fit(features)));
    // Only this detector reads the state: it is taken as what was saved.
    const saved = decode(encode(state)) as typeof state;
    const judged = samplesOf(matrixOf(oracle.new));
    expect(lof.score(saved, judged)).toEqual(lof.score(state, judged));
    expect(lof.score(state, judged)).toEqual(lof.score(state, judged));
  });

  it("permutes scores as samples are permuted, and stays finite", () => {
    const state = fit(matrixOf(grid(100)));
    const rows = fc.array(
      fc.array(fc.oneof(fc.integer({ min: -9, max: 19 }), fc.double()), { minLength: 2, maxLength: 2 }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, (each) => {
        const forward = [...lof.score(state, samplesOf(matrixOf(each, 2)))];
        const backward = [...lof.score(state, samplesOf(matrixOf([...each].reverse(), 2)))];
        expect(forward.every(Number.isFinite)).toBe(true);
        expect(backward.reverse()).toEqual(forward);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps a bounded, seeded number of points", () => {
    const random = seededRandom(5);
    const features = matrixOf(Array.from({ length: 6000 }, () => [random(), random()]));
    const state = fit(features, { neighbors: 5 });
    expect(state.tree.weight.length).toBe(5000);
    expect(encode(state.tree)).toBe(encode(fit(features, { neighbors: 5 }).tree));
  });

  it("has a default for every option and refuses unknown ones", () => {
    expect(lof.options.parse({})).toEqual({ neighbors: 20, contamination: 0.1 });
    expect(lof.options.safeParse({ neighbours: 3 }).success).toBe(false);
  });
});
