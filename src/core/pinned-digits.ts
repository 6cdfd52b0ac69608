/** Texts that differ in pinned digits only: of more, the digits are values after all, and nothing is remembered of them. */
const VARIANTS = 16;

/** What holds for texts that have the same bytes but for digits, if some of these are what they were. */
interface Variant {
  /** 0 and up. */
  readonly fact: number;
  /** Places of digits, from the start of the text, and the digits. */
  readonly at: readonly number[];
  readonly digits: readonly number[];
}

/** What is known of one masked text where some of its digits are pinned: a number for each of the digits that came. */
export class PinnedFacts {
  readonly #variants: Variant[] = [];
  #isClosed = false;

  /** What holds for the text that begins at `start`; -1: nothing is known of it. */
  find(bytes: Uint8Array, start: number): number {
    const variants = this.#variants;
    next: for (let i = 0; i < variants.length; i++) {
      const { fact, at, digits } = variants[i]!;
      for (let j = 0; j < at.length; j++) if (bytes[start + at[j]!] !== digits[j]) continue next;
      return fact;
    }
    return -1;
  }

  /** There were too many variants. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  clear(): void {
    this.#variants.length = 0;
  }

  /** `pins`: places in `bytes` that the fact depends on; those of digits are pinned. False: it is not kept. */
  add(fact: number, bytes: Uint8Array, start: number, pins: readonly number[]): boolean {
    if (this.#variants.length === VARIANTS) {
      this.#variants.length = 0;
      this.#isClosed = true;
    }
    if (this.#isClosed) return false;
    const at: number[] = [];
    const digits: number[] = [];
    for (const place of pins) {
      const byte = bytes[place]!;
      if (byte < 48 || byte > 57) continue;
      at.push(place - start);
      digits.push(byte);
    }
    this.#variants.push({ fact, at, digits });
    return true;
  }
}
