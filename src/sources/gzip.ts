import { createInflateRaw } from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { type Codec, type Fine, Refused, startsWith, uint32 } from "./codec.ts";
import { crc32 } from "./crc32.ts";
import { type Engine, engine } from "./engine.ts";
import { cutOff, damaged } from "./unreadable.ts";

const MAGIC = [0x1f, 0x8b, 0x08] as const;
const PIECE_BYTES = 64 * 1024;
/** What the inflater hands out at once. Its own 16 KiB take three times as long. */
const INFLATER = { chunkSize: 128 * 1024, readableHighWaterMark: 128 * 1024 };
/** A name or a comment in a header that goes on beyond this is none. */
const TEXT_BYTES = 64 * 1024;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;

/** Gzip (RFC 1952), and what pigz and bgzip write. */
export const gzip: Codec = {
  name: "gzip",
  headBytes: MAGIC.length,
  begins: (head) => startsWith(head, MAGIC),
  async *decode(reader, fine) {
    await skipHeader(reader);
    let crc = 0;
    let size = 0;
    for await (const chunk of inflated(reader, fine)) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
    const trailer = await reader.atLeast(8);
    if (trailer.length < 8) throw cutOff();
    const isRight = uint32(trailer, 0) === crc && uint32(trailer, 4) === size % 2 ** 32;
    if (!isRight) throw damaged("its check sum differs");
    reader.skip(8);
  },
};

async function skipHeader(reader: ByteReader): Promise<void> {
  const head = await reader.atLeast(10);
  if (head.length < 10) throw cutOff();
  const flags = head[3]!;
  reader.skip(10);
  if (flags & FLAG.extra) {
    const bytes = await reader.atLeast(2);
    const size = bytes[0]! | (bytes[1]! << 8);
    if (bytes.length < 2 || (await reader.atLeast(2 + size)).length < 2 + size) throw cutOff();
    reader.skip(2 + size);
  }
  if (flags & FLAG.name) await skipText(reader);
  if (flags & FLAG.comment) await skipText(reader);
  if (flags & FLAG.headerCrc) {
    if ((await reader.atLeast(2)).length < 2) throw cutOff();
    reader.skip(2);
  }
}

async function skipText(reader: ByteReader): Promise<void> {
  for (let size = 256; size <= TEXT_BYTES; size *= 4) {
    const bytes = await reader.atLeast(size);
    const end = bytes.indexOf(0);
    if (end >= 0) return reader.skip(end + 1);
    if (bytes.length < size) throw cutOff();
  }
  throw damaged("its header has no end");
}

/** Deflated data (RFC 1951); the reader ends up behind it. */
export async function* inflated(
  reader: ByteReader,
  fine: Fine | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflater = engine(createInflateRaw(INFLATER));
  try {
    for (;;) {
      const bytes = await reader.atLeast(1);
      if (bytes.length === 0) {
        if (await isOver(inflater)) return;
        throw cutOff();
      }
      const at = reader.position;
      const size = Math.min(bytes.length, pieceAt(at, fine));
      const before = inflater.used;
      // A copy: the inflater keeps it while the giver of chunks reuses its buffer.
      yield* inflater.give(bytes.slice(0, size));
      const { failure } = inflater;
      if (failure) throw new Refused(at, at + size, damaged(codeOf(failure), failure));
      const used = inflater.used - before;
      reader.skip(used);
      if (used < size) return;
    }
  } finally {
    inflater.close();
  }
}

/** Whether the data was whole that ended with its input: then a further byte is not touched. */
async function isOver(inflater: Engine): Promise<boolean> {
  const before = inflater.used;
  for await (const _ of inflater.give(new Uint8Array(1)));
  return inflater.failure === undefined && inflater.used === before;
}

const codeOf = (error: Error): string => ("code" in error ? String(error.code) : error.message);

function pieceAt(position: number, fine: Fine | undefined): number {
  if (fine === undefined || position >= fine.to) return PIECE_BYTES;
  return position < fine.from ? Math.min(PIECE_BYTES, fine.from - position) : fine.pieceBytes;
}
