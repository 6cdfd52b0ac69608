import { BYTE_CLASS, DIGIT, LETTER } from "./byte-class.ts";
import { EMPTY_HASH, HASH_PRIME, meaningOf, TOP_DOMAIN } from "./word-lists.ts";

const DOT_BYTE = 46;

const isLower = (byte: number): boolean => byte >= 97 && byte <= 122;

/** From the first digit on at most two digits, then at least three letters and no digit: `log4j`, `jk2_init`, `v2.app`. */
export function continuesAsName(bytes: Uint8Array, firstDigit: number, end: number): boolean {
  let i = firstDigit;
  while (i < end && BYTE_CLASS[bytes[i]!] === DIGIT) i++;
  if (i - firstDigit > 2) return false;
  let letters = 0;
  for (; i < end; i++) {
    const byteClass = BYTE_CLASS[bytes[i]!]!;
    if (byteClass === DIGIT) return false;
    if ((byteClass & LETTER) !== 0) letters++;
  }
  return letters > 2;
}

/** Ends as hosts do: a well-known top domain, or two small letters after at least two dots (`a.b.de`). */
export function isHostName(bytes: Uint8Array, start: number, end: number): boolean {
  let lastDot = -1;
  let dots = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] !== DOT_BYTE) continue;
    lastDot = i;
    dots++;
  }
  if (lastDot <= start || lastDot >= end - 1) return false;
  let hash = EMPTY_HASH;
  for (let i = lastDot + 1; i < end; i++) hash = Math.imul(hash ^ (bytes[i]! | 32), HASH_PRIME);
  if ((meaningOf(hash) & TOP_DOMAIN) !== 0) return true;
  return dots > 1 && end - lastDot === 3 && isLower(bytes[end - 1]!) && isLower(bytes[end - 2]!);
}

/** Two or more capitals and nothing else: `GET`. */
export function isCapitals(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! < 65 || bytes[i]! > 90) return false;
  return end - start > 1;
}

/** A dot with something on both sides. */
export function hasInnerDot(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 1; i < end - 1; i++) if (bytes[i] === DOT_BYTE) return true;
  return false;
}

/** Two hexadecimal digits: a part of a hardware address. */
export const isHexPair = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start === 2 && ((BYTE_CLASS[bytes[start]!]! | BYTE_CLASS[bytes[start + 1]!]!) & ~(LETTER | DIGIT)) === 0;
