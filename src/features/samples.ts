import { matrix } from "../core/matrix.ts";
import type { EventColumns, Samples } from "../core/samples.ts";

/** One sample before it becomes a row of columns. */
export interface Row {
  /** Statement, component or session it belongs to; -1: nothing. */
  readonly key: number;
  /** Clock, milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly features: readonly number[];
  readonly weight?: number;
}

/** Columns for detectors that look at features and keys only. */
export const noEvents: EventColumns = {
  length: 0,
  base: 0,
  time: new Float64Array(0),
  level: new Uint8Array(0),
  component: new Int32Array(0),
  host: new Int32Array(0),
  statement: new Int32Array(0),
};

/** Rows as samples without events. `names`: the columns of the features, in the order of each row. */
export function samplesOf(rows: readonly Row[], names: readonly string[]): Samples {
  const features = matrix(rows.length, names);
  const samples = {
    length: rows.length,
    events: noEvents,
    first: new Uint32Array(rows.length),
    end: new Uint32Array(rows.length),
    focus: new Uint32Array(rows.length),
    key: new Int32Array(rows.length),
    from: new Float64Array(rows.length),
    to: new Float64Array(rows.length),
    features,
    weight: new Float64Array(rows.length).fill(1),
  };
  rows.forEach((row, r) => {
    samples.key[r] = row.key;
    samples.from[r] = row.from;
    samples.to[r] = row.to;
    samples.weight[r] = row.weight ?? 1;
    features.values.set(row.features, r * names.length);
  });
  return samples;
}
