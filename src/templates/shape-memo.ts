import { maskedMemo, textFacts } from "../core/masked-memo.ts";
import { BYTE_CLASS, DIGIT } from "./byte-class.ts";
import { type ElementBuffer, WORD } from "./element-buffer.ts";
import type { Expectation } from "./places.ts";

/** A shape, and the digits that a message of it must have: their places in the message, and which. */
interface Known {
  readonly id: number;
  readonly at: Uint16Array;
  readonly digits: Uint8Array;
}

/** Messages that differ in pinned digits only: so many are known at once. */
const VARIANTS = 10;

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
}

export function shapeMemo(): ShapeMemo {
  const messages = maskedMemo();
  const ofMessages = textFacts<Known[]>();
  const ofLines = textFacts<Known[]>();
  /** What is known of the message that was looked for last, though with other pinned digits. */
  let differing: Known[] | undefined;
  let line = -1;
  return {
    find(bytes, start, end, within) {
      line = within;
      differing = within < 0 ? undefined : ofLines.get(within);
      if (differing === undefined) {
        const message = messages.find(bytes, start, end);
        differing = message < 0 ? undefined : ofMessages.get(message);
        if (differing === undefined) return -1;
        if (within >= 0) ofLines.set(within, differing);
      }
      for (let i = 0; i < differing.length; i++) if (holds(differing[i]!, bytes, start)) return differing[i]!.id;
      return -1;
    },
    keep(id, bytes, start, found, count, expectations) {
      const own = { id, ...pinnedIn(bytes, start, found, count, expectations) };
      if (differing !== undefined) {
        if (differing.length === VARIANTS) differing.length = 0;
        differing.push(own);
        return;
      }
      const variants = [own];
      const message = messages.keep();
      if (message >= 0) ofMessages.set(message, variants);
      if (line >= 0) ofLines.set(line, variants);
    },
  };
}

function holds({ at, digits }: Known, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < at.length; i++) if (bytes[start + at[i]!] !== digits[i]) return false;
  return true;
}

const isDigit = (byte: number): boolean => BYTE_CLASS[byte] === DIGIT;

function pinnedIn(
  bytes: Uint8Array,
  start: number,
  { kinds, starts, ends }: ElementBuffer,
  count: number,
  expectations: readonly Expectation[],
): Pick<Known, "at" | "digits"> {
  const at: number[] = [];
  const pin = (element: number): void => {
    for (let i = starts[element]!; i < ends[element]!; i++) if (isDigit(bytes[i]!)) at.push(i - start);
  };
  for (let element = 0; element < count; element++) if (kinds[element] === WORD) pin(element);
  for (const expectation of expectations) if (expectation.bytes.some(isDigit)) pin(expectation.element);
  return { at: Uint16Array.from(at), digits: Uint8Array.from(at, (offset) => bytes[start + offset]!) };
}
