import type { EventBatch } from "../core/event-batch.ts";
import type { LineBatch } from "../core/line-batch.ts";
import type { Run } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import type { Zone } from "../core/zone.ts";
import { type SourceAccounting, SourceTally, type Tally } from "./accounting.ts";
import { type Known, known, type Reading } from "./reading.ts";
import type { ParsedStretch } from "./stretch-parser.ts";
import { type LineStretch, StretchCutter, type TakeBytes } from "./stretches.ts";
import { warnings } from "./warnings.ts";
import { NO_SHIFT, resolveYears, type YearFinder, yearFinder, ZONED } from "./year.ts";
import { zoned } from "./zoned.ts";

export interface SourceReadersOptions {
  /** The sources that batches refer to by index. */
  readonly sources: readonly LogSource[];
  readonly emit: Run["emit"];
  /** Where the text of stretches is put; default: new memory each time. */
  readonly take?: TakeBytes;
  readonly reading?: Reading;
  /** Lines after this many, over all sources, are not looked at. */
  readonly maxLines?: number;
}

/** One source on its way from lines to events: cut into stretches, which anybody may parse, and put together again in order. */
export interface SourceReader {
  push(batch: LineBatch): Iterable<LineStretch>;
  end(): Iterable<LineStretch>;
  /** Takes what a stretch gave, in the order of the stretches: gives times their years, counts, warns. */
  add(parsed: Omit<ParsedStretch, "texts">): void;
}

/** The sources of a run. */
export interface SourceReaders {
  of(index: number): SourceReader;
  /** The source has ended and all of it was added. */
  close(index: number): void;
  /** Sources that are not closed, in order. */
  open(): readonly number[];
  /** The batch, or as many of its lines as are still to be read; undefined: none. */
  take(batch: LineBatch): LineBatch | undefined;
  /** `maxLines` is reached: nothing more is taken. */
  readonly isFull: boolean;
  accounting(): readonly SourceAccounting[];
}

export function sourceReaders(options: SourceReadersOptions): SourceReaders {
  const formats = known(options.reading ?? {});
  const readers = new Map<number, OpenSource>();
  /** Of a source that has ended only this is kept: there may be many thousands. */
  const ended = new Map<number, SourceAccounting>();
  let left = options.maxLines ?? Number.POSITIVE_INFINITY;
  const of = (index: number): OpenSource => {
    let found = readers.get(index);
    if (found === undefined) {
      found = new OpenSource(options, formats, index);
      readers.set(index, found);
    }
    return found;
  };
  return {
    of,
    close(index) {
      if (ended.has(index)) return;
      const source = of(index);
      source.close();
      ended.set(index, source.accounting());
      readers.delete(index);
    },
    open: () => [...new Set([...options.sources.keys(), ...readers.keys()].filter((index) => !ended.has(index)))],
    take(batch) {
      if (left <= 0) return undefined;
      const length = Math.min(batch.length, left);
      left -= length;
      return length === batch.length ? batch : shortened(batch, length);
    },
    get isFull() {
      return left <= 0;
    },
    accounting: () => options.sources.map((_, index) => ended.get(index) ?? of(index).accounting()),
  };
}

const newBytes: TakeBytes = (size) => new Uint8Array(size);

/** Milliseconds by which a line may come after newer ones: what writers and buffers do. */
const LATENESS = 5000;

class OpenSource implements SourceReader {
  readonly #name: string;
  readonly #year: number | undefined;
  /** The year is that of the last write, not one that was asked for. */
  readonly #canShift: boolean;
  readonly #cutter: StretchCutter;
  readonly #tally = new SourceTally();
  readonly #warnings: ReturnType<typeof warnings>;
  readonly #zone: Zone | undefined;
  readonly #instants: ReturnType<typeof zoned>;
  #years: YearFinder | undefined;
  /** Whether the last times name a zone. */
  #zoned: boolean | undefined;
  #isMixed = false;
  #late = 0;
  #timeBefore = Number.NaN;

  constructor({ sources, emit, reading = {}, take = newBytes }: SourceReadersOptions, formats: Known, index: number) {
    const source = sources[index];
    this.#name = source?.name ?? `source ${index}`;
    this.#year = reading.year ?? source?.year;
    this.#canShift = reading.year === undefined;
    this.#warnings = warnings(this.#name, emit);
    this.#cutter = new StretchCutter(formats, this.#warnings.add, take);
    this.#zone = reading.zone;
    this.#instants = zoned(reading.zone);
  }

  push(batch: LineBatch): Iterable<LineStretch> {
    return this.#cutter.push(batch);
  }

  end(): Iterable<LineStretch> {
    return this.#cutter.end();
  }

  add({ events, times, tally, warnings: found }: Omit<ParsedStretch, "texts">): void {
    this.#tally.add(tally);
    this.#warnings.add(found);
    const { time, line, offset } = events;
    if (times !== undefined) {
      this.#years ??= yearFinder(this.#year ?? new Date(events.readAt).getUTCFullYear());
      resolveYears(time, times, this.#years);
      if (this.#zone !== undefined)
        for (let i = 0; i < events.length; i++)
          if ((times[i]! & ZONED) === 0) time[i] = this.#instants(time[i]!, line[i]!, offset[i]!, this.#warnings.add);
    }
    this.#tellMixed(tally, events);
    let before = this.#timeBefore;
    // What stands before a 29 February will be put into its year.
    const { from } = this.#years?.shift() ?? NO_SHIFT;
    for (let i = 0; i < events.length; i++) {
      const at = time[i]!;
      if (Number.isNaN(at)) continue;
      if (at < before - LATENESS && !(at < from && before >= from)) this.#late++;
      before = at;
    }
    this.#timeBefore = before;
  }

  /** Times with a zone among times without are told once. */
  #tellMixed({ zoned: first, mixed }: Tally, { line, offset }: EventBatch): void {
    if (this.#isMixed || this.#zone !== undefined) return;
    const isSeam = first !== undefined && this.#zoned !== undefined && first !== this.#zoned;
    this.#zoned ??= first;
    const at = mixed ?? (isSeam ? { line: line[0] ?? 0, byte: offset[0] ?? -1 } : undefined);
    if (at === undefined) return;
    this.#isMixed = true;
    const text = "times with a zone and times without: those without are taken for UTC; --tz names their zone";
    this.#warnings.add([{ kind: "zone", count: 1, first: [{ ...at, text }] }]);
  }

  close(): void {
    this.#warnings.end();
  }

  accounting(): SourceAccounting {
    const shift = this.#canShift ? (this.#years?.shift() ?? NO_SHIFT) : NO_SHIFT;
    return this.#tally.accounting(this.#name, this.#cutter.format, this.#zone, this.#late, shift);
  }
}

/** The first lines of a batch: as if it had been closed behind them. A long line is always the last one of its batch. */
const shortened = (batch: LineBatch, length: number): LineBatch => ({
  ...batch,
  length,
  bytes: batch.bytes.subarray(0, batch.start[length]),
  ...(batch.stored && { stored: { start: batch.stored.start, end: batch.stored.start[length]! } }),
  long: batch.long.filter(({ index }) => index < length),
});
