/** What one element of a masked message is. */
export type ElementKind = "word" | "stem" | "value" | "punctuation";

/** One element of a shape. */
export interface Element {
  readonly kind: ElementKind;
  /** The text; `<*>` for a value, `letters<*>` for a stem. */
  readonly text: string;
  /** Whether white space stands before it. */
  readonly spaced: boolean;
}

/** A message with its values masked. Made once for all lines that look alike. */
export interface Shape {
  /** Dense, in order of first appearance. */
  readonly id: number;
  readonly elements: readonly Element[];
  /** The message it was first seen in, not yet revealed: bytes, never shown as they are. */
  readonly sample: Uint8Array;
}

/** The shapes of a run, by id. */
export interface Shapes {
  readonly length: number;
  at(id: number): Shape;
}
