import { readFileSync } from "node:fs";
import fc from "fast-check";
import { IsolationForest } from "ml-isolation-forest";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { areaUnderCurve, plantedOutliers } from "../../bench/planted-outliers.ts";
import { decode, encode } from "../../src/core/codec.ts";
import type { Matrix } from "../../src/core/matrix.ts";
import { seededRandom } from "../../src/core/random.ts";
import { isolationForest } from "../../src/detectors/isolation-forest.ts";
import { isolationScores, meanPath } from "../../src/detectors/isolation-tree.ts";
import { packageTrees } from "../../src/detectors/ml-isolation-forest.ts";
import { matrixOf, samplesOf, trainingOf } from "./feature-samples.ts";

const oracle = z
  .object({
    rows: z.number(),
    columns: z.number(),
    seed: z.number(),
    positives: z.number(),
    sum: z.number(),
    auc: z.array(z.number()),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/oracles/isolation-forest.json", import.meta.url), "utf8")));

const random = () => seededRandom(1);
const fit = (features: Matrix, options: Record<string, unknown> = {}, weight?: Float64Array) =>
  isolationForest.fit(trainingOf(features, weight), isolationForest.options.parse(options), random());
const discrete = (n: number): Matrix => matrixOf(Array.from({ length: n }, (_, i) => [5, i % 3, i % 7]));

describe("isolation forest", () => {
  it("ranks planted outliers as well as scikit-learn's does", () => {
    const { features, labels } = plantedOutliers(oracle.rows, oracle.columns, oracle.seed);
    expect(labels.reduce((sum, label) => sum + label, 0)).toBe(oracle.positives);
    expect(features.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(oracle.sum, 6);
    const auc = areaUnderCurve(isolationForest.score(fit(features), samplesOf(features)), labels);
    const recorded = oracle.auc.reduce((sum, each) => sum + each, 0) / oracle.auc.length;
    expect(Math.abs(auc - recorded)).toBeLessThan(0.01);
  });

  it("knows the exact mean path of a search tree", () => {
    expect([0, 1, 2].map(meanPath)).toEqual([0, 0, 1]);
    for (const n of [3, 64, 65, 256, 1000]) {
      let harmonic = 0;
      for (let i = 1; i < n; i++) harmonic += 1 / i;
      expect(meanPath(n)).toBeCloseTo(2 * harmonic - (2 * (n - 1)) / n, 10);
    }
  });

  it("gives one state for one seed, another for another: its own, or without one the run's", () => {
    const features = plantedOutliers(500, 4, 3).features;
    const state = (seed: number | null, runs: number): string =>
      encode(isolationForest.fit(trainingOf(features), isolationForest.options.parse({ seed }), seededRandom(runs)));
    expect(state(42, 1)).toBe(state(42, 2));
    expect(state(42, 1)).not.toBe(state(43, 1));
    expect(state(null, 1)).toBe(state(1, 2));
    expect(state(null, 1)).not.toBe(state(null, 2));
  });

  it("scores the same after its state was saved", () => {
    const { features } = plantedOutliers(300, 3, 5);
    const state = fit(features);
    const saved = decode(encode(state));
    // Only this detector reads the state: it is taken as what was saved.
    const scores = isolationForest.score(saved as typeof state, samplesOf(features));
    expect(scores).toEqual(isolationForest.score(state, samplesOf(features)));
  });

  it("scores a constant column that differs far above the rest, and says so", () => {
    const state = fit(discrete(400));
    const judged = samplesOf(
      matrixOf([
        [5, 1, 1],
        [6, 1, 1],
      ]),
    );
    const [usual = 0, strange = 0] = isolationForest.score(state, judged);
    expect(strange - usual).toBeCloseTo(1, 12);
    expect(isolationForest.explain(state, judged, 1)[0]).toMatchObject({
      kind: "OUTLIER",
      observed: expect.stringMatching(/^c0 6/),
    });
  });

  it("scores a value beyond training the higher the further it is", () => {
    const state = fit(discrete(400));
    const scores = isolationForest.score(
      state,
      samplesOf(
        matrixOf([
          [5, 1, 6],
          [5, 1, 7],
          [5, 1, 60],
          [5, 1, 1e9],
        ]),
      ),
    );
    expect([...scores]).toEqual([...scores].sort((a, b) => a - b));
    expect(scores[3]! - scores[0]!).toBeGreaterThan(0.9);
  });

  it("stands missing values, no rows, no columns, one row and copies of one row", () => {
    for (const rows of [
      [],
      [[1, 2]],
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [[], []],
      [
        [Number.NaN, 1],
        [Number.NaN, 2],
      ],
    ]) {
      for (const implementation of ["default", "ml-isolation-forest"]) {
        const features = matrixOf(rows);
        const scores = isolationForest.score(fit(features, { implementation }), samplesOf(features));
        expect(scores.length).toBe(rows.length);
        expect([...scores].every((score) => Number.isFinite(score) && score >= 0 && score <= 1)).toBe(true);
      }
    }
    expect(
      isolationForest.score(fit(discrete(50)), samplesOf(matrixOf([[Number.NaN, Number.POSITIVE_INFINITY, 1]])))[0],
    ).toBeLessThan(1);
  });

  it("lets rows that repeat count for more", () => {
    const features = matrixOf(Array.from({ length: 64 }, (_, i) => [i < 32 ? i : 1000 + i, i % 4]));
    const heavy = Float64Array.from({ length: 64 }, (_, i) => (i < 32 ? 1 : 2 ** 20));
    const scoreOfFirst = (weight?: Float64Array) =>
      isolationForest.score(fit(features, {}, weight), samplesOf(features))[0] ?? 0;
    expect(scoreOfFirst(heavy)).toBeGreaterThan(scoreOfFirst());
  });

  it("permutes scores as samples are permuted, and stays finite", () => {
    const state = fit(discrete(200));
    const rows = fc.array(
      fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double()), { minLength: 3, maxLength: 3 }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, (each) => {
        const forward = [...isolationForest.score(state, samplesOf(matrixOf(each, 3)))];
        const backward = [...isolationForest.score(state, samplesOf(matrixOf([...each].reverse(), 3)))];
        expect(forward.every(Number.isFinite)).toBe(true);
        expect(backward.reverse()).toEqual(forward);
      }),
      { numRuns: 100 },
    );
  });

  it("takes the package's trees over as they are: same scores, but savable", () => {
    const { features } = plantedOutliers(400, 3, 9);
    const rows = Array.from({ length: 400 }, (_, i) => [...features.values.subarray(i * 3, i * 3 + 3)]);
    const forest = new IsolationForest({ nEstimators: 20 });
    const kept = IsolationForest.prototype.train;
    try {
      IsolationForest.prototype.train = function train(data) {
        kept.call(forest, data);
        this.forest.push(...forest.forest);
      };
      const trees = packageTrees(rows, 20);
      const expected = forest.predict(rows);
      isolationScores(trees, features.values, 3).forEach((score, i) => {
        expect(score).toBeCloseTo(expected[i] ?? 0, 12);
      });
    } finally {
      IsolationForest.prototype.train = kept;
    }
  });

  it("ranks planted outliers with the package as well", () => {
    const { features, labels } = plantedOutliers(1500, 6, 11);
    const state = fit(features, { implementation: "ml-isolation-forest", trees: 30 });
    expect(areaUnderCurve(isolationForest.score(state, samplesOf(features)), labels)).toBeGreaterThan(0.85);
  });

  it("has a default for every option and refuses unknown ones", () => {
    expect(isolationForest.options.parse({})).toEqual({
      trees: 100,
      contamination: 0.01,
      seed: null,
      implementation: "default",
    });
    expect(isolationForest.options.safeParse({ tree: 3 }).success).toBe(false);
  });
});
