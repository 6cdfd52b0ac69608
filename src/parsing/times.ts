import { COLON, COMMA, DOT, isBlank, isDigit, isLetter, MINUS, SLASH, SPACE, TAB, twoDigits, ZERO } from "./bytes.ts";
import { DAY, daysSinceEpoch, isDay, timeOfDay } from "./calendar.ts";
import { epochValue } from "./epoch-value.ts";
import type { Moment, TimeReader } from "./moment.ts";
import { dayMonth, longDate } from "./named-month-times.ts";
import { clockAt, fractionAt, monthAt, zoneAt } from "./time-parts.ts";

/** Sets a date and a time of day; false where either does not exist. */
function set(moment: Moment, year: number, month: number, day: number, clock: number): boolean {
  if (clock < 0 || !isDay(year, month, day)) return false;
  moment.month = 0;
  moment.day = 0;
  moment.ms = daysSinceEpoch(year, month, day) * DAY + clock;
  moment.zoned = false;
  moment.digits = 0;
  return true;
}

function setWithoutYear(moment: Moment, month: number, day: number, clock: number): boolean {
  if (clock < 0 || !isDay(0, month, day)) return false;
  moment.month = month;
  moment.day = day;
  moment.ms = clock;
  moment.zoned = false;
  moment.digits = 0;
  return true;
}

const fourDigits = (bytes: Uint8Array, at: number): number => {
  const high = twoDigits(bytes, at);
  const low = twoDigits(bytes, at + 2);
  return high < 0 || low < 0 ? -1 : high * 100 + low;
};

/** `2025-04-01T12:00:01.123+02:00`, with `/` or `.` in the date, a blank or nothing but `T`, and what may be left out. */
const iso: TimeReader = (bytes, at, end, moment) => {
  if (at + 16 > end) return -1;
  const mark = bytes[at + 4];
  if ((mark !== MINUS && mark !== SLASH && mark !== DOT) || bytes[at + 7] !== mark) return -1;
  const between = bytes[at + 10];
  if (between !== SPACE && between !== 84 && between !== 116 && between !== 95 && between !== COLON && between !== TAB)
    return -1;
  const hasSeconds = bytes[at + 16] === COLON && at + 19 <= end;
  const clock = hasSeconds
    ? clockAt(bytes, at + 11, end)
    : bytes[at + 13] === COLON
      ? timeOfDay(twoDigits(bytes, at + 11), twoDigits(bytes, at + 14), 0)
      : -1;
  if (!set(moment, fourDigits(bytes, at), twoDigits(bytes, at + 5), twoDigits(bytes, at + 8), clock)) return -1;
  let position = at + (hasSeconds ? 19 : 16);
  if (position < end && isDigit(bytes[position])) return -1;
  if (hasSeconds) position = fractionAt(bytes, position, end, moment);
  return zoneAt(bytes, position, end, moment);
};

/** `20250401T120001`, `20250401-12:00:01:606`, `20250401 12:00:01.5`, `20250401:120001.123`. */
const compact: TimeReader = (bytes, at, end, moment) => {
  if (at + 15 > end) return -1;
  const mark = bytes[at + 8];
  if (mark !== MINUS && mark !== SPACE && mark !== COLON && mark !== 84) return -1;
  const hasColons = bytes[at + 11] === COLON;
  const clock = hasColons
    ? clockAt(bytes, at + 9, end)
    : timeOfDay(twoDigits(bytes, at + 9), twoDigits(bytes, at + 11), twoDigits(bytes, at + 13));
  if (!set(moment, fourDigits(bytes, at), twoDigits(bytes, at + 4), twoDigits(bytes, at + 6), clock)) return -1;
  let position = at + (hasColons ? 17 : 15);
  if (bytes[position] === COLON && position + 4 <= end && isDigit(bytes[position + 3])) {
    const millis = Number(String.fromCharCode(...bytes.subarray(position + 1, position + 4)));
    if (Number.isNaN(millis)) return -1;
    moment.ms += millis;
    moment.digits = 3;
    position += 4;
  } else position = fractionAt(bytes, position, end, moment);
  return position < end && isDigit(bytes[position]) ? -1 : zoneAt(bytes, position, end, moment);
};

/** Seconds, milliseconds, microseconds or nanoseconds since the epoch, by their number of digits; a fraction of seconds is read. */
const epoch: TimeReader = (bytes, at, end, moment) => {
  let position = at;
  let value = 0;
  for (; position < end && position < at + 20 && isDigit(bytes[position]); position++)
    if (position < at + 16) value = value * 10 + bytes[position]! - ZERO;
  const digits = position - at;
  moment.month = 0;
  moment.zoned = true;
  moment.digits = digits > 13 ? 6 : digits > 10 ? 3 : 0;
  if (digits === 13) moment.ms = value;
  else if (digits === 16 || digits === 19) moment.ms = value / 1000;
  else if (digits === 10 || digits === 9) {
    moment.ms = value * 1000;
    return fractionAt(bytes, position, end, moment);
  } else return -1;
  return position;
};

/** `Jun  9 06:06:20`, and with a year or a fraction behind the day or the time. */
const syslog: TimeReader = (bytes, at, end, moment) => {
  if (at + 14 > end) return -1;
  const month = monthAt(bytes, at);
  if (month === 0 || bytes[at + 3] !== SPACE) return -1;
  let position = at + 4;
  if (bytes[position] === SPACE) position++;
  let day = bytes[position++]! - ZERO;
  if (isDigit(bytes[position])) day = day * 10 + bytes[position++]! - ZERO;
  if (bytes[position] === COMMA) position++;
  if (bytes[position++] !== SPACE) return -1;
  let year = 0;
  if (isDigit(bytes[position + 3]) && bytes[position + 4] === SPACE) {
    year = fourDigits(bytes, position);
    if (year < 0) return -1;
    position += 5;
  }
  const clock = clockAt(bytes, position, end);
  if (!(year > 0 ? set(moment, year, month, day, clock) : setWithoutYear(moment, month, day, clock))) return -1;
  position = fractionAt(bytes, position + 8, end, moment);
  if (position < end && isDigit(bytes[position])) return -1;
  // A zone that is named, never an offset: what begins with a letter is mostly the host.
  const next = bytes[position + 1]!;
  return position + 4 <= end && bytes[position] === SPACE && next >= 65 && next <= 90
    ? zoneAt(bytes, position, end, moment)
    : position;
};

/** `081109 203518`: HDFS. */
const yymmdd: TimeReader = (bytes, at, end, moment) => {
  if (at + 13 > end || bytes[at + 6] !== SPACE || (at + 13 < end && isDigit(bytes[at + 13]))) return -1;
  const year = twoDigits(bytes, at);
  const clock = timeOfDay(twoDigits(bytes, at + 7), twoDigits(bytes, at + 9), twoDigits(bytes, at + 11));
  return year >= 0 && set(moment, 2000 + year, twoDigits(bytes, at + 2), twoDigits(bytes, at + 4), clock)
    ? at + 13
    : -1;
};

/** `17/06/09 20:10:40`: Spark. */
const slashed: TimeReader = (bytes, at, end, moment) => {
  if (at + 17 > end || bytes[at + 2] !== SLASH || bytes[at + 5] !== SLASH || bytes[at + 8] !== SPACE) return -1;
  const year = twoDigits(bytes, at);
  if (
    year < 0 ||
    !set(moment, 2000 + year, twoDigits(bytes, at + 3), twoDigits(bytes, at + 6), clockAt(bytes, at + 9, end))
  )
    return -1;
  return fractionAt(bytes, at + 17, end, moment);
};

/** `2005-06-03-15.42.50.363779`: BGL. */
const bgl: TimeReader = (bytes, at, end, moment) => {
  if (at + 19 > end || bytes[at + 4] !== MINUS || bytes[at + 10] !== MINUS || bytes[at + 13] !== DOT) return -1;
  const clock = timeOfDay(twoDigits(bytes, at + 11), twoDigits(bytes, at + 14), twoDigits(bytes, at + 17));
  if (!set(moment, fourDigits(bytes, at), twoDigits(bytes, at + 5), twoDigits(bytes, at + 8), clock)) return -1;
  return fractionAt(bytes, at + 19, end, moment);
};

/** `Sun Dec 04 04:47:44.123 2005`: Apache errors, `date`. */
const weekday: TimeReader = (bytes, at, end, moment) => {
  if (at + 24 > end || !isLetter(bytes[at]) || bytes[at + 3] !== SPACE || bytes[at + 7] !== SPACE) return -1;
  const month = monthAt(bytes, at + 4);
  const tens = bytes[at + 8] === SPACE ? 0 : bytes[at + 8]! - ZERO;
  const day = tens * 10 + bytes[at + 9]! - ZERO;
  const clock = clockAt(bytes, at + 11, end);
  if (clock < 0 || bytes[at + 10] !== SPACE) return -1;
  let yearAt = at + 19;
  while (yearAt < end && !isBlank(bytes[yearAt])) yearAt++;
  let year = yearAt + 5 <= end ? fourDigits(bytes, yearAt + 1) : -1;
  if (year < 0 && yearAt + 9 <= end) {
    // `Sun Dec 04 04:47:44 UTC 2005`
    yearAt += 4;
    year = fourDigits(bytes, yearAt + 1);
  }
  if (year < 0 || !set(moment, year, month, day, clock)) return -1;
  fractionAt(bytes, at + 19, end, moment);
  return yearAt + 5;
};

/** `17/May/2015:10:05:03 +0000`: access logs. */
const clf: TimeReader = (bytes, at, end, moment) => {
  if (at + 20 > end || bytes[at + 2] !== SLASH || bytes[at + 6] !== SLASH || bytes[at + 11] !== COLON) return -1;
  const clock = clockAt(bytes, at + 12, end);
  if (!set(moment, fourDigits(bytes, at + 7), monthAt(bytes, at + 3), twoDigits(bytes, at), clock)) return -1;
  return zoneAt(bytes, fractionAt(bytes, at + 20, end, moment), end, moment);
};

/** `10.30 16:49:06`, `03-17 16:13:38.811`: month and day only (Proxifier, Android). */
const monthDay: TimeReader = (bytes, at, end, moment) => {
  if (at + 14 > end || (bytes[at + 2] !== DOT && bytes[at + 2] !== MINUS) || bytes[at + 5] !== SPACE) return -1;
  if (!setWithoutYear(moment, twoDigits(bytes, at), twoDigits(bytes, at + 3), clockAt(bytes, at + 6, end))) return -1;
  return fractionAt(bytes, at + 14, end, moment);
};

/** `0517 15:04:22.619632`, `20250517 15:04:22.619632`, `250517 15:04:22.619632`: glog, klog, CockroachDB. */
const glog: TimeReader = (bytes, at, end, moment) => {
  if (at + 13 > end) return -1;
  const yearDigits = bytes[at + 4] === SPACE ? 0 : bytes[at + 6] === SPACE ? 2 : 4;
  const from = at + yearDigits;
  if (from + 13 > end || bytes[from + 4] !== SPACE) return -1;
  const month = twoDigits(bytes, from);
  const day = twoDigits(bytes, from + 2);
  const clock = clockAt(bytes, from + 5, end);
  const written = yearDigits === 4 ? fourDigits(bytes, at) : twoDigits(bytes, at);
  const year = yearDigits === 2 ? 2000 + written : written;
  if (
    yearDigits > 0 ? written < 0 || !set(moment, year, month, day, clock) : !setWithoutYear(moment, month, day, clock)
  )
    return -1;
  return fractionAt(bytes, from + 13, end, moment);
};

/** One or two digits at `at`, and how many: the last call's `digitsEnd`; -1: none. */
let digitsEnd = 0;
function shortNumber(bytes: Uint8Array, at: number): number {
  const high = bytes[at]! - ZERO;
  if (!(high >= 0 && high <= 9)) return -1;
  const low = bytes[at + 1]! - ZERO;
  digitsEnd = low >= 0 && low <= 9 ? at + 2 : at + 1;
  return digitsEnd === at + 2 ? high * 10 + low : high;
}

/** `14.05.2024 00:00:03`, `5/14/2024, 1:02:03.5 PM`: the year last. With dots the day always stands first. */
const yearLast =
  (isDayFirst: boolean): TimeReader =>
  (bytes, at, end, moment) => {
    if (at + 13 > end) return -1;
    const first = shortNumber(bytes, at);
    const mark = bytes[digitsEnd];
    if (first < 0 || (mark !== SLASH && mark !== MINUS && !(mark === DOT && isDayFirst))) return -1;
    const second = shortNumber(bytes, digitsEnd + 1);
    if (second < 0 || bytes[digitsEnd] !== mark) return -1;
    const year = fourDigits(bytes, digitsEnd + 1);
    let position = digitsEnd + 5;
    if (bytes[position] === COMMA) position++;
    if (year < 0 || (bytes[position] !== SPACE && bytes[position] !== 84 && bytes[position] !== MINUS)) return -1;
    let hour = shortNumber(bytes, ++position);
    position = digitsEnd;
    if (hour < 0 || bytes[position] !== COLON || position + 3 > end) return -1;
    const minute = twoDigits(bytes, position + 1);
    position += 3;
    const hasSeconds = bytes[position] === COLON && position + 3 <= end;
    const second60 = hasSeconds ? twoDigits(bytes, position + 1) : 0;
    if (hasSeconds) position += 3;
    if (position > end || (position < end && isDigit(bytes[position]))) return -1;
    const fractionFrom = position;
    moment.ms = 0;
    position = fractionAt(bytes, position, end, moment);
    const { ms, digits } = moment;
    // Half a day is named only behind hours up to 12.
    const half =
      position + 3 <= end && bytes[position] === SPACE && (bytes[position + 2]! | 32) === 109
        ? bytes[position + 1]! | 32
        : 0;
    if (
      (half === 97 || half === 112) &&
      hour >= 1 &&
      hour <= 12 &&
      !(position + 3 < end && isLetter(bytes[position + 3]))
    ) {
      hour = (hour % 12) + (half === 112 ? 12 : 0);
      position += 3;
    }
    const [day, month] = isDayFirst ? [first, second] : [second, first];
    if (!set(moment, year, month, day, timeOfDay(hour, minute, second60))) return -1;
    if (position > fractionFrom) {
      moment.ms += ms;
      moment.digits = digits;
    }
    return zoneAt(bytes, position, end, moment);
  };

/** `16:48:16.545`: a time of day alone dates nothing; it is read so that what follows can be. */
const clock: TimeReader = (bytes, at, end, moment) => {
  if (clockAt(bytes, at, end) < 0) return -1;
  const behind = fractionAt(bytes, at + 8, end, moment);
  moment.clear();
  return behind;
};

/** `4:48PM`: Go's time.Kitchen. It dates nothing either. */
const kitchen: TimeReader = (bytes, at, end, moment) => {
  const hour = shortNumber(bytes, at);
  const half = digitsEnd + 3;
  if (hour < 1 || hour > 12 || half + 2 > end || bytes[digitsEnd] !== COLON) return -1;
  if (timeOfDay(hour, twoDigits(bytes, digitsEnd + 1), 0) < 0) return -1;
  if ((bytes[half] !== 65 && bytes[half] !== 80) || bytes[half + 1] !== 77) return -1;
  moment.clear();
  return half + 2;
};

/** `1/20/26 8:22:14:865 CET`, with dots the day first: WebSphere. */
const websphere: TimeReader = (bytes, at, end, moment) => {
  const first = shortNumber(bytes, at);
  const mark = bytes[digitsEnd];
  if (first < 0 || (mark !== SLASH && mark !== DOT)) return -1;
  const second = shortNumber(bytes, digitsEnd + 1);
  if (second < 0 || bytes[digitsEnd] !== mark || bytes[digitsEnd + 3] !== SPACE) return -1;
  const year = twoDigits(bytes, digitsEnd + 1);
  const hour = shortNumber(bytes, digitsEnd + 4);
  const behind = digitsEnd;
  if (year < 0 || hour < 0 || behind + 10 > end || bytes[behind] !== COLON || bytes[behind + 3] !== COLON) return -1;
  const clockTime = timeOfDay(hour, twoDigits(bytes, behind + 1), twoDigits(bytes, behind + 4));
  const [day, month] = mark === DOT ? [first, second] : [second, first];
  if (bytes[behind + 6] !== COLON || !set(moment, 2000 + year, month, day, clockTime)) return -1;
  const [high, low] = [twoDigits(bytes, behind + 7), bytes[behind + 9]! - ZERO];
  if (high < 0 || !(low >= 0 && low <= 9)) return -1;
  moment.ms += high * 10 + low;
  moment.digits = 3;
  return zoneAt(bytes, behind + 10, end, moment);
};

const dayFirst = yearLast(true);
const monthFirst = yearLast(false);

/** Time readers by the name that layouts use. */
export const TIMES: Readonly<Record<string, TimeReader>> = {
  iso,
  compact,
  epoch,
  syslog,
  yymmdd,
  slashed,
  bgl,
  weekday,
  clf,
  monthDay,
  glog,
  clock,
  kitchen,
  dayFirst,
  monthFirst,
  dayMonth,
  longDate,
  websphere,
};

/** The kinds in the order in which a time of an unknown kind is tried. */
const ANY: readonly TimeReader[] = [iso, clf, weekday, syslog, epoch, bgl, slashed, compact];

/** A time of any complete kind that fills the text, as values of fields hold it. */
export function anyTime(bytes: Uint8Array, start: number, end: number, moment: Moment): boolean {
  for (const read of ANY) if (read(bytes, start, end, moment) === end) return true;
  if (epochValue(bytes, start, end, moment)) return true;
  moment.clear();
  return false;
}

/** Further kinds of times in fields, once no other reads the text. */
const MORE: readonly TimeReader[] = [yymmdd, monthDay, glog, dayMonth, longDate];

/** As `anyTime`, and times that are doubtful outside of a field that is known to be one. `isDayFirst`: of `03/04/2026`. */
export function fieldTime(bytes: Uint8Array, start: number, end: number, moment: Moment, isDayFirst = true): boolean {
  if (anyTime(bytes, start, end, moment)) return true;
  for (const read of MORE) if (read(bytes, start, end, moment) === end) return true;
  if ((isDayFirst ? dayFirst : monthFirst)(bytes, start, end, moment) === end) return true;
  moment.clear();
  return false;
}
