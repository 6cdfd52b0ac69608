import type { Profile, Samples, Statement } from "../core/samples.ts";
import { type Row, samplesOf } from "./samples.ts";

/** Columns of a statement's busiest stretch of time. */
export const SERIES_COLUMNS = [
  /** Events in the stretch. */
  "count",
  /** Its width, in buckets. */
  "width",
  /** Events of the statement outside the stretch, and most of them in another stretch of the same width. */
  "rest",
  "rest_most",
  /** Non-empty buckets of the run outside the stretch. */
  "rest_buckets",
  /** Variance over mean of counts in stretches of that width outside it. */
  "dispersion",
  /** Share of the run's other slices in which the statement occurs. */
  "presence",
  /** How much more than usual of everything the run wrote in the stretch: 1 is the same. */
  "traffic",
  /** Share of the run's events before the statement's first. */
  "begins",
] as const;

/** Fewer events make no burst. */
const LEAST = 10;

/** Sum of a sparse series over [from, to). */
const sumOf = (statement: Statement, from: number, to: number): number => {
  const { buckets, counts } = statement.series;
  let sum = 0;
  for (let i = 0; i < buckets.length && buckets[i]! < to; i++) if (buckets[i]! >= from) sum += counts[i]!;
  return sum;
};

/** The stretch of `width` buckets with most events: where it starts, and how many. */
function busiest(statement: Statement, width: number): { start: number; count: number } {
  const { buckets, counts } = statement.series;
  let best = 0;
  let start = 0;
  let sum = 0;
  let low = 0;
  for (let high = 0; high < buckets.length; high++) {
    sum += counts[high]!;
    while (buckets[low]! <= buckets[high]! - width) sum -= counts[low++]!;
    if (sum > best) {
      best = sum;
      start = buckets[low]!;
    }
  }
  return { start, count: best };
}

/** One row a statement and scale: its busiest stretch of 1, 2, 4 … buckets, up to an eighth of the run. */
export function seriesSamples(profile: Profile): Samples {
  const rows: Row[] = [];
  let active = 0;
  for (const count of profile.total) if (count > 0) active++;
  for (const statement of profile.statements) {
    if (statement.count < LEAST) continue;
    let before = 0;
    for (let width = 1; width <= Math.max(1, profile.buckets / 8); width *= 2) {
      const { start, count } = busiest(statement, width);
      // A wider stretch that holds hardly more says nothing new.
      if (count < LEAST || count < before * 1.15) continue;
      before = count;
      rows.push(describe(profile, statement, start, width, count, active));
    }
  }
  return samplesOf(rows, SERIES_COLUMNS);
}

function describe(
  profile: Profile,
  statement: Statement,
  start: number,
  width: number,
  count: number,
  active: number,
): Row {
  const rest = statement.count - count;
  const { buckets, counts } = statement.series;
  let inTotal = 0;
  let inActive = 0;
  for (let b = start; b < Math.min(profile.buckets, start + width); b++) {
    inTotal += profile.total[b]!;
    if (profile.total[b]! > 0) inActive++;
  }
  const restBuckets = Math.max(1, active - inActive);
  // Counts outside, in tiles of the same width that leave the stretch and its neighbourhood out: a burst has a tail.
  const tiles = new Map<number, number>();
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i]!;
    if (bucket >= start - width && bucket < start + 2 * width) continue;
    const tile = Math.floor(bucket / width);
    tiles.set(tile, (tiles.get(tile) ?? 0) + counts[i]!);
  }
  let most = 0;
  let squares = 0;
  let sum = 0;
  for (const tile of tiles.values()) {
    most = Math.max(most, tile);
    squares += tile * tile;
    sum += tile;
  }
  const tileCount = Math.max(2, restBuckets / width);
  const mean = sum / tileCount;
  const variance = Math.max(0, squares / tileCount - mean * mean);
  const present = statement.slices.reduce((n, slice) => n + (slice > 0 ? 1 : 0), 0);
  const usual = ((profile.events - inTotal) / restBuckets) * Math.max(1, inActive);
  return {
    key: statement.id,
    from: profile.origin + start * profile.bucketWidth,
    to: profile.origin + Math.min(profile.buckets, start + width) * profile.bucketWidth,
    features: [
      count,
      width,
      rest,
      most,
      restBuckets,
      mean > 0 ? Math.max(1, variance / mean) : 1,
      Math.max(0, present - 1) / (statement.slices.length - 1),
      (inTotal - count) / Math.max(1, usual - (rest / restBuckets) * inActive),
      statement.begins,
    ],
  };
}

/** Counts of a statement around a stretch, for a small picture: at most 48 numbers. */
export function picture(profile: Profile, statement: Statement, from: number, to: number): number[] {
  const first = Math.floor((from - profile.origin) / profile.bucketWidth);
  const last = Math.ceil((to - profile.origin) / profile.bucketWidth);
  const step = Math.max(1, Math.ceil((last - first) / 8));
  const out: number[] = [];
  for (let b = first - 16 * step; b < last + 16 * step; b += step)
    if (b >= 0 && b < profile.buckets) out.push(sumOf(statement, b, b + step));
  return out.slice(0, 48);
}
