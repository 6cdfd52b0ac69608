import { type Dictionary, NONE } from "../core/dictionary.ts";

const SLOTS = 512;

/** A dictionary with its last words in front: a component comes again within lines, and comparing is faster than hashing. */
export function cachedWords(words: Dictionary): (bytes: Uint8Array, start: number, end: number) => number {
  const ids = new Int32Array(SLOTS).fill(NONE);
  const known: Uint8Array[] = Array.from({ length: SLOTS }, () => new Uint8Array(0));
  return (bytes, start, end) => {
    const length = end - start;
    if (length <= 0) return NONE;
    const slot =
      (length * 31 +
        bytes[start]! * 7 +
        bytes[end - 1]! * 13 +
        bytes[Math.max(start, end - 3)]! * 3 +
        bytes[start + (length >> 1)]!) %
      SLOTS;
    const word = known[slot]!;
    if (word.length === length) {
      let i = 0;
      while (i < length && word[i] === bytes[start + i]) i++;
      if (i === length) return ids[slot]!;
    }
    const id = words.intern(bytes, start, end);
    known[slot] = bytes.slice(start, end);
    ids[slot] = id;
    return id;
  };
}
