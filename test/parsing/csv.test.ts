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

  it("reads month and day in one order throughout, the one that fits more of them", () => {
    const days = ["3/4/2026", "3/5/2026", "3/15/2026", "3/16/2026"];
    const rows = days.map((day) => `${day},8:00:01 AM,INFO,started`);
    const { events, warnings } = readLog(`Date,Time,Level,Message\n${repeated(rows)}\n`);
    expect(events.slice(0, 4).map(({ time }) => time.slice(0, 10))).toEqual([
      "2026-03-04",
      "2026-03-05",
      "2026-03-15",
      "2026-03-16",
    ]);
    expect(warnings).toEqual([]);
    const unsure = readLog(`Date,Time,Level,Message\n${repeated(rows.slice(0, 2))}\n`);
    // With AM and PM the month stands first, unless a date says otherwise.
    expect(unsure.events[0]?.time.slice(0, 10)).toBe("2026-03-04");
    const whole = rows.map((row) => row.replace(" AM", ""));
    expect(readLog(`Date,Time,Level,Message\n${repeated(whole.slice(0, 2))}\n`).events[0]?.time.slice(0, 10)).toBe(
      "2026-04-03",
    );
    expect(readLog(repeated(["3/4/2026 8:00:01 AM ERROR broke"])).events[0]?.time.slice(0, 10)).toBe("2026-03-04");
    expect(unsure.warnings.map(({ text }) => text).join()).toContain("tells the day from the month");
    const inTurns = repeated(["1,app,3/4/2026 8:00:01,started", "3,app,3/4/2026 8:00:02,broke"]);
    const azure = readLog(`SeverityLevel,AppRoleName,TimeGenerated [UTC],Message\n${inTurns}\n`);
    expect(azure.events.slice(0, 2).map(({ level, component }) => [level, component])).toEqual([
      ["info", "app"],
      ["error", "app"],
    ]);
  });

  it("times no row by what another one left, whatever the lengths of their times", () => {
    const rows = ["3/14/2026 10:00:01 AM", "3/4/2026 8:00:01 AM", "3/4/2026 8:00:01 PM"].map(
      (time) => `${time},INFO,started`,
    );
    const { events } = readLog(`time,level,message\n${repeated(rows, 20)}\n`);
    expect(new Set(events.map(({ time }) => time))).toEqual(
      new Set(["2026-03-14T10:00:01", "2026-03-04T08:00:01", "2026-03-04T20:00:01"]),
    );
    const broken = readLog(`time,level,message\n${repeated(["2026-03-16 08:00:01,INFO,started"])}\nsoon,ERROR,broke\n`);
    expect(broken.events.at(-1)).toMatchObject({ time: "", level: "error", message: "broke" });
  });

  it("makes no row of the end of a message that stands before other columns", () => {
    const row = [
      '"java.lang.IllegalStateException: no ledger',
      '\tat a.b.Shop.open(Shop.java:12)";error;2026-03-16 19:00:00;99',
    ];
    const rows = ["started;info;2026-03-16 08:00:01;1", ...row, "started;info;2026-03-16 08:00:02;2"];
    const { events } = readLog(`Message;Severity;Created at;Id\n${repeated(rows)}\n`);
    expect(events.slice(0, 3).map(({ time, message, folded }) => [time.slice(0, 19), message, folded])).toEqual([
      ["2026-03-16T08:00:01", "started", 0],
      ["", '"java.lang.IllegalStateException: no ledger', 1],
      ["2026-03-16T08:00:02", "started", 0],
    ]);
  });

  it("keeps the lines of a message together, whatever they say", () => {
    const row = [
      '2026-03-16 08:00:01,ERROR,disk,"a controller error on disk 1.',
      "",
      "Killed by the kernel",
      'ERROR: data lost: 43b30bad"',
    ];
    const { events, accounting } = readLog(`time,level,source,message\n${repeated(row)}\n`);
    expect(events.map(({ folded }) => folded)).toEqual([2, 2, 2, 2, 2]);
    expect(accounting).toMatchObject({ parsed: 5, joined: 10, skipped: { header: 1, blank: 5 } });
    // A quote that nobody closes takes no row behind it.
    const stray = ['2026-03-16 08:00:01,ERROR,disk,"never closed', "2026-03-16 08:00:02,INFO,disk,fine"];
    expect(readLog(`time,level,source,message\n${repeated(stray)}\n`).accounting).toMatchObject({
      parsed: 10,
      joined: 0,
    });
  });

  it("reads exceptions that are longer than the rows around them", () => {
    const frames = Array.from({ length: 12 }, (_, i) => `\tat a.b.Shop.m${i}(Shop.java:${i})`);
    const rows = [
      '2026-03-16 08:00:01,ERROR,"java.lang.IllegalStateException: no',
      ...frames,
      '\tat a.b.Main.main(Main.java:1)"',
    ];
    const { accounting } = readLog(`time,level,message\n${repeated(rows, 8)}\n`);
    expect(accounting).toMatchObject({ parsed: 8, joined: 8 * 13, format: { name: "csv" } });
  });

  it.each([
    ["blanks behind the commas", "time, level, message", '2026-03-16 08:00:01, ERROR, "no, not now"'],
    ["a column of row numbers without a name", ",timestamp,level,message", '0,2026-03-16 08:00:01,ERROR,"no, not now"'],
    ["hours of one digit", "date,time,level,message", '2026-03-16,8:00:01,ERROR,"no, not now"'],
    [
      "a timestamp that has no day beside a day",
      "Date,Timestamp,Level,Message",
      '2026-03-16,08:00:01,ERROR,"no, not now"',
    ],
    ["a line for spreadsheets before it", "sep=,\ntime,level,message", '2026-03-16 08:00:01,ERROR,"no, not now"'],
    ["digits in its header", "timestamp,level,field1,message", '2026-03-16 08:00:01,ERROR,a,"no, not now"'],
    ["a header of other letters", "Überschrift,Timestamp,Level,Message", 'a,2026-03-16 08:00:01,ERROR,"no, not now"'],
  ])("has %s", (_, header, row) => {
    const { events, accounting } = readLog(`${header}\n${repeated([row])}\n`);
    expect(accounting).toMatchObject({ parsed: 5, skipped: { header: header.split("\n").length } });
    expect(events[0] && told(events[0])).toEqual(["2026-03-16T08:00:01", "error", "", "no, not now"]);
  });

  it("takes the columns of another table behind it", () => {
    const one = `time,level,message\n${repeated(["2026-03-16 08:00:01,INFO,started"])}\n`;
    const two = `time,message,level\n${repeated(["2026-03-16 08:00:02,broke,ERROR"])}\n`;
    const { events, accounting } = readLog(one + two);
    expect(accounting).toMatchObject({ parsed: 10, skipped: { header: 2 } });
    expect(events.at(-1)).toMatchObject({ level: "error", message: "broke" });
  });

  it("says so where the times of most rows cannot be read", () => {
    const { warnings } = readLog(`time,level,message\n${repeated(["soon,INFO,started"])}\n`);
    expect(warnings.map(({ text }) => text).join()).toContain("the times of 5 of the first 5 rows");
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
