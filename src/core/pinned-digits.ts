import { newNumber } from "./masked-memo.ts";

/** Texts that differ in pinned digits only: of more, the digits are values after all, and nothing is remembered of them. */
const VARIANTS = 16;

/** What holds for texts that have the same bytes but for digits, if some of these are what they were. */
interface Variant<Fact> {
  readonly fact: Fact;
  /** A number as texts have: no other text or variant has it. */
  readonly number: number;
  /** Places of digits, from the start of the text, and the digits. */
  readonly at: readonly number[];
  readonly digits: readonly number[];
}

/** What is known of one masked text: facts that hold for any digits, or for some that are pinned. */
export class PinnedFacts<Fact> {
  readonly #variants: Variant<Fact>[] = [];
  #isClosed = false;

  /** The fact that holds for the text that begins at `start`. */
  find(bytes: Uint8Array, start: number): Variant<Fact> | undefined {
    const variants = this.#variants;
    next: for (let i = 0; i < variants.length; i++) {
      const variant = variants[i]!;
      const { at, digits } = variant;
      for (let j = 0; j < at.length; j++) if (bytes[start + at[j]!] !== digits[j]) continue next;
      return variant;
    }
    return undefined;
  }

  clear(): void {
    this.#variants.length = 0;
  }

  /** There are too many variants. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** `pins`: places in `bytes` that the fact depends on; those of digits are pinned. Gives its number; -1: it is not kept. */
  add(fact: Fact, bytes: Uint8Array, start: number, pins: readonly number[]): number {
    if (this.#variants.length === VARIANTS) {
      this.#variants.length = 0;
      this.#isClosed = true;
    }
    if (this.#isClosed) return -1;
    const at: number[] = [];
    const digits: number[] = [];
    for (const place of pins) {
      const byte = bytes[place]!;
      if (byte < 48 || byte > 57) continue;
      at.push(place - start);
      digits.push(byte);
    }
    const number = newNumber();
    this.#variants.push({ fact, number, at, digits });
    return number;
  }
}
