export const DAY = 86_400_000;

const MONTH_DAYS = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether the day exists. Without a year (0) 29 February does. */
export const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  (day <= MONTH_DAYS[month]! || (month === 2 && day === 29 && (year === 0 || isLeapYear(year))));

/** The day that was asked for last: most lines are of the same one. */
let lastKey = -1;
let lastDays = 0;

/** Days since 1970-01-01, of a year from 0 on. Source: H. Hinnant, days_from_civil. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const key = (year << 9) | (month << 5) | day;
  if (key === lastKey) return lastDays;
  lastKey = key;
  lastDays = daysFromCivil(year, month, day);
  return lastDays;
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** Milliseconds of a time of day; -1: there is no such time. 24:00:00 is the end of the day, second 60 a leap second. */
export function timeOfDay(hour: number, minute: number, second: number): number {
  if (hour < 0 || minute < 0 || second < 0 || minute > 59 || second > 60) return -1;
  if (hour > 23 && (hour > 24 || minute > 0 || second > 0)) return -1;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}
