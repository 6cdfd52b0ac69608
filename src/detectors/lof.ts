import { z } from "zod";
import type { Detector, Factor } from "../core/detector.ts";
import type { Samples } from "../core/samples.ts";
import { type ColumnScale, columnScale, scaled } from "./column-scale.ts";
import { distinctRows, weightsOf } from "./distinct-rows.ts";
import { type Neighborhood, type PointTree, pointTree, search } from "./nearest-neighbors.ts";
import { outlierFactor } from "./outlier-factor.ts";

interface Options {
  readonly neighbors: number;
  readonly contamination: number;
}

interface State {
  readonly neighbors: number;
  readonly names: readonly string[];
  readonly scale: ColumnScale;
  readonly tree: PointTree;
  /** By point of the tree: distance to the end of its neighbourhood, local reachability density, factor. */
  readonly reach: Float64Array;
  readonly density: Float64Array;
  readonly factor: Float64Array;
}

/** Distinct training points beyond this are a seeded sample: neighbours are found among so many. */
const MOST_POINTS = 5000;
/** Of the median nearest distance: neighbours nearer than this count as being that far. */
const FLOOR = 0.1;
/** Keeps a density finite where all neighbours are copies (as scikit-learn does). */
const TINY = 1e-10;

const options = z.strictObject({
  neighbors: z.int().min(1).max(1000).default(20).describe("neighbours that a line is compared with"),
  contamination: z.number().gt(0).max(0.5).default(0.1).describe("most lines that may be called outliers, as a share"),
});

/** Own copies beyond the first are neighbours; each point counts at most `neighbors`. */
const weightIn = (tree: PointTree, point: number, self: number, neighbors: number): number =>
  Math.min(neighbors, point === self ? tree.weight[point]! - 1 : tree.weight[point]!);

type Density = Pick<State, "tree" | "neighbors" | "reach">;

/** 1 / mean reachability distance of a neighbourhood; Breunig et al., 2000, definition 6. */
function densityOf({ tree, neighbors, reach }: Density, near: Neighborhood, self: number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < near.count; i++) {
    const weight = weightIn(tree, near.point[i]!, self, neighbors);
    sum += weight * Math.max(reach[near.point[i]!]!, near.distance[i]!);
    total += weight;
  }
  return total > 0 ? 1 / (sum / total + TINY) : 0;
}

/** How much denser the neighbours' surroundings are than one's own; 1: alike. */
function factorOf(of: Density, densities: Float64Array, own: number, near: Neighborhood, self: number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < near.count; i++) {
    const weight = weightIn(of.tree, near.point[i]!, self, of.neighbors);
    sum += weight * densities[near.point[i]!]!;
    total += weight;
  }
  return total > 0 && own > 0 ? sum / total / own : 1;
}

/** The neighbourhood of every point of the tree, found once. */
function neighborhoods(tree: PointTree, neighbors: number): Neighborhood[] {
  const finder = search(tree, neighbors);
  return Array.from(tree.weight, (_, i) => {
    const near = finder.near(tree.points, i * tree.columns, i);
    return { count: near.count, point: near.point.slice(0, near.count), distance: near.distance.slice(0, near.count) };
  });
}

/** Median distance to the nearest other point. */
function medianNearest(all: readonly Neighborhood[]): number {
  const nearest = Float64Array.from(all, ({ point, distance }, i) => distance[point[0] === i ? 1 : 0] ?? 0).sort();
  return nearest[nearest.length >> 1] ?? 0;
}

/** Distinct rows that are kept: all, or a seeded sample without repetition, in their order. */
function sampled(first: Uint32Array, weight: Float64Array, random: () => number): [Uint32Array, Float64Array] {
  if (first.length <= MOST_POINTS) return [first, weight];
  const order = Uint32Array.from(first, (_, i) => i);
  for (let i = 0; i < MOST_POINTS; i++) {
    const other = i + Math.floor(random() * (order.length - i));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  const kept = order.slice(0, MOST_POINTS).sort();
  return [Uint32Array.from(kept, (i) => first[i]!), Float64Array.from(kept, (i) => weight[i]!)];
}

const samePlace = (state: State, samples: Samples): boolean =>
  samples.features.columns === state.names.length && state.tree.weight.length > 0;

/**
 * Local outlier factor with true neighbours, over distinct points with multiplicity: a neighbourhood is the nearest
 * points until their weight is `neighbors`, and at least three of them, so that a row that repeats is not its own crowd.
 */
export const lof: Detector<Options, State> = {
  name: "lof",
  summary: "lines unlike their nearest neighbours (local outlier factor); about 1 is normal",
  options,
  sees: "line",
  gives: "outlier",
  fit({ samples }, { neighbors }, random) {
    const { features } = samples;
    const rows = distinctRows(features);
    const scale = columnScale(features, rows.first);
    const [first, weight] = sampled(rows.first, weightsOf(rows, samples.weight), random);
    const all = scaled(features, first, scale);
    // Rows that differ only where nothing is known of them are one point.
    const columns = features.columns;
    const merged = distinctRows({ ...features, rows: first.length, values: all });
    const points = new Float64Array(merged.length * columns);
    merged.first.forEach((row, i) => {
      points.set(all.subarray(row * columns, (row + 1) * columns), i * columns);
    });
    const tree = pointTree(points, weightsOf(merged, weight), columns);
    const near = neighborhoods(tree, neighbors);
    const floor = FLOOR * (medianNearest(near) || 1);
    const reach = Float64Array.from(near, ({ count, distance }) => Math.max(floor, distance[count - 1] ?? 0));
    const known = { tree, neighbors, reach };
    const density = Float64Array.from(near, (each, i) => densityOf(known, each, i));
    const factor = Float64Array.from(near, (each, i) => factorOf(known, density, density[i]!, each, i));
    return { neighbors, names: [...features.names], scale, tree, reach, density, factor };
  },
  score(state, samples) {
    const scores = new Float64Array(samples.length).fill(1);
    if (!samePlace(state, samples)) return scores;
    const { features } = samples;
    const rows = distinctRows(features);
    const points = scaled(features, rows.first, state.scale);
    const finder = search(state.tree, state.neighbors);
    const factors = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const self = finder.same(points, i * features.columns);
      if (self >= 0) {
        factors[i] = state.factor[self]!;
        continue;
      }
      const near = finder.near(points, i * features.columns, -1);
      factors[i] = factorOf(state, state.density, densityOf(state, near, -1), near, -1);
    }
    for (let row = 0; row < samples.length; row++) scores[row] = factors[rows.of[row]!]!;
    return scores;
  },
  explain(state, samples, row): readonly Factor[] {
    if (!samePlace(state, samples)) return [];
    const { features } = samples;
    const point = scaled(features, Uint32Array.of(row), state.scale);
    const { tree, scale, neighbors } = state;
    const self = search(tree, neighbors).same(point, 0);
    const near = search(tree, neighbors).near(point, 0, self);
    const mean = new Float64Array(features.columns);
    let total = 0;
    for (let i = 0; i < near.count; i++) {
      const weight = weightIn(tree, near.point[i]!, self, neighbors);
      total += weight;
      for (let j = 0; j < mean.length; j++) mean[j]! += weight * tree.points[near.point[i]! * mean.length + j]!;
    }
    if (total === 0) return [];
    return outlierFactor(
      state.names.map((name, j) => {
        const usual = mean[j]! / total;
        return {
          name,
          value: features.values[row * features.columns + j]!,
          usual: usual * scale.scale[j]! + scale.center[j]!,
          far: Math.abs(point[j]! - usual),
        };
      }),
      "the lines most like it have",
    );
  },
};
