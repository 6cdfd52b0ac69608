import { BACKSLASH, ESCAPE, isBlank, SPACE, ZERO } from "./bytes.ts";

/** What a letter behind a backslash stands for; others stand for themselves. */
const SIMPLE = Uint8Array.from({ length: 256 }, (_, byte) => byte);
SIMPLE[110] = 10;
SIMPLE[116] = 9;
SIMPLE[114] = 13;
SIMPLE[98] = 8;
SIMPLE[102] = 12;

function hexAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) return -1;
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i]! | 32;
    const digit = byte >= 48 && byte <= 57 ? byte - ZERO : byte >= 97 && byte <= 102 ? byte - 87 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** Text of a JSON string (or a quoted logfmt value) with its escapes resolved, as UTF-8. */
export function unescaped(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out = new Uint8Array(end - start);
  let length = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] !== BACKSLASH || i + 1 >= end) {
      out[length++] = bytes[i]!;
      continue;
    }
    const mark = bytes[++i]!;
    if (mark !== 117) {
      out[length++] = SIMPLE[mark]!;
      continue;
    }
    let code = hexAt(bytes, i + 1, end);
    if (code < 0) continue;
    i += 4;
    if (code >= 0xd800 && code < 0xdc00 && bytes[i + 1] === BACKSLASH && bytes[i + 2] === 117) {
      const low = hexAt(bytes, i + 3, end);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + (code - 0xd800) * 0x400 + low - 0xdc00;
        i += 6;
      }
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    // An escape is at least as long as its UTF-8.
    if (code < 0x80) out[length++] = code;
    else {
      if (code < 0x800) out[length++] = 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) out[length++] = 0xe0 | (code >> 12);
        else {
          out[length++] = 0xf0 | (code >> 18);
          out[length++] = 0x80 | ((code >> 12) & 0x3f);
        }
        out[length++] = 0x80 | ((code >> 6) & 0x3f);
      }
      out[length++] = 0x80 | (code & 0x3f);
    }
  }
  return out.subarray(0, length);
}

/** The text without terminal control sequences (CSI: colours, cursor; OSC: titles, links). Source: ECMA-48, 5.4. */
export function withoutControls(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out = new Uint8Array(end - start);
  let length = 0;
  let i = start;
  while (i < end) {
    if (bytes[i] !== ESCAPE) {
      out[length++] = bytes[i++]!;
      continue;
    }
    const kind = bytes[i + 1];
    i += 2;
    if (kind === 91) {
      while (i < end && bytes[i]! < 0x40) i++;
      i++;
    } else if (kind === 93) {
      while (i < end && bytes[i] !== 7 && bytes[i] !== ESCAPE) i++;
      i += bytes[i] === ESCAPE ? 2 : 1;
    }
  }
  return out.subarray(0, length);
}

/** One text behind the other, with `between` (ASCII) in the middle. */
export function joinedText(first: Uint8Array, between: string, second: Uint8Array): Uint8Array {
  const out = new Uint8Array(first.length + between.length + second.length);
  out.set(first);
  for (let i = 0; i < between.length; i++) out[first.length + i] = between.charCodeAt(i);
  out.set(second, first.length + between.length);
  return out;
}

/** The first byte that is neither blank nor control; `end`: there is none. */
export function firstInk(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! <= SPACE && bytes[at] !== 0) at++;
  return at;
}

/** Where a text begins that one blank sets apart from its head, `at` being its first byte that is not blank. */
export function behindOneBlank(bytes: Uint8Array, from: number, at: number): number {
  let start = at;
  while (start > from && isBlank(bytes[start - 1])) start--;
  return start < at ? start + 1 : at;
}

/** The start of the second word. */
export function behindWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! > SPACE) at++;
  return firstInk(bytes, at, end);
}

/** Where the text ends without the blanks behind it; a NUL is none. */
export function lastInk(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1]! <= SPACE && bytes[at - 1] !== 0) at--;
  return at;
}
