/** Kinds of elements as numbers, for columns. WORD and STEM are below VALUE: what can stand in a variable place. */
export const WORD = 0;
export const STEM = 1;
export const VALUE = 2;
export const PUNCTUATION = 3;

/** A message of more elements is cut: no sentence of a program is that long. */
export const ELEMENT_LIMIT = 192;

/** All values are equal. */
export const VALUE_HASH = 0x9e3779b9 | 0;
/** All runs of dots are equal, and differ from a single dot. */
export const DOTS_HASH = 0x2e2e;

/** The elements of one message: a stack in four columns, so that what belongs together is popped and nothing is read twice. */
export interface ElementBuffer {
  readonly kinds: Uint8Array;
  /** Of the letters that make the element what it is; of single punctuation its byte. */
  readonly hashes: Int32Array;
  /** Where the element's text is, in the bytes that were scanned. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export const elementBuffer = (): ElementBuffer => ({
  kinds: new Uint8Array(ELEMENT_LIMIT + 1),
  hashes: new Int32Array(ELEMENT_LIMIT + 1),
  starts: new Int32Array(ELEMENT_LIMIT + 1),
  ends: new Int32Array(ELEMENT_LIMIT + 1),
});
