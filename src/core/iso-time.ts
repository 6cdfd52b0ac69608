import type { Zone } from "./zone.ts";

/** How a log writes its times. */
export interface TimeStyle {
  /** The log names a zone (then times are shown in UTC, with `Z`); else none is shown either. */
  readonly zoned: boolean;
  /** Digits of the fraction of a second. */
  readonly digits: 0 | 3 | 6;
  /** Where the log names none: the zone that it was said to be written in. Times are shown as its clocks show them. */
  readonly zone?: Zone | undefined;
}

/** Milliseconds as the log's own clock shows them. */
export const wallClock = (ms: number, { zoned, zone }: TimeStyle): number =>
  zoned || zone === undefined || Number.isNaN(ms) ? ms : ms + zone.offsetAt(ms);

const padded = (value: number, width: number): string => String(value).padStart(width, "0");

/** ISO 8601 of milliseconds since the epoch, no more exact than the log wrote it; the empty string for NaN. */
export function isoTime(ms: number, style: TimeStyle): string {
  // Microseconds of times up to the year 2200 are exact in a double.
  const micros = Math.round(wallClock(ms, style) * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "";
  const fraction = micros - seconds * 1_000_000;
  const digits =
    style.digits === 0
      ? ""
      : style.digits === 3
        ? `.${padded(Math.floor(fraction / 1000), 3)}`
        : `.${padded(fraction, 6)}`;
  return `${date.toISOString().slice(0, -5)}${digits}${style.zoned ? "Z" : ""}`;
}
