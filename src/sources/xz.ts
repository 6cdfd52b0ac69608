import { createHash } from "node:crypto";
import type { ByteReader } from "./byte-reader.ts";
import { type Codec, startsWith, uint32 } from "./codec.ts";
import { crc32 } from "./crc32.ts";
import { crc64 } from "./crc64.ts";
import { Lzma } from "./lzma.ts";
import { cutOff, damaged, Unreadable } from "./unreadable.ts";

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;
const LZMA2 = 0x21;
/** As much as a decoder looks back; `xz -9` needs half of it. */
const DICTIONARY_BYTES = 128 * 2 ** 20;
/** Bytes of the check behind each block, by its number. */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64] as const;

/** The .xz format (version 1.2.1 of its specification), with the one filter that `xz` uses for text. */
export const xz: Codec = {
  name: "xz",
  headBytes: MAGIC.length,
  begins: (head) => startsWith(head, MAGIC),
  async *decode(reader) {
    const head = await whole(reader, 12);
    const flags = head.slice(6, 8);
    if (flags[0] !== 0 || flags[1]! > 15 || crc32(flags) !== uint32(head, 8)) throw damaged("its header");
    reader.skip(12);
    const kind = flags[1]!;
    let lzma: Lzma | undefined;
    let dictionary = 0;
    let blocks = 0;
    while ((await whole(reader, 1))[0] !== 0) {
      const needed = await blockHeader(reader);
      if (lzma === undefined || needed > dictionary) {
        dictionary = needed;
        lzma = new Lzma(dictionary);
      }
      const check = checkOf(kind);
      const start = reader.position;
      for await (const chunk of chunksOf(reader, lzma)) {
        check.add(chunk);
        yield chunk;
      }
      await skip(reader, (4 - ((reader.position - start) % 4)) % 4);
      const size = CHECK_BYTES[kind]!;
      const told = Buffer.from(await whole(reader, size)).subarray(0, size);
      const found = check.digest();
      if (found !== undefined && !told.equals(found)) throw damaged("the check sum of a block differs");
      reader.skip(size);
      blocks++;
    }
    await skipIndex(reader, blocks);
    const foot = await whole(reader, 12);
    if (foot[10] !== 0x59 || foot[11] !== 0x5a || crc32(foot.subarray(4, 10)) !== uint32(foot, 0))
      throw damaged("its end");
    reader.skip(12);
  },
};

async function whole(reader: ByteReader, count: number): Promise<Uint8Array> {
  const bytes = await reader.atLeast(count);
  if (bytes.length < count) throw cutOff();
  return bytes;
}

async function skip(reader: ByteReader, count: number): Promise<void> {
  await whole(reader, count);
  reader.skip(count);
}

/** Bytes of dictionary that the block needs. */
async function blockHeader(reader: ByteReader): Promise<number> {
  const size = ((await whole(reader, 1))[0]! + 1) * 4;
  const head = (await whole(reader, size)).slice(0, size);
  reader.skip(size);
  if (crc32(head.subarray(0, size - 4)) !== uint32(head, size - 4)) throw damaged("the header of a block");
  const flags = head[1]!;
  let at = 2;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = head[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw damaged("a number without an end");
  };
  if (flags & 0x40) number();
  if (flags & 0x80) number();
  const filter = number();
  const isPlain = (flags & 3) === 0 && filter === LZMA2 && number() === 1;
  if (!isPlain)
    throw new Unreadable("compression", "xz with a filter for programs: use xzcat FILE | loganomaly --input -");
  const bits = head[at]! & 63;
  const dictionary = bits === 40 ? 2 ** 32 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
  if (bits > 40 || dictionary > DICTIONARY_BYTES)
    throw new Unreadable(
      "compression",
      `xz that needs ${dictionary} bytes of memory: use xzcat FILE | loganomaly --input -`,
    );
  return dictionary;
}

/** LZMA2: chunks of up to 64 KiB, each of which says what it gives. */
async function* chunksOf(reader: ByteReader, lzma: Lzma): AsyncGenerator<Uint8Array, void, undefined> {
  let needsDictionary = true;
  let needsProperties = true;
  for (;;) {
    const control = (await whole(reader, 1))[0]!;
    if (control === 0) return reader.skip(1);
    const isReset = control === 1 || control >= 0xe0;
    if (isReset) lzma.resetDictionary();
    else if (needsDictionary) throw damaged("a chunk without a dictionary");
    needsDictionary = false;
    if (control < 0x80) {
      if (control > 2) throw damaged("a chunk of no known kind");
      const head = await whole(reader, 3);
      const size = ((head[1]! << 8) | head[2]!) + 1;
      const bytes = await reader.atLeast(3 + size);
      lzma.copy(bytes.subarray(3, 3 + size));
      yield* lzma.content();
      if (bytes.length < 3 + size) throw cutOff();
      reader.skip(3 + size);
      continue;
    }
    const hasProperties = control >= 0xc0;
    const start = hasProperties ? 6 : 5;
    const head = await whole(reader, start);
    const size = ((control & 31) << 16) + ((head[1]! << 8) | head[2]!) + 1;
    const end = start + ((head[3]! << 8) | head[4]!) + 1;
    if (hasProperties && !lzma.setProperties(head[5]!)) throw damaged("a chunk of odd properties");
    if (!hasProperties && needsProperties) throw damaged("a chunk without properties");
    needsProperties = false;
    if (control >= 0xa0) lzma.resetState();
    const bytes = await reader.atLeast(end);
    const { isWhole, isRight } = lzma.decode(bytes.subarray(start, end), size);
    yield* lzma.content();
    if (bytes.length < end) throw cutOff();
    if (!isWhole || !isRight) throw damaged("a chunk that does not decode");
    reader.skip(end);
  }
}

interface Check {
  add(bytes: Uint8Array): void;
  /** Undefined: there is none that is known. */
  digest(): Uint8Array | undefined;
}

function checkOf(kind: number): Check {
  if (kind === 1) {
    let crc = 0;
    const add = (bytes: Uint8Array): void => {
      crc = crc32(bytes, crc);
    };
    return { add, digest: () => Uint8Array.of(crc, crc >>> 8, crc >>> 16, crc >>> 24) };
  }
  if (kind === 4) return crc64();
  if (kind === 10) {
    const hash = createHash("sha256");
    return { add: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  }
  return { add: () => undefined, digest: () => undefined };
}

/** The index says the size of each block once more. */
async function skipIndex(reader: ByteReader, blocks: number): Promise<void> {
  let crc = 0;
  let size = 0;
  const take = async (): Promise<number> => {
    const bytes = await whole(reader, 1);
    const byte = bytes[0]!;
    crc = crc32(bytes.subarray(0, 1), crc);
    reader.skip(1);
    size++;
    return byte;
  };
  const number = async (): Promise<number> => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = await take();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw damaged("a number without an end");
  };
  await take();
  if ((await number()) !== blocks) throw damaged("its index");
  for (let i = 0; i < blocks * 2; i++) await number();
  while (size % 4 !== 0) if ((await take()) !== 0) throw damaged("its index");
  if (uint32(await whole(reader, 4), 0) !== crc) throw damaged("its index");
  reader.skip(4);
}
