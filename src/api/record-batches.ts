import type { LineBatch } from "../core/line-batch.ts";
import { type LogRecord, linesOf } from "./records.ts";

/** Packs records into batches of lines, in which a line's number is its record's. */
export interface RecordBatches {
  add(record: LogRecord): Generator<LineBatch, void, undefined>;
  flush(): Generator<LineBatch, void, undefined>;
}

const LF = Uint8Array.of(10);
/** A batch is closed at this size, so that memory is bounded whatever the number of records in one is. */
const BATCH_BYTES = 2 * 1024 * 1024;

export function recordBatches(source: number, batchSize: number, now: () => number): RecordBatches {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** Record of the first pending line. */
  let first = 1;
  let offset = 0;

  const batch = (texts: readonly Uint8Array[], number: number): LineBatch => {
    const start = new Uint32Array(texts.length);
    const end = new Uint32Array(texts.length);
    let at = 0;
    texts.forEach((text, i) => {
      start[i] = at;
      end[i] = at + text.length;
      at += text.length + 1;
    });
    const bytes = Buffer.concat(texts.flatMap((text) => [text, LF]));
    const made = { source, first: number, offset, bytes, length: texts.length, start, end, long: [], readAt: now() };
    offset += bytes.length;
    return made;
  };
  function* flush(): Generator<LineBatch, void, undefined> {
    if (pending.length === 0) return;
    const made = batch(pending, first);
    first += pending.length;
    pending = [];
    pendingBytes = 0;
    yield made;
  }
  return {
    *add(record) {
      const { lines } = linesOf(record);
      if (lines.length > 1) {
        // A batch of its own: the lines behind the first must not count as records.
        yield* flush();
        yield batch(
          lines.map((line) => Buffer.from(line)),
          first++,
        );
        return;
      }
      const bytes = Buffer.from(lines[0] ?? "");
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (pending.length >= batchSize || pendingBytes >= BATCH_BYTES) yield* flush();
    },
    flush,
  };
}
