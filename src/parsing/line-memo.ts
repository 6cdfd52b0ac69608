import { maskedMemo, newNumber, textFacts } from "../core/masked-memo.ts";
import { PinnedFacts } from "../core/pinned-digits.ts";
import { isDigit } from "./bytes.ts";
import { type Fields, SLOT } from "./fields.ts";
import { jsonRead } from "./json-line.ts";
import { layoutRead } from "./layout-matcher.ts";
import type { TimeReader } from "./moment.ts";
import type { Recognizer } from "./recognizer.ts";

/** What was found in lines; of more, all is forgotten. */
const LINES = 16_384;
const SLOTS = 8;

/**
 * Lines that came before with other digits. A format asks of digits only where they stand, but for some (`LineRead.pins`), which
 * are pinned, and in its time: that is read again, and must end where it ended.
 */
export class LineMemo {
  readonly #texts = maskedMemo();
  /** By masked text: row of what is below, or rows by pinned digits. */
  readonly #known = textFacts<number | PinnedFacts>();
  // What a format found, one row for all lines in which it finds the same. Columns, for each line looks at one row: places count from the
  // start of the line.
  #rows = 0;
  readonly #recognizers: Recognizer[] = [];
  /** Undefined: the layout names no time. */
  readonly #readers: (TimeReader | undefined)[] = [];
  readonly #numbers = new Int32Array(LINES);
  readonly #levels = new Uint8Array(LINES);
  readonly #isApart = new Uint8Array(LINES);
  /** The spans of `Fields`; -1: none. Then where the time stands. */
  readonly #places = new Int16Array(LINES * (SLOTS + 2));

  /** Number of the masked text of a line; -1: it is new. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#texts.find(bytes, start, end);
  }

  /**
   * Fills in what the format finds in a line of this text, its level too. Gives a number for all lines of this text in which
   * it finds the same in the same places; -1: nobody knows.
   */
  recall(text: number, recognizer: Recognizer, bytes: Uint8Array, start: number, end: number, fields: Fields): number {
    const row = this.#rowOf(text, bytes, start);
    if (row < 0 || this.#recognizers[row] !== recognizer) return -1;
    const places = this.#places;
    const first = row * (SLOTS + 2);
    const read = this.#readers[row];
    if (read === undefined) fields.moment.clear();
    else {
      const behind = start + places[first + SLOTS + 1]!;
      const until = this.#isApart[row] === 1 ? behind : end;
      if (read(bytes, start + places[first + SLOTS]!, until, fields.moment) !== behind) return -1;
    }
    const { spans } = fields;
    for (let slot = 0; slot < SLOTS; slot++) {
      const place = places[first + slot]!;
      spans[slot] = place < 0 ? 0 : start + place;
    }
    fields.level = this.#levels[row]!;
    fields.componentIn = bytes;
    fields.hostIn = bytes;
    fields.messageIn = bytes;
    return this.#numbers[row]!;
  }

  /**
   * Remembers the line that was looked for last, and what the format found in it; `text`: its number if it has one. Gives the
   * number that `recall` will give; -1: it is not remembered.
   */
  keep(text: number, recognizer: Recognizer, bytes: Uint8Array, start: number, level: number, fields: Fields): number {
    const { spans, moment, messageIn } = fields;
    if (messageIn !== bytes || spans[SLOT.message + 1]! < start) return -1;
    // What has no level of its own may be wrapped.
    if (recognizer.format.wraps === true && fields.level === 0) return -1;
    const line = recognizer.format.kind === "json" ? jsonRead() : layoutRead(bytes);
    const isDated = !Number.isNaN(moment.ms) || moment.month > 0;
    // A time that is none, or was read by another layout than the one that fits, may be one in another line.
    if (line === undefined || isDated !== (line.read !== undefined)) return -1;
    const masked = text < 0 ? this.#texts.keep() : text;
    if (masked < 0) return -1;
    if (this.#rows === LINES) {
      this.#rows = 0;
      this.#known.clear();
    }
    const row = this.#rows;
    const { pins } = line;
    const before = this.#known.get(masked);
    if (pins.some((place) => isDigit(bytes[place]))) {
      const variants = before === undefined || typeof before === "number" ? new PinnedFacts() : before;
      if (variants.isClosed) return -1;
      // What is known of it was found by another format, or its time ended elsewhere.
      if (variants.find(bytes, start) >= 0) variants.clear();
      if (!variants.add(row, bytes, start, pins)) return -1;
      this.#known.set(masked, variants);
    } else this.#known.set(masked, row);
    this.#rows++;
    this.#recognizers[row] = recognizer;
    this.#readers[row] = line.read;
    this.#isApart[row] = line.isApart ? 1 : 0;
    this.#numbers[row] = newNumber();
    this.#levels[row] = level;
    const first = row * (SLOTS + 2);
    // A slot that ends at 0 is empty.
    for (let slot = 0; slot < SLOTS; slot++)
      this.#places[first + slot] = spans[slot | 1] === 0 ? -1 : spans[slot]! - start;
    this.#places[first + SLOTS] = line.at - start;
    this.#places[first + SLOTS + 1] = line.next - start;
    return this.#numbers[row]!;
  }

  #rowOf(text: number, bytes: Uint8Array, start: number): number {
    const known = this.#known.get(text);
    if (known === undefined) return -1;
    return typeof known === "number" ? known : known.find(bytes, start);
  }
}
