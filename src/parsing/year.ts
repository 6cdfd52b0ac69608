import { DAY, daysSinceEpoch, isLeapYear } from "./calendar.ts";
import type { Moment } from "./moment.ts";

const HALF_YEAR = 180 * DAY;
/** A leap year: it has every day that a time without a year can name. */
const ANY_YEAR = 2000;
const FIRST_DAY = daysSinceEpoch(ANY_YEAR, 1, 1);

/** A time that names no year, as one number: of the year ANY_YEAR. Stretches are read apart, and years follow from what came before. */
export const withoutYear = ({ month, day, ms }: Pick<Moment, "month" | "day" | "ms">): number =>
  daysSinceEpoch(ANY_YEAR, month, day) * DAY + ms;

/** Month and day of each day of ANY_YEAR. */
const days = Array.from({ length: 366 }, (_, day) => {
  const date = new Date((FIRST_DAY + day) * DAY);
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate() };
});

/** What is marked of a time: that it names no year, that it names a zone. */
export const YEARLESS = 1;
export const ZONED = 2;

/** Gives times of `withoutYear` their years, in place: those that are marked YEARLESS. */
export function resolveYears(time: Float64Array, marks: Uint8Array, years: YearFinder): void {
  for (let i = 0; i < time.length; i++) {
    if ((marks[i]! & YEARLESS) === 0) continue;
    // The leap second of 31 December ends the year: it is of its last day.
    const day = Math.min(FIRST_DAY + days.length - 1, Math.floor(time[i]! / DAY));
    time[i] = years.resolve({ ...days[day - FIRST_DAY]!, ms: time[i]! - day * DAY });
  }
}

/** Finds the years of times that name none, in the order of one source. */
export interface YearFinder {
  /** Milliseconds since the epoch. */
  resolve(moment: Pick<Moment, "month" | "day" | "ms">): number;
  /** Years to add to all of them so that the newest is in the first one's year: 0 or less. */
  shift(): number;
}

/** `year`: that of the first event. A jump back by more than half a year is a new year; 29 February is in a leap year. */
export function yearFinder(first: number): YearFinder {
  let year = first;
  let rolled = false;
  let before = Number.NaN;
  return {
    resolve(moment) {
      const { month, day } = moment;
      const at = (y: number): number => daysSinceEpoch(y, month, day) * DAY + moment.ms;
      if (month === 2 && day === 29 && !isLeapYear(year)) {
        while (!isLeapYear(year)) year--;
        before = Number.NaN;
      }
      let time = at(year);
      if (time < before - HALF_YEAR) {
        do year++;
        while (month === 2 && day === 29 && !isLeapYear(year));
        rolled = true;
        time = at(year);
      } else if (rolled && time > before + HALF_YEAR) time = at(year - 1);
      before = time;
      return time;
    },
    shift: () => Math.min(0, first - year),
  };
}
