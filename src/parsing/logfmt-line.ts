import { BACKSLASH, isBlank, isDigit, isLetter, QUOTE } from "./bytes.ts";
import type { Fields } from "./fields.ts";
import { RoleValues } from "./roles.ts";

const values = new RoleValues();

const isKeyByte = (byte: number): boolean =>
  isLetter(byte) || isDigit(byte) || byte === 95 || byte === 46 || byte === 45 || byte === 64;

/** Reads a line of `key=value` pairs: at least two, most of the line, and among the keys a level and a message or a time; false: it is not one. */
export function readLogfmtLine(bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
  if (!isLetter(bytes[start])) return false;
  values.clear();
  let pairs = 0;
  let words = 0;
  let at = start;
  while (at < end) {
    while (at < end && isBlank(bytes[at])) at++;
    if (at >= end) break;
    const keyStart = at;
    while (at < end && isKeyByte(bytes[at]!)) at++;
    if (at === keyStart || bytes[at] !== 61) {
      while (at < end && !isBlank(bytes[at])) at++;
      // A line of words is left early.
      if (++words > 2 + pairs) return false;
      continue;
    }
    const keyEnd = at++;
    let isEscaped = false;
    let valueStart = at;
    let valueEnd = at;
    if (bytes[at] === QUOTE) {
      valueStart = ++at;
      while (at < end && bytes[at] !== QUOTE) {
        if (bytes[at] === BACKSLASH) {
          isEscaped = true;
          at++;
        }
        at++;
      }
      if (at >= end) return false;
      valueEnd = at++;
    } else {
      while (at < end && !isBlank(bytes[at])) at++;
      valueEnd = at;
    }
    pairs++;
    values.offer(bytes, "", keyStart, keyEnd, valueStart, valueEnd, isEscaped);
  }
  if (pairs < 2 || words * 4 > pairs) return false;
  const known = (values.has(0) ? 1 : 0) + (values.has(1) ? 1 : 0) + (values.has(2) ? 1 : 0);
  if (known < 2) return false;
  values.fill(bytes, start, end, fields);
  return true;
}
