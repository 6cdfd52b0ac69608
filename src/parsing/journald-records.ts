import { standsAt } from "./bytes.ts";
import { levelValue } from "./level-words.ts";
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
import { firstInk } from "./text.ts";
import { anyTime } from "./times.ts";

const EXPORTED = /^[A-Z_][A-Z0-9_]*(?:=|$)/;
const LENGTH_BYTES = 8;

/** What `journalctl -o verbose` begins a record with: `Tue 2026-03-10 08:22:33.123456 UTC [s=…;i=…]`. */
const VERBOSE = /^[A-Z][a-z]{2} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? ?[^[]{0,12}?) ?\[s=/;

/** `isVerbose`: fields are indented, and the time stands in the head. */
const journal = (isVerbose: boolean) => (): RecordReader => {
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
  const headOf = (bytes: Uint8Array, start: number, end: number): string | undefined =>
    VERBOSE.exec(textOf(bytes, start, Math.min(end, start + 120)))?.[1];
  const value = (name: string): Uint8Array => values.get(name) ?? new Uint8Array(0);
  return {
    isHead: (bytes, start, end) =>
      isVerbose ? headOf(bytes, start, end) !== undefined : standsAt(bytes, start, end, "__CURSOR="),
    begin(bytes, start, end) {
      values.clear();
      binary = undefined;
      if (isVerbose) keep("__REALTIME_TIMESTAMP", encoder.encode(headOf(bytes, start, end)));
      else add(bytes, start, end);
    },
    take(bytes, start, end) {
      add(bytes, isVerbose ? firstInk(bytes, start, end) : start, end);
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

export const journaldExport: RecordFormat = {
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
  reader: journal(false),
};

export const journaldVerbose: RecordFormat = {
  name: "journald-verbose",
  summary: "journalctl -o verbose: a line with the time and the cursor, then one FIELD=value a line, indented",
  samples: [
    "Tue 2026-03-10 08:22:33.123456 UTC [s=e991;i=372a;b=9f;m=1;t=5;x=2]",
    "    PRIORITY=3",
    "    _HOSTNAME=web1",
    "    SYSLOG_IDENTIFIER=app",
    "    MESSAGE=cannot open ledger",
  ],
  negatives: ["Tue 2026-03-10 08:22:33.123456 UTC web1 app[12]: cannot open ledger", "    PRIORITY=3"],
  looksLike: (lines) =>
    VERBOSE.test(lines[0] ?? "") && lines.filter((line) => EXPORTED.test(line.trimStart())).length * 2 > lines.length,
  reader: journal(true),
};
