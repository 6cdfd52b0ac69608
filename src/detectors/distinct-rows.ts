import type { Matrix } from "../core/matrix.ts";

/** The distinct rows of a matrix, in order of first appearance. */
export interface DistinctRows {
  readonly length: number;
  /** Where each distinct row first stands in the matrix. */
  readonly first: Uint32Array;
  /** Distinct row of each row of the matrix. */
  readonly of: Uint32Array;
}

/** Equal rows are scored once: log lines repeat. Rows are compared bit by bit, so that NaN equals NaN. */
export function distinctRows(features: Matrix): DistinctRows {
  const { rows, columns, values } = features;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const width = columns * 2;
  let size = 16;
  while (size < rows * 2) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const first = new Uint32Array(rows);
  const of = new Uint32Array(rows);
  let length = 0;
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    let hash = 0x811c9dc5;
    for (let i = at; i < at + width; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193) ^ (hash >>> 15);
    let slot = (hash ^ (hash >>> 16)) & (size - 1);
    for (; ; slot = (slot + 1) & (size - 1)) {
      const known = slots[slot]!;
      if (known < 0) {
        slots[slot] = length;
        first[length] = row;
        of[row] = length++;
        break;
      }
      const other = first[known]! * width;
      let i = 0;
      while (i < width && words[at + i] === words[other + i]) i++;
      if (i === width) {
        of[row] = known;
        break;
      }
    }
  }
  return { length, first: first.slice(0, length), of };
}

/** How many samples each distinct row stands for. */
export function weightsOf(rows: DistinctRows, weight: Float64Array): Float64Array {
  const weights = new Float64Array(rows.length);
  for (let row = 0; row < rows.of.length; row++) weights[rows.of[row]!]! += weight[row]!;
  return weights;
}
