import type { Profile, Samples } from "../core/samples.ts";
import { type Row, samplesOf } from "./samples.ts";

/** Columns of a component's stretch with most bad events. */
export const SHARE_COLUMNS = [
  /** Bad events and all events of the component in the stretch. */
  "bad",
  "events",
  /** The same outside. */
  "rest_bad",
  "rest_events",
  /** The largest share of bad events in another stretch of the same width that holds as least 10 events. */
  "rest_most",
  /** Correlation of two events of one stretch outside (beta-binomial rho, by moments). */
  "rho",
  /** Distinct bad statements in the stretch. */
  "statements",
] as const;

/** Fewer events than this say nothing of a share. */
const LEAST = 5;

/**
 * One row a component (key: index into the run's words) and scale: the stretch of 2, 4, 8 … buckets with most bad events over
 * expectation. `bad`: 1 for each statement that reports something bad.
 */
export function shareSamples(profile: Profile, bad: Uint8Array): Samples {
  const byComponent = new Map<number, { events: Uint32Array; bad: Uint32Array; sum: number; sumBad: number }>();
  for (const statement of profile.statements) {
    const known = byComponent.get(statement.component);
    const c = known ?? {
      events: new Uint32Array(profile.buckets),
      bad: new Uint32Array(profile.buckets),
      sum: 0,
      sumBad: 0,
    };
    if (!known) {
      if (byComponent.size >= 500) continue;
      byComponent.set(statement.component, c);
    }
    statement.series.buckets.forEach((bucket, i) => {
      c.events[bucket]! += statement.series.counts[i]!;
      if (bad[statement.id]) c.bad[bucket]! += statement.series.counts[i]!;
    });
    c.sum += statement.count;
    if (bad[statement.id]) c.sumBad += statement.count;
  }
  const rows: Row[] = [];
  for (const [component, c] of byComponent) {
    if (c.sumBad < LEAST || c.sum < 100) continue;
    for (let width = 2; width <= Math.max(2, profile.buckets / 16); width *= 2) {
      const row = worst(profile, component, c, width, bad);
      if (row) rows.push(row);
    }
  }
  return samplesOf(rows, SHARE_COLUMNS);
}

function worst(
  profile: Profile,
  component: number,
  c: { readonly events: Uint32Array; readonly bad: Uint32Array; readonly sum: number; readonly sumBad: number },
  width: number,
  bad: Uint8Array,
): Row | undefined {
  const tiles = Math.ceil(profile.buckets / width);
  const events = new Float64Array(tiles);
  const bads = new Float64Array(tiles);
  for (let b = 0; b < profile.buckets; b++) {
    events[Math.floor(b / width)]! += c.events[b]!;
    bads[Math.floor(b / width)]! += c.bad[b]!;
  }
  const usual = c.sumBad / c.sum;
  let at = -1;
  let excess = 0;
  for (let t = 0; t < tiles; t++) {
    const over = bads[t]! - usual * events[t]!;
    if (bads[t]! >= LEAST && over > excess) {
      excess = over;
      at = t;
    }
  }
  if (at < 0) return undefined;
  const restEvents = c.sum - events[at]!;
  const restBad = c.sumBad - bads[at]!;
  const p = restEvents > 0 ? restBad / restEvents : 0;
  let most = 0;
  let between = 0;
  let within = 0;
  for (let t = 0; t < tiles; t++) {
    const n = events[t]!;
    if (Math.abs(t - at) <= 1 || n < 2) continue;
    if (n >= 10) most = Math.max(most, bads[t]! / n);
    between += (bads[t]! - n * p) ** 2 - n * p * (1 - p);
    within += n * (n - 1) * p * (1 - p);
  }
  const from = profile.origin + at * width * profile.bucketWidth;
  const to = profile.origin + Math.min(profile.buckets, (at + 1) * width) * profile.bucketWidth;
  const statements = profile.statements.filter(
    (s) => s.component === component && bad[s.id] && s.series.buckets.some((b) => Math.floor(b / width) === at),
  ).length;
  return {
    key: component,
    from,
    to,
    features: [
      bads[at]!,
      events[at]!,
      restBad,
      restEvents,
      most,
      Math.min(0.9, Math.max(0, within > 0 ? between / within : 0)),
      statements,
    ],
  };
}
