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
  /** What later times told of earlier ones: the newest is in the first one's year, and what came before a 29 February is near it. */
  shift(): YearShift;
}

/** Years to add (0 or less) to the times of a source from `from` on, in milliseconds since the epoch. */
export interface YearShift {
  readonly years: number;
  readonly from: number;
}

export const NO_SHIFT: YearShift = { years: 0, from: Number.NEGATIVE_INFINITY };

/** `year`: that of the first event. A jump back by more than half a year is a new year; 29 February is in a leap year. */
export function yearFinder(first: number): YearFinder {
  let year = first;
  let rolled = false;
  let before = Number.NaN;
  /** Of the times before a 29 February that was in no leap year: what is to be added to them, and the oldest. */
  let leap: YearShift | undefined;
  let oldest = Number.POSITIVE_INFINITY;
  /** The newest time from there on. */
  let newest = Number.NEGATIVE_INFINITY;
  return {
    resolve(moment) {
      const { month, day } = moment;
      const at = (y: number): number => daysSinceEpoch(y, month, day) * DAY + moment.ms;
      if (month === 2 && day === 29 && !isLeapYear(year)) {
        const thought = year;
        while (!isLeapYear(year)) year--;
        before = Number.NaN;
        if (leap === undefined && oldest < Number.POSITIVE_INFINITY) leap = { years: year - thought, from: oldest };
      }
      let time = at(year);
      if (time < before - HALF_YEAR) {
        do year++;
        while (month === 2 && day === 29 && !isLeapYear(year));
        rolled = true;
        time = at(year);
      } else if (rolled && time > before + HALF_YEAR) time = at(year - 1);
      before = time;
      if (leap === undefined) oldest = Math.min(oldest, time);
      else newest = Math.max(newest, time);
      return time;
    },
    shift() {
      if (leap === undefined) return { ...NO_SHIFT, years: Math.min(0, first - year) };
      // Where the log goes on for years, old and new times cannot be told apart.
      return newest < leap.from ? leap : NO_SHIFT;
    },
  };
}
