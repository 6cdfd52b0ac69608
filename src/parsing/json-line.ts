import { BACKSLASH, CLOSE_BRACE, COLON, COMMA, isDigit, isLetter, MINUS, OPEN_BRACE, QUOTE } from "./bytes.ts";
import type { Fields } from "./fields.ts";
import type { LineRead } from "./line-read.ts";
import type { TimeReader } from "./moment.ts";
import { isLookedInto, prefixOf, ROLES, RoleValues } from "./roles.ts";
import { anyTime } from "./times.ts";

const DEEPEST = 64;
const TIME_ROLE = ROLES.indexOf("time");
const LEVEL_ROLE = ROLES.indexOf("level");
const STATUS_ROLE = ROLES.indexOf("status");
const values = new RoleValues();
/** Of the last string that was read: whether it holds escapes. */
let hasEscape = false;
/** Of the object that is read: it holds lists that are looked into. */
let isListed = false;
const DEEPEST_LISTED = 8;
const OPEN_BRACKET = 91;

/**
 * Reads a line that is one JSON object, or one of a list with the comma behind it, without making strings of it; false: it
 * is not.
 */
export function readJsonLine(bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
  if (!scan(bytes, start, end)) return false;
  values.fill(bytes, start, lastInk(bytes, start, end), fields);
  return true;
}

const timeApart: TimeReader = (bytes, at, end, moment) => (anyTime(bytes, at, end, moment) ? end : -1);

/** Of the object that was read last. Undefined: what stands in a list may be a text or none. */
export function jsonRead(): LineRead | undefined {
  if (values.hasList) return undefined;
  const pins: number[] = [];
  for (const role of [LEVEL_ROLE, STATUS_ROLE])
    if (values.has(role)) for (let at = values.start[role]!; at < values.end[role]!; at++) pins.push(at);
  const isTimed = values.has(TIME_ROLE);
  return {
    read: isTimed ? timeApart : undefined,
    at: isTimed ? values.start[TIME_ROLE]! : 0,
    next: isTimed ? values.end[TIME_ROLE]! : 0,
    isApart: true,
    pins,
  };
}

/** How far a JSON object may be from the start of its line. */
const FARTHEST = 256;

/** Reads a line in which a JSON object stands behind other text, if it is one as logs have them: two of time, level and message. */
export function readPrefixedJson(bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
  if (bytes[start] === OPEN_BRACE || bytes[lastInk(bytes, start, end) - 1] !== CLOSE_BRACE) return false;
  const until = Math.min(end, start + FARTHEST);
  for (let at = start; at < until; at++) {
    if (bytes[at] !== OPEN_BRACE || bytes[blanks(bytes, at + 1, end)] !== QUOTE) continue;
    if (!scan(bytes, at, end)) return false;
    if ((values.has(0) ? 1 : 0) + (values.has(1) ? 1 : 0) + (values.has(2) ? 1 : 0) < 2) return false;
    values.fill(bytes, at, lastInk(bytes, at, end), fields);
    return true;
  }
  return false;
}

/** Behind the last byte that is neither blank nor a comma. */
function lastInk(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && (bytes[last - 1]! <= 32 || bytes[last - 1] === COMMA)) last--;
  return last;
}

/** Fills `values` from an object that ends where the line does. */
function scan(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== OPEN_BRACE) return false;
  values.clear();
  isListed = false;
  const last = lastInk(bytes, start, end);
  return bytes[last - 1] === CLOSE_BRACE && object(bytes, start, last, "", 0) === last;
}

/** Walks over what is nested too deeply to be looked at; gives the position behind it, -1: it does not end. */
function nested(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = string(bytes, i + 1, end);
      if (i < 0) return -1;
    } else if (byte === OPEN_BRACE || byte === 91) depth++;
    else if ((byte === CLOSE_BRACE || byte === 93) && --depth === 0) return i + 1;
  }
  return -1;
}

function blanks(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && bytes[position]! <= 32) position++;
  return position;
}

/** `at` is behind the opening quote; gives the position of the closing one, -1: none. */
function string(bytes: Uint8Array, at: number, end: number): number {
  hasEscape = false;
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) {
      hasEscape = true;
      i++;
    }
  }
  return -1;
}

/** `at` is the opening brace; `prefix` undefined: only walked over. Gives the position behind, -1: not an object. */
function object(bytes: Uint8Array, at: number, end: number, prefix: string | undefined, depth: number): number {
  if (depth > DEEPEST) return nested(bytes, at, end);
  let position = blanks(bytes, at + 1, end);
  if (bytes[position] === CLOSE_BRACE) return position + 1;
  for (;;) {
    if (position >= end || bytes[position] !== QUOTE) return -1;
    const keyStart = position + 1;
    const keyEnd = string(bytes, keyStart, end);
    if (keyEnd < 0) return -1;
    position = blanks(bytes, keyEnd + 1, end);
    if (bytes[position] !== COLON) return -1;
    position = blanks(bytes, position + 1, end);
    if (bytes[position] === QUOTE) {
      const close = string(bytes, position + 1, end);
      if (close < 0) return -1;
      if (prefix !== undefined) values.offer(bytes, prefix, keyStart, keyEnd, position + 1, close, hasEscape);
      position = close + 1;
    } else if (bytes[position] === OPEN_BRACE) {
      const inside =
        prefix === undefined || depth > (isListed ? DEEPEST_LISTED : 2) ? undefined : prefixOf(bytes, keyStart, keyEnd);
      position = object(bytes, position, end, inside === undefined ? undefined : prefix + inside, depth + 1);
    } else if (bytes[position] === OPEN_BRACKET && prefix !== undefined && isLookedInto(bytes, keyStart, keyEnd)) {
      isListed = true;
      position = other(bytes, position, end, depth, "");
    } else {
      const from = position;
      position = other(bytes, position, end, depth);
      if (position > 0 && prefix !== undefined && (isDigit(bytes[from]) || bytes[from] === MINUS))
        values.offer(bytes, prefix, keyStart, keyEnd, from, position, false);
      else if (position > 0 && prefix !== undefined && bytes[from] === 91)
        values.offerList(bytes, prefix, keyStart, keyEnd, from, position);
    }
    if (position < 0) return -1;
    position = blanks(bytes, position, end);
    if (bytes[position] === CLOSE_BRACE) return position + 1;
    if (bytes[position] !== COMMA) return -1;
    position = blanks(bytes, position + 1, end);
  }
}

const isScalarByte = (byte: number): boolean =>
  isLetter(byte) || isDigit(byte) || byte === 43 || byte === MINUS || byte === 46;

/** A number, a word or an array, of which the first object is looked at if `first` is given; gives the position behind, -1: none of them. */
function other(bytes: Uint8Array, at: number, end: number, depth: number, first?: string): number {
  if (bytes[at] === 91 && depth > DEEPEST) return nested(bytes, at, end);
  if (bytes[at] !== 91) {
    let position = at;
    while (position < end && isScalarByte(bytes[position]!)) position++;
    return position > at ? position : -1;
  }
  let position = blanks(bytes, at + 1, end);
  let prefix = first;
  if (bytes[position] === 93) return position + 1;
  for (;;) {
    if (bytes[position] === QUOTE) position = string(bytes, position + 1, end) + 1 || -1;
    else if (bytes[position] === OPEN_BRACE) {
      position = object(bytes, position, end, prefix, depth + 1);
      prefix = undefined;
    } else position = other(bytes, position, end, depth + 1);
    if (position < 0) return -1;
    position = blanks(bytes, position, end);
    if (bytes[position] === 93) return position + 1;
    if (position >= end || bytes[position] !== COMMA) return -1;
    position = blanks(bytes, position + 1, end);
  }
}
