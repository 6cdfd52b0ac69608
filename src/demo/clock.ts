/** A time that a line carries, and how to write another one in its manner. */
interface Stamp {
  readonly pattern: RegExp;
  /** Milliseconds of the time that it names, taken as UTC; NaN: no time. */
  readonly read: (match: RegExpExecArray) => number;
  readonly write: (time: number, match: RegExpExecArray) => string;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/** Stands for the year in logs that name none; a leap year, so that 29 February exists. */
const NO_YEAR = 2004;
const DAY = 86_400_000;

const two = (value: number): string => String(value).padStart(2, "0");
const month = (name: string | undefined): number => MONTHS.indexOf(name ?? "");
const utc = (...parts: readonly (number | string | undefined)[]): number => {
  const [year = Number.NaN, ...rest] = parts.map(Number);
  const [monthIndex = 0, day = 1, hour = 0, minute = 0, second = 0, milli = 0] = rest;
  return monthIndex < 0 ? Number.NaN : Date.UTC(year, monthIndex, day, hour, minute, second, milli);
};
const clock = (date: Date): string => date.toISOString().slice(11, 19);
/** As many digits of a second as the log writes. */
const fraction = (time: number, like: string): string =>
  String(((time % 1000) + 1000) % 1000)
    .padStart(3, "0")
    .padEnd(like.length, "0")
    .slice(0, like.length);

/** How logs write times; where two overlap, the earlier in this list holds. */
const STAMPS: readonly Stamp[] = [
  {
    // ISO 8601 and log4j: 2015-07-29 17:41:41,536. BGL: 2005-06-03-15.42.50.675872
    pattern: /(\d{4})([-/])(\d\d)[-/](\d\d)([T -])(\d\d)([:.])(\d\d)[:.](\d\d)(?:([.,])(\d{1,9}))?/,
    read: (m) => utc(m[1], Number(m[3]) - 1, m[4], m[6], m[8], m[9]) + Number((m[11] ?? "").slice(0, 3).padEnd(3, "0")),
    write: (time, m) => {
      const date = new Date(time);
      const day = date
        .toISOString()
        .slice(0, 10)
        .replaceAll("-", m[2] ?? "-");
      const tail = m[10] === undefined ? "" : m[10] + fraction(time, m[11] ?? "");
      return day + (m[5] ?? " ") + clock(date).replaceAll(":", m[7] ?? ":") + tail;
    },
  },
  {
    // Apache errors: Sun Dec 04 04:47:44 2005
    pattern: /(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)? (\d{4})/,
    read: (m) => utc(m[8], month(m[2]), m[3], m[4], m[5], m[6]),
    write: (time, m) => {
      const date = new Date(time);
      const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`;
      return `${day} ${clock(date)}${m[7] ?? ""} ${date.getUTCFullYear()}`;
    },
  },
  {
    // Access logs: 10/Oct/2000:13:55:36
    pattern: /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)/,
    read: (m) => utc(m[3], month(m[2]), m[1], m[4], m[5], m[6]),
    write: (time) => {
      const date = new Date(time);
      return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${clock(date)}`;
    },
  },
  {
    // RFC 3164: Jun  9 06:06:20
    pattern: /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ( ?\d{1,2}) (\d\d):(\d\d):(\d\d)/,
    read: (m) => utc(NO_YEAR, month(m[1]), m[2], m[3], m[4], m[5]),
    write: (time, m) => {
      const date = new Date(time);
      const isPadded = (m[2] ?? "").startsWith(" ") || (m[2] ?? "").length === 2;
      const day = String(date.getUTCDate()).padStart(isPadded ? 2 : 1, (m[2] ?? "").startsWith("0") ? "0" : " ");
      return `${MONTHS[date.getUTCMonth()]} ${day} ${clock(date)}`;
    },
  },
  {
    // HDFS: 081109 203615
    pattern: /^(\d\d)(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)(?= )/,
    read: (m) => utc(2000 + Number(m[1]), Number(m[2]) - 1, m[3], m[4], m[5], m[6]),
    write: (time) => {
      const date = new Date(time);
      return `${date.toISOString().slice(2, 10).replaceAll("-", "")} ${clock(date).replaceAll(":", "")}`;
    },
  },
  {
    // Proxifier: [10.30 16:49:06]
    pattern: /(?<=^\[)(\d\d)\.(\d\d) (\d\d):(\d\d):(\d\d)/,
    read: (m) => utc(NO_YEAR, Number(m[1]) - 1, m[2], m[3], m[4], m[5]),
    write: (time) => {
      const date = new Date(time);
      return `${two(date.getUTCMonth() + 1)}.${two(date.getUTCDate())} ${clock(date)}`;
    },
  },
  {
    // Seconds since the epoch, as a word of their own.
    pattern: /(?<=^|\s)(1\d{9})(?=\s)/,
    read: (m) => Number(m[1]) * 1000,
    write: (time) => String(Math.floor(time / 1000)),
  },
  {
    // A date alone, beside another time: 2005.11.09
    pattern: /(?<=\s)(\d{4})\.(\d\d)\.(\d\d)(?=\s)/,
    read: () => Number.NaN,
    write: (time, m) =>
      new Date(utc(m[1], Number(m[2]) - 1, m[3]) + time).toISOString().slice(0, 10).replaceAll("-", "."),
  },
];

/** Times stand at the start of a line; what comes later is text. */
const HEAD_LENGTH = 140;

/** A second time belongs to the head only this close behind the first, with no `: ` between. */
const NEAR = 40;

interface Found {
  readonly stamp: Stamp;
  readonly match: RegExpExecArray;
  readonly start: number;
  readonly end: number;
}

/** The times of a line's head, from left to right. */
function stamps(line: string): Found[] {
  const head = line.slice(0, HEAD_LENGTH);
  const all: Found[] = [];
  for (const stamp of STAMPS) {
    const match = stamp.pattern.exec(head);
    if (match === null) continue;
    const start = match.index;
    const end = start + match[0].length;
    if (!all.some((other) => start < other.end && end > other.start)) all.push({ stamp, match, start, end });
  }
  all.sort((a, b) => a.start - b.start);
  const apart = all.findIndex((found, index) => {
    const between = index === 0 ? "" : head.slice(all[index - 1]?.end, found.start);
    return between.length > NEAR || between.includes(": ");
  });
  return apart < 0 ? all : all.slice(0, apart);
}

/** The time that a line carries, in milliseconds, taken as UTC; NaN: none. */
export function timeOf(line: string): number {
  for (const { stamp, match } of stamps(line)) {
    const time = stamp.read(match);
    if (!Number.isNaN(time)) return time;
  }
  return Number.NaN;
}

/** Where the last of the times at a line's start ends; 0: it carries none. */
export const timeEnd = (line: string): number => stamps(line).at(-1)?.end ?? 0;

/** The head of a line, `delay` milliseconds later: every time that it names moves, once. */
export function later(head: string, delay: number): string {
  if (delay === 0) return head;
  const base = timeOf(head);
  // A date alone moves only when the day of the line does.
  const days = (Math.floor((base + delay) / DAY) - Math.floor(base / DAY)) * DAY;
  let out = head;
  for (const { stamp, match, start, end } of stamps(head).reverse()) {
    const time = stamp.read(match);
    out = out.slice(0, start) + stamp.write(Number.isNaN(time) ? days : time + delay, match) + out.slice(end);
  }
  return out;
}
