import type { Dictionary } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { LineBatch } from "../core/line-batch.ts";
import type { Run } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import type { SourceAccounting } from "./accounting.ts";
import type { Reading } from "./reading.ts";
import { type SourceReader, sourceReaders } from "./sources.ts";
import { stretchParser } from "./stretch-parser.ts";
import type { LineStretch } from "./stretches.ts";
import { cachedWords } from "./word-cache.ts";

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

/** Lines to events, in this thread. Events come in the order of their lines; how the lines are cut into batches changes nothing. */
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
  const parse = stretchParser(options.reading, options.reading?.zone !== undefined);
  const intern = cachedWords(options.words);
  const readers = sourceReaders(options);
  function* parsed(reader: SourceReader, stretches: Iterable<LineStretch>): Generator<EventBatch, void, undefined> {
    for (const stretch of stretches) {
      const found = parse(stretch, intern, options.shapeOf);
      reader.add(found);
      if (found.events.length > 0) yield found.events;
    }
  }
  function* end(index: number): Generator<EventBatch, void, undefined> {
    const reader = readers.of(index);
    yield* parsed(reader, reader.end());
    readers.close(index);
  }
  return {
    *push(batch) {
      const taken = readers.take(batch);
      if (taken === undefined) return;
      const reader = readers.of(batch.source);
      yield* parsed(reader, reader.push(taken));
    },
    endOfSource: end,
    *flush() {
      for (const index of readers.open()) yield* end(index);
    },
    get isFull() {
      return readers.isFull;
    },
    accounting: () => readers.accounting(),
  };
}
