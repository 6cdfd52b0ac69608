import type { PlacedEvents, PlacedStretch } from "../core/event-batch.ts";
import type { Samples } from "../core/samples.ts";
import { Counts } from "./counts.ts";
import { type Row, samplesOf } from "./samples.ts";

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

/** A stretch of one source in which one statement leads; `before` and `upTo` count its events in the source. */
interface Span {
  readonly source: number;
  readonly statement: number;
  readonly first: number;
  readonly from: number;
  readonly before: number;
  share: number;
  last: number;
  to: number;
  upTo: number;
}

/** More statements than a run can have: a source and a statement as one number. */
const STATEMENTS = 2 ** 24;

/**
 * Rolling windows over the events of each source in the order they were read: a row for each maximal run of windows in which
 * one statement has at least `share` of the events. A source shorter than a window, where it is the only one, is one window.
 * One addition and one subtraction an event: a statement can begin to lead only when it comes, or in the first window.
 */
export function windowSamples(run: PlacedEvents, window: { readonly events: number; readonly share: number }): Samples {
  const size = Math.max(1, Math.min(window.events, run.length));
  const least = Math.max(1, Math.ceil(window.share * size));
  const ring = new Int32Array(size);
  const times = new Float64Array(size);
  /** By statement: events in the window, and in the source so far. */
  const inside = new Counts();
  const soFar = new Counts();
  const open = new Map<number, Span>();
  const spans: Span[] = [];
  /** Events by source, and by source and statement. */
  const ofSource: number[] = [];
  const totals = new Map<number, number>();
  let source = -1;
  let filled = 0;
  /** Place of the event in the ring. */
  let slot = -1;
  /** Events of the source since it was come to. */
  let passed = 0;
  const leave = (): void => {
    spans.push(...open.values());
    if (source >= 0) ofSource[source] = (ofSource[source] ?? 0) + passed;
    passed = 0;
    for (const [statement, count] of soFar.entries()) totals.set(source * STATEMENTS + statement, count);
    open.clear();
    inside.clear();
    soFar.clear();
    filled = 0;
  };
  const lead = (statement: number, index: number): void => {
    const count = inside.get(statement);
    const upTo = soFar.get(statement);
    const known = open.get(statement);
    let back = 0;
    if (!known) while (ring[(index - back) % size] !== statement) back++;
    const last = known ? index : index - back;
    const to = times[last % size]!;
    if (known) {
      known.last = last;
      known.to = to;
      known.upTo = upTo;
      known.share = Math.max(known.share, count / size);
      return;
    }
    back = size - 1;
    while (ring[(index - back) % size] !== statement) back--;
    const first = index - back;
    open.set(statement, {
      source,
      statement,
      first,
      from: times[first % size]!,
      before: upTo - count,
      share: count / size,
      last,
      to,
      upTo,
    });
  };
  const roll = ({ base, events, time, statement: statements }: PlacedStretch): void => {
    for (let i = 0; i < events.length; i++) {
      const index = base + i;
      const statement = statements[i]!;
      if (events.source[i] !== source) {
        leave();
        source = events.source[i]!;
      }
      passed++;
      soFar.add(statement, 1);
      slot = slot + 1 === size ? 0 : slot + 1;
      const isFull = filled === size;
      if (isFull) {
        const gone = ring[slot]!;
        const count = inside.add(gone, -1);
        if (open.size > 0 && count < least && gone !== statement) {
          const span = open.get(gone);
          if (span) spans.push(span);
          open.delete(gone);
        }
      } else filled++;
      ring[slot] = statement;
      times[slot] = time[i]!;
      const leading = inside.add(statement, 1);
      if (filled < size) continue;
      if (!isFull) {
        for (const [other, count] of inside.entries()) if (count >= least) lead(other, index);
      } else if (leading >= least) lead(statement, index);
    }
  };
  for (const stretch of run.stretches()) roll(stretch);
  leave();
  const rows = join(spans, size).map((span): Row => {
    const events = span.last - span.first + 1;
    const count = span.upTo - span.before;
    const whole = ofSource[span.source] ?? events;
    const others = (totals.get(span.source * STATEMENTS + span.statement) ?? count) - count;
    return {
      key: span.statement,
      from: span.from,
      to: span.to,
      features: [
        span.share,
        count,
        events,
        whole > events ? others / (whole - events) : 0,
        whole,
        size,
        span.first,
        span.last,
      ],
    };
  });
  return samplesOf(rows, WINDOW_COLUMNS);
}

/** Runs of the same statement that touch are one. */
function join(spans: readonly Span[], size: number): Span[] {
  const joined: Span[] = [];
  const inOrder = [...spans].sort((a, b) => a.source - b.source || a.statement - b.statement || a.first - b.first);
  for (const span of inOrder) {
    const before = joined[joined.length - 1];
    if (before?.source === span.source && before.statement === span.statement && span.first - before.last <= size)
      Object.assign(before, {
        last: span.last,
        to: span.to,
        upTo: span.upTo,
        share: Math.max(before.share, span.share),
      });
    else joined.push({ ...span });
  }
  return joined;
}
