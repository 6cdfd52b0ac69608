import { isBlank } from "./bytes.ts";
import { type Fields, SLOT } from "./fields.ts";

/** Heads that are remembered, each where its bytes say. */
const HEADS = 2_048;
/** Longer heads are read each time. */
const LENGTH = 80;
/** Bytes behind the time that tell where a head is remembered. */
const TELLING = 24;
const SPANS = 8;
/** A span that the head left as it was, and an end that is the line's. */
const UNTOUCHED = -1;
const LINE_END = -2;

/** What is remembered of a head: nothing, what it holds, or that the program does not fit. */
export const UNKNOWN = 0;
export const FITS = 1;
export const FAILS = 2;
/** Beside them: what follows must be no blank. */
const INK = 4;

/**
 * What was found in the heads of lines behind their time. A program writes few of them again and again (`INFO  [main]
 * shop.Orders - `), and comparing is several times faster than reading. A head is remembered with every byte that was
 * looked at to read it; equal bytes give the same, whatever follows.
 */
export class HeadMemo {
  // Most formats never read a line: room is made for what is remembered first.
  #bytes = new Uint8Array(0);
  #lengths = new Uint8Array(0);
  #spans = new Int16Array(0);
  #levels = new Uint8Array(0);
  #known = new Uint8Array(0);

  /** What is remembered of the head at `at`; fills in what it holds. */
  recall(bytes: Uint8Array, at: number, end: number, fields: Fields): number {
    if (at + TELLING > end || this.#lengths.length === 0) return UNKNOWN;
    const slot = slotOf(bytes, at);
    const length = this.#lengths[slot]!;
    const known = this.#known[slot]!;
    if (known === UNKNOWN || at + length > end) return UNKNOWN;
    if ((known & INK) !== 0 && (at + length === end || isBlank(bytes[at + length]))) return UNKNOWN;
    const own = this.#bytes;
    for (let i = 0, j = slot * LENGTH; i < length; i++, j++) if (own[j] !== bytes[at + i]) return UNKNOWN;
    if ((known & FAILS) !== 0) return FAILS;
    const { spans } = fields;
    const first = slot * SPANS;
    for (let i = 0; i < SPANS; i++) {
      const span = this.#spans[first + i]!;
      if (span !== UNTOUCHED) spans[i] = span === LINE_END ? end : at + span;
    }
    if (this.#levels[slot]! > 0) fields.level = this.#levels[slot]!;
    return FITS;
  }

  /**
   * Remembers the head at `at`, and whether it FITS or FAILS. `seen`: behind the last byte that was looked at; `hasInk`: the
   * next one was found to be no blank.
   */
  keep(known: number, bytes: Uint8Array, at: number, seen: number, hasInk: boolean, end: number, fields: Fields): void {
    const length = seen - at;
    if (at + TELLING > end || seen + (hasInk ? 1 : 0) > end || length > LENGTH || length < 1) return;
    if (this.#lengths.length === 0) {
      this.#bytes = new Uint8Array(HEADS * LENGTH);
      this.#lengths = new Uint8Array(HEADS);
      this.#spans = new Int16Array(HEADS * SPANS);
      this.#levels = new Uint8Array(HEADS);
      this.#known = new Uint8Array(HEADS);
    }
    const slot = slotOf(bytes, at);
    this.#lengths[slot] = length;
    this.#known[slot] = known | (hasInk ? INK : 0);
    for (let i = 0, j = slot * LENGTH; i < length; i++, j++) this.#bytes[j] = bytes[at + i]!;
    const { spans } = fields;
    for (let i = 0; i < SPANS; i++) {
      const isEnd = i === SLOT.message + 1;
      this.#spans[slot * SPANS + i] = isEnd ? LINE_END : spans[i]! < at ? UNTOUCHED : spans[i]! - at;
    }
    this.#levels[slot] = fields.level;
  }
}

function slotOf(bytes: Uint8Array, at: number): number {
  let hash = 0;
  for (let i = at; i < at + TELLING; i += 4) {
    const four = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    hash = Math.imul(hash ^ four, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  return hash & (HEADS - 1);
}
