import { COMMA, QUOTE, SPACE } from "./bytes.ts";
import { type Fields, SLOT } from "./fields.ts";
import { levelValue } from "./level-words.ts";
import type { Moment } from "./moment.ts";
import type { LineReader } from "./pattern-line.ts";
import { fieldTime } from "./times.ts";

/** Names of columns by what they hold, in small letters and digits only, the most telling first. */
const NAMES = {
  time: "timestamp timestamputc datetime dateandtime datetimeutc timegenerated timecreated eventtime logtime createdat ts time",
  month: "month",
  day: "date day",
  level: "level loglevel severity severitytext levelname sev priority",
  message: "message msg content text body logmessage description details log event",
  component: "component logger loggername source module service servicename app application program process category",
  host: "hostname host server computer machine node",
} as const;
type Role = keyof typeof NAMES;

/** How dates such as `03/04/2026` are read. */
export const DAY_FIRST = "day-first";
export const MONTH_FIRST = "month-first";

/** What separates columns. */
const SEPARATORS = [COMMA, 59, 9, 124];
const MOST_COLUMNS = 128;
const EVENT_VIEWER = "level,dateandtime,source,eventid,taskcategory";
const COLUMN = /^"?[\p{L}@_#][\p{L}\d_ .@#()/:-]{0,48}"?$/u;
const LONGEST_NAME = 160;

/** Which column holds what; -1: none. `times`: the columns that make the time, in order. */
interface Columns {
  readonly separator: number;
  readonly count: number;
  readonly times: readonly number[];
  readonly level: number;
  readonly message: number;
  readonly component: number;
  readonly host: number;
}

/** What the line names, if it is the first one of a table of events: a message, and a time or a level. */
export function csvColumns(header: string): Columns | undefined {
  for (const separator of SEPARATORS) {
    const names = header.split(String.fromCharCode(separator)).map((name) => name.trim());
    if (names.length < 2 || names.length > MOST_COLUMNS || !names.every((name) => COLUMN.test(name))) continue;
    const plain = names.map((name) => name.toLowerCase().replace(/[^\p{L}\d]/gu, ""));
    if (new Set(plain).size < plain.length) continue;
    // The event viewer of Windows writes the message behind the columns that it names.
    if (plain.join() === EVENT_VIEWER) plain.push("message");
    const columnOf = (role: Role): number => {
      const known = NAMES[role].split(" ").find((name) => plain.includes(name));
      return known === undefined ? -1 : plain.indexOf(known);
    };
    const time = columnOf("time");
    const day = columnOf("day");
    // A time that says of itself that it has a date needs none beside it.
    const isWhole = time >= 0 && plain[time] !== "time";
    const times = (isWhole ? [time] : [columnOf("month"), day, time]).filter((column) => column >= 0);
    const [level, message] = [columnOf("level"), columnOf("message")];
    if (message < 0 || (times.length === 0 && level < 0)) continue;
    return {
      separator,
      count: plain.length,
      times,
      level,
      message,
      component: columnOf("component"),
      host: columnOf("host"),
    };
  }
  return undefined;
}

const joined = new Uint8Array(96);

/**
 * Reads rows of a table whose first line is `header` (RFC 4180, with one of four separators). A quoted message may go on in the next
 * lines: they are joined to it. `isDayFirst`: of dates such as `03/04/2026`.
 */
export function csvReader(header: string, isDayFirst: boolean): LineReader | undefined {
  const columns = csvColumns(header);
  if (columns === undefined) return undefined;
  const { separator, count, times, level, message, component, host } = columns;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  /** 1: the field holds quotes, each written twice. */
  const doubled = new Uint8Array(count);

  /** Number of fields of the line; more than there are columns: it is none of the table. */
  function split(bytes: Uint8Array, start: number, end: number): number {
    let fields = 0;
    for (let at = start; fields <= count; at++) {
      const isQuoted = bytes[at] === QUOTE && at < end;
      if (fields === count) return count + 1;
      doubled[fields] = 0;
      starts[fields] = isQuoted ? at + 1 : at;
      if (isQuoted) {
        for (at++; at < end; at++) {
          if (bytes[at] !== QUOTE) continue;
          if (bytes[at + 1] !== QUOTE || at + 1 >= end) break;
          doubled[fields] = 1;
          at++;
        }
        ends[fields++] = at;
        // Nothing but the separator may stand behind a quoted field, or the line ends within it.
        if (at < end && ++at < end && bytes[at] !== separator) return count + 1;
      } else {
        while (at < end && bytes[at] !== separator) at++;
        ends[fields++] = at;
      }
      if (at >= end) return fields;
    }
    return fields;
  }

  function readTime(bytes: Uint8Array, moment: Moment): void {
    let length = 0;
    for (const column of times) {
      const size = ends[column]! - starts[column]!;
      if (size <= 0 || length + size + 1 > joined.length) continue;
      if (length > 0) joined[length++] = SPACE;
      joined.set(bytes.subarray(starts[column], ends[column]), length);
      length += size;
    }
    if (fieldTime(joined, 0, length, moment, isDayFirst)) return;
    // Some tables repeat the day in the time.
    const last = times.at(-1);
    if (last !== undefined && times.length > 1) fieldTime(bytes, starts[last]!, ends[last]!, moment, isDayFirst);
  }

  return (bytes, start, end, fields) => {
    const found = split(bytes, start, end);
    // A row whose message goes on in the next line has fewer fields here.
    if (found !== count && !(found === message + 1 && ends[message] === end && bytes[starts[message]! - 1] === QUOTE))
      return false;
    fields.clear(bytes);
    if (times.length > 0) readTime(bytes, fields.moment);
    if (level >= 0 && level < found) fields.level = levelValue(bytes, starts[level]!, ends[level]!);
    if (Number.isNaN(fields.moment.ms) && fields.moment.month === 0 && fields.level === 0) return false;
    name(SLOT.component, component, found, fields);
    name(SLOT.host, host, found, fields);
    fields.spans[SLOT.message] = starts[message]!;
    fields.spans[SLOT.message + 1] = ends[message]!;
    if (doubled[message] === 1) {
      fields.messageIn = undoubled(bytes.subarray(starts[message], ends[message]));
      fields.spans[SLOT.message] = 0;
      fields.spans[SLOT.message + 1] = fields.messageIn.length;
    }
    return true;
  };

  function name(slot: number, column: number, found: number, fields: Fields): void {
    if (column < 0 || column >= found || ends[column]! - starts[column]! > LONGEST_NAME) return;
    fields.spans[slot] = starts[column]!;
    fields.spans[slot + 1] = ends[column]!;
  }
}

/** The text with one quote for two. */
function undoubled(text: Uint8Array): Uint8Array {
  const out = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    out[length++] = text[at]!;
    if (text[at] === QUOTE && text[at + 1] === QUOTE) at++;
  }
  return out.subarray(0, length);
}
