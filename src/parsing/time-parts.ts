import { COLON, COMMA, DOT, isDigit, isLetter, MINUS, SPACE, twoDigits, ZERO } from "./bytes.ts";
import { timeOfDay } from "./calendar.ts";
import type { Moment } from "./moment.ts";
import { wordTable } from "./word-table.ts";

const MONTHS = wordTable(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], true);

/** Abbreviations that mean one offset only where logs are written; minutes. */
const ZONES: Readonly<Record<string, number>> = {
  utc: 0,
  gmt: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
  wet: 0,
  west: 60,
  bst: 60,
  eet: 120,
  eest: 180,
  msk: 180,
  sast: 120,
  jst: 540,
  kst: 540,
  hkt: 480,
  sgt: 480,
  aest: 600,
  aedt: 660,
  acst: 570,
  acdt: 630,
  awst: 480,
  nzst: 720,
  nzdt: 780,
  brt: -180,
  akst: -540,
  akdt: -480,
  hst: -600,
};
const ZONE_NAMES = wordTable(Object.keys(ZONES), true);
const ZONE_MINUTES = Object.values(ZONES);

/** 1 to 12 for an English month of three letters; 0: none. */
export const monthAt = (bytes: Uint8Array, at: number): number => MONTHS.find(bytes, at, at + 3) + 1;

/** `hh:mm:ss` as milliseconds of the day; -1: none. */
export const clockAt = (bytes: Uint8Array, at: number, end: number): number =>
  at + 8 <= end && bytes[at + 2] === COLON && bytes[at + 5] === COLON
    ? timeOfDay(twoDigits(bytes, at), twoDigits(bytes, at + 3), twoDigits(bytes, at + 6))
    : -1;

/** Adds a fraction of a second at `at` (`.123`, `,123`, `.123456789`) to the moment; gives the position behind it. */
export function fractionAt(bytes: Uint8Array, at: number, end: number, moment: Moment): number {
  const mark = bytes[at];
  if (at + 1 >= end || (mark !== DOT && mark !== COMMA) || !isDigit(bytes[at + 1])) {
    moment.digits = 0;
    return at;
  }
  let position = at + 1;
  let micros = 0;
  let count = 0;
  for (; position < end && isDigit(bytes[position]); position++, count++)
    if (count < 6) micros = micros * 10 + bytes[position]! - ZERO;
  for (let i = count; i < 6; i++) micros *= 10;
  moment.ms += micros / 1000;
  moment.digits = count <= 3 ? 3 : 6;
  return position;
}

/** Applies a zone at `at` (`Z`, `+02:00`, `+0200`, ` +0200`, ` UTC`), if there is one; gives the position behind it. */
export function zoneAt(bytes: Uint8Array, at: number, end: number, moment: Moment): number {
  let position = at;
  moment.zoned = false;
  if (position >= end) return at;
  if ((bytes[position]! | 32) === 122 && (position + 1 >= end || !isLetter(bytes[position + 1]))) {
    moment.zoned = true;
    return position + 1;
  }
  if (bytes[position] === SPACE) position++;
  const sign = bytes[position];
  if (sign === 43 || (sign === MINUS && position + 5 <= end)) {
    const hours = twoDigits(bytes, position + 1);
    if (hours < 0 || hours > 15) return at;
    const hasColon = bytes[position + 3] === COLON;
    const minutesAt = position + (hasColon ? 4 : 3);
    const minutes = minutesAt + 2 <= end ? twoDigits(bytes, minutesAt) : -1;
    if (minutes < 0 && (hasColon || position > at)) return at;
    if (minutes > 59) return at;
    const behind = minutes < 0 ? position + 3 : minutesAt + 2;
    if (behind < end && isDigit(bytes[behind])) return at;
    const offset = (hours * 60 + Math.max(0, minutes)) * 60_000;
    moment.ms += sign === MINUS ? offset : -offset;
    moment.zoned = true;
    return behind;
  }
  if (position === at || !isLetter(sign)) return at;
  let wordEnd = position;
  while (wordEnd < end && wordEnd < position + 5 && bytes[wordEnd]! >= 65 && bytes[wordEnd]! <= 90) wordEnd++;
  if (isLetter(bytes[wordEnd]) && wordEnd < end) return at;
  const zone = ZONE_NAMES.find(bytes, position, wordEnd);
  if (zone < 0) return at;
  moment.ms -= ZONE_MINUTES[zone]! * 60_000;
  moment.zoned = true;
  return wordEnd;
}
