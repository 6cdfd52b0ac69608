/** Byte strings to small numbers, each stored once. Bounded: beyond the limit every new word is OTHER. */
export interface Dictionary {
  /** Number of the word `bytes[start, end)`. */
  intern(bytes: Uint8Array, start: number, end: number): number;
  /** The word, decoded as UTF-8; the empty string for NONE. */
  text(id: number): string;
  /** Its bytes, not to be changed. */
  bytes(id: number): Uint8Array;
  readonly size: number;
}

export const NONE = -1;
/** Id 0 stands for all words beyond the limit. */
export const OTHER = 0;

/** Source: FNV-1a, 32 bit. */
export const hashBytes = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
};

export function dictionary(limit = 65_536): Dictionary {
  const decoder = new TextDecoder();
  const words: Uint8Array[] = [new TextEncoder().encode("(other)")];
  const texts: (string | undefined)[] = ["(other)"];
  let mask = 1023;
  let slots = new Int32Array(mask + 1).fill(-1);
  const hashes: number[] = [0];
  const same = (word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean => {
    if (word.length !== end - start) return false;
    for (let i = 0; i < word.length; i++) if (word[i] !== bytes[start + i]) return false;
    return true;
  };
  const grow = (): void => {
    mask = mask * 2 + 1;
    slots = new Int32Array(mask + 1).fill(-1);
    for (let id = 1; id < words.length; id++) {
      let slot = hashes[id]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
  };
  return {
    intern(bytes, start, end) {
      if (end <= start) return NONE;
      const hash = hashBytes(bytes, start, end);
      let slot = hash & mask;
      for (let id = slots[slot]!; id >= 0; id = slots[slot]!) {
        if (hashes[id] === hash && same(words[id]!, bytes, start, end)) return id;
        slot = (slot + 1) & mask;
      }
      if (words.length >= limit) return OTHER;
      const id = words.length;
      words.push(bytes.slice(start, end));
      hashes.push(hash);
      texts.push(undefined);
      slots[slot] = id;
      if (words.length * 2 > mask) grow();
      return id;
    },
    text(id) {
      if (id < 0) return "";
      const known = texts[id];
      if (known !== undefined) return known;
      const text = decoder.decode(words[id]);
      texts[id] = text;
      return text;
    },
    bytes(id) {
      const word = words[id];
      if (word === undefined) throw new RangeError(`no word ${id} of ${words.length}`);
      return word;
    },
    get size() {
      return words.length;
    },
  };
}
