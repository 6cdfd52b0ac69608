import type { Random } from "../core/random.ts";

/** Trees as flat arrays, node after node in pre-order: the left child is the next node. Plain data. */
export interface IsolationTrees {
  /** Column split by a node; -1 in a leaf. */
  readonly column: Int32Array;
  /** Values below go left. */
  readonly split: Float64Array;
  readonly right: Int32Array;
  /** Only of leaves: the path length down to here, with what the rows left in it would still have taken. */
  readonly path: Float64Array;
  readonly roots: Int32Array;
  /** The mean path length that scores 0.5. */
  readonly norm: number;
}

/** Exact harmonic numbers up to here; beyond, their expansion is exact to a double's precision. */
const EXACT = 64;
const EULER = 0.5772156649015329;

/** Mean path length of an unsuccessful search in a binary search tree of n (Liu, Ting and Zhou, 2008, equation 1). */
export function meanPath(n: number): number {
  if (n <= 1) return 0;
  let harmonic = 0;
  if (n <= EXACT) for (let i = 1; i < n; i++) harmonic += 1 / i;
  else {
    const m = n - 1;
    harmonic = Math.log(m) + EULER + 1 / (2 * m) - 1 / (12 * m * m) + 1 / (120 * m ** 4);
  }
  return 2 * harmonic - (2 * (n - 1)) / n;
}

/** Grows the arrays of trees node by node. */
export interface TreeWriter {
  root(): void;
  leaf(path: number): void;
  /** A split whose left child is written next; returns what to call before the right one. */
  split(column: number, value: number): () => void;
  finish(norm: number): IsolationTrees;
}

export function treeWriter(): TreeWriter {
  const column: number[] = [];
  const split: number[] = [];
  const right: number[] = [];
  const path: number[] = [];
  const roots: number[] = [];
  const node = (by: number, value: number, length: number): number => {
    column.push(by);
    split.push(value);
    right.push(0);
    path.push(length);
    return column.length - 1;
  };
  return {
    root() {
      roots.push(column.length);
    },
    leaf(length) {
      node(-1, 0, length);
    },
    split(by, value) {
      const own = node(by, value, 0);
      return () => {
        right[own] = column.length;
      };
    },
    finish: (norm) => ({
      column: Int32Array.from(column),
      split: Float64Array.from(split),
      right: Int32Array.from(right),
      path: Float64Array.from(path),
      roots: Int32Array.from(roots),
      norm,
    }),
  };
}

/**
 * Grows trees, each over `sampleSize` rows drawn without repetition from `pool` (row numbers; a row may stand in it more
 * than once). A column in which a node's rows agree is never split.
 */
export function growTrees(
  rows: Float64Array,
  columns: number,
  pool: Uint32Array,
  options: { readonly trees: number; readonly sampleSize: number; readonly random: Random },
): IsolationTrees {
  const { trees, random } = options;
  const size = Math.min(options.sampleSize, pool.length);
  const limit = Math.ceil(Math.log2(Math.max(2, size)));
  const drawn = Uint32Array.from(pool);
  const candidates = new Int32Array(columns);
  const writer = treeWriter();

  /** A column in which the rows differ, and where to cut it; undefined: they are copies of one row. */
  const cut = (low: number, high: number): { column: number; value: number } | undefined => {
    for (let j = 0; j < columns; j++) candidates[j] = j;
    for (let left = columns; left > 0; left--) {
      const pick = Math.floor(random() * left);
      const column = candidates[pick]!;
      candidates[pick] = candidates[left - 1]!;
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let i = low; i < high; i++) {
        const value = rows[drawn[i]! * columns + column]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      if (!(most > least)) continue;
      // Neither side stays empty, however close the two values are.
      const between = least + random() * (most - least);
      return { column, value: between > least && between <= most ? between : most };
    }
    return undefined;
  };
  const grow = (low: number, high: number, depth: number): void => {
    const by = depth < limit && high - low > 1 ? cut(low, high) : undefined;
    if (by === undefined) {
      writer.leaf(depth + meanPath(high - low));
      return;
    }
    let i = low;
    let k = high - 1;
    while (i <= k) {
      if (rows[drawn[i]! * columns + by.column]! < by.value) i++;
      else {
        [drawn[i], drawn[k]] = [drawn[k]!, drawn[i]!];
        k--;
      }
    }
    const beforeRight = writer.split(by.column, by.value);
    grow(low, i, depth + 1);
    beforeRight();
    grow(i, high, depth + 1);
  };

  for (let tree = 0; tree < trees; tree++) {
    for (let i = 0; i < size; i++) {
      const other = i + Math.floor(random() * (drawn.length - i));
      [drawn[i], drawn[other]] = [drawn[other]!, drawn[i]!];
    }
    writer.root();
    grow(0, size, 0);
  }
  return writer.finish(meanPath(size) || 1);
}

/** Rows whose paths are walked while a tree is in the cache. */
const BLOCK = 1024;

/** 2^(-mean path / norm): 0.5 is usual, towards 1 is strange. */
export function isolationScores(trees: IsolationTrees, rows: Float64Array, columns: number): Float64Array {
  const { column, split, right, path, roots, norm } = trees;
  const count = columns > 0 ? rows.length / columns : 0;
  const scores = new Float64Array(count);
  for (let begin = 0; begin < count; begin += BLOCK) {
    const end = Math.min(count, begin + BLOCK);
    for (let tree = 0; tree < roots.length; tree++) {
      for (let row = begin; row < end; row++) {
        let node = roots[tree]!;
        for (let by = column[node]!; by >= 0; by = column[node]!) {
          node = rows[row * columns + by]! < split[node]! ? node + 1 : right[node]!;
        }
        scores[row]! += path[node]!;
      }
    }
  }
  for (let row = 0; row < count; row++) scores[row] = 2 ** (-scores[row]! / roots.length / norm);
  return scores;
}
