/** Longer texts are not remembered: few of them come again. In bytes, a multiple of four. */
const LONGEST = 512;
/** Texts that are remembered, a power of two; then all are forgotten, and it starts again. */
const TEXTS = 8_192;
/** Words of four bytes that are remembered of them. */
const WORDS = 1 << 18;
/** Texts are remembered when they come again: of so many it is known that they came once, or of one with the same hash. */
const SEEN = 1 << 14;
/** Where fewer than one in `FEW` of so many texts was known, the next `PAUSE` are not looked for: nothing comes again. */
const WINDOW = 1_024;
const FEW = 8;
const PAUSE = 15 * WINDOW;

/**
 * Remembers texts but for their digits: `took 13 ms` is known once `took 42 ms` was, `took 7 ms` is not. Programs write few
 * such texts again and again (1,568 of the first million lines of an HDFS cluster), and what follows from anything
 * but the values of digits can be looked up instead of found again. Texts are compared, not only their hashes: being
 * known is a proof.
 */
export interface MaskedMemo {
  /** Number of the known text that equals `bytes[start, end)` but for digits; -1: none is known. */
  find(bytes: Uint8Array, start: number, end: number): number;
  /**
   * Remembers the text that was looked for last and not found, if it came before: most texts with an id in hexadecimal digits never
   * come again. Gives its number, which no other text ever has; -1: it is not remembered.
   */
  keep(): number;
}

/** What is known of texts that are remembered, by their numbers. Forgotten with them, or later. */
export interface TextFacts<Fact> {
  get(text: number): Fact | undefined;
  set(text: number, fact: Fact): void;
  /** Forgets all. */
  clear(): void;
}

export function textFacts<Fact>(): TextFacts<Fact> {
  const facts: (Fact | undefined)[] = [];
  const texts = new Int32Array(TEXTS).fill(-1);
  return {
    get(text) {
      const place = text & (TEXTS - 1);
      return texts[place] === text ? facts[place] : undefined;
    },
    set(text, fact) {
      const place = text & (TEXTS - 1);
      // Filled from the first on, so that it stays a plain list.
      while (facts.length <= place) facts.push(undefined);
      facts[place] = fact;
      texts[place] = text;
    },
    clear() {
      texts.fill(-1);
      facts.length = 0;
    },
  };
}

/** Numbers that were given in this thread. */
let given = 0;
/** A number that nothing else has. */
export const newNumber = (): number => given++;

export function maskedMemo(): MaskedMemo {
  // Small at first: most are made for few texts.
  let slots = new Int32Array(1_024).fill(-1);
  let mask = slots.length - 1;
  let begins = new Int32Array(slots.length >> 2);
  let lengths = new Uint16Array(begins.length);
  let hashes = new Int32Array(begins.length);
  let numbers = new Int32Array(begins.length);
  let words = new Int32Array(4_096);
  let texts = 0;
  let used = 0;
  const seen = new Int32Array(SEEN);
  /** The text that was looked for last: masked words, their number, its length (0: not to be kept) and hash. */
  const sought = new Int32Array(LONGEST >> 2);
  let count = 0;
  let length = 0;
  let hash = 0;
  let viewed: Uint8Array | undefined;
  let view: DataView = new DataView(new ArrayBuffer(0));
  let looked = 0;
  let known = 0;
  let paused = 0;

  const place = (text: number): void => {
    let slot = hashes[text]! & mask;
    while (slots[slot]! >= 0) slot = (slot + 1) & mask;
    slots[slot] = text;
  };

  const forget = (): void => {
    slots.fill(-1);
    texts = 0;
    used = 0;
  };

  /** Room for one text more. */
  const makeRoom = (): void => {
    if (texts === TEXTS || used + count > WORDS) forget();
    if (used + count > words.length) words = larger(words);
    if (texts < begins.length) return;
    begins = larger(begins);
    hashes = larger(hashes);
    numbers = larger(numbers);
    const longer = new Uint16Array(begins.length);
    longer.set(lengths);
    lengths = longer;
    // At most a quarter of the slots is taken.
    slots = new Int32Array(4 * begins.length).fill(-1);
    mask = slots.length - 1;
    for (let text = 0; text < texts; text++) place(text);
  };

  /** Whether to look: false while nothing comes again. */
  const isWorthIt = (): boolean => {
    if (paused > 0) {
      paused--;
      return false;
    }
    if (++looked < WINDOW) return true;
    if (known * FEW < WINDOW) paused = PAUSE;
    looked = 0;
    known = 0;
    return true;
  };

  return {
    find(bytes, start, end) {
      length = 0;
      const size = end - start;
      if (size < 4 || size > LONGEST || !isWorthIt()) return -1;
      // Most texts are in the bytes that the last one was in; asking for their buffer takes longer than comparing the rest.
      if (viewed !== bytes) {
        viewed = bytes;
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      const text = view;
      const last = end - 4;
      let words32 = 0;
      let mixed = size;
      // The last four bytes overlap those before where the length is no multiple of four.
      for (let at = start; ; at += 4) {
        if (at > last) at = last;
        const word = masked(text.getInt32(at, true));
        sought[words32++] = word;
        mixed = Math.imul(mixed ^ word, 0x9e3779b1);
        mixed ^= mixed >>> 15;
        if (at === last) break;
      }
      count = words32;
      length = size;
      hash = mixed;
      for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
        const found = slots[slot]!;
        if (found < 0) {
          if (seen[mixed & (SEEN - 1)] !== mixed) {
            seen[mixed & (SEEN - 1)] = mixed;
            length = 0;
          }
          return -1;
        }
        if (hashes[found] !== mixed || lengths[found] !== size) continue;
        let i = 0;
        for (let j = begins[found]!; i < words32 && words[j] === sought[i]; j++) i++;
        if (i < words32) continue;
        known++;
        length = 0;
        return numbers[found]!;
      }
    },
    keep() {
      if (length === 0) return -1;
      makeRoom();
      const text = texts++;
      begins[text] = used;
      lengths[text] = length;
      hashes[text] = hash;
      numbers[text] = newNumber();
      for (let i = 0; i < count; i++) words[used++] = sought[i]!;
      place(text);
      length = 0;
      return numbers[text]!;
    },
  };
}

/** Four bytes with each digit (`0` to `9`) made a `0`. */
function masked(word: number): number {
  const low = word & 0x7f7f7f7f;
  // The high bit of each byte: set from `0` on, set behind `9`, set in what is not ASCII.
  const digits = (low + 0x50505050) & ~(low + 0x46464646) & ~word & 0x80808080;
  return word & ~((digits >>> 3) - (digits >>> 7));
}

function larger(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(2 * column.length);
  copy.set(column);
  return copy;
}
