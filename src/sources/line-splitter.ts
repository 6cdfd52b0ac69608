import { createHash, type Hash } from "node:crypto";
import type { LineBatch, LongLine } from "../core/line-batch.ts";

const LF = 10;
const CR = 13;
/** A batch is closed after the line that reaches this size, so that memory is bounded whatever `batchSize` is. */
const BATCH_BYTES = 2 * 1024 * 1024;
/** Arenas that are kept to be used again. */
const SPARE = 4;
/** Room at the start: little, for there may be many small files. */
const ARENA_BYTES = 4096;

export interface LineSplitterOptions {
  /** Index of the source, as batches carry it. */
  readonly source: number;
  /** Lines a batch. */
  readonly batchSize: number;
  /** Longer lines are cut; their size and SHA-256 are told. */
  readonly maxLineBytes: number;
  readonly now: () => number;
}

/** Chunks of bytes to batches of lines: the same batches however the bytes are cut. */
export interface LineSplitter {
  push(chunk: Uint8Array): Generator<LineBatch, void, undefined>;
  /** What is left. `isWhole` false: the input goes on, but is not read; then its last line is left out unless its end was seen. */
  flush(isWhole?: boolean): Generator<LineBatch, void, undefined>;
}

/** Only LF breaks lines; one CR before it is taken off; a UTF-8 BOM at the very start is taken off. Chunks may be reused by the caller. */
export function lineSplitter(options: LineSplitterOptions): LineSplitter {
  const { source, maxLineBytes, now } = options;
  const batchSize = Math.max(1, options.batchSize);
  let arena = new Uint8Array(ARENA_BYTES);
  const spare: Uint8Array<ArrayBuffer>[] = [];
  let used = 0;
  /** Offset of `arena[0]` within the source. */
  let offset = 0;
  let first = 1;
  let start = new Uint32Array(Math.min(batchSize, 1024));
  let end = new Uint32Array(start.length);
  let lines = 0;
  let lineStart = 0;
  /** Of a line over the cap: what is beyond the cap is hashed and forgotten. */
  let hash: Hash | undefined;
  let longBytes = 0;
  let hasPendingCR = false;
  /** How much of a possible BOM was seen; 3: decided. */
  let bom = 0;

  const append = (bytes: Uint8Array): void => {
    if (used + bytes.length > arena.length) {
      const larger = new Uint8Array(Math.max(arena.length * 2, used + bytes.length));
      larger.set(arena.subarray(0, used));
      arena = larger;
    }
    arena.set(bytes, used);
    used += bytes.length;
  };

  const line = (from: number, to: number): void => {
    if (lines === start.length) {
      const longer = [start, end].map((column) => {
        const copy = new Uint32Array(Math.min(batchSize, column.length * 2));
        copy.set(column);
        return copy;
      });
      start = longer[0]!;
      end = longer[1]!;
    }
    start[lines] = from;
    end[lines] = to;
    lines++;
  };

  const close = (long: readonly LongLine[], nextOffset: number): LineBatch => {
    const own = arena;
    const batch: LineBatch = {
      source,
      first,
      offset,
      bytes: arena.subarray(0, used),
      length: lines,
      start,
      end,
      long,
      readAt: now(),
      recycle: () => {
        if (spare.length < SPARE) spare.push(own);
      },
    };
    first += lines;
    offset = nextOffset;
    // A batch that is a little larger than this one finds it large enough.
    arena = spare.pop() ?? new Uint8Array(Math.max(ARENA_BYTES, used + (used >> 3)));
    start = new Uint32Array(Math.max(1, Math.min(batchSize, Math.max(64, lines))));
    end = new Uint32Array(start.length);
    used = 0;
    lines = 0;
    lineStart = 0;
    return batch;
  };

  /** Feeds the hash, but for a CR at the end: it may belong to the line break. */
  const hashed = (bytes: Uint8Array): void => {
    if (bytes.length === 0 || hash === undefined) return;
    if (hasPendingCR) {
      hash.update("\r");
      longBytes++;
    }
    hasPendingCR = bytes[bytes.length - 1] === CR;
    const kept = hasPendingCR ? bytes.subarray(0, -1) : bytes;
    hash.update(kept);
    longBytes += kept.length;
  };

  /** The line under way is over the cap: keep its beginning, hash the rest as it comes. */
  const becomeLong = (): void => {
    hash = createHash("sha256");
    longBytes = 0;
    hasPendingCR = false;
    hashed(arena.subarray(lineStart, used));
    let cut = lineStart + maxLineBytes;
    // Never in the middle of a character of UTF-8.
    for (let back = 0; back < 3 && cut > lineStart && (arena[cut]! & 0xc0) === 0x80; back++) cut--;
    used = cut;
  };

  /** A batch ends with its long line, so that offsets within a batch stay true. */
  const closeLong = (breakBytes: number): LineBatch => {
    const rawBytes = longBytes + (hasPendingCR ? 1 : 0);
    if (hasPendingCR && breakBytes === 0) {
      hash?.update("\r");
      longBytes++;
    }
    const sha256 = hash?.digest("hex") ?? "";
    hash = undefined;
    line(lineStart, used);
    const long = [{ index: lines - 1, sizeBytes: longBytes, sha256 }];
    return close(long, offset + lineStart + rawBytes + breakBytes);
  };

  function* split(chunk: Uint8Array): Generator<LineBatch, void, undefined> {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let copied = 0;
    let position = 0;
    while (position < chunk.length) {
      const lf = buffer.indexOf(LF, position);
      if (hash !== undefined) {
        hashed(chunk.subarray(position, lf < 0 ? chunk.length : lf));
        if (lf < 0) return;
        copied = lf + 1;
        position = lf + 1;
        yield closeLong(1);
        continue;
      }
      if (lf < 0) break;
      const lineEnd = used + lf - copied;
      const before = lf > copied ? chunk[lf - 1] : arena[used - 1];
      const to = lineEnd > lineStart && before === CR ? lineEnd - 1 : lineEnd;
      position = lf + 1;
      if (to - lineStart > maxLineBytes) {
        append(chunk.subarray(copied, lf));
        copied = lf + 1;
        becomeLong();
        yield closeLong(1);
        continue;
      }
      line(lineStart, to);
      lineStart = lineEnd + 1;
      if (lines >= batchSize || lineStart >= BATCH_BYTES) {
        append(chunk.subarray(copied, position));
        copied = position;
        yield close([], offset + used);
      }
    }
    append(chunk.subarray(copied));
    const partial = used - lineStart;
    if (partial > maxLineBytes + 1 || (partial > maxLineBytes && arena[used - 1] !== CR)) becomeLong();
  }

  return {
    *push(chunk) {
      let rest = chunk;
      while (bom < 3 && rest.length > 0) {
        if (rest[0] !== BOM[bom]) {
          const seen = BOM.subarray(0, bom);
          bom = 3;
          yield* split(seen);
        } else {
          bom++;
          rest = rest.subarray(1);
          if (bom === 3) offset = 3;
        }
      }
      if (rest.length > 0) yield* split(rest);
    },
    *flush(isWhole = true) {
      if (bom < 3) {
        const seen = BOM.subarray(0, bom);
        bom = 3;
        yield* split(seen);
      }
      if (!isWhole) used = lineStart;
      else if (hash !== undefined) yield closeLong(0);
      else if (used > lineStart) {
        // A capped length with a CR at the very end of the input: the CR belongs to the line, there is no line break.
        if (used - lineStart > maxLineBytes) {
          becomeLong();
          yield closeLong(0);
          return;
        }
        line(lineStart, used);
      }
      if (lines > 0) yield close([], offset + used);
    },
  };
}

const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);
