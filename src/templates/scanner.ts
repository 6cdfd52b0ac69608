import { continuesHexPairs, dropRepeatingBracket, pushOrJoin, pushValue } from "./absorb.ts";
import { AT, BACKSLASH, BYTE_CLASS, DIGIT, DOT, LETTER, NOT_HEX, SLASH, SPACE } from "./byte-class.ts";
import {
  DOTS_HASH,
  ELEMENT_LIMIT,
  type ElementBuffer,
  elementBuffer,
  PUNCTUATION,
  STEM,
  VALUE,
  VALUE_HASH,
  WORD,
} from "./element-buffer.ts";
import { firstPart, secondPart } from "./element-key.ts";
import { continuesAsName, isCapitals, isHostName } from "./token-kind.ts";
import { EMPTY_HASH, HASH_PRIME, LITERAL, meaningOf, UNIT } from "./word-lists.ts";

const byteOf = (character: string): number => character.charCodeAt(0);
const DOT_BYTE = byteOf(".");
const SLASH_BYTE = byteOf("/");
const BACKSLASH_BYTE = byteOf("\\");
const TILDE = byteOf("~");
const UNDERSCORE = byteOf("_");
const HYPHEN = byteOf("-");
const EQUALS = byteOf("=");
const QUESTION = byteOf("?");
const CLOSING = byteOf(")");
const AT_BYTE = byteOf("@");

/** Keeps a stem apart from the word of the same letters. */
const STEM_SALT = 0x5bd1e995;
/** From eight letters on, hexadecimal letters only are a value (`ffffffff`), shorter ones are words (`added`, `face`). */
const HEX_WORD_LENGTH = 8;
/** The longest hexadecimal digest in use (SHA-256). */
const HEX_WORD_LIMIT = 64;
/** Letters and digits that are all hexadecimal are a stem only below this length: `eth0` and `a1`, not `deadbeef01`. */
const HEX_STEM_LENGTH = 6;
/** The longest unit or zone. */
const UNIT_LENGTH = 8;

/** Cuts messages into elements. Each scanner has buffers of its own: what it found stays until its next `scan`. */
export interface Scanner extends ElementBuffer {
  /** Cuts `bytes[start, end)`, reads nothing beyond, and gives the number of elements. */
  scan(bytes: Uint8Array, start: number, end: number): number;
  /** Computes the key of the first `count` elements into `key`. */
  foldKey(count: number): void;
  /** Two halves of the key of what was folded last. */
  readonly key: Int32Array;
}

export function scanner(): Scanner {
  const elements = elementBuffer();
  const key = new Int32Array(2);
  return {
    ...elements,
    key,
    scan: (bytes, start, end) => scanInto(elements, bytes, start, end),
    foldKey(count) {
      const { kinds, hashes } = elements;
      let a = count | 0;
      let b = ~count;
      for (let i = 0; i < count; i++) {
        const hash = hashes[i]!;
        const kind = kinds[i]!;
        a = (a + firstPart(hash, kind, i)) | 0;
        b = (b + secondPart(hash, kind, i)) | 0;
      }
      key[0] = a;
      key[1] = b;
    },
  };
}

function scanInto(elements: ElementBuffer, bytes: Uint8Array, start: number, end: number): number {
  const { kinds, hashes, starts, ends } = elements;
  const classes = BYTE_CLASS;
  let i = start;
  let n = 0;
  while (i < end && n < ELEMENT_LIMIT) {
    let byte = bytes[i]!;
    let byteClass = classes[byte]!;
    if (byteClass === SPACE) {
      i++;
      continue;
    }
    const from = i;

    if (byteClass === 0 || (byteClass === DOT && i + 1 < end && bytes[i + 1] === DOT_BYTE)) {
      i++;
      let hash = byte;
      if (byteClass === DOT) {
        while (i < end && bytes[i] === DOT_BYTE) i++;
        hash = DOTS_HASH;
      } else if (byte === CLOSING && n > 1) {
        const dropped = dropRepeatingBracket(elements, n, i);
        if (dropped >= 0) {
          n = dropped;
          continue;
        }
      }
      // `terminal=?`: a value nobody knew.
      const isUnknown = byte === QUESTION && n > 0 && hashes[n - 1] === EQUALS && ends[n - 1] === from;
      kinds[n] = isUnknown ? VALUE : PUNCTUATION;
      hashes[n] = isUnknown ? VALUE_HASH : hash;
      starts[n] = from;
      ends[n] = i;
      n++;
      continue;
    }

    // A token. First its part before any digit, hashed; `head` and `tail` collect the classes seen before and from the first digit on.
    let hash = EMPTY_HASH;
    let stemHash = EMPTY_HASH;
    let head = 0;
    let tail = 0;
    // Before any letter it is next to no byte, not even to the first one.
    let lastLetter = -2;
    let hasSeparator = false;
    let slashes = 0;
    let lastDot = -1;
    for (; i < end; i++) {
      byte = bytes[i]!;
      byteClass = classes[byte]!;
      if ((byteClass & LETTER) !== 0) {
        // Most bytes of most logs: this loop stays tight.
        do {
          hash = Math.imul(hash ^ byte, HASH_PRIME);
          head |= byteClass;
          if (++i >= end) break;
          byte = bytes[i]!;
          byteClass = classes[byte]!;
        } while ((byteClass & LETTER) !== 0);
        lastLetter = i - 1;
        if (!hasSeparator) stemHash = hash;
        if (i >= end) break;
      }
      if (byteClass < 2 || byteClass === DIGIT) break;
      if (byteClass === DOT) {
        if (i + 1 < end && bytes[i + 1] === DOT_BYTE) break;
        lastDot = i;
      } else if (byteClass === SLASH || byteClass === BACKSLASH) slashes++;
      hash = Math.imul(hash ^ byte, HASH_PRIME);
      head |= byteClass;
      if (lastLetter === i - 1 && (byte === UNDERSCORE || byte === HYPHEN)) {
        // A stem ends with its last separator after a letter: `Thunderbird_A8` is `Thunderbird_`.
        hasSeparator = true;
        stemHash = hash;
      }
    }
    const firstDigit = i;
    // Then the rest, only looked at.
    for (; i < end; i++) {
      byte = bytes[i]!;
      byteClass = classes[byte]!;
      if (byteClass < 2 || (byteClass === DOT && i + 1 < end && bytes[i + 1] === DOT_BYTE)) break;
      if (byteClass === SLASH || byteClass === BACKSLASH) slashes++;
      tail |= byteClass;
    }

    const length = i - from;
    const all = head | tail;
    let kind = WORD;
    if (tail !== 0) {
      kind = kindWithDigit(bytes, from, firstDigit, i, head, tail, lastLetter);
      if (kind === WORD) for (let j = firstDigit; j < i; j++) hash = Math.imul(hash ^ bytes[j]!, HASH_PRIME);
    } else if ((head & (SLASH | BACKSLASH)) !== 0) {
      if (isPath(bytes, from, i, slashes) || (length === 1 && isLoneRoot(bytes, from, elements, n))) kind = VALUE;
    } else if ((head & AT) !== 0) {
      // `user@host`, but neither `@Override` nor `name@`.
      if (lastLetter >= 0 && bytes[from] !== AT_BYTE && bytes[i - 1] !== AT_BYTE) kind = VALUE;
    } else if (head === LETTER) {
      if (length >= HEX_WORD_LENGTH && length <= HEX_WORD_LIMIT) kind = VALUE;
    } else if (lastDot > from && isHostName(bytes, from, i)) kind = VALUE;

    if (length === 2 && continuesHexPairs(bytes, from, i, elements, n)) {
      n--;
      kinds[n - 1] = VALUE;
      hashes[n - 1] = VALUE_HASH;
      ends[n - 1] = i;
      continue;
    }
    if (kind === WORD) {
      const meaning = n > 0 ? meaningOf(hash) : 0;
      if ((meaning & LITERAL) !== 0) kind = VALUE;
      else if ((meaning & UNIT) !== 0 && kinds[n - 1] === VALUE && length < UNIT_LENGTH) {
        ends[n - 1] = i;
        continue;
      } else {
        kinds[n] = lastLetter < 0 && tail === 0 ? PUNCTUATION : WORD;
        hashes[n] = hash;
        starts[n] = from;
        ends[n] = i;
        n++;
        continue;
      }
    }
    if (slashes > 0 && i < end && bytes[i] === QUESTION) while (i < end && !endsQuery(bytes[i]!)) i++;
    n =
      kind === VALUE
        ? pushValue(bytes, start, from, i, all === DIGIT, i < end ? bytes[i]! : 0, elements, n)
        : pushOrJoin(elements, n, STEM, stemHash ^ STEM_SALT, from, i);
  }
  return n;
}

/** A token with a digit: a name that happens to hold one (WORD), letters with a number behind (STEM), or a VALUE. */
function kindWithDigit(
  bytes: Uint8Array,
  start: number,
  firstDigit: number,
  end: number,
  head: number,
  tail: number,
  lastLetter: number,
): number {
  const all = head | tail;
  if ((all & (SLASH | BACKSLASH | AT)) !== 0) return VALUE;
  if (
    lastLetter > start &&
    (tail & LETTER) !== 0 &&
    end - firstDigit > 3 &&
    (all & NOT_HEX) !== 0 &&
    continuesAsName(bytes, firstDigit, end) &&
    ((all & DOT) === 0 || !isHostName(bytes, start, end))
  )
    return WORD;
  const isMaybeHex = (all & ~(LETTER | DIGIT)) === 0 && end - start >= HEX_STEM_LENGTH;
  return lastLetter >= 0 && (tail & LETTER) === 0 && !isMaybeHex ? STEM : VALUE;
}

/** Starts as paths do (`/ \ ./ ../ ~/`), or has two slashes and more; a lone slash is none. */
function isPath(bytes: Uint8Array, start: number, end: number, slashes: number): boolean {
  if (end - start < 2) return false;
  if (slashes > 1) return true;
  const byte = bytes[start];
  if (byte === SLASH_BYTE || byte === BACKSLASH_BYTE) return true;
  const next = bytes[start + 1];
  return (byte === DOT_BYTE || byte === TILDE) && (next === SLASH_BYTE || next === DOT_BYTE);
}

/** A single `/` is the root path directly after `=` and after a verb in capitals: `PWD=/`, `GET / HTTP/1.1`. */
function isLoneRoot(bytes: Uint8Array, start: number, elements: ElementBuffer, count: number): boolean {
  if (count === 0 || bytes[start] !== SLASH_BYTE) return false;
  const { kinds, hashes, starts, ends } = elements;
  const last = count - 1;
  if (ends[last] === start && hashes[last] === EQUALS) return true;
  return kinds[last] === WORD && isCapitals(bytes, starts[last]!, ends[last]!);
}

/** A path owns its query up to a blank, a quote, `>` or `)`. */
const endsQuery = (byte: number): boolean => byte <= 32 || byte === 34 || byte === 39 || byte === 62 || byte === 41;
