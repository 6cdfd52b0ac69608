import { COMMA, isDigit, TAB } from "./bytes.ts";
import type { Format } from "./format.ts";

/** Names of columns by what they hold, in small letters and digits only, the most telling first. */
const NAMES = {
  time: "timestamp timestamputc datetime dateandtime datetimeutc timegenerated timegeneratedutc timecreated eventtime logtime createdat ts time zeitstempel datumunduhrzeit zeitpunkt uhrzeit zeit heure horodatage hora",
  month: "month",
  day: "date day datum fecha jour",
  level:
    "leveldisplayname level loglevel severity severitytext levelname severitylevel sev priority stufe ebene schweregrad niveau nivel status",
  message:
    "message msg content text body logmessage description details log event raw line textpayload renderedmessage rendereddescription resultdescription meldung nachricht beschreibung mensaje messaggio descripción",
  component:
    "component logger loggername source module service servicename app application program process category providername approlename komponente modul quelle dienst",
  host: "hostname host server computer machine node rechner",
} as const;
type Role = keyof typeof NAMES;
/** Names of columns that hold a time of day where another holds the day. */
const TIMES_OF_DAY = new Set<string | undefined>(["time", "uhrzeit", "zeit", "heure", "hora"]);

const SEMICOLON = 59;
const BAR = 124;
/** What separates columns. */
const SEPARATORS = [COMMA, SEMICOLON, TAB, BAR];
const MOST_COLUMNS = 128;
/** Longest line that names columns of a table. */
const LONGEST_HEADER = 4096;
/** The event viewer of Windows writes the message behind the columns that it names. */
const EVENT_VIEWER = "level,dateandtime,source,eventid,taskcategory";
const COLUMN = /^"?[\p{L}@_#][\p{L}\d_ .@#()[\]/:-]{0,48}"?$/u;
/** What spreadsheets write before a header, to say what separates columns. */
const SEPARATOR_LINE = /^sep=[,;|\t]$/i;

/** Which column holds what; -1: none. */
export interface Columns {
  readonly separator: number;
  readonly count: number;
  /** The columns that make the time, in order. */
  readonly times: readonly number[];
  /** The last of `times` says by its name that it has a date. */
  readonly isWhole: boolean;
  readonly level: number;
  /** Levels are numbers from 0 on, the graver the higher. Source: Azure Monitor, SeverityLevel of traces and exceptions. */
  readonly isRising: boolean;
  readonly message: number;
  readonly component: number;
  readonly host: number;
}

/** What the line names, if it is the first one of a table of events: a message, and a time or a level. */
export function csvColumns(header: string): Columns | undefined {
  if (header.length > LONGEST_HEADER) return undefined;
  for (const separator of SEPARATORS) {
    const names = header.split(String.fromCharCode(separator)).map((name) => name.trim());
    if (names.length < 2 || names.length > MOST_COLUMNS) continue;
    // The column of row numbers may have no name.
    if (!names.every((name, i) => COLUMN.test(name) || (i === 0 && /^(?:"")?$/.test(name)))) continue;
    const plain = names.map((name) => name.toLowerCase().replace(/[^\p{L}\d]/gu, ""));
    if (new Set(plain).size < plain.length) continue;
    if (plain.join() === EVENT_VIEWER) plain.push("message");
    const columnOf = (role: Role): number => {
      const known = NAMES[role].split(" ").find((name) => plain.includes(name));
      return known === undefined ? -1 : plain.indexOf(known);
    };
    const time = columnOf("time");
    const times = [columnOf("month"), columnOf("day"), time].filter((column) => column >= 0);
    const [level, message] = [columnOf("level"), columnOf("message")];
    if (message < 0 || (times.length === 0 && level < 0)) continue;
    return {
      separator,
      count: plain.length,
      times,
      isWhole: time >= 0 && !TIMES_OF_DAY.has(plain[time]),
      level,
      isRising: plain[level] === "severitylevel",
      message,
      component: columnOf("component"),
      host: columnOf("host"),
    };
  }
  return undefined;
}

/** How dates such as `03/04/2026` are read. */
export const DAY_FIRST = "day-first";
export const MONTH_FIRST = "month-first";

/** The format of a table's rows; `order`: one of the two above. */
export const csvFormat = (header: string, order: string): Format => ({
  name: "csv",
  summary: "a table whose first line names its columns",
  kind: "csv",
  layouts: [header, order],
  samples: [],
  negatives: [],
});

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  end - start > LONGEST_HEADER ? "" : new TextDecoder().decode(bytes.subarray(start, end)).trimEnd();

/** Whether the line only says what separates columns. */
export const isSeparatorLine = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start === 5 && SEPARATOR_LINE.test(textOf(bytes, start, end));

/**
 * The line, if it names the columns of a table. `known`: those of the table that it stands in, or before another one; rows hold
 * digits and headers hardly ever, so that few rows are looked at.
 */
export function csvHeader(bytes: Uint8Array, start: number, end: number, known?: string): string | undefined {
  if (end - start > LONGEST_HEADER) return undefined;
  if (known !== undefined && !/\d/.test(known))
    for (let at = start; at < end; at++) if (isDigit(bytes[at])) return undefined;
  const text = textOf(bytes, start, end);
  if (text === known) return text;
  return csvColumns(text) === undefined ? undefined : text;
}
