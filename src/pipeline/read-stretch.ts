import { type Dictionary, dictionary } from "../core/dictionary.ts";
import {
  cachedWords,
  type LineStretch,
  type ParsedStretch,
  type PlainReading,
  stretchParser,
} from "../parsing/index.ts";
import { maySecret } from "../privacy/may-secret.ts";
import { type ForeignShape, type ShapeTable, shapeMemo, shapeTable } from "../templates/index.ts";

/** What one stretch of lines gave, read by itself: its events name words and shapes of its own. Plain data, to be sent between threads. */
export interface ReadStretch {
  readonly parsed: Omit<ParsedStretch, "texts">;
  /** The words of the stretch, one behind the other, and where each ends. */
  readonly wordBytes: Uint8Array;
  readonly wordEnds: Uint32Array;
  readonly shapes: readonly ForeignShape[];
  /** 1 for events that may hold a secret. */
  readonly suspicious: Uint8Array;
  /** Where the lines were: memory that is free again. */
  readonly spent: Uint32Array;
}

/** Reads a stretch: all that can be done without knowing what came before it. */
export type StretchReader = (stretch: LineStretch) => ReadStretch;

/** What lines are read by: plain data, to be sent between threads. */
export interface StretchReading {
  readonly reading: PlainReading;
  /** Whether times are to say if they name a zone. */
  readonly marksZones: boolean;
}

export function stretchReader({ reading, marksZones }: StretchReading): StretchReader {
  const parse = stretchParser(reading, marksZones);
  const memo = shapeMemo();
  return (stretch) => {
    // No bound: what one stretch holds is bounded, and what is kept of it is bounded where it is put together.
    const words = dictionary(Number.POSITIVE_INFINITY);
    const shapes = shapeTable({ limit: Number.POSITIVE_INFINITY, sizeBytes: Number.POSITIVE_INFINITY, memo });
    const { texts, ...parsed } = parse(stretch, cachedWords(words), shapes.idOf, shapes.isCut);
    const { length, bytes, start, end, folded } = parsed.events;
    const suspicious = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      // More lines than one are no text that is known.
      const text = texts === undefined ? undefined : folded[i]! > 0 ? -1 : texts[i]!;
      if (maySecret(bytes, start[i]!, end[i]!, text)) suspicious[i] = 1;
    }
    return { parsed, ...packed(words), shapes: shapes.foreign(), suspicious, spent: stretch.lines.start };
  };
}

function packed(words: Dictionary): Pick<ReadStretch, "wordBytes" | "wordEnds"> {
  const wordEnds = new Uint32Array(words.size);
  let size = 0;
  for (let id = 1; id < words.size; id++) {
    size += words.bytes(id).length;
    wordEnds[id] = size;
  }
  const wordBytes = new Uint8Array(size);
  for (let id = 1; id < words.size; id++) wordBytes.set(words.bytes(id), wordEnds[id - 1]!);
  return { wordBytes, wordEnds };
}

/** Gives the events of a stretch the words and shapes of the run, in place. Called in the order of the stretches. */
export function adopt(read: ReadStretch, words: Dictionary, shapes: ShapeTable): void {
  const { events } = read.parsed;
  const wordOf = new Int32Array(read.wordEnds.length);
  for (let id = 1; id < wordOf.length; id++)
    wordOf[id] = words.intern(read.wordBytes, read.wordEnds[id - 1]!, read.wordEnds[id]!);
  const shapeOf = Int32Array.from(read.shapes, shapes.adopt);
  for (const column of [events.component, events.host, events.key])
    for (let i = 0; i < events.length; i++) if (column[i]! > 0) column[i] = wordOf[column[i]!]!;
  for (let i = 0; i < events.length; i++) events.shape[i] = shapeOf[events.shape[i]!]!;
}
