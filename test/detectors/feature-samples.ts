import { type Matrix, matrix } from "../../src/core/matrix.ts";
import type { Samples, Training } from "../../src/core/samples.ts";

/** Rows as a matrix with columns c0, c1, … */
export function matrixOf(rows: readonly (readonly number[])[], columns = rows[0]?.length ?? 0): Matrix {
  const features = matrix(
    rows.length,
    Array.from({ length: columns }, (_, i) => `c${i}`),
  );
  features.values.set(rows.flat());
  return features;
}

/** Samples that are nothing but their features. */
export function samplesOf(features: Matrix, weight: Float64Array = new Float64Array(features.rows).fill(1)): Samples {
  const length = features.rows;
  const nothing = { length: 0, base: 0, time: new Float64Array(0), level: new Uint8Array(0) };
  return {
    length,
    events: { ...nothing, component: new Int32Array(0), host: new Int32Array(0), statement: new Int32Array(0) },
    first: new Uint32Array(length),
    end: new Uint32Array(length),
    focus: new Uint32Array(length),
    key: new Int32Array(length).fill(-1),
    from: new Float64Array(length),
    to: new Float64Array(length),
    features,
    weight,
  };
}

/** Training on features alone: these detectors do not look at the profile. */
export const trainingOf = (features: Matrix, weight?: Float64Array): Training => ({
  samples: samplesOf(features, weight),
  profile: {
    events: features.rows,
    start: Number.NaN,
    end: Number.NaN,
    isTimed: false,
    bucketWidth: 1,
    buckets: 0,
    origin: 0,
    total: new Uint32Array(0),
    statements: [],
    sources: 1,
    hosts: 0,
  },
});
