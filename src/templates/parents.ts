import { ENUMERATIONS } from "./pairs.ts";
import {
  firstWithHole,
  keyOf,
  keyOfSums,
  secondWithHole,
  type TokenList,
  type Vocabulary,
  withHoles,
  withSpan,
} from "./token-list.ts";

/** The option of the miner. The other limits are constants; each stands in the middle of a range that gives the same accuracy on Loghub-2k. */
export interface Limits {
  /** More different words than this in one place of an otherwise equal message: the place is variable. */
  readonly word: number;
}

/** A digit makes an identifier likelier than a word: one less than `word`. */
const STEMS = 3;
/** What a message is about stands first, and first after `name:`; finite, so that `alice has joined` cannot explode. */
const HEADS = 32;
/** After the word `user` stands a user. */
const CUE = "user";
const CUED = 1;
/** States, verbs and codes in capitals enumerate. */
const CAPITALS = 16;
/** Pairs are tried in short messages only: their number grows with the square. */
const PAIR_PLACES = 12;
/** Other words that must stay. */
const PAIR_KEEPS = 2;
/** Times `word`: how many different words both places of a pair must have shown. */
export const PAIR_FACTOR = 2;

const QUOTES = new Set(['"', "'", "`"]);

/**
 * A more general list: one or several places, or a span, replaced by a value.
 * `word` (and `phrase`, `assignments`) collect voters; `pair` needs votes in both places; `chunk` never votes, it only joins
 * what exists.
 */
export interface Parent {
  readonly kind: "word" | "phrase" | "assignments" | "pair" | "chunk";
  readonly key: number;
  /** Replaced places; of a span its first element and the one after it. */
  readonly positions: readonly number[];
  /** What stands there: distinct voters count. */
  readonly voter: string;
  /** Different voters that may stand there before the place is variable. */
  readonly limit: number;
}

/** The list a parent stands for. */
export const parentList = (list: TokenList, { kind, positions }: Pick<Parent, "kind" | "positions">): TokenList =>
  kind === "phrase" || kind === "chunk" ? withSpan(list, positions[0]!, positions[1]!) : withHoles(list, positions);

/** All parents of a list, in the order they are asked. A parent keeps at least one word. */
export function parentsOf(list: TokenList, words: Vocabulary, { word }: Limits): Parent[] {
  const { tokens, spaced } = list;
  const all = tokens.map((id) => words.at(id));
  const text = (at: number): string => all[at]?.element.text ?? "";
  const isSign = (at: number, sign: string): boolean => all[at]?.element.kind === "punctuation" && text(at) === sign;
  const names = all.filter(({ isName }) => isName).length;
  if (names < 2) return [];
  const parents: Parent[] = [];

  const first = all.findIndex(({ isWord }) => isWord);
  const second = first >= 0 && isSign(first + 1, ":") ? all.findIndex(({ isWord }, at) => at > first && isWord) : -1;
  const places: number[] = [];
  for (const [at, token] of all.entries()) if (token.isWord || token.element.kind === "stem") places.push(at);

  const isEnumeration = (at: number): boolean => {
    for (let i = at; i > 1 && !spaced[i]; i--) {
      const isKey = all[i - 2]!.element.kind === "word" && ENUMERATIONS.has(all[i - 2]!.tail);
      if (text(i - 1) === "=" || (text(i - 1) === ":" && isKey)) return ENUMERATIONS.has(all[i - 2]!.tail);
    }
    return false;
  };
  const enumerations = new Set(places.filter(isEnumeration));
  const limitOf = (at: number): number => {
    const token = all[at]!;
    if (enumerations.has(at)) return Math.max(HEADS, word);
    if (at > 0 && all[at - 1]!.element.kind === "word" && text(at - 1).toLowerCase() === CUE) return CUED;
    if (token.element.kind === "stem") return STEMS;
    if (at === first || at === second) return HEADS;
    return token.isCapitals ? CAPITALS : word;
  };
  for (const at of places) {
    const key = keyOfSums(firstWithHole(list.a, tokens, at), secondWithHole(list.b, tokens, at));
    parents.push({ kind: "word", key, positions: [at], voter: String(tokens[at]), limit: limitOf(at) });
  }

  // Right-hand sides of `=` vary together: user, host and tenant of one record.
  const isFree = (at: number): boolean => !enumerations.has(at) && !all[at]!.isCapitals;
  const sides = places.filter(
    (at) =>
      at > 1 &&
      text(at - 1) === "=" &&
      isFree(at) &&
      all[at - 2]!.element.kind === "word" &&
      (at + 1 >= all.length || spaced[at + 1] || all[at + 1]!.element.kind === "punctuation"),
  );
  if (sides.length > 1 && names - sides.length > 1) {
    const voter = sides.map((at) => `${at}:${tokens[at]}`).join(" ");
    parents.push({ kind: "assignments", key: keyOf(withHoles(list, sides)), positions: sides, voter, limit: word });
  }

  if (places.length <= PAIR_PLACES && names - 2 >= PAIR_KEEPS) {
    const candidates = places.filter((at) => isFree(at) && at !== first && at !== second);
    for (const [i, p] of candidates.entries()) {
      const a = firstWithHole(list.a, tokens, p);
      const b = secondWithHole(list.b, tokens, p);
      for (const q of candidates.slice(i + 1)) {
        const key = keyOfSums(firstWithHole(a, tokens, q), secondWithHole(b, tokens, q));
        parents.push({ kind: "pair", key, positions: [p, q], voter: `${tokens[p]} ${tokens[q]}`, limit: word });
      }
    }
  }

  const hasWordOutside = (from: number, to: number): boolean =>
    all.some(({ element }, at) => (at < from || at >= to) && element.kind === "word");
  const span = (kind: "phrase" | "chunk", from: number, to: number, limit: number): void => {
    const key = keyOf(withSpan(list, from, to));
    parents.push({ kind, key, positions: [from, to], voter: tokens.slice(from, to).join(" "), limit });
  };

  // A quoted phrase is somebody's words, unless it is a list of assignments or an order in capitals.
  for (let open = 0; open < all.length; open++) {
    if (!QUOTES.has(text(open)) || all[open]!.element.kind !== "punctuation") continue;
    let close = open + 1;
    while (close < all.length && text(close) !== text(open)) close++;
    if (close >= all.length) break;
    const inner = all.slice(open + 1, close);
    const isPlain = inner.every(({ element }) => element.text !== "=" && element.text !== "'" && element.text !== '"');
    const head = inner.find(({ element }) => element.kind === "word");
    if (inner.length > 1 && isPlain && head?.isCapitals !== true && hasWordOutside(open, close + 1)) {
      span("phrase", open + 1, close, word);
    }
    open = close;
  }

  // Whole white-space chunks of several elements that hold a value: `LOCAL(0)`, `wpad:80`.
  for (let from = 0, next = 0; from < all.length; from = next) {
    next = from + 1;
    while (next < all.length && !spaced[next]) next++;
    let to = next;
    while (to > from && all[to - 1]!.element.kind === "punctuation" && ",;:.".includes(text(to - 1).charAt(0))) to--;
    const holdsValue = all.slice(from, to).some(({ element }) => element.kind === "value" || element.kind === "stem");
    if (to - from > 1 && holdsValue && hasWordOutside(from, to)) span("chunk", from, to, Number.POSITIVE_INFINITY);
  }
  return parents;
}
