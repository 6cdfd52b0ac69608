import { dictionary } from "../../src/core/dictionary.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { isoTime } from "../../src/core/iso-time.ts";
import { LEVELS } from "../../src/core/levels.ts";
import type { LineBatch } from "../../src/core/line-batch.ts";
import { parser } from "../../src/parsing/index.ts";

/** How a file was read. */
export interface FileReading {
  readonly format: string;
  readonly confidence: number;
  readonly ratio: number;
  readonly lines: number;
  readonly events: number;
  readonly joined: number;
  /** Events with a time. */
  readonly timed: number;
  /** Events by level, in the order of levels. */
  readonly levels: Readonly<Record<string, number>>;
  readonly first: string;
  readonly last: string;
}

const LF = 10;

/** All lines of a text as one batch. */
function linesOf(bytes: Uint8Array): LineBatch {
  const start: number[] = [];
  const end: number[] = [];
  for (let from = 0; from < bytes.length; ) {
    const lf = bytes.indexOf(LF, from);
    const to = lf < 0 ? bytes.length : lf;
    start.push(from);
    end.push(to > from && bytes[to - 1] === 13 ? to - 1 : to);
    from = to + 1;
  }
  return {
    source: 0,
    first: 1,
    offset: 0,
    bytes,
    length: start.length,
    start: Uint32Array.from(start),
    end: Uint32Array.from(end),
    long: [],
    readAt: 0,
  };
}

/** Reads a whole file as one source; times that name no year are of `year`. `each` gets every event: level, time, component, message. */
export function readingOf(
  bytes: Uint8Array,
  year: number,
  each: (cells: readonly string[]) => void = () => undefined,
): FileReading {
  const words = dictionary();
  const source = { name: "file", sizeBytes: bytes.length, year, async *read() {} };
  const reader = parser({ words, shapeOf: () => 0, sources: [source], emit: () => undefined });
  const batches: EventBatch[] = [...reader.push(linesOf(bytes)), ...reader.flush()];
  const accounting = reader.accounting()[0];
  if (accounting === undefined) throw new Error("the source was not accounted for");
  const counts = LEVELS.map(() => 0);
  let [first, last, timed] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  const decoder = new TextDecoder();
  for (const batch of batches)
    for (let i = 0; i < batch.length; i++) {
      const level = batch.level[i] ?? 0;
      const time = batch.time[i] ?? Number.NaN;
      counts[level] = (counts[level] ?? 0) + 1;
      if (!Number.isNaN(time)) {
        timed++;
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
      each([
        LEVELS[level] ?? "",
        isoTime(time, accounting.time),
        words.text(batch.component[i] ?? -1),
        decoder.decode(batch.bytes.subarray(batch.messageStart[i], batch.messageEnd[i])),
      ]);
    }
  const { format, lines, parsed, joined } = accounting;
  return {
    format: format.name,
    confidence: format.confidence,
    ratio: format.ratio,
    lines,
    events: parsed,
    joined,
    timed,
    levels: Object.fromEntries(LEVELS.flatMap((level, i) => ((counts[i] ?? 0) > 0 ? [[level, counts[i] ?? 0]] : []))),
    first: timed === 0 ? "" : isoTime(first, accounting.time),
    last: timed === 0 ? "" : isoTime(last, accounting.time),
  };
}
