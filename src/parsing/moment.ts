/** A time as it was read, filled in by a time reader; one object is used for all lines. */
export class Moment {
  /** Milliseconds since the epoch; with `month` set: of the day. */
  ms = Number.NaN;
  /** Month and day of a time that names no year; 0: the time is complete. */
  month = 0;
  day = 0;
  zoned = false;
  digits: 0 | 3 | 6 = 0;

  clear(): void {
    this.ms = Number.NaN;
    this.month = 0;
    this.day = 0;
    this.zoned = false;
    this.digits = 0;
  }

  copy(other: Moment): void {
    this.ms = other.ms;
    this.month = other.month;
    this.day = other.day;
    this.zoned = other.zoned;
    this.digits = other.digits;
  }
}

/** Reads a time at `at`; gives the position behind it, or -1 where there is none. */
export type TimeReader = (bytes: Uint8Array, at: number, end: number, moment: Moment) => number;
