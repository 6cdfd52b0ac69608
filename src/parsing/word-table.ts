import { hashBytes } from "../core/dictionary.ts";

/** A fixed set of words, found by their bytes without making a string. */
export interface WordTable {
  /** Index of the word, -1: not among them. */
  find(bytes: Uint8Array, start: number, end: number): number;
}

/** A table of ASCII words of at most 64 bytes. With `anyCase` the words are lower case and any case is found. */
export function wordTable(words: readonly string[], anyCase = false): WordTable {
  const encoded = words.map((word) => new TextEncoder().encode(word));
  let mask = 15;
  while (mask < words.length * 4) mask = mask * 2 + 1;
  const slots = new Int16Array(mask + 1).fill(-1);
  encoded.forEach((word, index) => {
    let slot = hashBytes(word, 0, word.length) & mask;
    while (slots[slot]! >= 0) slot = (slot + 1) & mask;
    slots[slot] = index;
  });
  const folded = new Uint8Array(64);
  return {
    find(bytes, start, end) {
      const length = end - start;
      if (length > 64 || length <= 0) return -1;
      let from = bytes;
      let base = start;
      if (anyCase) {
        for (let i = 0; i < length; i++) {
          const byte = bytes[start + i]!;
          folded[i] = byte >= 65 && byte <= 90 ? byte | 32 : byte;
        }
        from = folded;
        base = 0;
      }
      let slot = hashBytes(from, base, base + length) & mask;
      for (let index = slots[slot]!; index >= 0; index = slots[slot]!) {
        const word = encoded[index]!;
        let i = word.length === length ? 0 : length + 1;
        while (i < length && word[i] === from[base + i]) i++;
        if (i === length) return index;
        slot = (slot + 1) & mask;
      }
      return -1;
    },
  };
}
