import type { ByteReader } from "./byte-reader.ts";
import { decodeBlock, MAX_BLOCK_BYTES, type Room } from "./bzip2-block.ts";
import { type Codec, startsWith } from "./codec.ts";
import { cutOff, damaged } from "./unreadable.ts";

const MAGIC = [0x42, 0x5a, 0x68] as const; // BZh
const BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] as const; // pi
const END = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90] as const; // its square root

/** Bzip2. Blocks begin in the middle of a byte and have no size: each is decoded with all at hand that it can be long. */
export const bzip2: Codec = {
  name: "bzip2",
  headBytes: 10,
  begins: (head) =>
    startsWith(head, MAGIC) &&
    head[3]! >= 0x31 &&
    head[3]! <= 0x39 &&
    (startsWith(head.subarray(4), BLOCK) || startsWith(head.subarray(4), END)),
  async *decode(reader) {
    const level = (await reader.atLeast(4))[3]! - 0x30;
    reader.skip(4);
    const room: Room = { limit: level * 100_000, positions: new Uint32Array(level * 100_000) };
    let bit = 0;
    let total = 0;
    for (;;) {
      const bytes = await reader.atLeast(MAX_BLOCK_BYTES);
      if (bytes.length * 8 < bit + 80) throw cutOff();
      const head = aligned(bytes, bit);
      const crc = ((head[6]! << 24) | (head[7]! << 16) | (head[8]! << 8) | head[9]!) >>> 0;
      if (startsWith(head, END)) {
        reader.skip(Math.ceil((bit + 80) / 8));
        if (crc !== total) throw damaged("its check sum differs");
        return;
      }
      if (!startsWith(head, BLOCK)) throw damaged("no block where one should begin");
      const block = decodeBlock(bytes, bit + 80, room);
      yield* block.content();
      if (block.crc() !== crc) throw damaged("the check sum of a block differs");
      total = (((total << 1) | (total >>> 31)) ^ crc) >>> 0;
      skipBits(reader, block.end);
      bit = block.end % 8;
    }
  },
};

const skipBits = (reader: ByteReader, bits: number): void => reader.skip(bits >> 3);

/** Ten bytes from a bit on. */
function aligned(bytes: Uint8Array, bit: number): Uint8Array {
  const at = bit >> 3;
  const shift = bit & 7;
  return Uint8Array.from(
    { length: 10 },
    (_, i) => ((bytes[at + i]! << shift) | ((bytes[at + i + 1] ?? 0) >> (8 - shift))) & 255,
  );
}
