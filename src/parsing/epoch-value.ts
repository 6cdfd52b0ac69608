import { BACKSLASH, isDigit, SLASH } from "./bytes.ts";
import type { Moment } from "./moment.ts";

/** Longest number that is looked at. */
const LONGEST = 32;
const NUMBER = /^\d+(?:\.\d+)?(?:e\+?\d+)?$/i;
/** 2001-09-09 and 2100-01-01: between them a number of milliseconds has 13 digits, one of seconds 10. */
const OLDEST = 1e12;
const NEWEST = Date.UTC(2100, 0);

let unsure = 0;

/** Values, since the program started, whose unit could also be another. */
export const unsureUnits = (): number => unsure;

/** A number that is the value of a field, as seconds, milli-, micro- or nanoseconds since 1970, by how large it is. */
export function epochValue(bytes: Uint8Array, start: number, end: number, moment: Moment): boolean {
  const isDate = bytes[start] === SLASH || bytes[start] === BACKSLASH;
  if (end - start > LONGEST || end - start < 8 || !(isDigit(bytes[start]) || isDate)) return false;
  const whole = String.fromCharCode(...bytes.subarray(start, end));
  // `\/Date(1743508801123)\/` is how PowerShell 5 writes a date.
  const text = isDate ? (/^\\?\/Date\((\d+)\)\\?\/$/.exec(whole)?.[1] ?? "") : whole;
  if (!NUMBER.test(text)) return false;
  const value = Number(text);
  if (!(value >= 1e8 && value < 1e20)) return false;
  const unit = value < 1e11 ? 1e3 : value < 1e14 ? 1 : value < 1e17 ? 1e-3 : 1e-6;
  moment.clear();
  moment.ms = Math.round(value * unit * 1000) / 1000;
  moment.zoned = true;
  const isWhole = Number.isInteger(moment.ms);
  moment.digits = !isWhole || unit < 1 ? 6 : unit === 1 || moment.ms % 1000 !== 0 ? 3 : 0;
  // Nine digits were seconds until 2001: no other unit has them.
  if (value >= 1e9 && (moment.ms < OLDEST || moment.ms > NEWEST)) unsure++;
  return true;
}
