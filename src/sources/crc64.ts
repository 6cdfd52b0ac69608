/** ECMA-182, reflected, in halves: numbers of 64 bits are slow. */
const LOW = new Int32Array(256);
const HIGH = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let low = byte;
  let high = 0;
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      low ^= 0xd7870f42;
      high ^= 0xc96c5795;
    }
  }
  LOW[byte] = low;
  HIGH[byte] = high;
}

/** CRC-64, the usual check of xz. */
export function crc64(): { add(bytes: Uint8Array): void; digest(): Uint8Array } {
  let low = -1;
  let high = -1;
  return {
    add(bytes) {
      let l = low;
      let h = high;
      for (let i = 0; i < bytes.length; i++) {
        const at = (l ^ bytes[i]!) & 255;
        l = ((l >>> 8) | (h << 24)) ^ LOW[at]!;
        h = (h >>> 8) ^ HIGH[at]!;
      }
      low = l;
      high = h;
    },
    digest: () => Uint8Array.from([~low, ~high].flatMap((word) => [word, word >>> 8, word >>> 16, word >>> 24])),
  };
}
