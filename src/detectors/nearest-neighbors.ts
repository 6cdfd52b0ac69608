/**
 * Exact nearest neighbours among weighted points: a kd-tree split at the median of the widest side, searched with
 * incremental distances (Arya and Mount, 1993). Plain data: it can be saved with a model.
 */
export interface PointTree {
  readonly columns: number;
  /** Row-major, in the order of the tree's leaves. */
  readonly points: Float64Array;
  readonly weight: Float64Array;
  /** By node, in pre-order: the column split, -1 in a leaf; the left child is the next node. */
  readonly column: Int32Array;
  readonly split: Float64Array;
  readonly right: Int32Array;
  /** Points [from, to) of a leaf. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

const LEAF = 16;

/** Builds the tree over distinct points. */
export function pointTree(points: Float64Array, weight: Float64Array, columns: number): PointTree {
  const count = weight.length;
  const order = Array.from({ length: count }, (_, i) => i);
  const column: number[] = [];
  const split: number[] = [];
  const right: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const widest = (low: number, high: number): number => {
    let best = -1;
    let spread = 0;
    for (let j = 0; j < columns; j++) {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let i = low; i < high; i++) {
        const value = points[order[i]! * columns + j]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      if (most - least > spread) {
        spread = most - least;
        best = j;
      }
    }
    return best;
  };
  const build = (low: number, high: number): number => {
    const node = column.length;
    from.push(low);
    to.push(high);
    split.push(0);
    right.push(0);
    const by = high - low <= LEAF ? -1 : widest(low, high);
    column.push(by);
    if (by < 0) return node;
    const value = (point: number): number => points[point * columns + by]!;
    const sorted = order.slice(low, high).sort((a, b) => value(a) - value(b) || a - b);
    for (let i = 0; i < sorted.length; i++) order[low + i] = sorted[i]!;
    const middle = (low + high) >> 1;
    split[node] = value(order[middle]!);
    build(low, middle);
    right[node] = build(middle, high);
    return node;
  };
  if (count > 0) build(0, count);
  const ordered = new Float64Array(count * columns);
  order.forEach((point, i) => {
    ordered.set(points.subarray(point * columns, (point + 1) * columns), i * columns);
  });
  return {
    columns,
    points: ordered,
    weight: Float64Array.from(order, (point) => weight[point]!),
    column: Int32Array.from(column),
    split: Float64Array.from(split),
    right: Int32Array.from(right),
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
  };
}

/** A neighbourhood: points of the tree by distance, nearest first; reused from search to search. */
export interface Neighborhood {
  count: number;
  readonly point: Int32Array;
  readonly distance: Float64Array;
}

/** As many neighbours as a neighbourhood holds at least, where there are as many points. */
export const LEAST_DISTINCT = 3;

/** Finds neighbourhoods: the nearest points until their weight is `neighbors`, and at least three of them. */
export interface Search {
  /**
   * The neighbourhood of a query; `self` is a point of the tree that is the query itself, -1: none: one of its copies is
   * left out, the others are neighbours at distance 0. Weights count at most `neighbors` each.
   */
  near(query: Float64Array, offset: number, self: number): Neighborhood;
  /** Point of the tree that equals the query; -1: none. */
  same(query: Float64Array, offset: number): number;
}

export function search(tree: PointTree, neighbors: number): Search {
  const { columns, points, weight, column, split, right, from, to } = tree;
  const capacity = Math.max(neighbors, LEAST_DISTINCT) + 1;
  const found: Neighborhood = { count: 0, point: new Int32Array(capacity), distance: new Float64Array(capacity) };
  const { point, distance } = found;
  const offsets = new Float64Array(columns);
  const counted = (index: number, self: number): number =>
    Math.min(neighbors, index === self ? weight[index]! - 1 : weight[index]!);

  let total = 0;
  let worst = Number.POSITIVE_INFINITY;
  const insert = (index: number, squared: number, self: number): void => {
    let place = found.count;
    while (
      place > 0 &&
      (distance[place - 1]! > squared || (distance[place - 1] === squared && point[place - 1]! > index))
    ) {
      distance[place] = distance[place - 1]!;
      point[place] = point[place - 1]!;
      place--;
    }
    distance[place] = squared;
    point[place] = index;
    found.count++;
    total += counted(index, self);
    // The last one goes while the others suffice.
    while (found.count > LEAST_DISTINCT) {
      const without = total - counted(point[found.count - 1]!, self);
      if (without < neighbors) break;
      total = without;
      found.count--;
    }
    if (total >= neighbors && found.count >= LEAST_DISTINCT) worst = distance[found.count - 1]!;
  };

  const visit = (node: number, query: Float64Array, offset: number, squared: number, self: number): void => {
    const by = column[node]!;
    if (by < 0) {
      for (let i = from[node]!; i < to[node]!; i++) {
        let sum = 0;
        for (let j = 0, at = i * columns; j < columns; j++) {
          const difference = points[at + j]! - query[offset + j]!;
          sum += difference * difference;
        }
        if (sum <= worst && counted(i, self) > 0) insert(i, sum, self);
      }
      return;
    }
    const difference = query[offset + by]! - split[node]!;
    const [near, far] = difference < 0 ? [node + 1, right[node]!] : [right[node]!, node + 1];
    visit(near, query, offset, squared, self);
    const before = offsets[by]!;
    const beyond = squared - before * before + difference * difference;
    // A hair of slack: the sum of squares is rounded in another order than a point's own distance.
    if (beyond * (1 - 1e-12) > worst) return;
    offsets[by] = Math.abs(difference);
    visit(far, query, offset, beyond, self);
    offsets[by] = before;
  };

  return {
    near(query, offset, self) {
      found.count = 0;
      total = 0;
      worst = Number.POSITIVE_INFINITY;
      offsets.fill(0);
      if (weight.length > 0) visit(0, query, offset, 0, self);
      for (let i = 0; i < found.count; i++) distance[i] = Math.sqrt(distance[i]!);
      return found;
    },
    same(query, offset) {
      // Equal values of the split column may stand on both sides.
      const within = (node: number): number => {
        const by = column[node]!;
        if (by >= 0) {
          const value = query[offset + by]!;
          const left = value <= split[node]! ? within(node + 1) : -1;
          return left >= 0 || value < split[node]! ? left : within(right[node]!);
        }
        for (let i = from[node]!; i < to[node]!; i++) {
          let j = 0;
          while (j < columns && points[i * columns + j] === query[offset + j]) j++;
          if (j === columns) return i;
        }
        return -1;
      };
      return weight.length > 0 ? within(0) : -1;
    },
  };
}
