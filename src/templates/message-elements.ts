import type { Element, ElementKind } from "../core/shapes.ts";
import { BYTE_CLASS, DIGIT, LETTER } from "./byte-class.ts";
import { DOTS_HASH, type ElementBuffer, PUNCTUATION, STEM, VALUE } from "./element-buffer.ts";
import { textOf } from "./places.ts";

const KINDS: readonly ElementKind[] = ["word", "stem", "value", "punctuation"];
/** Longer words are cut; their hash keeps them apart. */
const WORD_LENGTH = 256;

const stemEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let lastLetter = -1;
  let separator = -1;
  for (let i = start; i < end && BYTE_CLASS[bytes[i]!] !== DIGIT; i++) {
    if ((BYTE_CLASS[bytes[i]!]! & LETTER) !== 0) lastLetter = i;
    else if (lastLetter >= start && lastLetter === i - 1 && (bytes[i] === 95 || bytes[i] === 45)) separator = i;
  }
  return (separator >= 0 ? separator : lastLetter) + 1;
};

const cut = (bytes: Uint8Array, start: number, end: number, hash: number): string =>
  end - start <= WORD_LENGTH
    ? textOf(bytes, start, end)
    : `${textOf(bytes, start, start + WORD_LENGTH)}…${(hash >>> 0).toString(16)}`;

/** Text of element `at`: equal exactly for elements that are equal to the scanner. */
function elementText(elements: ElementBuffer, at: number, bytes: Uint8Array, raw: string | undefined): string {
  const start = elements.starts[at]!;
  const end = elements.ends[at]!;
  const hash = elements.hashes[at]!;
  const kind = elements.kinds[at];
  if (kind === VALUE) return "<*>";
  if (kind === STEM) return `${cut(bytes, start, stemEnd(bytes, start, end), hash)}<*>`;
  if (kind === PUNCTUATION && hash === DOTS_HASH) return "...";
  return raw !== undefined && end - start <= WORD_LENGTH ? raw : cut(bytes, start, end, hash);
}

/** The first `count` scanned elements as objects. `rawOf`: the text of each, where that is known. */
export function elementsOf(
  elements: ElementBuffer,
  count: number,
  bytes: Uint8Array,
  rawOf?: (at: number) => string,
): Element[] {
  const out: Element[] = [];
  for (let at = 0; at < count; at++) {
    out.push({
      kind: KINDS[elements.kinds[at]!]!,
      text: elementText(elements, at, bytes, rawOf?.(at)),
      spaced: at > 0 && elements.starts[at]! > elements.ends[at - 1]!,
    });
  }
  return out;
}
