import { BACKSLASH, isBlank, isDigit, isLetter, QUOTE } from "./bytes.ts";
import { type Fields, SLOT } from "./fields.ts";
import { ROLES, RoleValues } from "./roles.ts";

const values = new RoleValues();
const [MESSAGE, ERROR, STATUS] = [ROLES.indexOf("message"), ROLES.indexOf("error"), ROLES.indexOf("status")];

const isKeyByte = (byte: number): boolean =>
  isLetter(byte) || isDigit(byte) || byte === 95 || byte === 46 || byte === 45 || byte === 64;

/**
 * The message is what the line says; where there are pairs beside it, it is the line without the time, level and component
 * before them, so that what stands in those pairs is seen too.
 *
 * Reads a line of `key=value` pairs: at least two, most of the line, and among the keys a level and a message or a time; false: it is not one.
 */
export function readLogfmtLine(bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
  if (!isLetter(bytes[start])) return false;
  values.clear();
  let pairs = 0;
  let words = 0;
  /** Where the first pair begins that is no time, level, component or host. */
  let told = -1;
  let others = 0;
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
    const role = values.offer(bytes, "", keyStart, keyEnd, valueStart, valueEnd, isEscaped);
    if (role < 0 || role === MESSAGE || role === ERROR || role === STATUS) {
      if (told < 0) told = keyStart;
      if (role < 0 || role === STATUS) others++;
    }
  }
  if (pairs < 2 || words * 4 > pairs) return false;
  const known = (values.has(0) ? 1 : 0) + (values.has(1) ? 1 : 0) + (values.has(2) ? 1 : 0);
  if (known < 2) return false;
  values.fill(bytes, start, end, fields);
  if (others === 0) return true;
  fields.messageIn = bytes;
  fields.spans[SLOT.message] = told;
  fields.spans[SLOT.message + 1] = end;
  return true;
}
