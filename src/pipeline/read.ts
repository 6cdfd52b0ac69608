import { availableParallelism } from "node:os";
import { type Dictionary, dictionary } from "../core/dictionary.ts";
import type { LineBatch } from "../core/line-batch.ts";
import type { Shapes } from "../core/shapes.ts";
import type { LogSource } from "../core/source.ts";
import { count } from "../core/words.ts";
import type { Zone } from "../core/zone.ts";
import { type Reading, type SourceAccounting, sourceReaders } from "../parsing/index.ts";
import type { Follower, Privacy } from "../privacy/reveal.ts";
import { type Spool, spool } from "../store/spool.ts";
import { shapeTable } from "../templates/index.ts";
import type { CountedRun, WarningCounts } from "./counted.ts";
import type { Marks } from "./marks.ts";
import { adopt, type ReadStretch } from "./read-stretch.ts";
import { spareMemory } from "./spare-memory.ts";
import { readStretches } from "./stretch-flow.ts";
import { stretchPool } from "./stretch-pool.ts";

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
  /** Of very many only the first. */
  readonly leaks: readonly FoundLeak[];
  /** All of them, by kind. */
  readonly leakCounts: ReadonlyMap<string, number>;
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
  /** Threads that read beside this one; default: by the cores and the size of the input. They change nothing but the time. */
  readonly workers?: number | null;
}

/** A log of fewer bytes is read by the time that a thread has started. */
const WORTH_THREADS = 16 << 20;
/** Up to so many bytes the engine has code to compile for most of the time: a core is left to it. */
const WORTH_ALL_CORES = 256 << 20;

/** Threads beside this one: as many as there are cores left, up to a few; reading is not all that the machine has to do. */
function threadsFor(sources: readonly LogSource[], workers: number | null): number {
  if (workers !== null) return workers;
  const size = sources.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  if (size < WORTH_THREADS) return 0;
  return Math.max(0, Math.min(MOST_THREADS, availableParallelism() - (size < WORTH_ALL_CORES ? 2 : 1)));
}
const MOST_THREADS = 3;

/** Lines to events with shapes, source after source. The spool is the caller's to close. */
export async function read(sources: readonly LogSource[], options: ReadOptions, run: CountedRun): Promise<Events> {
  const words = dictionary();
  const shapes = shapeTable();
  const store = spool();
  const leaks: FoundLeak[] = [];
  const leakCounts = new Map<string, number>();
  const { emit } = run;
  const { marks, privacy, reading = {} } = options;
  const spare = spareMemory();
  const readers = sourceReaders({
    sources,
    emit,
    reading,
    take: spare.bytes,
    ...(options.maxLines !== null && { maxLines: options.maxLines }),
  });
  const threads = threadsFor(sources, options.workers ?? null);
  emit({ type: "threads-start", count: threads });
  const { hint, formats = [], zone } = reading;
  const plain = { formats, ...(hint !== undefined && { hint }) };
  const pool = stretchPool(threads, { reading: plain, marksZones: zone !== undefined });
  let follow: Follower = privacy.follow();
  let followed = -1;
  const large = options.largeLines ?? Number.POSITIVE_INFINITY;
  let seen = 0;
  const take = (index: number, read: ReadStretch): void => {
    readers.of(index).add(read.parsed);
    adopt(read, words, shapes);
    const { events } = read.parsed;
    if (index !== followed) {
      followed = index;
      follow = privacy.follow();
    }
    const { length, bytes, start, end, messageStart, messageEnd } = events;
    for (let i = 0; i < length; i++) {
      const may = read.suspicious[i] === 1 || privacy.looksEverywhere;
      if (may || follow.isOpen)
        for (const leak of follow.take(may, bytes, start[i]!, end[i]!, messageStart[i]!, messageEnd[i]!)) {
          leakCounts.set(leak.kind, (leakCounts.get(leak.kind) ?? 0) + 1);
          if (leaks.length < LEAKS) leaks.push({ event: store.length + i, ...leak });
        }
      if (marks) events.shape[i] = marks.idOf(events.shape[i]!, bytes, messageStart[i]!, messageEnd[i]!);
    }
    spare.give(store.take(events));
    spare.give({ text: read.spent });
  };
  const onBatch = ({ length }: LineBatch): void => {
    const before = seen;
    seen += length;
    if (before > large || seen <= large) return;
    emit({ type: "note", text: `a large log: more than ${count(large, "line")}, and it is still being read` });
  };
  try {
    await readStretches(sources, run, { readers, pool, spare, take, onBatch });
    store.seal();
    const shifts = readers.accounting().map(({ yearShift }) => yearShift);
    if (shifts.some(({ years }) => years !== 0))
      store.adjustTimes((source, time) => {
        const shift = shifts[source];
        return shift !== undefined && time >= shift.from ? inYear(time, shift.years, options.reading?.zone) : time;
      });
  } catch (error) {
    store.close();
    throw error;
  } finally {
    await pool.close();
  }
  return {
    store,
    words,
    shapes: shapes.shapes,
    marks,
    sources,
    accounting: readers.accounting(),
    leaks,
    leakCounts,
    warnings: run.warnings,
    isCut: readers.isFull,
    isInterrupted: run.enough?.aborted === true,
    overflowed: shapes.overflowed,
  };
}
