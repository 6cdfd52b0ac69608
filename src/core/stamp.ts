const STAMP = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time as the log wrote it, taken apart. */
export interface Stamp {
  /** Milliseconds since the epoch; without a zone taken as UTC. */
  readonly instant: number;
  /** `03:41`, `03:41:52`: cut, never rounded. */
  readonly clock: string;
  readonly clockSeconds: string;
  /** `16 Mar`. */
  readonly day: string;
  readonly year: string;
  /** `UTC`, `+02:00`, or nothing where the log names no zone. */
  readonly zone: string;
}

/** Takes an ISO 8601 time apart; undefined for null and for what is none. */
export function stamp(iso: string | null): Stamp | undefined {
  const match = iso === null ? null : STAMP.exec(iso);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "00", fraction = "", zone = ""] = match;
  const wall = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second, Math.floor(Number(`0.${fraction}0`) * 1000));
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.replace(/\D/g, "");
  const shift = digits === "" ? 0 : sign * (+digits.slice(0, 2) * 60 + +digits.slice(2, 4));
  return {
    instant: wall - shift * 60_000,
    clock: `${hour}:${minute}`,
    clockSeconds: `${hour}:${minute}:${second}`,
    day: `${+day} ${MONTHS[+month - 1] ?? "?"}`,
    year,
    zone: zone === "" ? "" : shift === 0 ? "UTC" : zone,
  };
}

const second = ({ instant }: Stamp): number => Math.floor(instant / 1000) * 1000;

/** Milliseconds between two times, as their clocks read to the second; undefined where one is missing. */
export function between(start: string | null, end: string | null): number | undefined {
  const from = stamp(start);
  const to = stamp(end);
  return from === undefined || to === undefined ? undefined : Math.max(0, second(to) - second(from));
}

const DAY = 86_400_000;

/** Whether times need their day: the log spans more than 24 hours. */
export const needsDay = (start: string | null, end: string | null): boolean => (between(start, end) ?? 0) > DAY;

/** `03:41`, or `17 Mar 03:41` where the day must be said; `—` where there is no time. */
export function clockOf(iso: string | null, withDay: boolean): string {
  const at = stamp(iso);
  if (at === undefined) return "—";
  return withDay ? `${at.day} ${at.clock}` : at.clock;
}

/** A line's time in a list: `03:41:52`, or `17 Mar 03:41` where the day must be said; nothing where there is no time. */
export function momentOf(iso: string | null, withDay: boolean): string {
  const at = stamp(iso);
  if (at === undefined) return "";
  return withDay ? `${at.day} ${at.clock}` : at.clockSeconds;
}

/** `16 Mar 09:00 – 17 Mar 09:00 UTC`; empty where the log carries no time. */
export function spanOf(start: string | null, end: string | null, dash = "–"): string {
  const from = stamp(start);
  const to = stamp(end);
  if (from === undefined || to === undefined) return "";
  const zone = to.zone === "" ? "" : ` ${to.zone}`;
  if (from.day === to.day && from.year === to.year)
    return `${from.day} ${from.clock}${from.clock === to.clock ? "" : ` ${dash} ${to.clock}`}${zone}`;
  return `${from.day} ${from.clock} ${dash} ${to.day} ${to.clock}${zone}`;
}
