import { z } from "zod";
import type { Detector, Factor } from "../core/detector.ts";
import type { Matrix } from "../core/matrix.ts";
import { type Random, seededRandom } from "../core/random.ts";
import { type ColumnScale, columnScale } from "./column-scale.ts";
import { type DistinctRows, distinctRows, weightsOf } from "./distinct-rows.ts";
import { growTrees, type IsolationTrees, isolationScores } from "./isolation-tree.ts";
import { packageTrees } from "./ml-isolation-forest.ts";
import { outlierFactor } from "./outlier-factor.ts";

interface Options {
  readonly trees: number;
  readonly contamination: number;
  /** Null: the forest draws from the run's own randomness. */
  readonly seed: number | null;
  readonly implementation: "default" | "ml-isolation-forest";
}

interface State {
  readonly names: readonly string[];
  /** Columns that vary in training: the trees know these, by their place in this list. */
  readonly varying: Uint32Array;
  /** Least and greatest value of every column in training; equal where it is constant. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly scale: ColumnScale;
  /** None: there was nothing to learn from. */
  readonly trees: IsolationTrees | null;
}

/** Rows a tree sees; Liu, Ting and Zhou, 2008, section 4.2: more do not help. */
const SAMPLE_SIZE = 256;
/** The package gives every tree all rows: so many are drawn for it. */
const PACKAGE_ROWS = 4096;

const options = z.strictObject({
  trees: z.int().min(1).max(10_000).default(100).describe("trees in the forest"),
  contamination: z.number().gt(0).max(0.5).default(0.01).describe("most lines that may be called outliers, as a share"),
  seed: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe("seed of the forest: the same gives the same trees; null: the run's seed"),
  implementation: z
    .enum(["default", "ml-isolation-forest"])
    .default("default")
    .describe("default, or ml-isolation-forest: the package of that name, which cannot be seeded"),
});

/** Each distinct row 1 + floor(log2 weight) times: what repeats counts for more, but does not drown the rest. */
function poolOf(weights: Float64Array): Uint32Array {
  const copies = Uint32Array.from(weights, (weight) => 1 + Math.floor(Math.log2(Math.max(1, weight))));
  const pool = new Uint32Array(copies.reduce((sum, each) => sum + each, 0));
  let at = 0;
  copies.forEach((count, row) => {
    pool.fill(row, at, at + count);
    at += count;
  });
  return pool;
}

/** The varying columns of distinct rows; a value that is missing (not finite) is taken as usual. */
function varyingValues(features: Matrix, rows: DistinctRows, varying: Uint32Array, usual: Float64Array): Float64Array {
  const out = new Float64Array(rows.length * varying.length);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < varying.length; j++) {
      const value = features.values[rows.first[i]! * features.columns + varying[j]!]!;
      out[i * varying.length + j] = Number.isFinite(value) ? value : usual[varying[j]!]!;
    }
  }
  return out;
}

function extremes(features: Matrix, rows: DistinctRows): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(features.columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(features.columns).fill(Number.NEGATIVE_INFINITY);
  for (const row of rows.first) {
    for (let j = 0; j < features.columns; j++) {
      const value = features.values[row * features.columns + j]!;
      if (!Number.isFinite(value)) continue;
      if (value < low[j]!) low[j] = value;
      if (value > high[j]!) high[j] = value;
    }
  }
  return { low, high };
}

/**
 * How far a value is outside what training held: 1 where a constant differs, else how far beyond the extremes against
 * their distance, below 1. Trees cannot see either: they have no split there.
 */
function outside(value: number, low: number, high: number): number {
  // A column without any value in training says nothing.
  if (!Number.isFinite(value) || !(low <= high)) return 0;
  const beyond = value < low ? low - value : value > high ? value - high : 0;
  if (beyond === 0) return 0;
  const width = high - low;
  return width > 0 ? beyond / (beyond + width) : 1;
}

function fitTrees(
  values: Float64Array,
  columns: number,
  weights: Float64Array,
  options: Options,
  random: Random,
): IsolationTrees | null {
  if (weights.length === 0 || columns === 0) return null;
  const pool = poolOf(weights);
  if (options.implementation === "default") {
    return growTrees(values, columns, pool, { trees: options.trees, sampleSize: SAMPLE_SIZE, random });
  }
  const count = Math.min(PACKAGE_ROWS, pool.length);
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[other]] = [pool[other]!, pool[i]!];
  }
  const rows = Array.from(pool.subarray(0, count), (row) => [...values.subarray(row * columns, (row + 1) * columns)]);
  return packageTrees(rows, options.trees);
}

/**
 * Isolation forest (Liu, Ting and Zhou, 2008) over distinct rows, seeded, with a rule for what trees cannot see: columns
 * that were constant in training, and values beyond what training held. The score is 0 to 1 for the trees, plus the rule.
 */
export const isolationForest: Detector<Options, State> = {
  name: "isolation_forest",
  summary:
    "lines that few random cuts set apart from the others (isolation forest); about 0.5 is normal. " +
    "`ml-isolation-forest` uses the npm package, which cannot be seeded",
  options,
  sees: "line",
  gives: "outlier",
  fit({ samples }, settings, drawn) {
    const { features } = samples;
    const rows = distinctRows(features);
    const { low, high } = extremes(features, rows);
    const scale = columnScale(features, rows.first);
    const varying = Uint32Array.from(features.names.keys()).filter((j) => high[j]! > low[j]!);
    const values = varyingValues(features, rows, varying, scale.center);
    const random = settings.seed === null ? drawn : seededRandom(settings.seed);
    const trees = fitTrees(values, varying.length, weightsOf(rows, samples.weight), settings, random);
    return { names: [...features.names], varying, low, high, scale, trees };
  },
  score(state, samples) {
    const { features } = samples;
    const scores = new Float64Array(samples.length);
    if (features.columns !== state.names.length) return scores;
    const rows = distinctRows(features);
    const { trees, varying, scale, low, high } = state;
    const isolated =
      trees === null
        ? new Float64Array(rows.length).fill(0.5)
        : isolationScores(trees, varyingValues(features, rows, varying, scale.center), varying.length);
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < features.columns; j++) {
        isolated[i]! += outside(features.values[rows.first[i]! * features.columns + j]!, low[j]!, high[j]!);
      }
    }
    for (let row = 0; row < samples.length; row++) scores[row] = isolated[rows.of[row]!]!;
    return scores;
  },
  explain(state, samples, row): readonly Factor[] {
    const { features } = samples;
    if (features.columns !== state.names.length) return [];
    return outlierFactor(
      state.names.map((name, j) => {
        const value = features.values[row * features.columns + j]!;
        const [usual, scale] = [state.scale.center[j]!, state.scale.scale[j]!];
        const strayed = Number.isFinite(value) ? Math.abs(value - usual) / scale : 0;
        // What no training row held comes before what is merely far from the middle.
        const beyond = outside(value, state.low[j]!, state.high[j]!) > 0 ? 1e9 : 0;
        return { name, value, usual, far: strayed > 0 ? strayed + beyond : 0 };
      }),
      "usual is",
    );
  },
};
