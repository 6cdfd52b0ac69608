import { standsAt } from "./bytes.ts";
import { LINK, linkOf } from "./continuation.ts";
import { readEventXml } from "./event-xml.ts";
import { journaldExport, journaldVerbose } from "./journald-records.ts";
import { levelAt, levelEnd } from "./level-words.ts";
import { Moment } from "./moment.ts";
import {
  decoder,
  encoder,
  LONGEST,
  nameIn,
  type RecordFormat,
  type RecordReader,
  say,
  textOf,
} from "./record-format.ts";
import { samba } from "./samba-records.ts";
import type { SampleLine } from "./sample-line.ts";
import { TIMES } from "./times.ts";

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
  journaldExport,
  journaldVerbose,
  samba,
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
