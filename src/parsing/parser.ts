import type { Dictionary } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { LineBatch } from "../core/line-batch.ts";
import type { Run } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import type { Zone } from "../core/zone.ts";
import { FORMATS } from "./formats.ts";
import { type OwnFormat, ownFormat } from "./own-format.ts";
import { guesser, recognizers } from "./recognizer.ts";
import type { SourceAccounting } from "./source-accounting.ts";
import { type Shared, SourceParser } from "./source-parser.ts";
import { cachedWords } from "./word-cache.ts";

/** What the user says of how the input is written. */
export interface Reading {
  /** Year of the first event, for formats that name none; default: that of the source. */
  readonly year?: number;
  /** Of times that name no zone; default: UTC. */
  readonly zone?: Zone;
  /** Name of the format of all sources; see FORMAT_NAMES. */
  readonly hint?: string;
  /** Formats of the user's: they go before all others. */
  readonly formats?: readonly OwnFormat[];
}

export interface ParserOptions {
  /** Components, hosts and keys go here. */
  readonly words: Dictionary;
  /** Number of the shape of a message. */
  readonly shapeOf: (bytes: Uint8Array, start: number, end: number) => number;
  readonly reading?: Reading;
  /** The sources that batches refer to by index. */
  readonly sources: readonly LogSource[];
  readonly emit: Run["emit"];
  /** Lines after this many, over all sources, are not looked at. */
  readonly maxLines?: number;
}

/** Lines to events. Events come in the order of their lines; how the lines are cut into batches changes nothing but the batches of events. */
export interface Parser {
  push(batch: LineBatch): Iterable<EventBatch>;
  /** The source has ended: gives what was held back. */
  endOfSource(index: number): Iterable<EventBatch>;
  /** All sources have ended. */
  flush(): Iterable<EventBatch>;
  /** `maxLines` is reached: nothing more is taken. */
  readonly isFull: boolean;
  accounting(): readonly SourceAccounting[];
}

export function parser(options: ParserOptions): Parser {
  const { reading = {} } = options;
  const own = recognizers((reading.formats ?? []).map(ownFormat));
  const compiled = recognizers(FORMATS);
  const shared: Shared = {
    intern: cachedWords(options.words),
    shapeOf: options.shapeOf,
    recognizers: compiled,
    own,
    guesser: guesser([...own, ...compiled]),
    zone: reading.zone,
    hint: reading.hint,
  };
  const parsers = new Map<number, SourceParser>();
  /** Of a source that has ended only this is kept: there may be many thousands. */
  const ended = new Map<number, SourceAccounting>();
  let left = options.maxLines ?? Number.POSITIVE_INFINITY;
  const parserOf = (index: number): SourceParser => {
    let found = parsers.get(index);
    if (found === undefined) {
      const source = options.sources[index];
      const year = reading.year ?? source?.year;
      const name = source?.name ?? `source ${index}`;
      found = new SourceParser(index, name, year, reading.year === undefined, shared, options.emit);
      parsers.set(index, found);
    }
    return found;
  };
  function* end(index: number): Generator<EventBatch, void, undefined> {
    if (ended.has(index)) return;
    const source = parserOf(index);
    yield* source.end();
    ended.set(index, source.accounting());
    parsers.delete(index);
  }
  return {
    *push(batch) {
      if (left <= 0) return;
      const length = Math.min(batch.length, left);
      left -= length;
      yield* parserOf(batch.source).push(length === batch.length ? batch : shortened(batch, length));
    },
    endOfSource: end,
    *flush() {
      for (const index of options.sources.keys()) yield* end(index);
      for (const index of parsers.keys()) yield* end(index);
    },
    get isFull() {
      return left <= 0;
    },
    accounting: () => options.sources.map((_, index) => ended.get(index) ?? parserOf(index).accounting()),
  };
}

/** The first lines of a batch: as if it had been closed behind them. A long line is always the last one of its batch. */
const shortened = (batch: LineBatch, length: number): LineBatch => ({
  ...batch,
  length,
  bytes: batch.bytes.subarray(0, batch.start[length]),
  long: batch.long.filter(({ index }) => index < length),
});
