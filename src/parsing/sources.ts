import type { LineBatch } from "../core/line-batch.ts";
import type { Run } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import { type SourceAccounting, SourceTally } from "./accounting.ts";
import { FORMATS } from "./formats.ts";
import { type Recognizer, recognizers } from "./recognizer.ts";
import type { ParsedStretch } from "./stretch-parser.ts";
import { type LineStretch, StretchCutter } from "./stretches.ts";
import { warnings } from "./warnings.ts";
import { resolveYears, type YearFinder, yearFinder } from "./year.ts";

export interface SourceReadersOptions {
  /** The sources that batches refer to by index. */
  readonly sources: readonly LogSource[];
  readonly emit: Run["emit"];
  /** Year of the first event, for formats that name none; default: that of the source. */
  readonly year?: number;
  /** Lines after this many, over all sources, are not looked at. */
  readonly maxLines?: number;
}

/** One source on its way from lines to events: cut into stretches, which anybody may parse, and put together again in order. */
export interface SourceReader {
  push(batch: LineBatch): Iterable<LineStretch>;
  end(): Iterable<LineStretch>;
  /** Takes what a stretch gave, in the order of the stretches: gives times their years, counts, warns. */
  add(parsed: ParsedStretch): void;
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
  const compiled = recognizers(FORMATS);
  const readers = new Map<number, OpenSource>();
  /** Of a source that has ended only this is kept: there may be many thousands. */
  const ended = new Map<number, SourceAccounting>();
  let left = options.maxLines ?? Number.POSITIVE_INFINITY;
  const of = (index: number): OpenSource => {
    let found = readers.get(index);
    if (found === undefined) {
      found = new OpenSource(options, compiled, index);
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

class OpenSource implements SourceReader {
  readonly #name: string;
  readonly #year: number | undefined;
  /** The year is that of the last write, not one that was asked for. */
  readonly #canShift: boolean;
  readonly #cutter: StretchCutter;
  readonly #tally = new SourceTally();
  readonly #warnings: ReturnType<typeof warnings>;
  #years: YearFinder | undefined;

  constructor({ sources, emit, year }: SourceReadersOptions, compiled: readonly Recognizer[], index: number) {
    const source = sources[index];
    this.#name = source?.name ?? `source ${index}`;
    this.#year = year ?? source?.year;
    this.#canShift = year === undefined;
    this.#cutter = new StretchCutter(compiled);
    this.#warnings = warnings(this.#name, emit);
  }

  push(batch: LineBatch): Iterable<LineStretch> {
    return this.#cutter.push(batch);
  }

  end(): Iterable<LineStretch> {
    return this.#cutter.end();
  }

  add({ events, yearless, tally, warnings: found }: ParsedStretch): void {
    this.#tally.add(tally);
    this.#warnings.add(found);
    if (yearless === undefined) return;
    this.#years ??= yearFinder(this.#year ?? new Date(events.readAt).getUTCFullYear());
    resolveYears(events.time, yearless, this.#years);
  }

  close(): void {
    this.#warnings.end();
  }

  accounting(): SourceAccounting {
    const { written } = this.#cutter;
    return this.#tally.accounting(
      this.#name,
      { name: written?.recognizer?.format.name ?? "plain", confidence: written?.confidence ?? 0 },
      this.#canShift ? (this.#years?.shift() ?? 0) : 0,
    );
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
