import { describe, expect, it } from "vitest";
import { type ReadEvent, readLog } from "./harness.ts";

const told = ({ time, level, component, message }: ReadEvent): readonly string[] => [time, level, component, message];
const repeated = (rows: readonly string[], times = 5): string =>
  Array.from({ length: times }, () => rows.join("\n")).join("\n");

describe("a table whose first line names its columns", () => {
  it.each([
    [
      "day and time of day apart, quotes where they are needed",
      "Date,Time,Level,Module,Message",
      ["2026-03-16,08:00:01,INFO,core,Job started", '2026-03-16,08:00:02,ERROR,io,"Cannot write, disk full"'],
    ],
    [
      "everything quoted, day first",
      '"Date","Time","Level","Module","Message"',
      [
        '"16.03.2026","08:00:01","INFO","core","Job started"',
        '"16.03.2026","08:00:02","ERROR","io","Cannot write, disk full"',
      ],
    ],
    [
      "semicolons, other names and another order",
      "Message;Severity;Source;Created at;Id",
      ["Job started;info;core;2026-03-16 08:00:01;1", "Cannot write, disk full;error;io;2026-03-16 08:00:02;2"],
    ],
    [
      "month first",
      "Timestamp,Level,Source,Text",
      ["3/16/2026 8:00:01 AM,Information,core,Job started", '3/16/2026 8:00:02 AM,Error,io,"Cannot write, disk full"'],
    ],
    [
      "tabs",
      "time\tlevel\tlogger\tmsg",
      ["1773648001\tinfo\tcore\tJob started", "1773648002\terror\tio\tCannot write, disk full"],
    ],
    [
      "the event viewer of Windows, which names one column less",
      "Level,Date and Time,Source,Event ID,Task Category",
      [
        "Information,3/16/2026 8:00:01 AM,core,16,None,Job started",
        'Error,3/16/2026 8:00:02 AM,io,7,None,"Cannot write, disk full"',
      ],
    ],
  ])("is read by them: %s", (_, header, rows) => {
    const { events, accounting } = readLog(`${header}\n${repeated(rows)}\n`);
    expect(accounting).toMatchObject({
      lines: 11,
      parsed: 10,
      skipped: { header: 1 },
      format: { name: "csv", ratio: 1 },
    });
    const plain = events.map(told).map(([time = "", ...rest]) => [time.replace("Z", ""), ...rest]);
    expect(plain.slice(0, 2)).toEqual([
      ["2026-03-16T08:00:01", "info", "core", "Job started"],
      ["2026-03-16T08:00:02", "error", "io", "Cannot write, disk full"],
    ]);
  });

  it("reads what parsers of the literature write: month, day and time in three columns", () => {
    const rows = [
      '1,Jun,14,15:16:01,combo,sshd(pam_unix),19939,"check pass; user unknown",E21,check pass; user unknown',
    ];
    const { events } = readLog(
      `LineId,Month,Date,Time,Level,Component,PID,Content,EventId,EventTemplate\n${repeated(rows)}\n`,
    );
    expect(events[0]).toMatchObject({
      time: "2025-06-14T15:16:01",
      component: "sshd(pam_unix)",
      message: "check pass; user unknown",
    });
  });

  it("takes the message out of its quotes, and joins the lines that it goes on in", () => {
    const rows = [
      '2026-03-16 08:00:01,INFO,"said ""hello"" twice"',
      '2026-03-16 08:00:02,ERROR,"java.lang.IllegalStateException: no ledger',
      "\tat a.b.Shop.open(Shop.java:12)",
      '\tat a.b.Shop.main(Shop.java:3)"',
    ];
    const { events, accounting } = readLog(`time,level,message\n${repeated(rows)}\n`);
    expect(events.slice(0, 2).map(({ level, message, folded }) => [level, message, folded])).toEqual([
      ["info", 'said "hello" twice', 0],
      ["error", "java.lang.IllegalStateException: no ledger", 2],
    ]);
    expect(accounting).toMatchObject({ parsed: 10, joined: 10, skipped: { header: 1 } });
  });

  it("knows its header again where tables were put together", () => {
    const table = `time,level,message\n${repeated(["2026-03-16 08:00:01,INFO,started"])}\n`;
    expect(readLog(table + table).accounting).toMatchObject({ parsed: 10, skipped: { header: 2 } });
  });

  it.each([
    ["a line that only looks like a header", "message, level, time\nstarted at once, as asked, today\n"],
    ["columns without a message", "time,level,port\n2026-03-16 08:00:01,INFO,12\n"],
    [
      "rows with other numbers of fields",
      "time,level,message\n2026-03-16 08:00:01,INFO\n2026-03-16 08:00:01,INFO,a,b\n",
    ],
  ])("is none: %s", (_, text) => {
    expect(readLog(text).accounting.format.name).not.toBe("csv");
  });
});
