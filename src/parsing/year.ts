import { DAY, daysSinceEpoch, isLeapYear } from "./calendar.ts";
import type { Moment } from "./moment.ts";

const HALF_YEAR = 180 * DAY;

/** Finds the years of times that name none, in the order of one source. */
export interface YearFinder {
  /** Milliseconds since the epoch. */
  resolve(moment: Moment): number;
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
