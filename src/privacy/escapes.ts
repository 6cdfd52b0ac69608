import type { Trigger } from "./rule.ts";

/** A text without escapes, and where each of its characters (and its end) stands in the text as it was written. */
export interface Unescaped {
  readonly text: string;
  readonly starts: readonly number[];
}

/** `\u0077`, `\x22`, `\/`, in strings inside strings with more backslashes. Controls stay escaped. */
const ESCAPE = /\\{1,8}(?:u00([2-7a-f][0-9a-f])|x([2-7][0-9a-f])|(\/))/gi;
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

/** A text without its escapes, in one way or two; none where it holds no escape. */
export function unescapings(text: string): readonly Unescaped[] {
  if (!text.includes("\\") || text.search(ESCAPE) < 0) return [];
  const first = unescapedOnce(text);
  return first.hasQuotes ? [first, unescapedOnce(text, "q")] : [first];
}

/** The value that an escaped one stands for. */
export const unescaped = (value: string): string =>
  value.includes("\\") ? (unescapings(value)[0]?.text ?? value) : value;

const isHexDigit = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66));

/** What lines with escapes hold; `found` is told, and none of them triggers by itself. */
export function escapeTriggers(found: () => void): Trigger[] {
  const note = (): false => {
    found();
    return false;
  };
  return [
    {
      literal: "\\u00",
      isExact: true,
      confirm: (bytes, _start, at, end) => at + 1 < end && isHexDigit(bytes[at]) && bytes[at]! >= 0x32 && note(),
    },
    {
      literal: "\\x",
      isExact: true,
      confirm: (bytes, _start, at, end) =>
        at + 1 < end && bytes[at]! >= 0x32 && bytes[at]! <= 0x37 && isHexDigit(bytes[at + 1]) && note(),
    },
    { literal: "\\/", isExact: true, confirm: note },
  ];
}
