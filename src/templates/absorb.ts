import { type ElementBuffer, PUNCTUATION, VALUE, VALUE_HASH, WORD } from "./element-buffer.ts";
import { hasInnerDot, isHexPair } from "./token-kind.ts";
import { DATE, meaningOf } from "./word-lists.ts";

// What belongs to a value is popped from the stack of elements and becomes part of it. Nothing is read twice.

const SLASH = 47;
const COLON = 58;
const LESS = 60;
const GREATER = 62;
const BACKSLASH = 92;
const COMMA = 44;
const OPENING = 40;

/** The longest month or weekday with room to spare; saves the look-up for longer words. */
const DATE_LENGTH = 10;
/** A port has at most five digits. */
const PORT_LENGTH = 5;

/** Between two values they make one: `10:05:25`, `3, 4, 5`, `a=1|2`. */
const joinsValues = new Uint8Array(256);
for (const character of " ,:;=|") joinsValues[character.charCodeAt(0)] = 1;

/**
 * A bracket that says the value before it again is dropped: `10.0.0.1 (host.name)`, `1.2.3.4 ()`, `1190 bytes (1.16 KB)`.
 * Called at `)`, which ends at `end`; gives the new number of elements, or -1 where there is no such bracket.
 */
export function dropRepeatingBracket(elements: ElementBuffer, count: number, end: number): number {
  const { kinds, hashes, ends } = elements;
  const isOpening = (at: number): boolean => at > 0 && kinds[at] === PUNCTUATION && hashes[at] === OPENING;
  const last = count - 1;
  if (isOpening(last) && kinds[last - 1] === VALUE) {
    ends[last - 1] = end;
    return last;
  }
  if (kinds[last] !== VALUE || !isOpening(last - 1)) return -1;
  if (kinds[last - 2] === VALUE) {
    ends[last - 2] = end;
    return last - 1;
  }
  if (last > 2 && kinds[last - 2] === WORD && kinds[last - 3] === VALUE) return last - 1;
  return -1;
}

/** Is `bytes[start, end)` the next pair of a hardware address (`ff:f2:9f`): after `pair :` or `value :`, all touching? */
export function continuesHexPairs(
  bytes: Uint8Array,
  start: number,
  end: number,
  elements: ElementBuffer,
  count: number,
): boolean {
  const { kinds, starts, ends } = elements;
  if (count < 2 || bytes[start - 1] !== COLON || ends[count - 1] !== start || !isHexPair(bytes, start, end))
    return false;
  const before = count - 2;
  if (ends[before] !== start - 1) return false;
  return kinds[before] === VALUE || isHexPair(bytes, starts[before]!, ends[before]!);
}

/**
 * Puts a value `bytes[start, end)` on the stack together with what stands directly before and belongs to it.
 * `isNumber`: digits and nothing else. `next`: the byte after it, 0 at the end. Gives the new number of elements.
 */
export function pushValue(
  bytes: Uint8Array,
  first: number,
  start: number,
  end: number,
  isNumber: boolean,
  next: number,
  elements: ElementBuffer,
  count: number,
): number {
  const { kinds, hashes, starts, ends } = elements;
  let n = count;
  let from = start;
  if (n > 0) {
    const last = n - 1;
    if (kinds[last] === PUNCTUATION && ends[last] === start) {
      const sign = hashes[last];
      const owner = last - 1;
      if (sign === COLON && owner >= 0 && kinds[owner] === WORD && ends[owner] === starts[last]) {
        const byte = bytes[start];
        const length = ends[owner]! - starts[owner]!;
        const isScheme = byte === SLASH && end - start > 1 && bytes[start + 1] === SLASH;
        const isDrive = (byte === BACKSLASH || byte === SLASH) && length === 1;
        const isPort = isNumber && end - start <= PORT_LENGTH && hasInnerDot(bytes, starts[owner]!, ends[owner]!);
        if (isScheme || isDrive || isPort) {
          from = starts[owner]!;
          n = owner;
        }
      } else if (sign === LESS || sign === GREATER) {
        // `<1 sec`, but not `<1>`, and only where the sign stands free.
        const sign0 = starts[last]!;
        if (next !== GREATER && (sign0 === first || bytes[sign0 - 1] === 32)) {
          from = sign0;
          n = last;
        }
      }
    }
    while (n > 0 && isDateWord(elements, n - 1)) {
      n--;
      from = starts[n]!;
      if (n > 1 && kinds[n - 1] === PUNCTUATION && hashes[n - 1] === COMMA && isDateWord(elements, n - 2)) n--;
    }
  }
  return pushOrJoin(elements, n, VALUE, VALUE_HASH, from, end);
}

function isDateWord({ kinds, hashes, starts, ends }: ElementBuffer, at: number): boolean {
  return kinds[at] === WORD && ends[at]! - starts[at]! < DATE_LENGTH && (meaningOf(hashes[at]!) & DATE) !== 0;
}

/** Pushes a value or stem; one that follows its equal, with only separators between, becomes part of it: lists have no length. */
export function pushOrJoin(
  { kinds, hashes, starts, ends }: ElementBuffer,
  count: number,
  kind: number,
  hash: number,
  start: number,
  end: number,
): number {
  if (count > 0) {
    let at = count - 1;
    while (at > 0 && kinds[at] === PUNCTUATION && hashes[at]! >>> 8 === 0 && joinsValues[hashes[at]!] === 1) at--;
    if (kinds[at] === kind && hashes[at] === hash) {
      ends[at] = end;
      return at + 1;
    }
  }
  kinds[count] = kind;
  hashes[count] = hash;
  starts[count] = start;
  ends[count] = end;
  return count + 1;
}
