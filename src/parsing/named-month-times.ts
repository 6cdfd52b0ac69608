import { COLON, COMMA, isDigit, isLetter, MINUS, SLASH, SPACE, twoDigits, ZERO } from "./bytes.ts";
import { DAY, daysSinceEpoch, isDay, timeOfDay } from "./calendar.ts";
import type { Moment, TimeReader } from "./moment.ts";
import { clockAt, fractionAt, monthAt, zoneAt } from "./time-parts.ts";

function set(moment: Moment, year: number, month: number, day: number, clock: number): boolean {
  if (clock < 0 || year < 0 || !isDay(year, month, day)) return false;
  moment.clear();
  moment.ms = daysSinceEpoch(year, month, day) * DAY + clock;
  return true;
}

const yearAt = (bytes: Uint8Array, at: number): number => {
  const [high, low] = [twoDigits(bytes, at), twoDigits(bytes, at + 2)];
  return high < 0 || low < 0 ? -1 : high * 100 + low;
};

/** `01-Apr-2025 12:00:01.123`, `01 Apr 2025 12:00:01.123`: Tomcat, Redis, PHP, named. */
export const dayMonth: TimeReader = (bytes, at, end, moment) => {
  if (at + 20 > end) return -1;
  const mark = bytes[at + 2];
  if ((mark !== MINUS && mark !== SPACE && mark !== SLASH) || bytes[at + 6] !== mark || bytes[at + 11] !== SPACE)
    return -1;
  const clock = clockAt(bytes, at + 12, end);
  if (!set(moment, yearAt(bytes, at + 7), monthAt(bytes, at + 3), twoDigits(bytes, at), clock)) return -1;
  return zoneAt(bytes, fractionAt(bytes, at + 20, end, moment), end, moment);
};

/** `Apr 01, 2025 12:00:01 PM`, `Mar 16, 2026 8:00:03,657 AM`: java.util.logging, WebLogic. */
export const longDate: TimeReader = (bytes, at, end, moment) => {
  if (at + 22 > end || bytes[at + 3] !== SPACE) return -1;
  const month = monthAt(bytes, at);
  let position = at + 4;
  let day = bytes[position++]! - ZERO;
  if (isDigit(bytes[position])) day = day * 10 + bytes[position++]! - ZERO;
  if (bytes[position] !== COMMA || bytes[position + 1] !== SPACE || bytes[position + 6] !== SPACE) return -1;
  const year = yearAt(bytes, position + 2);
  position += 7;
  let hour = bytes[position++]! - ZERO;
  if (isDigit(bytes[position])) hour = hour * 10 + bytes[position++]! - ZERO;
  if (bytes[position] !== COLON || bytes[position + 3] !== COLON || position + 9 > end) return -1;
  const [minute, second] = [twoDigits(bytes, position + 1), twoDigits(bytes, position + 4)];
  position += 6;
  moment.ms = 0;
  moment.digits = 0;
  position = fractionAt(bytes, position, end, moment);
  const { ms: fraction, digits } = moment;
  const half = bytes[position + 1]! | 32;
  // Newer Java puts a narrow blank before AM and PM, which is three bytes: not read here.
  if (
    bytes[position] !== SPACE ||
    (half !== 97 && half !== 112) ||
    (bytes[position + 2]! | 32) !== 109 ||
    position + 3 > end ||
    (position + 3 < end && isLetter(bytes[position + 3]))
  )
    return -1;
  if (hour < 1 || hour > 12) return -1;
  const clock = timeOfDay((hour % 12) + (half === 112 ? 12 : 0), minute, second);
  if (!set(moment, year, month, day, clock)) return -1;
  moment.ms += fraction;
  moment.digits = digits;
  return position + 3;
};
