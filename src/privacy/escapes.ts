import type { Trigger } from "./rule.ts";

/** A text without escapes, and where each of its characters (and its end) stands in the text as it was written. */
export interface Unescaped {
  readonly text: string;
  readonly starts: readonly number[];
}

/**
 * `\u0077`, `\x22`, `\/`, in strings inside strings with more backslashes; two quotes for one beside a word, as in fields of
 * tables; and the colours of terminals, which stand for nothing. Controls stay escaped.
 */
const ESCAPE =
  /\\{1,8}(?:u00([2-7a-f][0-9a-f])|x([2-7][0-9a-f])|(\/))|(\u001b\[[\d;]{0,32}[mK])|(""(?=\w)|(?<=\w)"")/gi;
const QUOTE = /["'`]/;

/** Escaped quotes either end a value or are part of it; nobody knows, so a text that holds some is read both ways. */
function unescapedOnce(text: string, inPlaceOfQuotes?: string): Unescaped & { readonly hasQuotes: boolean } {
  const starts: number[] = [];
  let out = "";
  let from = 0;
  let hasQuotes = false;
  const keep = (to: number): void => {
    for (let i = from; i < to; i++) starts.push(i);
    out += text.slice(from, to);
  };
  for (const match of text.matchAll(ESCAPE)) {
    const code = match[1] ?? match[2];
    if (match[4] !== undefined) {
      keep(match.index);
      from = match.index + match[0].length;
      continue;
    }
    if (match[5] !== undefined) {
      keep(match.index + 1);
      from = match.index + 2;
      continue;
    }
    const written = code === undefined ? "/" : String.fromCharCode(Number.parseInt(code, 16));
    const isQuote = QUOTE.test(written);
    hasQuotes ||= isQuote;
    keep(match.index);
    starts.push(match.index);
    out += isQuote ? (inPlaceOfQuotes ?? written) : written;
    from = match.index + match[0].length;
  }
  keep(text.length);
  starts.push(text.length);
  return { text: out, starts, hasQuotes };
}

const hasMarks = (text: string): boolean => text.includes("\\") || text.includes("\u001b") || text.includes('""');

/** A text without its escapes, in one way or two; none where it holds no escape. */
export function unescapings(text: string): readonly Unescaped[] {
  if (!hasMarks(text) || text.search(ESCAPE) < 0) return [];
  const first = unescapedOnce(text);
  return first.hasQuotes ? [first, unescapedOnce(text, "q")] : [first];
}

/** `%3A`, also where its percent sign was escaped once more. */
const PERCENT = /%(?:25){0,3}([2-7][0-9a-f])/gi;

/** A text without the escapes of URLs. */
function unescapedUrl(text: string): Unescaped {
  const starts: number[] = [];
  let out = "";
  let from = 0;
  for (const match of [...text.matchAll(PERCENT), undefined]) {
    const to = match?.index ?? text.length;
    for (let i = from; i < to; i++) starts.push(i);
    out += text.slice(from, to);
    if (match === undefined) break;
    starts.push(to);
    out += String.fromCharCode(Number.parseInt(match[1] ?? "", 16));
    from = to + match[0].length;
  }
  starts.push(text.length);
  return { text: out, starts };
}

/** All that a text with escapes can mean. */
export const readings = (text: string): readonly Unescaped[] => [
  ...unescapings(text),
  ...(text.includes("%") && text.search(PERCENT) >= 0 ? [unescapedUrl(text)] : []),
];

/** The value that an escaped one stands for. */
export const unescaped = (value: string): string => (hasMarks(value) ? (unescapings(value)[0]?.text ?? value) : value);

const BACKSLASH = 0x5c;
/** Value of a hexadecimal digit; 16: it is none. */
const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return 16;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16;
};
const hexPair = (bytes: Uint8Array, at: number, end: number): number => {
  if (at + 2 > end) return 0;
  const [high, low] = [hexValue(bytes[at]), hexValue(bytes[at + 1])];
  return high > 15 || low > 15 ? 0 : high * 16 + low;
};

const ESCAPE_BYTE = 0x1b;
/** End of the colour whose parameters begin at `at`, behind `ESC [`; 0: it is none. */
function colourEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && i < at + 32 && ((bytes[i]! >= 0x30 && bytes[i]! <= 0x39) || bytes[i] === 0x3b)) i++;
  return i < end && ((bytes[i]! | 0x20) === 0x6d || (bytes[i]! | 0x20) === 0x6b) ? i + 1 : 0;
}

const isWord = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) || byte === 0x5f);
/** Whether two quotes stand at `at` for one: beside a word. An empty text is between others. */
const isDoubled = (bytes: Uint8Array, start: number, at: number, end: number): boolean =>
  bytes[at] === 0x22 &&
  at + 1 < end &&
  bytes[at + 1] === 0x22 &&
  ((at + 2 < end && isWord(bytes[at + 2])) || (at > start && isWord(bytes[at - 1])));

let scratch = new Uint8Array(4_096);

/**
 * Bytes [start, end) without escapes, for a prefilter to look at: valid until the next call. `hasQuotes`: some were escaped;
 * with a stand-in they are part of a value.
 */
export function unescapedBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  inPlaceOfQuotes?: number,
): { readonly bytes: Uint8Array; readonly length: number; readonly hasQuotes: boolean } {
  if (scratch.length < end - start) scratch = new Uint8Array(2 * (end - start));
  const out = scratch;
  let length = 0;
  let hasQuotes = false;
  for (let at = start; at < end; ) {
    const byte = bytes[at]!;
    const colour = byte === ESCAPE_BYTE && bytes[at + 1] === 0x5b ? colourEnd(bytes, at + 2, end) : 0;
    if (colour > 0) {
      at = colour;
      continue;
    }
    if (byte !== BACKSLASH) {
      out[length++] = byte;
      at += isDoubled(bytes, start, at, end) ? 2 : 1;
      continue;
    }
    let behind = at + 1;
    while (behind < end && bytes[behind] === BACKSLASH) behind++;
    const mark = bytes[behind];
    let code = 0;
    if (behind < end && mark === 0x2f) code = mark;
    else if (mark === 0x78 || mark === 0x58) {
      code = hexPair(bytes, behind + 1, end);
      if (code >= 0x80) code = 0;
      behind += 2;
    } else if ((mark === 0x75 || mark === 0x55) && bytes[behind + 1] === 0x30 && bytes[behind + 2] === 0x30) {
      code = hexPair(bytes, behind + 3, end);
      if (code >= 0x80 && code < 0xa0) code = 0;
      behind += 4;
    }
    if (code < 0x20) {
      out[length++] = byte;
      at++;
      continue;
    }
    const isQuote = code === 0x22 || code === 0x27 || code === 0x60;
    hasQuotes ||= isQuote;
    out[length++] = isQuote ? (inPlaceOfQuotes ?? code) : code;
    at = behind + 1;
  }
  return { bytes: out, length, hasQuotes };
}

const isSeparator = (byte: number | undefined): boolean => byte === 0x3d || byte === 0x3a;
/** Colours around whole words, as most are, hide nothing. */
const isInWord = (byte: number | undefined): boolean => byte !== undefined && byte > 0x20;

/** What lines with escapes hold; `found` is told, and none of them triggers by itself. */
export function escapeTriggers(found: () => void): Trigger[] {
  const note = (): false => {
    found();
    return false;
  };
  return [
    { literal: "\\u00", confirm: (bytes, _start, at, end) => hexPair(bytes, at, end) >= 0x20 && note() },
    { literal: "\\x", confirm: (bytes, _start, at, end) => hexPair(bytes, at, end) >= 0x20 && note() },
    {
      literal: "\u001b[",
      confirm: (bytes, start, at, end) => {
        const behind = colourEnd(bytes, at, end);
        if (behind === 0 || behind >= end || at - 2 === start) return false;
        const [left, right] = [bytes[at - 3], bytes[behind]];
        return (isSeparator(left) || isSeparator(right) || (isInWord(left) && isInWord(right))) && note();
      },
    },
    { literal: "\\/", isExact: true, confirm: note },
    {
      literal: '""',
      isExact: true,
      confirm: (bytes, start, at, end) => isDoubled(bytes, start, at - 2, end) && note(),
    },
  ];
}
