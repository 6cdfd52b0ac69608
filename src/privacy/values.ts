import type { Span } from "./rule.ts";

/** Values that stand for a secret and are none: empty markers, masks, variables, placeholders, the start of an object. */
const STAND_IN = new RegExp(
  `^(?:${[
    "null|nil|none|undefined|unset|empty|true|false|yes|no|on|off|n/a|nan|eof",
    "hidden|masked|redacted|filtered|omitted|removed",
    "\\*+|x{3,}|\\.{2,}|-+|\\?+|[{[(]+",
    "hmac-sha\\d{1,3}:[0-9a-f]*",
    "<[^>]*>?|\\[[\\w· -]*\\]?|\\((?:null|none|nil)\\)?",
    "%s|%\\w|%\\w+%|\\$\\{[^}]*\\}?|\\{\\{[^}]*\\}{0,2}|\\{[\\w.]*\\}?",
  ].join("|")})$`,
  "i",
);
const VARIABLE = /^\$[A-Z][A-Z0-9_]*$/;

/** Whether a value only holds the place of a secret. */
export const isStandIn = (value: string): boolean => value === "" || STAND_IN.test(value) || VARIABLE.test(value);

/** Longest quoted value with quotes in it. */
const VALUE = 4_096;
/** Where the quote at `start`, behind so many backslashes, is closed: by one that is not escaped once more. -1: nowhere. */
function closingQuote(text: string, start: number, backslashes: number): number {
  const quote = text[start] ?? "";
  const limit = start + VALUE;
  for (let at = text.indexOf(quote, start + 1); at >= 0 && at < limit; at = text.indexOf(quote, at + 1)) {
    let count = 0;
    while (count < 16 && text[at - 1 - count] === "\\" && at - 1 - count > start) count++;
    if (count < backslashes || count % (2 * (backslashes + 1)) === backslashes)
      return at - Math.min(count, backslashes);
  }
  return -1;
}

export interface Value extends Span {
  readonly quoted: boolean;
}

/** The value behind a key and its separator: up to the closing quote, or to the next blank or delimiter. */
export function valueAt(text: string, at: number): Value {
  let start = at;
  while (text[start] === "\\" && start < at + 3) start++;
  const quote = text[start];
  if (quote === '"' || quote === "'" || quote === "`") {
    // A quote escaped once more inside a JSON string ends the way it began.
    const end = closingQuote(text, start, start - at);
    const inside = text.slice(start + 1, end < 0 ? text.length : end);
    const lineEnd = inside.indexOf("\n");
    return { start: start + 1, end: start + 1 + (lineEnd < 0 ? inside.length : lineEnd), quoted: true };
  }
  let end = at;
  while (end < text.length && !/[\s"'`,;&<>)}\]\\|]/.test(text[end] ?? "")) end++;
  return { start: at, end, quoted: false };
}

/** Where the value of `{"value": ...}` begins, or the first one of a list of quoted ones; undefined: no such thing is there. */
const NESTED =
  /\s{0,8}(?:\{\s{0,8}\\{0,3}["']?(?:value|plaintext|current)\\{0,3}["']?\s{0,8}[:=]\s{0,8}|\[\s{0,8}(?=\\{0,3}["']))/y;
const NEXT = /\\{0,3}["']\s{0,8},\s{0,8}(?=\\{0,3}["'])/y;
/** Most values of a list that are looked at. */
const LIST = 100;

const behind = (pattern: RegExp, text: string, at: number): number | undefined => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
};

/** The values behind a key and its separator: one, or those of a list or of an object around it. */
export function valuesAt(text: string, at: number): readonly Value[] {
  const first = behind(NESTED, text, at);
  if (first === undefined) return [valueAt(text, at)];
  const values = [valueAt(text, first)];
  for (let next = behind(NEXT, text, values[0]!.end); next !== undefined && values.length < LIST; ) {
    const value = valueAt(text, next);
    values.push(value);
    next = behind(NEXT, text, value.end);
  }
  return values;
}
