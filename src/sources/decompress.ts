import { type ByteReader, byteReader, restOf } from "./byte-reader.ts";
import { bzip2 } from "./bzip2.ts";
import { type Codec, type Fine, Refused } from "./codec.ts";
import { gzip } from "./gzip.ts";
import { Unreadable } from "./unreadable.ts";
import { xz } from "./xz.ts";
import { zstd } from "./zstd.ts";

const CODECS: readonly Codec[] = [gzip, zstd, bzip2, xz];
/** What the codecs must see to know their data. */
export const CODEC_BYTES = Math.max(...CODECS.map(({ headBytes }) => headBytes));

/** The form in which data that begins so is compressed. Decided by its first bytes, never by a name. */
export const codecOf = (head: Uint8Array): Codec | undefined => CODECS.find((codec) => codec.begins(head));

/**
 * The most that compressed data may inflate to. A log has a time on each line, so it shrinks to a hundredth, seldom to a two
 * hundredth; gzip cannot do better than 1,032:1, and a gzip of nothing but one byte does 1,029:1. Little is let through whatever
 * its ratio: no harm is in it.
 */
export const BOMB = { ratio: 1000, fromBytes: 100 * 2 ** 20, hugeRatio: 200, hugeBytes: 64 * 2 ** 30 } as const;

/** Bytes behind the end of the data that are counted; more than that is told as more. */
const TRAILING_BYTES = 2 ** 30;

/** What several streams gave that together must not be a bomb: the files of an archive. */
export interface Gauge {
  given: number;
  /** Bytes of the archive as it is stored. */
  readonly stored: number;
}

export interface DecompressOptions {
  /** `open` may be called again and gives the same bytes. */
  readonly canReopen: boolean;
  readonly warn: (fault: Unreadable) => void;
  readonly gauge?: Gauge | undefined;
}

/**
 * The bytes, decompressed where they begin as compressed data does; any number of streams, one behind the other. What comes
 * before damage comes before the error, an `Unreadable`. A decoder may drop what it has not yet handed out of the piece that it
 * refuses: an input that can be opened again is read again up to there, and the refused piece in smaller ones.
 */
export async function* decompressed(
  open: () => AsyncIterable<Uint8Array>,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let given = 0;
  let fine: Fine | undefined;
  for (const nextPiece of [64, 1, 0]) {
    let position = 0;
    try {
      for await (const chunk of decompressedOnce(open(), fine, options)) {
        const known = Math.min(chunk.length, Math.max(0, given - position));
        position += chunk.length;
        given = Math.max(given, position);
        if (known < chunk.length) yield known === 0 ? chunk : chunk.subarray(known);
      }
      return;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!options.canReopen || nextPiece === 0) throw error.cause;
      fine = { from: error.from, to: error.to, pieceBytes: nextPiece };
    }
  }
}

async function* decompressedOnce(
  chunks: AsyncIterable<Uint8Array>,
  fine: Fine | undefined,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = byteReader(chunks);
  try {
    yield* contentOf(reader, fine, options);
  } catch (error) {
    // Data that seems cut off because its input failed.
    throw error instanceof Unreadable && error.kind === "truncated" && reader.failure ? reader.failure.error : error;
  } finally {
    await reader.close();
  }
}

async function* contentOf(
  reader: ByteReader,
  fine: Fine | undefined,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const codec = await codecAhead(reader);
  if (codec === undefined) {
    yield* restOf(reader);
    return;
  }
  let given = 0;
  do {
    for await (const chunk of codec.decode(reader, fine)) {
      given += chunk.length;
      if (options.gauge) options.gauge.given += chunk.length;
      if (isBomb(given, reader.position) || (options.gauge && isBomb(options.gauge.given, options.gauge.stored)))
        throw bomb(given);
      yield chunk;
    }
  } while (await goesOn(reader, codec, options.warn));
}

/** Whether so many bytes are more than so many stored ones may come to. */
export const isBomb = (given: number, stored: number): boolean =>
  (given > BOMB.fromBytes && given > stored * BOMB.ratio) ||
  (given > BOMB.hugeBytes && given > stored * BOMB.hugeRatio);

export const bomb = (given: number): Unreadable =>
  new Unreadable("bomb", `inflates without bound: read up to ${given} bytes, too many for what is stored`);

/** What is there is handed out before more is asked for, unless it may be the start of compressed data. */
async function codecAhead(reader: ByteReader): Promise<Codec | undefined> {
  let head = await reader.atLeast(1);
  for (let size = head.length + 1; size <= CODEC_BYTES && mayBegin(head); size = head.length + 1) {
    const before = head.length;
    head = await reader.atLeast(size);
    if (head.length === before) break;
  }
  return codecOf(head);
}

const FIRST_BYTES: ReadonlySet<number> = new Set([
  0x1f,
  0x28,
  0x42,
  0xfd,
  ...Array.from({ length: 16 }, (_, i) => 0x50 + i),
]);
const mayBegin = (head: Uint8Array): boolean => head[0] !== undefined && FIRST_BYTES.has(head[0]);

/** Whether a further stream follows. Zeros that fill up a block are passed over; other bytes are told. */
async function goesOn(reader: ByteReader, codec: Codec, warn: (fault: Unreadable) => void): Promise<boolean> {
  const end = reader.position;
  for (;;) {
    const bytes = await reader.atLeast(codec.headBytes);
    if (bytes.length === 0) return false;
    const zeros = zerosOf(bytes);
    if (zeros === 0) {
      if (codec.begins(bytes)) return true;
      break;
    }
    reader.skip(zeros);
  }
  for await (const _ of restOf(reader)) if (reader.position - end > TRAILING_BYTES) break;
  const size = reader.position - end;
  const shown = size > TRAILING_BYTES ? `more than ${TRAILING_BYTES}` : `${size}`;
  warn(new Unreadable("trailing", `trailing ${shown} bytes behind the compressed data: not read`));
  return false;
}

function zerosOf(bytes: Uint8Array): number {
  let zeros = 0;
  while (bytes[zeros] === 0) zeros++;
  return zeros;
}
