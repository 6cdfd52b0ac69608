import type { Severity } from "../../src/core/anomaly.ts";
import { number } from "../../src/core/words.ts";

/** How each severity is written: shape and word, and a shape for terminals that have only ASCII. */
export const SEVERITY_WORDS: Readonly<
  Record<Severity, { readonly shape: string; readonly ascii: string; readonly short: string; readonly name: string }>
> = {
  critical: { shape: "◆", ascii: "!!", short: "CRIT", name: "Critical" },
  high: { shape: "▲", ascii: "! ", short: "HIGH", name: "High" },
  medium: { shape: "●", ascii: "* ", short: "MED", name: "Medium" },
  low: { shape: "○", ascii: "- ", short: "LOW", name: "Low" },
};

/** `1 line`, `412,381 lines`, `2 anomalies`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`;

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

/** Long words: `36 min 44 s`, `17 h 57 min`, `2 d 3 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (big: number, bigUnit: string, small: number, unit: string): string =>
    small === 0 ? `${number(big)} ${bigUnit}` : `${number(big)} ${bigUnit} ${small} ${unit}`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
  if (seconds < 86_400) return two(Math.floor(seconds / 3600), "h", Math.floor(seconds / 60) % 60, "min");
  return two(Math.floor(seconds / 86_400), "d", Math.floor(seconds / 3600) % 24, "h");
}

/** Short words for lists: `37m`, `1h 11m`, `17h 57m`, `2d 3h`; to the nearest unit. */
export function shortDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "—";
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(milliseconds / 60_000);
  const two = (big: number, bigUnit: string, small: number, unit: string): string =>
    small === 0 ? `${number(big)}${bigUnit}` : `${number(big)}${bigUnit} ${small}${unit}`;
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 1440) return two(Math.floor(minutes / 60), "h", minutes % 60, "m");
  const hours = Math.round(milliseconds / 3_600_000);
  return two(Math.floor(hours / 24), "d", hours % 24, "h");
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

/** Times as lines begin with them: ISO, slashes and dots, syslog, `081109 203615`, BGL's two heads, epoch seconds; in brackets or not. */
const HEAD =
  /^[[(<"]?(?:(?:- )?\d{10} \d{4}\.\d\d\.\d\d|\d{2,4}[-/.]\d\d[-/.]\d{2,4}[T _-]\d\d[:.]\d\d[:.]\d\d|\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d|\d{6} \d{6}|\d{10}(?=[. ]))(?:[.,:]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?(?: \d{4}(?=\]))?[\])>"]?[\s:|,]*(?:- )?/;

/** A log line without the time it begins with, where the time is shown beside it. */
export const withoutTime = (line: string): string => line.slice(0, 80).replace(HEAD, "") + line.slice(80);

/** Level words as heads of messages: in capitals, or in any case within brackets or before a colon. */
const LEVELS = "TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|CRIT(?:ICAL)?|FATAL|ALERT|EMERG(?:ENCY)?|LOG";
const LEVEL_HEADS = [
  new RegExp(`^(?:${LEVELS})(?:\\s*[:|]\\s*|\\s+)`),
  new RegExp(`^\\[(?:${LEVELS})\\][\\s:]*`, "i"),
  new RegExp(`^(?:${LEVELS}):\\s+`, "i"),
] as const;

/** A log line without the time and the level it begins with, where both are shown beside it. */
export const withoutHead = (line: string): string => {
  const rest = withoutTime(line);
  const head = LEVEL_HEADS.find((pattern) => pattern.test(rest.slice(0, 40)));
  return head === undefined ? rest : rest.slice(0, 40).replace(head, "") + rest.slice(40);
};

/** File and line, without folders where the name alone is clear among `all`. */
export function placeOf(
  { source_file: file, line }: { readonly source_file: string; readonly line: number },
  all: readonly { readonly source_file: string }[],
): string {
  const base = baseOf(file);
  const isClear = all.every((other) => other.source_file === file || baseOf(other.source_file) !== base);
  return `${isClear ? base : file}:${line}`;
}

const baseOf = (file: string): string => file.split(/[\\/]/).at(-1) || file;
