import type { Matrix } from "../core/matrix.ts";

/** What a column usually holds, and how far it usually strays: robust, so that the oddities looked for do not set the measure. */
export interface ColumnScale {
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

/** Quantile with linear interpolation between the neighbouring ranks; `sorted` ascends. */
const quantile = (sorted: Float64Array, share: number): number => {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const value = sorted[low]!;
  return low + 1 < sorted.length ? value + (place - low) * (sorted[low + 1]! - value) : value;
};

/**
 * Median and interquartile range over the given rows; where the range is 0, the standard deviation; where that is 0, 1.
 * Rows are counted once each: what repeats is one point, however often it comes.
 */
export function columnScale(features: Matrix, rows: Uint32Array): ColumnScale {
  const center = new Float64Array(features.columns);
  const scale = new Float64Array(features.columns).fill(1);
  for (let j = 0; j < features.columns; j++) {
    const sorted = Float64Array.from(rows, (row) => features.values[row * features.columns + j]!)
      .filter(Number.isFinite)
      .sort();
    if (sorted.length === 0) continue;
    center[j] = quantile(sorted, 0.5);
    const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
    if (range > 0) {
      scale[j] = range;
      continue;
    }
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length);
    if (deviation > 0 && Number.isFinite(deviation)) scale[j] = deviation;
  }
  return { center, scale };
}

/** Furthest a value may stand from the centre, in scales: beyond, far is far, and squares stay finite. */
const FURTHEST = 1e6;

/** Rows in scales from the centre. A value that is missing (not finite) is taken as usual. */
export function scaled(features: Matrix, rows: Uint32Array, by: ColumnScale): Float64Array {
  const { columns, values } = features;
  const out = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns; j++) {
      const value = (values[rows[i]! * columns + j]! - by.center[j]!) / by.scale[j]!;
      out[i * columns + j] = Number.isFinite(value) ? Math.min(FURTHEST, Math.max(-FURTHEST, value)) : 0;
    }
  }
  return out;
}
