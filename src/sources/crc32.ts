import * as zlib from "node:zlib";

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** For Node before 22.2, whose zlib has none. */
export function tableCrc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}

/** CRC-32 of gzip, xz and zip, going on from that of the bytes before. */
export const crc32: (bytes: Uint8Array, before?: number) => number = "crc32" in zlib ? zlib.crc32 : tableCrc32;
