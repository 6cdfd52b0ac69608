import type { Element, Shape } from "../core/shapes.ts";
import { BYTE_CLASS, DIGIT } from "./byte-class.ts";
import { DOTS_HASH, type ElementBuffer, PUNCTUATION, STEM, VALUE } from "./element-buffer.ts";
import { kindBit, STRING_BIT, valueParts } from "./value-kind.ts";

/** What is known of the texts that stood in one place of a shape. Only what holds for all of them is kept. */
export interface Place {
  /** Kinds seen, as bits. */
  readonly kinds: number;
  /** A value's unit, a stem's whole text, a run of dots: null once it was not the same everywhere. */
  readonly fixed: string | null;
  /** What a stem starts with, up to and with a `-` or `.` (`node-`); empty once it was not the same everywhere. */
  readonly head: string;
}

/** One entry an element; null where the element is a plain word or sign. */
export type Places = readonly (Place | null)[];

/** A shape whose table watches its places. */
export interface WatchedShape extends Shape {
  readonly places: Places;
}

export const isWatched = (shape: Shape): shape is WatchedShape => "places" in shape && Array.isArray(shape.places);

/** A place that holds different words. */
export const WORDS_PLACE: Place = { kinds: STRING_BIT, fixed: null, head: "" };

/** What holds for both. */
export function mergePlace(a: Place | null, b: Place | null): Place | null {
  if (a === null || b === null) return a ?? b;
  const kinds = a.kinds | b.kinds;
  const fixed = a.fixed === b.fixed ? a.fixed : null;
  const head = a.head === b.head ? a.head : "";
  return kinds === a.kinds && fixed === a.fixed && head === a.head ? a : { kinds, fixed, head };
}

/** A stem is shown whole where it never changed and its number has one or two digits (`ssh2`, `L3`); longer ones are ids. */
const SMALL_STEM = /^[^0-9]*[A-Za-z][^0-9]*[0-9]{1,2}$/;
/** More than this of a place is not kept. */
const TEXT_LENGTH = 64;

const headOf = (text: string): string => {
  const letters = (/^[^0-9]*/.exec(text)?.[0] ?? "").replace(/([._-])[^._-]+$/, "$1").replace(/([._-])-$/, "$1");
  return /[.-]$/.test(letters) && letters.length <= TEXT_LENGTH ? letters : "";
};

const decoder = new TextDecoder();
/** Bytes as text; what is not UTF-8 becomes U+FFFD. */
export const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, end));

/** The text of a part of `bytes[start, end)`. */
export type PartOf = (start: number, end: number) => string;

/** Longer messages are not decoded as a whole for a few parts of them. */
const WHOLE_BYTES = 4_096;

/**
 * Parts of a message as text; where a byte is a character, of one text that was decoded once. To look at, not to keep: such a part
 * keeps the whole message in memory.
 */
export function partsOf(bytes: Uint8Array, start: number, end: number): PartOf {
  const whole = end - start > WHOLE_BYTES ? "" : textOf(bytes, start, end);
  return whole.length === end - start
    ? (from, to) => whole.slice(from - start, to - start)
    : (from, to) => textOf(bytes, from, to);
}

/** The place of element `at` of what was scanned. It keeps the texts that `partOf` gives. */
export function placeOf(elements: ElementBuffer, at: number, partOf: PartOf): Place | null {
  const kind = elements.kinds[at]!;
  const start = elements.starts[at]!;
  const end = elements.ends[at]!;
  if (kind === VALUE) {
    const { kind: parameter, unit } = valueParts(partOf(start, Math.min(end, start + 512)));
    return { kinds: kindBit(parameter), fixed: unit, head: "" };
  }
  if (kind === STEM) {
    const text = partOf(start, Math.min(end, start + 512));
    const head = headOf(text);
    return {
      kinds: head === "" ? STRING_BIT : kindBit(valueParts(text.slice(head.length)).kind),
      fixed: text.length <= TEXT_LENGTH && SMALL_STEM.test(text) ? text : null,
      head,
    };
  }
  if (kind === PUNCTUATION && elements.hashes[at] === DOTS_HASH)
    return { kinds: 0, fixed: end - start <= TEXT_LENGTH ? partOf(start, end) : null, head: "" };
  return null;
}

/** Something that held for a place so far, as bytes to compare with each further message. */
export interface Expectation {
  readonly element: number;
  readonly part: "whole" | "start" | "end";
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/** What to compare in further messages of the shape. */
export function expectationsOf(elements: readonly Element[], places: Places): Expectation[] {
  const expectations: Expectation[] = [];
  for (let element = 0; element < places.length; element++) {
    const place = places[element] ?? null;
    if (place === null) continue;
    const { kind } = elements[element]!;
    if (place.fixed !== null && place.fixed !== "") {
      expectations.push({ element, part: kind === "value" ? "end" : "whole", bytes: encoder.encode(place.fixed) });
    }
    if (place.head !== "") expectations.push({ element, part: "start", bytes: encoder.encode(place.head) });
  }
  return expectations;
}

/** Does the expectation hold for what was scanned from `bytes`? */
export function holds(
  { element, part, bytes: expected }: Expectation,
  found: ElementBuffer,
  bytes: Uint8Array,
): boolean {
  const start = found.starts[element]!;
  const end = found.ends[element]!;
  const length = expected.length;
  if (part === "whole" ? end - start !== length : end - start < length) return false;
  const from = part === "end" ? end - length : start;
  for (let i = 0; i < length; i++) if (bytes[from + i] !== expected[i]) return false;
  // A unit follows a digit: ` s` is not the end of ` ms`.
  return part !== "end" || (from > start && BYTE_CLASS[bytes[from - 1]!] === DIGIT);
}
