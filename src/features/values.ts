import type { Profile, Samples } from "../core/samples.ts";
import { type Row, samplesOf } from "./samples.ts";

/** Numbers of one place of a statement, in the order of the log: a regular sample of them. */
export interface PlaceValues {
  readonly statement: number;
  /** Index into UNITS. */
  readonly unit: number;
  /** How many events each stands for. */
  readonly stride: number;
  /** Clock, milliseconds. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Columns of the stretch in which a measured value is highest. */
export const VALUE_COLUMNS = [
  /** Typical value in the stretch, and outside. */
  "inside",
  "outside",
  /** log10 of their ratio. */
  "rise",
  /** Spread of typical values outside (log10; median deviation, scaled to a standard deviation). */
  "spread",
  /** Share of values in the stretch that are above nearly all (98 of 100) outside. */
  "apart",
  /** Tiles in the stretch, in all, and before it. */
  "tiles",
  "all_tiles",
  "before",
  /** Separate stretches that are as high. */
  "stretches",
  /** Events in the stretch, about. */
  "count",
  "unit",
] as const;

/** Values in one tile, and how many tiles at most. */
const TILE = 10;
const TILES = 48;
/** Fewer tiles show no course. */
const LEAST_TILES = 10;
/** A tile is high from twice the usual on, and from five times the spread. */
const DOUBLE = Math.log10(2);
/** The least spread: values that never change would make any change infinitely surprising. */
const FLOOR = 0.03;

/** Zero is a value too: a tenth of the smallest step keeps it on the scale; what is no measurement any more stays on it too. */
const logOf = (value: number): number => Math.log10(Math.min(1e15, Math.max(0.1, value)));

const at = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(share * sorted.length)))] ?? Number.NaN;
const median = (values: readonly number[]): number =>
  at(
    values.toSorted((a, b) => a - b),
    0.5,
  );

/** One row a place whose values could be put on a logarithmic scale (key: statement): where it runs highest. */
export function valueSamples(profile: Profile, places: readonly PlaceValues[]): Samples {
  const rows: Row[] = [];
  for (const place of places) {
    const row = profile.isTimed || place.times.length > 0 ? highest(place) : undefined;
    if (row) rows.push(row);
  }
  return samplesOf(rows, VALUE_COLUMNS);
}

function highest({ statement, unit, stride, times, values }: PlaceValues): Row | undefined {
  const count = Math.min(TILES, Math.floor(values.length / TILE));
  if (count < LEAST_TILES) return undefined;
  const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);
  const edge = (tile: number): number => Math.floor((tile * order.length) / count);
  const logs = order.map((i) => logOf(values[i]!));
  const tiles = Array.from({ length: count }, (_, t) => median(logs.slice(edge(t), edge(t + 1))));
  const usual = median(tiles);
  const spread = Math.max(FLOOR, 1.4826 * median(tiles.map((tile) => Math.abs(tile - usual))));
  const isHigh = tiles.map((tile) => tile - usual >= Math.max(DOUBLE, 5 * spread));
  const runs: { from: number; to: number; sum: number }[] = [];
  isHigh.forEach((high, t) => {
    if (!high) return;
    const last = runs.at(-1);
    // One tile in between may be low by chance.
    if (last && t - last.to <= 1) {
      last.to = t + 1;
      last.sum += tiles[t]! - usual;
    } else runs.push({ from: t, to: t + 1, sum: tiles[t]! - usual });
  });
  const run = runs.toSorted((a, b) => b.sum - a.sum || a.from - b.from)[0];
  if (!run) return undefined;
  const from = edge(run.from);
  const to = edge(run.to);
  const inside = logs.slice(from, to);
  const outside = [...logs.slice(0, from), ...logs.slice(to)].sort((a, b) => a - b);
  const most = at(outside, 0.98);
  const typical = at(
    inside.toSorted((a, b) => a - b),
    0.5,
  );
  const rest = at(outside, 0.5);
  // It begins and ends with a value that others do not have: those lines prove it.
  const above = order.slice(from, to).filter((i) => logOf(values[i]!) > most);
  return {
    key: statement,
    from: times[above[0] ?? order[from]!]!,
    to: times[above.at(-1) ?? order[to - 1]!]! + 1,
    features: [
      10 ** typical,
      10 ** rest,
      typical - rest,
      spread,
      inside.filter((value) => value > most).length / inside.length,
      run.to - run.from,
      count,
      run.from,
      runs.length,
      (to - from) * stride,
      unit,
    ],
  };
}
