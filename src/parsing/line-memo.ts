import { maskedMemo, textFacts } from "../core/masked-memo.ts";
import { PinnedFacts } from "../core/pinned-digits.ts";
import { type Fields, SLOT } from "./fields.ts";
import { digitsRead, theTimeRead } from "./layout-matcher.ts";
import type { TimeReader } from "./moment.ts";
import type { Recognizer } from "./recognizer.ts";

/** What a format found in the lines of a masked text. Places count from the start of the line. */
interface Found {
  readonly recognizer: Recognizer;
  /** Undefined: the layout names no time. */
  readonly read: TimeReader | undefined;
  readonly timeStart: number;
  readonly timeEnd: number;
  readonly spans: Int16Array;
  readonly level: number;
}

/**
 * Lines that came before with other digits. A layout asks of digits only where they stand, but for some (`digitsRead`), which
 * are pinned, and in its time: that is read again, and must end where it ended.
 */
export class LineMemo {
  readonly #texts = maskedMemo();
  readonly #known = textFacts<PinnedFacts<Found>>();

  /** Number of the masked text of a line; -1: it is new. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#texts.find(bytes, start, end);
  }

  /**
   * Fills in what the format finds in a line of this text, its level too. Gives a number for all lines of this text in which
   * it finds the same in the same places; -1: nobody knows.
   */
  recall(text: number, recognizer: Recognizer, bytes: Uint8Array, start: number, end: number, fields: Fields): number {
    const variant = this.#known.get(text)?.find(bytes, start);
    if (variant === undefined || variant.fact.recognizer !== recognizer) return -1;
    const { read, timeStart, timeEnd, spans, level } = variant.fact;
    if (read === undefined) fields.moment.clear();
    else if (read(bytes, start + timeStart, end, fields.moment) !== start + timeEnd) return -1;
    const found = fields.spans;
    for (let slot = 0; slot < 8; slot++) {
      const span = spans[slot]!;
      found[slot] = span < 0 ? 0 : start + span;
    }
    fields.level = level;
    fields.componentIn = bytes;
    fields.hostIn = bytes;
    fields.messageIn = bytes;
    return variant.number;
  }

  /**
   * Remembers the line that was looked for last, and what the format found in it; `text`: its number if it has one. Gives the
   * number that `recall` will give; -1: it is not remembered.
   */
  keep(text: number, recognizer: Recognizer, bytes: Uint8Array, start: number, level: number, fields: Fields): number {
    const { spans, moment, messageIn } = fields;
    if (messageIn !== bytes || spans[SLOT.message + 1]! < start) return -1;
    const time = theTimeRead(bytes);
    const isDated = !Number.isNaN(moment.ms) || moment.month > 0;
    // Of several times, or of one that another layout read, nobody knows which values of digits they were read for.
    if (time === undefined || isDated !== (time.read !== undefined)) return -1;
    const masked = text < 0 ? this.#texts.keep() : text;
    if (masked < 0) return -1;
    const known = this.#known.get(masked) ?? new PinnedFacts();
    this.#known.set(masked, known);
    if (known.isClosed) return -1;
    // What is known of it was found by another format, or its time ended elsewhere.
    if (known.find(bytes, start) !== undefined) known.clear();
    const found = {
      recognizer,
      read: time.read,
      timeStart: time.at - start,
      timeEnd: time.next - start,
      // A slot that ends at 0 is empty.
      spans: Int16Array.from(spans, (span, slot) => (spans[slot | 1] === 0 ? -1 : span - start)),
      level,
    };
    return known.add(found, bytes, start, digitsRead());
  }
}
