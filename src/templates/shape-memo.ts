import { maskedMemo, textFacts } from "../core/masked-memo.ts";
import { PinnedFacts } from "../core/pinned-digits.ts";
import { BYTE_CLASS, DIGIT } from "./byte-class.ts";
import { type ElementBuffer, WORD } from "./element-buffer.ts";
import type { Expectation } from "./places.ts";

/**
 * Shapes of messages that came before with other digits. The scanner asks of digits only where they stand, but in words that
 * hold some (`log4j`): those are pinned. So are digits that a place was always seen with (`ssh2`), so that every message
 * that is known here fulfills what is expected of its shape: what is expected grows less, never more.
 */
export interface ShapeMemo {
  /** Id of the message's shape; -1: not known. `line`: number of the masked text that the message stands in; -1: it has none. */
  find(bytes: Uint8Array, start: number, end: number, line: number): number;
  /** The message that was looked for last has shape `id`; its first `count` elements and what is expected of them. */
  keep(
    id: number,
    bytes: Uint8Array,
    start: number,
    found: ElementBuffer,
    count: number,
    expectations: readonly Expectation[],
  ): void;
  /** For another table: forgets the shapes. Memory for texts is used again, and what they are is still known. */
  clear(): void;
}

/** The shape of all messages of a text, or shapes by pinned digits. */
type Known = number | PinnedFacts;

const idIn = (known: Known, bytes: Uint8Array, start: number): number =>
  typeof known === "number" ? known : known.find(bytes, start);

export function shapeMemo(): ShapeMemo {
  const messages = maskedMemo();
  const ofMessages = textFacts<Known>();
  const ofLines = textFacts<Known>();
  /** What is known of the message that was looked for last. */
  let known: Known | undefined;
  let line = -1;
  let message = -1;
  return {
    find(bytes, start, end, within) {
      line = within;
      known = within < 0 ? undefined : ofLines.get(within);
      if (known === undefined) {
        message = messages.find(bytes, start, end);
        known = message < 0 ? undefined : ofMessages.get(message);
        if (known === undefined) return -1;
        if (within >= 0) ofLines.set(within, known);
      }
      return idIn(known, bytes, start);
    },
    keep(id, bytes, start, found, count, expectations) {
      if (known === undefined) {
        if (message < 0) message = messages.keep();
        if (message < 0 && line < 0) return;
        const pins = pinsOf(bytes, found, count, expectations);
        known = pins.length === 0 ? id : new PinnedFacts();
        if (typeof known !== "number") known.add(id, bytes, start, pins);
        if (message >= 0) ofMessages.set(message, known);
        if (line >= 0) ofLines.set(line, known);
        return;
      }
      if (typeof known === "number" || known.isClosed || known.find(bytes, start) >= 0) return;
      known.add(id, bytes, start, pinsOf(bytes, found, count, expectations));
    },
    clear() {
      ofMessages.clear();
      ofLines.clear();
    },
  };
}

const isDigit = (byte: number): boolean => BYTE_CLASS[byte] === DIGIT;

/** For messages without pins: nearly all. Never added to. */
const NONE: number[] = [];

/** Places of what the shape of a message depends on, digit by digit. */
function pinsOf(
  bytes: Uint8Array,
  { kinds, starts, ends }: ElementBuffer,
  count: number,
  expectations: readonly Expectation[],
): readonly number[] {
  let pins = NONE;
  const pin = (element: number): void => {
    for (let i = starts[element]!; i < ends[element]!; i++) {
      if (!isDigit(bytes[i]!)) continue;
      if (pins === NONE) pins = [];
      pins.push(i);
    }
  };
  for (let element = 0; element < count; element++) if (kinds[element] === WORD) pin(element);
  for (const expectation of expectations) if (expectation.bytes.some(isDigit)) pin(expectation.element);
  return pins;
}
