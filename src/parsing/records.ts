import { standsAt } from "./bytes.ts";
import { LINK, linkOf } from "./continuation.ts";
import { readEventXml } from "./event-xml.ts";
import { type Fields, SLOT } from "./fields.ts";
import { levelAt, levelEnd, levelValue } from "./level-words.ts";
import { Moment } from "./moment.ts";
import type { SampleLine } from "./sample-line.ts";
import { anyTime, TIMES } from "./times.ts";

/** Reads records of several lines, none of which says all. One of a source is used for all its records, one after the other. */
export interface RecordReader {
  isHead(bytes: Uint8Array, start: number, end: number): boolean;
  /** Begins a record with its head. */
  begin(bytes: Uint8Array, start: number, end: number): void;
  /** Takes a further line into the record; false: it is none of it. */
  take(bytes: Uint8Array, start: number, end: number): boolean;
  /** Fills what the record says into `fields`, which were cleared. */
  finish(fields: Fields): void;
}

/** A way to write records of several lines. */
export interface RecordFormat {
  readonly name: string;
  readonly summary: string;
  /** Lines of records that it must read. */
  readonly samples: readonly string[];
  /** Lines in which it must see none. */
  readonly negatives: readonly string[];
  /** Whether the first lines of a source are written so. */
  looksLike(lines: readonly string[]): boolean;
  reader(): RecordReader;
}

/** Bytes of a record that make its message. */
const LONGEST = 16 * 1024;
const decoder = new TextDecoder();
const encoder = new TextEncoder();
const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  decoder.decode(bytes.subarray(start, Math.min(end, start + LONGEST)));

function say(fields: Fields, message: Uint8Array): void {
  fields.messageIn = message;
  fields.spans[SLOT.message] = 0;
  fields.spans[SLOT.message + 1] = message.length;
}

function nameIn(fields: Fields, slot: "component" | "host", name: string): void {
  const bytes = encoder.encode(name.slice(0, 160));
  if (slot === "component") fields.componentIn = bytes;
  else fields.hostIn = bytes;
  fields.spans[SLOT[slot]] = 0;
  fields.spans[SLOT[slot] + 1] = bytes.length;
}

const mysqlSlow = (): RecordReader => {
  const moment = new Moment();
  let query = "";
  return {
    // Of queries within one second only the first has a time; all have a user.
    isHead: (bytes, start, end) =>
      standsAt(bytes, start, end, "# Time: ") || (query !== "" && standsAt(bytes, start, end, "# User@Host: ")),
    begin(bytes, start, end) {
      query = "";
      if (!standsAt(bytes, start, end, "# Time: ")) return;
      const read = (kind: string): number => TIMES[kind]?.(bytes, start + 8, end, moment) ?? -1;
      if (read("iso") < 0 && read("yymmdd") < 0) moment.clear();
    },
    take(bytes, start, end) {
      const line = textOf(bytes, start, end);
      if (query === "" && !/^(?:#|use \S+;|SET timestamp=)/i.test(line)) query = line;
      return true;
    },
    finish(fields) {
      fields.moment.copy(moment);
      say(fields, encoder.encode(query === "" ? "no statement" : query));
    },
  };
};

const readLongDate = TIMES["longDate"] ?? (() => -1);

const jul = (): RecordReader => {
  const moment = new Moment();
  const tried = new Moment();
  let component = "";
  let message = "";
  let level = 0;
  let lines = 0;
  return {
    isHead: (bytes, start, end) => readLongDate(bytes, start, end, tried) > 0,
    begin(bytes, start, end) {
      const behind = readLongDate(bytes, start, end, moment);
      component = textOf(bytes, behind, end).trim().split(/\s+/)[0] ?? "";
      message = "";
      level = 0;
      lines = 0;
    },
    take(bytes, start, end) {
      if (++lines > 1) return linkOf(bytes, start, end) !== LINK.none;
      const found = levelAt(bytes, start, end);
      if (found < 0 || bytes[levelEnd] !== 58) return false;
      level = found;
      message = textOf(bytes, levelEnd + 1, end).trimStart();
      return true;
    },
    finish(fields) {
      fields.moment.copy(moment);
      fields.level = level;
      nameIn(fields, "component", component);
      say(fields, encoder.encode(message));
    },
  };
};

const EXPORTED = /^[A-Z_][A-Z0-9_]*(?:=|$)/;
const LENGTH_BYTES = 8;

const journalExport = (): RecordReader => {
  const values = new Map<string, Uint8Array>();
  /** The field whose length and bytes follow; undefined: none. */
  let binary: string | undefined;
  const keep = (name: string, value: Uint8Array): void => {
    if (!values.has(name)) values.set(name, value.slice(0, LONGEST));
  };
  const add = (bytes: Uint8Array, start: number, end: number): void => {
    if (binary !== undefined) {
      // A length that holds the byte of a line feed was cut in two there: its first byte is missing then.
      const at = bytes[start + LENGTH_BYTES - 1] === 0 ? LENGTH_BYTES : LENGTH_BYTES - 1;
      keep(binary, bytes.subarray(start + at, end));
      binary = undefined;
      return;
    }
    const mark = bytes.subarray(start, Math.min(end, start + 200)).indexOf(61);
    const name = textOf(bytes, start, mark < 0 ? Math.min(end, start + 200) : start + mark);
    if (mark < 0 && EXPORTED.test(name)) binary = name;
    else if (mark > 0) keep(name, bytes.subarray(start + mark + 1, end));
  };
  const value = (name: string): Uint8Array => values.get(name) ?? new Uint8Array(0);
  return {
    isHead: (bytes, start, end) => standsAt(bytes, start, end, "__CURSOR="),
    begin(bytes, start, end) {
      values.clear();
      binary = undefined;
      add(bytes, start, end);
    },
    take(bytes, start, end) {
      add(bytes, start, end);
      return true;
    },
    finish(fields) {
      const time = value("__REALTIME_TIMESTAMP");
      anyTime(time, 0, time.length, fields.moment);
      const level = value("PRIORITY");
      if (level.length > 0) fields.level = levelValue(level, 0, level.length);
      nameIn(fields, "component", decoder.decode(values.get("SYSLOG_IDENTIFIER") ?? value("_COMM")));
      nameIn(fields, "host", decoder.decode(value("_HOSTNAME")));
      say(fields, value("MESSAGE"));
    },
  };
};

const eventXml = (): RecordReader => {
  let xml = "";
  return {
    isHead: (bytes, start, end) => /^\s*<Event[\s>]/.test(textOf(bytes, start, Math.min(end, start + 200))),
    begin(bytes, start, end) {
      xml = textOf(bytes, start, end).trim();
    },
    take(bytes, start, end) {
      if (xml.endsWith("</Event>")) return false;
      if (xml.length < LONGEST) xml += ` ${textOf(bytes, start, end).trim()}`;
      return true;
    },
    finish(fields) {
      const bytes = encoder.encode(xml);
      if (readEventXml(bytes, 0, bytes.length, fields)) return;
      fields.clear(bytes);
      say(fields, bytes);
    },
  };
};

const JUL = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M \S/;

/** Every way to write records of several lines that is known. */
export const RECORD_FORMATS: readonly RecordFormat[] = [
  {
    name: "mysql-slow",
    summary: "MySQL's and MariaDB's slow query log: the statement is the message",
    samples: [
      "# Time: 2021-01-26T23:45:57.678222Z",
      "# User@Host: owncloud[owncloud] @ localhost []  Id:     2",
      "# Query_time: 0.011853  Lock_time: 0.011542  Rows_sent: 268  Rows_examined: 268",
      "use owncloud;",
      "SET timestamp=1611704757;",
      "SELECT * FROM `oc_appconfig`;",
    ],
    negatives: ["# Time: 2021-01-26T23:45:57.678222Z", "# a comment"],
    looksLike: (lines) =>
      ["# Time: ", "# User@Host: ", "# Query_time: "].every((text) => lines.some((line) => line.startsWith(text))),
    reader: mysqlSlow,
  },
  {
    name: "jul",
    summary: "java.util.logging: a line with the time and the method, then one with the level and the message",
    samples: [
      "Apr 01, 2025 12:00:01 PM com.example.shop.Cart add",
      "SEVERE: cannot add 12 items",
      "Apr 01, 2025 12:00:02 PM com.example.shop.Cart add",
      "INFO: added 3 items",
    ],
    negatives: ["Apr 01, 2025 12:00:01 PM no level follows", "INFO: no time"],
    looksLike: (lines) => {
      const pairs = lines.filter((line, i) => JUL.test(line) && /^[A-Z]{4,8}: /.test(lines[i + 1] ?? ""));
      return pairs.length * 4 >= lines.length && pairs.length > 0;
    },
    reader: jul,
  },
  {
    name: "journald-export",
    summary:
      "journalctl -o export: blocks of FIELD=value lines, each begun by its cursor; values with a length before them too",
    samples: [
      "__CURSOR=s=e991;i=372a",
      "__REALTIME_TIMESTAMP=1743508801123456",
      "PRIORITY=3",
      "_HOSTNAME=web1",
      "SYSLOG_IDENTIFIER=app",
      "MESSAGE=cannot open ledger",
    ],
    negatives: ["__CURSOR is a word", "PRIORITY=3"],
    looksLike: (lines) =>
      (lines[0] ?? "").startsWith("__CURSOR=") &&
      lines.filter((line) => EXPORTED.test(line)).length * 2 > lines.length &&
      lines.some((line) => line.startsWith("__REALTIME_TIMESTAMP=")),
    reader: journalExport,
  },
  {
    name: "event-xml-lines",
    summary: "Windows events as <Event> elements of several lines",
    samples: [
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>",
      "  <System>",
      "    <Provider Name='Disk'/>",
      "    <EventID>7</EventID>",
      "    <Level>3</Level>",
      "    <TimeCreated SystemTime='2025-04-01T12:00:01Z'/>",
      "    <Computer>PC1</Computer>",
      "  </System>",
      "  <EventData><Data>bad block</Data></EventData>",
      "</Event>",
    ],
    negatives: ["<Event>", "<html>"],
    looksLike: (lines) =>
      lines.slice(0, 3).some((line) => /^\s*<Event[\s>]/.test(line) && !line.includes("</Event>")) &&
      lines.some((line) => /^\s*<System>/.test(line) || /<Event[\s>].*<System>/.test(line)),
    reader: eventXml,
  },
];

/** The way in which the first lines of a source are written, if it is one of several lines a record. */
export function recordsOf(sample: readonly SampleLine[]): RecordFormat | undefined {
  const lines = sample.map(({ bytes, start, end }) =>
    // How a long line begins and ends is enough to tell.
    end - start <= 600
      ? decoder.decode(bytes.subarray(start, end))
      : `${decoder.decode(bytes.subarray(start, start + 500))}…${decoder.decode(bytes.subarray(end - 50, end))}`,
  );
  return RECORD_FORMATS.find((format) => format.looksLike(lines));
}
