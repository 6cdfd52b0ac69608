import { type Dictionary, dictionary } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { Shapes } from "../core/shapes.ts";
import type { LogSource } from "../core/source.ts";
import { count } from "../core/words.ts";
import type { Zone } from "../core/zone.ts";
import { parser, type Reading, type SourceAccounting } from "../parsing/index.ts";
import type { Follower, Privacy } from "../privacy/reveal.ts";
import { type Spool, spool } from "../store/spool.ts";
import { shapeTable } from "../templates/index.ts";
import type { CountedRun, WarningCounts } from "./counted.ts";
import type { Marks } from "./marks.ts";

/** A secret that was found while reading. */
export interface FoundLeak {
  /** Index of the event. */
  readonly event: number;
  readonly kind: string;
  readonly excerpt: string;
}

/** What reading gave: events on the spool, the words and shapes they name, and every line accounted for. */
export interface Events {
  readonly store: Spool;
  readonly words: Dictionary;
  readonly shapes: Shapes;
  /** Where there are any, events name an id of these in place of their shape. */
  readonly marks?: Marks | undefined;
  readonly sources: readonly LogSource[];
  readonly accounting: readonly SourceAccounting[];
  readonly leaks: readonly FoundLeak[];
  readonly warnings: WarningCounts;
  /** Reading stopped at the limit of lines. */
  readonly isCut: boolean;
  /** Reading was ended from outside. */
  readonly isInterrupted: boolean;
  /** Events whose messages are told apart by their first words only: there were too many different ones. */
  readonly overflowed: number;
}

/** Leaks kept; a log that leaks on every line is known by then. */
const LEAKS = 10_000;

/** The same day and time, `years` later, by the clocks of the zone. */
function inYear(time: number, years: number, zone: Zone | undefined): number {
  if (years === 0 || Number.isNaN(time)) return time;
  const date = new Date(zone === undefined ? time : time + zone.offsetAt(time));
  const moved = date.setUTCFullYear(date.getUTCFullYear() + years);
  return zone === undefined ? moved : zone.instantOf(moved, Number.NaN);
}

export interface ReadOptions {
  readonly privacy: Privacy;
  readonly maxLines: number | null;
  /** Lines from which on a note says that the log is large; null: never. */
  readonly largeLines?: number | null;
  /** What the user says of how the input is written. */
  readonly reading?: Reading;
  /** Tells messages of a shape apart; undefined: nothing does. */
  readonly marks?: Marks | undefined;
}

/** Lines to events with shapes, source after source. The spool is the caller's to close. */
export async function read(sources: readonly LogSource[], options: ReadOptions, run: CountedRun): Promise<Events> {
  const words = dictionary();
  const shapes = shapeTable();
  const store = spool();
  const leaks: FoundLeak[] = [];
  const { emit } = run;
  const { marks } = options;
  const lines = parser({
    words,
    shapeOf: (bytes, start, end) => shapes.idOf(bytes, start, end),
    sources,
    emit,
    ...(options.reading !== undefined && { reading: options.reading }),
    ...(options.maxLines !== null && { maxLines: options.maxLines }),
  });
  let follow: Follower = options.privacy.follow();
  let followed = -1;
  const large = options.largeLines ?? Number.POSITIVE_INFINITY;
  let seen = 0;
  /** True once: for the batch in which the limit is passed. */
  const isLarge = (more: number): boolean => {
    const before = seen;
    seen += more;
    return before <= large && seen > large;
  };
  const keep = (batches: Iterable<EventBatch>): void => {
    for (const batch of batches) {
      for (let i = 0; i < batch.length; i++) {
        if (batch.source[i] !== followed) {
          followed = batch.source[i]!;
          follow = options.privacy.follow();
        }
        for (const leak of follow(
          batch.bytes,
          batch.start[i]!,
          batch.end[i]!,
          batch.messageStart[i]!,
          batch.messageEnd[i]!,
        ))
          if (leaks.length < LEAKS) leaks.push({ event: store.length + i, ...leak });
        if (marks)
          batch.shape[i] = marks.idOf(batch.shape[i]!, batch.bytes, batch.messageStart[i]!, batch.messageEnd[i]!);
      }
      store.append(batch);
    }
  };
  try {
    for (const [index, source] of sources.entries()) {
      if (lines.isFull || run.enough?.aborted) break;
      for await (const batch of source.read(index, run)) {
        run.signal.throwIfAborted();
        if (isLarge(batch.start.length))
          run.emit({
            type: "note",
            text: `a large log: more than ${count(large, "line")}, and it is still being read`,
          });
        keep(lines.push(batch));
        if (lines.isFull) break;
      }
      keep(lines.endOfSource(index));
    }
    keep(lines.flush());
    store.seal();
    const shifts = lines.accounting().map(({ yearShift }) => yearShift);
    if (shifts.some((years) => years !== 0))
      store.adjustTimes((source, time) => inYear(time, shifts[source] ?? 0, options.reading?.zone));
  } catch (error) {
    store.close();
    throw error;
  }
  return {
    store,
    words,
    shapes: shapes.shapes,
    marks,
    sources,
    accounting: lines.accounting(),
    leaks,
    warnings: run.warnings,
    isCut: lines.isFull,
    isInterrupted: run.enough?.aborted === true,
    overflowed: shapes.overflowed,
  };
}
