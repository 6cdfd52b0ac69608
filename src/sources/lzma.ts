/** Bytes that a chunk may give; the window holds a whole one, so that what it gave can be handed out afterwards. */
const CHUNK_BYTES = 2 ** 21;

/** Where probabilities stand in their table. */
const AT = {
  isMatch: 0,
  isRep: 192,
  isRepG0: 204,
  isRepG1: 216,
  isRepG2: 228,
  isRep0Long: 240,
  slot: 432,
  special: 688,
  align: 803,
  matchLength: 819,
  repLength: 1333,
  literal: 1847,
} as const;
const EVEN = 1024;
const MIN_MATCH = 2;

/** What was given of a chunk, and whether its input sufficed. */
export interface Given {
  readonly isWhole: boolean;
  readonly isRight: boolean;
}

/** Decoder of LZMA as LZMA2 uses it (the format is that of Igor Pavlov's LZMA SDK, in the public domain). */
export class Lzma {
  /** What was given last is looked back at; the memory is a ring. */
  readonly #window: Uint8Array;
  readonly #dictionaryBytes: number;
  #at = 0;
  /** Bytes since the last reset of the dictionary, as many as can be looked back at. */
  #filled = 0;
  #probs = new Uint16Array(AT.literal + (0x300 << 4));
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;
  #lc = 0;
  #literalMask = 0;
  #positionMask = 0;
  #position = 0;
  #input: Uint8Array = new Uint8Array(0);
  #next = 0;
  #range = 0;
  #code = 0;
  /** Where handing out has come to. */
  #told = 0;

  constructor(dictionaryBytes: number) {
    this.#dictionaryBytes = dictionaryBytes;
    this.#window = new Uint8Array(Math.max(dictionaryBytes, CHUNK_BYTES));
  }

  resetDictionary(): void {
    this.#filled = 0;
    this.#position = 0;
  }

  /** False: no such properties. */
  setProperties(byte: number): boolean {
    const lc = byte % 9;
    const lp = Math.floor(byte / 9) % 5;
    const pb = Math.floor(byte / 45);
    if (pb > 4 || lc + lp > 4) return false;
    this.#lc = lc;
    this.#literalMask = (1 << lp) - 1;
    this.#positionMask = (1 << pb) - 1;
    return true;
  }

  resetState(): void {
    this.#state = 0;
    this.#rep0 = 0;
    this.#rep1 = 0;
    this.#rep2 = 0;
    this.#rep3 = 0;
    this.#probs.fill(EVEN);
  }

  /** What was decoded and not yet handed out; valid until more is decoded. */
  *content(): Generator<Uint8Array, void, undefined> {
    const from = this.#told;
    this.#told = this.#at;
    if (from > this.#at) {
      yield this.#window.subarray(from);
      if (this.#at > 0) yield this.#window.subarray(0, this.#at);
    } else if (from < this.#at) yield this.#window.subarray(from, this.#at);
  }

  /** Bytes that stand as they are. */
  copy(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.#put(bytes[i]!);
  }

  /** Decodes `size` bytes. */
  decode(input: Uint8Array, size: number): Given {
    this.#input = input;
    this.#next = 5;
    this.#range = 0xffffffff;
    this.#code = ((input[1]! << 24) | (input[2]! << 16) | (input[3]! << 8) | input[4]!) >>> 0;
    if (input.length < 5) return { isWhole: false, isRight: true };
    if (input[0] !== 0) return { isWhole: true, isRight: false };
    let left = size;
    while (left > 0) {
      const before = this.#at;
      const given = this.#symbol(left);
      if (this.#next > input.length) {
        // The last symbol was read from behind the end.
        this.#at = before;
        return { isWhole: false, isRight: true };
      }
      if (given <= 0) return { isWhole: true, isRight: false };
      left -= given;
    }
    if (this.#range < 0x1000000) this.#normalize();
    return { isWhole: this.#next <= input.length, isRight: this.#next >= input.length && this.#code === 0 };
  }

  #put(byte: number): void {
    this.#window[this.#at++] = byte;
    if (this.#at === this.#window.length) this.#at = 0;
    if (this.#filled < this.#dictionaryBytes) this.#filled++;
    this.#position++;
  }

  #back(distance: number): number {
    const at = this.#at - distance - 1;
    return this.#window[at < 0 ? at + this.#window.length : at]!;
  }

  #normalize(): void {
    this.#range = (this.#range << 8) >>> 0;
    const byte = this.#next < this.#input.length ? this.#input[this.#next]! : 0;
    this.#next++;
    this.#code = ((this.#code << 8) | byte) >>> 0;
  }

  #bit(index: number): number {
    const probs = this.#probs;
    const prob = probs[index]!;
    const bound = (this.#range >>> 11) * prob;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      probs[index] = prob + ((2048 - prob) >> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      probs[index] = prob - (prob >> 5);
      bit = 1;
    }
    if (this.#range < 0x1000000) this.#normalize();
    return bit;
  }

  #tree(base: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | this.#bit(base + node);
    return node - (1 << bits);
  }

  #reverseTree(base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(base + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#range >>>= 1;
      let bit = 0;
      if (this.#code >= this.#range) {
        this.#code -= this.#range;
        bit = 1;
      }
      if (this.#range < 0x1000000) this.#normalize();
      value = (value << 1) | bit;
    }
    return value;
  }

  /** One literal or match, cut to `left`; bytes given, 0 where it is no valid one. */
  #symbol(left: number): number {
    const place = this.#position & this.#positionMask;
    const state = this.#state;
    if (this.#bit(AT.isMatch + (state << 4) + place) === 0) {
      this.#literal();
      return 1;
    }
    let length: number;
    if (this.#bit(AT.isRep + state) === 0) {
      this.#rep3 = this.#rep2;
      this.#rep2 = this.#rep1;
      this.#rep1 = this.#rep0;
      length = this.#length(AT.matchLength, place);
      this.#state = state < 7 ? 7 : 10;
      this.#rep0 = this.#distance(length);
    } else {
      if (this.#filled === 0) return 0;
      if (this.#bit(AT.isRepG0 + state) === 0) {
        if (this.#bit(AT.isRep0Long + (state << 4) + place) === 0) {
          this.#state = state < 7 ? 9 : 11;
          return this.#match(1);
        }
      } else {
        let distance: number;
        if (this.#bit(AT.isRepG1 + state) === 0) distance = this.#rep1;
        else {
          if (this.#bit(AT.isRepG2 + state) === 0) distance = this.#rep2;
          else {
            distance = this.#rep3;
            this.#rep3 = this.#rep2;
          }
          this.#rep2 = this.#rep1;
        }
        this.#rep1 = this.#rep0;
        this.#rep0 = distance;
      }
      length = this.#length(AT.repLength, place);
      this.#state = state < 7 ? 8 : 11;
    }
    return length + MIN_MATCH > left ? 0 : this.#match(length + MIN_MATCH);
  }

  #match(length: number): number {
    const distance = this.#rep0;
    if (distance >= this.#filled || distance < 0) return 0;
    const window = this.#window;
    const ring = window.length;
    let at = this.#at;
    let from = at - distance - 1;
    if (from < 0) from += ring;
    for (let i = 0; i < length; i++) {
      window[at++] = window[from++]!;
      if (at === ring) at = 0;
      if (from === ring) from = 0;
    }
    this.#at = at;
    this.#filled = Math.min(this.#dictionaryBytes, this.#filled + length);
    this.#position += length;
    return length;
  }

  #literal(): void {
    const before = this.#filled === 0 ? 0 : this.#back(0);
    const context = ((this.#position & this.#literalMask) << this.#lc) + (before >> (8 - this.#lc));
    const base = AT.literal + 0x300 * context;
    let symbol = 1;
    if (this.#state >= 7) {
      let match = this.#back(this.#rep0);
      while (symbol < 0x100) {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== matchBit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol);
    this.#put(symbol & 255);
    const state = this.#state;
    this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  #length(base: number, place: number): number {
    if (this.#bit(base) === 0) return this.#tree(base + 2 + (place << 3), 3);
    if (this.#bit(base + 1) === 0) return 8 + this.#tree(base + 130 + (place << 3), 3);
    return 16 + this.#tree(base + 258, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(AT.slot + (Math.min(length, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    if (slot < 14) return base + this.#reverseTree(AT.special + base - slot, bits);
    return (base + (this.#direct(bits - 4) << 4) + this.#reverseTree(AT.align, 4)) | 0;
  }
}
