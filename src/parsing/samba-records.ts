import { LEVEL } from "../core/levels.ts";
import { isBlank } from "./bytes.ts";
import { Moment } from "./moment.ts";
import { encoder, nameIn, type RecordFormat, type RecordReader, say, textOf } from "./record-format.ts";
import { anyTime } from "./times.ts";

/** `[2026/03/10 08:00:04.123456,  3, pid=812] ../../source3/smbd/service.c:852(make_connection_snum)`: time, level, file. */
const HEAD =
  /^\[(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?), {1,3}(\d{1,2})(?:,[^\]]{0,200})?\] {1,4}(?:(?:\.\.\/)*source\d?\/|(?:\.\.\/)+)?([\w./-]{1,120}):\d+\(\w+\)/;
/** Source: smb.conf(5), "log level": 0 is what an administrator must know. */
const LEVELS = [LEVEL.error, LEVEL.warn, LEVEL.notice, LEVEL.info];

const reader = (): RecordReader => {
  const moment = new Moment();
  let level: number = LEVEL.none;
  let component = "";
  let message = "";
  const headOf = (bytes: Uint8Array, start: number, end: number): RegExpExecArray | null =>
    HEAD.exec(textOf(bytes, start, Math.min(end, start + 400)));
  return {
    isHead: (bytes, start, end) => headOf(bytes, start, end) !== null,
    begin(bytes, start, end) {
      const [, time = "", number = "", file = ""] = headOf(bytes, start, end) ?? [];
      const written = encoder.encode(time);
      anyTime(written, 0, written.length, moment);
      level = LEVELS[Number(number)] ?? LEVEL.debug;
      component = file;
      message = "";
    },
    take(bytes, start, end) {
      if (!isBlank(bytes[start])) return false;
      if (message === "") message = textOf(bytes, start, end).trim();
      return true;
    },
    finish(fields) {
      fields.moment.copy(moment);
      fields.level = level;
      nameIn(fields, "component", component);
      say(fields, encoder.encode(message === "" ? component : message));
    },
  };
};

export const samba: RecordFormat = {
  name: "samba",
  summary: "Samba: a line with time, level and place, then the message, indented",
  samples: [
    "[2026/03/10 08:00:04.123456,  3] ../../source3/smbd/service.c:852(make_connection_snum)",
    "  ws1 (ipv4:10.0.0.1:40001) connect to service share initially as user anna (uid=1001, gid=100) (pid 1001)",
    "[2026/03/10 08:00:05,  0, pid=812, effective(0, 0), real(0, 0)] source3/lib/util_sock.c:474(read_data)",
    "  read_data: read failure for 4 bytes to client 10.0.0.1. Error = Connection reset by peer",
  ],
  negatives: ["[2026/03/10 08:00:04,  3] no place", "  indented"],
  looksLike: (lines) => HEAD.test(lines[0] ?? "") && lines.filter((line) => HEAD.test(line)).length * 4 > lines.length,
  reader,
};
