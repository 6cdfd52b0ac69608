import { UserError } from "../core/errors.ts";
import { levelNamed } from "../core/levels.ts";

/** One record of a log: a line, or its parts. Newlines inside a record stay in it. */
export type LogRecord =
  | string
  | { log: string; timestamp?: string; level?: string; component?: string; [field: string]: unknown };

/** Records as a program has them. */
export type Records = readonly LogRecord[] | AsyncIterable<LogRecord>;

/** A record as the parser reads it. */
export interface RecordLines {
  /** What stands before the record's own text; empty for a string. */
  readonly head: string;
  /** The first line, head included, and the lines that belong to it. Empty: the record is blank. */
  readonly lines: readonly string[];
}

/** The parser ends an event at 500 lines or 256 KiB; what a record has beyond these is not looked at. */
const MOST_LINES = 400;
const MOST_CHARACTERS = 60_000;

const isRecord = (record: unknown): record is LogRecord =>
  typeof record === "string" ||
  (typeof record === "object" && record !== null && "log" in record && typeof record.log === "string");

const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return typeof value;
  return "log" in value ? `an object whose log is ${kindOf(value.log)}` : "an object without log";
};

/** Refuses what is no record; `position` counts from 1. */
export function checkedRecord(record: unknown, position: number): LogRecord {
  if (isRecord(record)) return record;
  throw new UserError(
    `record ${position}: expected a string or an object with a string named log, got ${kindOf(record)}`,
    'a record is "a line" or { log, timestamp?, level?, component? }',
  );
}

/** Refuses what is no list of records. */
export function checkedRecords(records: unknown): readonly LogRecord[] {
  if (!Array.isArray(records))
    throw new UserError(
      `expected an array of records, got ${kindOf(records)}`,
      "records are strings or objects with a log",
    );
  return Array.from(records, (record: unknown, i) => checkedRecord(record, i + 1));
}

const part = (value: unknown): string => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (typeof value !== "string" && typeof value !== "number") return "";
  return String(value).replaceAll(/\s+/g, " ").trim();
};

/** The record's own text. */
export const logOf = (record: LogRecord): string => (typeof record === "string" ? record : record.log);

/**
 * `timestamp LEVEL [component] ` of a record with parts, whichever it has. Without a timestamp it is `LEVEL:component:`, the
 * head without a time that the parser knows. A component is one word to it.
 */
function headOf(record: LogRecord): string {
  if (typeof record === "string") return "";
  const time = part(record.timestamp);
  const level = part(record.level).toUpperCase();
  const component = part(record.component).replaceAll(/[\s[\]]+/g, "-");
  if (time === "" && component !== "" && levelNamed(level) >= 0) return `${level}:${component.replaceAll(":", ".")}:`;
  return [time, level, component === "" ? "" : `[${component}]`]
    .filter((each) => each !== "")
    .map((each) => `${each} `)
    .join("");
}

/**
 * A record as lines: the one way from records to what the parser reads. Further lines of a record are indented, which is
 * how logs say that a line belongs to the one before it.
 */
export function linesOf(record: LogRecord): RecordLines {
  const log = logOf(record);
  const head = headOf(record);
  if (!log.includes("\n") && log.length <= MOST_CHARACTERS) {
    const only = head + (head === "" ? log : log.trimStart());
    return { head, lines: only.trim() === "" ? [] : [only] };
  }
  const [first = "", ...rest] = log
    .slice(0, MOST_CHARACTERS)
    .split("\n")
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
    .filter((line) => line.trim() !== "")
    .slice(0, MOST_LINES);
  const begin = head + (head === "" ? first : first.trimStart());
  if (begin.trim() === "") return { head, lines: [] };
  return { head, lines: [begin, ...rest.map((line) => (/^[ \t]/.test(line) ? line : `\t${line}`))] };
}

/** The record's own text, as far as `shown` (its lines without secrets, or only their beginning) lets it be told. */
export function ownLog(record: LogRecord, shown: string): string {
  const { head, lines } = linesOf(record);
  if (shown === lines.join("\n")) return logOf(record);
  const text = shown.startsWith(head) ? shown.slice(head.length) : shown;
  return text.replaceAll("\n\t", "\n");
}
