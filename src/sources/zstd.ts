import * as zlib from "node:zlib";
import type { ByteReader } from "./byte-reader.ts";
import { type Codec, startsWith, uint32 } from "./codec.ts";
import { engine } from "./engine.ts";
import { cutOff, damaged, Unreadable } from "./unreadable.ts";

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;
/** What a decoder must be able to look back: as much as `zstd -d` allows unless told otherwise. */
const WINDOW_LOG = 27;
const CHUNK_BYTES = 128 * 1024;
const BLOCK = { raw: 0, repeated: 1, compressed: 2 } as const;

/** `\x50` to `\x5f`, `*M\x18`: data of others within a file, such as the table of pzstd. */
const isSkippable = (head: Uint8Array): boolean =>
  head[0] !== undefined && (head[0] & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;

/**
 * Zstandard (RFC 8878), a frame. Node's decoder drops all behind the first frame without a word (22, 24; nodejs/node#64741), so
 * the frame is walked here block by block, and each frame has a decoder of its own.
 */
export const zstd: Codec = {
  name: "zstd",
  headBytes: 4,
  begins: (head) => startsWith(head, MAGIC) || isSkippable(head),
  async *decode(reader) {
    const magic = await reader.atLeast(8);
    if (isSkippable(magic)) return skipFrame(reader, magic);
    if (!("createZstdDecompress" in zlib))
      throw new Unreadable(
        "compression",
        `Node ${process.versions.node} has no zstd: use Node 22.15 or later, or zstdcat FILE | loganomaly --input -`,
      );
    const header = await frameHeader(reader);
    const options = {
      chunkSize: CHUNK_BYTES,
      readableHighWaterMark: CHUNK_BYTES,
      params: { [zlib.constants.ZSTD_d_windowLogMax]: WINDOW_LOG },
    };
    const decoder = engine(zlib.createZstdDecompress(options));
    try {
      let piece = header.bytes;
      for (let isLast = false; ; ) {
        yield* decoder.give(piece);
        if (decoder.failure) throw faultOf(decoder.failure);
        if (isLast) return;
        const block = await nextBlock(reader, header.hasChecksum);
        isLast = block.isLast;
        piece = block.bytes;
        if (!block.isWhole) {
          yield* decoder.give(piece);
          throw cutOff();
        }
      }
    } finally {
      decoder.close();
    }
  },
};

function faultOf(error: Error): Unreadable {
  const code = "code" in error ? String(error.code) : error.message;
  const isLarge = code === "ZSTD_error_frameParameter_windowTooLarge";
  const text = "zstd that looks back further than 128 MiB: use zstdcat --long=31 FILE | loganomaly --input -";
  return isLarge ? new Unreadable("compression", text, error) : damaged(code, error);
}

async function skipFrame(reader: ByteReader, head: Uint8Array): Promise<void> {
  if (head.length < 8) throw cutOff();
  let left = 8 + uint32(head, 4);
  while (left > 0) {
    const bytes = await reader.atLeast(1);
    if (bytes.length === 0) throw cutOff();
    const size = Math.min(left, bytes.length);
    reader.skip(size);
    left -= size;
  }
}

/** Magic number and header of a frame; copies, for the decoder keeps them. */
async function frameHeader(reader: ByteReader): Promise<{ bytes: Uint8Array; hasChecksum: boolean }> {
  const start = await reader.atLeast(5);
  if (start.length < 5) throw cutOff();
  const descriptor = start[4]!;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const size = 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  const bytes = await reader.atLeast(size);
  if (bytes.length < size) throw cutOff();
  reader.skip(size);
  return { bytes: bytes.slice(0, size), hasChecksum: (descriptor & 4) !== 0 };
}

/** The next block with its header, and with the check sum of the frame behind the last one. */
async function nextBlock(
  reader: ByteReader,
  hasChecksum: boolean,
): Promise<{ bytes: Uint8Array; isLast: boolean; isWhole: boolean }> {
  const head = await reader.atLeast(3);
  if (head.length < 3) throw cutOff();
  const word = head[0]! | (head[1]! << 8) | (head[2]! << 16);
  const isLast = (word & 1) === 1;
  const kind = (word >> 1) & 3;
  if (kind > BLOCK.compressed) throw damaged("a block of no known kind");
  const size = 3 + (kind === BLOCK.repeated ? 1 : word >> 3) + (isLast && hasChecksum ? 4 : 0);
  const bytes = (await reader.atLeast(size)).slice(0, size);
  reader.skip(size);
  return { bytes, isLast, isWhole: bytes.length === size };
}
