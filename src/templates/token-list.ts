import type { Element, ElementKind } from "../core/shapes.ts";
import { firstPart, secondPart } from "./element-key.ts";
import { lastWordOf } from "./pairs.ts";

/** A different text of a different kind, numbered. */
export interface Token {
  readonly id: number;
  readonly element: Omit<Element, "spaced">;
  /** Word or stem: what can stand in a variable place. */
  readonly isName: boolean;
  /** A word with a letter in it (of ASCII): sentences are told apart by those. */
  readonly isWord: boolean;
  /** `STARTED`, `READ_ONLY`. */
  readonly isCapitals: boolean;
  /** The last word in lower case: `eventType` and `event_type` end in `type`. */
  readonly tail: string;
}

/** Elements as numbers of tokens, with the two sums of their key. */
export interface TokenList {
  readonly tokens: readonly number[];
  readonly spaced: readonly boolean[];
  readonly a: number;
  readonly b: number;
}

/** Id of the token `<*>`. */
export const VALUE_TOKEN = 0;
/** Stand for texts that were never learned, by kind. No list that was learned holds them. */
const UNKNOWN: Readonly<Record<ElementKind, number>> = { value: VALUE_TOKEN, word: -3, stem: -4, punctuation: -5 };

/** The two sums as one number of 53 bits, to be the key of a Map. */
export const keyOfSums = (a: number, b: number): number => (a >>> 0) * 0x200000 + (b >>> 11);
export const keyOf = (list: TokenList): number => keyOfSums(list.a, list.b);

/** The first sum with the token at `at` replaced by a value; the second likewise. */
export const firstWithHole = (a: number, tokens: readonly number[], at: number): number =>
  (a - firstPart(tokens[at]!, 0, at) + firstPart(VALUE_TOKEN, 0, at)) | 0;
export const secondWithHole = (b: number, tokens: readonly number[], at: number): number =>
  (b - secondPart(tokens[at]!, 0, at) + secondPart(VALUE_TOKEN, 0, at)) | 0;

export function listOf(tokens: readonly number[], spaced: readonly boolean[]): TokenList {
  let a = tokens.length | 0;
  let b = ~tokens.length;
  for (let at = 0; at < tokens.length; at++) {
    a = (a + firstPart(tokens[at]!, 0, at)) | 0;
    b = (b + secondPart(tokens[at]!, 0, at)) | 0;
  }
  return { tokens, spaced, a, b };
}

/** The list with values at `positions`. */
export function withHoles(list: TokenList, positions: readonly number[]): TokenList {
  const tokens = [...list.tokens];
  for (const at of positions) tokens[at] = VALUE_TOKEN;
  return listOf(tokens, list.spaced);
}

/** The list with one value in place of `[from, to)`. */
export const withSpan = (list: TokenList, from: number, to: number): TokenList =>
  listOf(
    [...list.tokens.slice(0, from), VALUE_TOKEN, ...list.tokens.slice(to)],
    [...list.spaced.slice(0, from + 1), ...list.spaced.slice(to)],
  );

/** Numbers texts. */
export interface Vocabulary {
  /** Token of an id; of an unknown one too. */
  at(id: number): Token;
  /** The elements as tokens; new texts become new tokens, or, without `learn`, unknown ones. */
  list(elements: readonly Element[], learn: boolean): TokenList;
  elements(list: TokenList): Element[];
}

const tokenOf = (id: number, { kind, text }: Element): Token => ({
  id,
  element: { kind, text },
  isName: kind === "word" || kind === "stem",
  isWord: kind === "word" && /[A-Za-z]/.test(text),
  isCapitals: /^[A-Z][A-Z_]+$/.test(text),
  tail: lastWordOf(text),
});

export function vocabulary(): Vocabulary {
  const value: Element = { kind: "value", text: "<*>", spaced: false };
  const unknown = new Map(
    (["word", "stem", "punctuation"] as const).map((kind) => [
      UNKNOWN[kind],
      tokenOf(UNKNOWN[kind], { kind, text: "unknown", spaced: false }),
    ]),
  );
  const at = (id: number): Token => tokens[id] ?? unknown.get(id) ?? tokens[VALUE_TOKEN]!;
  const tokens: Token[] = [tokenOf(VALUE_TOKEN, value)];
  const ids = new Map<string, number>([["v<*>", VALUE_TOKEN]]);
  const idOf = (element: Element, learn: boolean): number => {
    const name = element.kind.charAt(0) + element.text;
    const known = ids.get(name);
    if (known !== undefined || !learn) return known ?? UNKNOWN[element.kind];
    const id = tokens.length;
    tokens.push(tokenOf(id, element));
    ids.set(name, id);
    return id;
  };
  return {
    at,
    list: (elements, learn) =>
      listOf(
        elements.map((element) => idOf(element, learn)),
        elements.map(({ spaced }) => spaced),
      ),
    elements: (list) => list.tokens.map((id, i) => ({ ...at(id).element, spaced: list.spaced[i]! })),
  };
}
