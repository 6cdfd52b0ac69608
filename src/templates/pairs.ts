import { type ElementBuffer, PUNCTUATION, STEM, VALUE, VALUE_HASH, WORD } from "./element-buffer.ts";

const EQUALS = 61;
const QUOTES: readonly number[] = [34, 39, 96];
/** Signs that end a value and are not part of it. */
const CLOSING: readonly number[] = [...QUOTES, 44, 58, 59];

/** Right-hand sides of these keys are few and tell records apart. */
export const ENUMERATIONS: ReadonlySet<string> = new Set(
  "op operation action act event type kind status state result res outcome method verb level severity reason phase mode role code success".split(
    " ",
  ),
);
/** Right-hand sides of these keys are sentences, read as messages are. */
const SENTENCES: ReadonlySet<string> = new Set(
  "msg message text body log error err exception cause warning title description detail details".split(" "),
);

/** The last word of a key in lower case: `eventType`, `event_type` and `EVENT_TYPE` end in `type`. */
export const lastWordOf = (key: string): string => (/(?:[A-Z]+|[A-Z]?[a-z]+)$/.exec(key)?.[0] ?? "").toLowerCase();

/** Fewer pairs make no record: `took=3ms retries=2` may stand behind any sentence. */
const FEWEST_PAIRS = 3;
/** Longer keys are words of something else. */
const KEY_LENGTH = 64;

const isSign = ({ kinds, hashes }: ElementBuffer, at: number, sign: number): boolean =>
  kinds[at] === PUNCTUATION && hashes[at] === sign;
const isName = ({ kinds }: ElementBuffer, at: number): boolean => kinds[at] === WORD || kinds[at] === STEM;
const touches = ({ starts, ends }: ElementBuffer, at: number): boolean => ends[at - 1] === starts[at];
const isQuote = (elements: ElementBuffer, at: number): boolean =>
  elements.kinds[at] === PUNCTUATION && QUOTES.includes(elements.hashes[at]!);

/** Is element `at` the `=` of a pair: a name directly before it that begins a chunk or stands behind an opening quote? */
function isPair(elements: ElementBuffer, at: number): boolean {
  if (at < 1 || !isSign(elements, at, EQUALS) || !touches(elements, at) || !isName(elements, at - 1)) return false;
  return at === 1 || !touches(elements, at - 1) || isQuote(elements, at - 2);
}

/** Where the value behind the `=` at `at` ends: at its closing quote, or where its chunk does. A quote around pairs is none. */
function valueEnd(elements: ElementBuffer, at: number, count: number): number {
  const first = at + 1;
  if (first >= count || !touches(elements, first)) return first;
  if (isQuote(elements, first)) {
    for (let i = first + 1; i < count; i++) {
      if (isPair(elements, i)) return first;
      if (isSign(elements, i, elements.hashes[first]!)) return i + 1;
    }
    return first;
  }
  let end = first + 1;
  while (end < count && touches(elements, end)) end++;
  return end;
}

/**
 * A record of pairs (logfmt, auditd, key=value from its beginning to its end) is told by its keys: what stands behind them are
 * values, but for enumerations and sentences. Masks those in place and gives the new number of elements; -1: the message
 * is no such record and stays as it is. Not for every message: it is asked for those that a table does not know.
 */
export function maskPairs(elements: ElementBuffer, count: number, bytes: Uint8Array): number {
  if (count < 3 || !isPair(elements, 1)) return -1;
  let pairs = 0;
  let outside = 0;
  for (let at = 0; at < count; ) {
    if (!isPair(elements, at + 1)) {
      outside++;
      at++;
      continue;
    }
    pairs++;
    at = Math.max(at + 2, valueEnd(elements, at + 1, count));
  }
  if (pairs < FEWEST_PAIRS || outside > pairs) return -1;
  const { kinds, hashes, starts, ends } = elements;
  let to = 0;
  const keep = (at: number): void => {
    kinds[to] = kinds[at]!;
    hashes[to] = hashes[at]!;
    starts[to] = starts[at]!;
    ends[to++] = ends[at]!;
  };
  for (let at = 0; at < count; ) {
    const isKey = isPair(elements, at + 1);
    const end = isKey ? valueEnd(elements, at + 1, count) : at + 1;
    if (!isKey || end <= at + 2 || isTelling(elements, at, bytes)) {
      for (const last = Math.max(end, at + 1); at < last; at++) keep(at);
      continue;
    }
    keep(at);
    keep(at + 1);
    let first = at + 2;
    let last = end;
    if (isQuote(elements, first)) {
      keep(first++);
      last--;
    } else while (last > first + 1 && kinds[last - 1] === PUNCTUATION && CLOSING.includes(hashes[last - 1]!)) last--;
    if (first < last) {
      starts[to] = starts[first]!;
      ends[to] = ends[last - 1]!;
      kinds[to] = VALUE;
      hashes[to++] = VALUE_HASH;
    }
    for (at = last; at < end; at++) keep(at);
  }
  return to;
}

const decoder = new TextDecoder("latin1");
/** What was said of keys, by the hash of their letters. */
const told = new Map<number, boolean>();
const TOLD_LIMIT = 10_000;

/** Whether the right-hand side of the key at `at` tells records apart by its words. */
function isTelling({ kinds, hashes, starts, ends }: ElementBuffer, at: number, bytes: Uint8Array): boolean {
  const start = starts[at]!;
  const end = ends[at]!;
  if (kinds[at] === STEM || end - start > KEY_LENGTH) return false;
  const known = told.get(hashes[at]!);
  if (known !== undefined) return known;
  const word = lastWordOf(decoder.decode(bytes.subarray(start, end)));
  const is = ENUMERATIONS.has(word) || SENTENCES.has(word);
  if (told.size < TOLD_LIMIT) told.set(hashes[at]!, is);
  return is;
}
