import type { EventStore } from "../core/event-batch.ts";
import type { Samples } from "../core/samples.ts";
import type { Clock } from "./clock.ts";
import { type Row, samplesOf } from "./samples.ts";
import type { StatementTable } from "./statements.ts";

/** Columns of a run of windows that one statement dominates. */
export const WINDOW_COLUMNS = [
  /** Its largest share of a window. */
  "share",
  /** Its events from the first window to the last, and all events there. */
  "count",
  "events",
  /** Its share of the source's events outside, and all events of the source. */
  "rest_share",
  "source_events",
  /** Events in a window. */
  "size",
  /** Index of its first and last event there. */
  "first",
  "last",
] as const;

interface Open {
  source: number;
  statement: number;
  share: number;
  first: number;
  last: number;
  count: number;
}

/** More statements than a run can have: a source and a statement as one number. */
const STATEMENTS = 2 ** 24;

/**
 * Rolling windows over the events in the order they were read: a row for each maximal run of windows in which one statement
 * has at least `share` of the events. A run shorter than a window is one window. Rolling: one addition and one
 * subtraction an event; the leading statement can change only to the one that just came.
 */
export function windowSamples(
  store: EventStore,
  clock: Clock,
  table: StatementTable,
  window: { readonly events: number; readonly share: number },
): Samples {
  const n = store.length;
  const size = Math.min(window.events, n);
  const ring = new Int32Array(Math.max(1, size));
  const counts: number[] = [];
  /** Events by source, and by source and statement. */
  const ofSource: number[] = [];
  const totals = new Map<number, number>();
  let current = -1;
  const spans: (Open & { from: number; to: number })[] = [];
  const open = new Map<number, Open & { from: number; to: number }>();
  const times = new Float64Array(Math.max(1, size));
  const at = clock.reader();
  const least = Math.ceil(window.share * size);
  let filled = 0;
  const extend = (statement: number, index: number, time: number, isNew: boolean): void => {
    const count = counts[statement]!;
    const known = open.get(statement);
    if (known) {
      known.share = Math.max(known.share, count / size);
      if (isNew) {
        known.count++;
        known.last = index;
        known.to = time;
      }
      return;
    }
    // The run starts with the oldest event of the statement that is still in the window.
    let back = size - 1;
    while (back > 0 && ring[(index - back) % size] !== statement) back--;
    open.set(statement, {
      source: current,
      statement,
      share: count / size,
      first: index - back,
      last: index,
      count,
      from: times[(index - back) % size]!,
      to: time,
    });
  };
  for (const { base, events } of store.stretches())
    for (let i = 0; i < events.length; i++) {
      const index = base + i;
      const id = table.of(events, i);
      const time = at(events.source[i]!, events.time[i]!, index);
      const source = events.source[i]!;
      if (source !== current) {
        // A window lies in one source.
        current = source;
        filled = 0;
        counts.length = 0;
        spans.push(...open.values());
        open.clear();
      }
      ofSource[source] = (ofSource[source] ?? 0) + 1;
      totals.set(source * STATEMENTS + id, (totals.get(source * STATEMENTS + id) ?? 0) + 1);
      const slot = index % size;
      if (filled === size) {
        const gone = ring[slot]!;
        counts[gone]!--;
        if (counts[gone]! < least && open.has(gone)) {
          spans.push(open.get(gone)!);
          open.delete(gone);
        }
      } else filled++;
      ring[slot] = id;
      times[slot] = time;
      counts[id] = (counts[id] ?? 0) + 1;
      if (filled === size && counts[id]! >= least) extend(id, index, time, true);
    }
  spans.push(...open.values());
  // Runs of the same statement that touch are one.
  spans.sort((a, b) => a.statement - b.statement || a.first - b.first);
  const joined: typeof spans = [];
  for (const span of spans) {
    const before = joined[joined.length - 1];
    if (
      before &&
      before.source === span.source &&
      before.statement === span.statement &&
      span.first - before.last <= size
    ) {
      before.count += span.count - Math.max(0, before.last - span.first + 1);
      before.last = Math.max(before.last, span.last);
      before.to = Math.max(before.to, span.to);
      before.share = Math.max(before.share, span.share);
    } else joined.push({ ...span });
  }
  const rows = joined.map((span): Row => {
    const events = span.last - span.first + 1;
    const count = Math.min(span.count, events);
    const whole = ofSource[span.source] ?? events;
    const outside = whole - events;
    return {
      key: span.statement,
      from: span.from,
      to: span.to,
      features: [
        span.share,
        count,
        events,
        outside > 0 ? Math.max(0, (totals.get(span.source * STATEMENTS + span.statement) ?? 0) - count) / outside : 0,
        whole,
        size,
        span.first,
        span.last,
      ],
    };
  });
  return samplesOf(rows, WINDOW_COLUMNS);
}
