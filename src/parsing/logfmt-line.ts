import { BACKSLASH, isBlank, isDigit, isLetter, QUOTE } from "./bytes.ts";
import { type Fields, SLOT } from "./fields.ts";
import { ROLES, RoleValues } from "./roles.ts";
import { anyTime } from "./times.ts";

const values = new RoleValues();
/** Day and time of day, where they are two pairs, as firewalls write them: start and end of each. */
const halves = new Int32Array(4);
const whole = new Uint8Array(64);
const [MESSAGE, ERROR, STATUS] = [ROLES.indexOf("message"), ROLES.indexOf("error"), ROLES.indexOf("status")];
const RISING = ROLES.indexOf("rising");

const isKeyByte = (byte: number): boolean =>
  isLetter(byte) || isDigit(byte) || byte === 95 || byte === 46 || byte === 45 || byte === 64;

/** `date`: 0; `time`: 2; another key: -1. */
function halfOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 4) return -1;
  const [a, b, c, d] = [bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3]];
  if (a === 100 && b === 97 && c === 116 && d === 101) return 0;
  return a === 116 && b === 105 && c === 109 && d === 101 ? 2 : -1;
}

/** Reads the day and the time of day as one time. */
function readHalves(bytes: Uint8Array, fields: Fields): void {
  const day = bytes.subarray(halves[0], halves[1]);
  const time = bytes.subarray(halves[2], halves[3]);
  const length = day.length + 1 + time.length;
  if (length > whole.length) return;
  whole.set(day);
  whole[day.length] = 32;
  whole.set(time, day.length + 1);
  anyTime(whole, 0, length, fields.moment);
}

/** Behind a syslog priority (`<189>`), which devices that send pairs put before them. */
function behindPriority(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 60) return start;
  let at = start + 1;
  while (at < end && at < start + 4 && isDigit(bytes[at])) at++;
  return at > start + 1 && bytes[at] === 62 ? at + 1 : start;
}

/**
 * The message is what the line says; where there are pairs beside it, it is the line without the time, level and component
 * before them, so that what stands in those pairs is seen too.
 *
 * Reads a line of `key=value` pairs: at least two, most of the line, and among the keys a level and a message or a time; false: it is not one.
 */
export function readLogfmtLine(bytes: Uint8Array, start: number, end: number, fields: Fields): boolean {
  const first = behindPriority(bytes, start, end);
  if (!isLetter(bytes[first])) return false;
  values.clear();
  halves.fill(0);
  let pairs = 0;
  let words = 0;
  /** Where the first pair begins that is no time, level, component or host. */
  let told = -1;
  let others = 0;
  let at = first;
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
    const half = halfOf(bytes, keyStart, keyEnd);
    if (half >= 0) {
      halves[half] = valueStart;
      halves[half + 1] = valueEnd;
    }
    const role = values.offer(bytes, "", keyStart, keyEnd, valueStart, valueEnd, isEscaped);
    const isOther = role < 0 || role === STATUS || role === RISING;
    if (isOther || role === MESSAGE || role === ERROR) {
      if (told < 0) told = keyStart;
      if (isOther) others++;
    }
  }
  if (pairs < 2 || words * 4 > pairs) return false;
  const known = (values.has(0) ? 1 : 0) + (values.has(1) ? 1 : 0) + (values.has(2) ? 1 : 0);
  if (known < 2) return false;
  values.fill(bytes, start, end, fields);
  if (Number.isNaN(fields.moment.ms) && fields.moment.month === 0 && halves[1]! > 0 && halves[3]! > 0)
    readHalves(bytes, fields);
  if (others === 0) return true;
  fields.messageIn = bytes;
  fields.spans[SLOT.message] = told;
  fields.spans[SLOT.message + 1] = end;
  return true;
}
