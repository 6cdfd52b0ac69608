import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";

/** Twenty lines with growing seconds, and what the first of them was read as. */
const first = (line: (i: number) => string) => {
  const { events, accounting } = readLog(Array.from({ length: 20 }, (_, i) => `${line(10 + i)}\n`).join(""));
  const event = events[0];
  return [accounting.format.name, event?.time, event?.level, event?.component, event?.message];
};

describe("times in other places and forms", () => {
  it.each([
    ["|", "epoch", "17156780"],
    [";", "epoch", "17156780"],
    [",", "epoch", "17156780"],
    ["\t", "epoch", "17156780"],
    ["|", "iso", "2024-05-14 09:13:"],
    ["\t", "iso", "2024-05-14 09:13:"],
  ])("reads fields with %j behind a time (%s)", (sign, _, time) => {
    const [name, at, ...rest] = first((i) => [`${time}${i}`, "ERROR", "gw", "rejected"].join(sign));
    expect([name, ...rest]).toEqual(["delimited", "error", "gw", "rejected"]);
    expect(at).toMatch(/^2024-05-14T09:13:[13]0/);
    const swapped = first((i) => [`${time}${i}`, "gw-1", "ERROR", "rejected"].join(sign));
    expect(swapped.slice(2)).toEqual(["error", "gw-1", "rejected"]);
  });

  it("reads fields that name no level", () => {
    expect(first((i) => `17156736${i}|0x0011|01|1`)).toEqual([
      "delimited",
      "2024-05-14T08:00:10Z",
      "none",
      "",
      "0x0011|01|1",
    ]);
  });

  it.each([
    ["day-first", (i: number) => `14.05.2024 00:00:${i} [Kasse3] Beleg`, "2024-05-14T00:00:10", "Kasse3"],
    ["day-first", (i: number) => `05.06.2024 00:00:${i} [Kasse3] Beleg`, "2024-06-05T00:00:10", "Kasse3"],
    ["day-first", (i: number) => `14/05/2024 00:00:${i},5 INFO [pool] Beleg`, "2024-05-14T00:00:10.500", "pool"],
    ["month-first", (i: number) => `5/14/2024, 1:00:${i} PM [pool] Beleg`, "2024-05-14T13:00:10", "pool"],
    ["month-first", (i: number) => `0${5 + (i % 4)}/0${5 + (i % 4)}/2024 00:00:10 x`, "2024-07-07T00:00:10", ""],
  ])("reads %s dates (%#)", (name, line, time, component) => {
    const [format, at, , named] = first(line);
    if (format === "month-first" || name === "day-first") expect(format).toBe(name);
    expect([at, named]).toEqual([time, component]);
  });

  it("decides over the sample which number is the day", () => {
    const read = (days: readonly string[]) =>
      readLog(days.flatMap((day) => Array.from({ length: 10 }, () => `${day}/2024 00:00:01 x\n`)).join("")).events[0]
        ?.time;
    expect(read(["05/06", "05/14"])).toBe("2024-05-06T00:00:01");
    expect(read(["05/06", "14/06"])).toBe("2024-06-05T00:00:01");
    // Both can be read: the shorter span is likelier.
    expect(read(["05/06", "05/07", "05/08"])).toBe("2024-05-06T00:00:01");
    expect(read(["06/05", "07/05", "08/05"])).toBe("2024-05-06T00:00:01");
  });

  it("reads zones by their names, also unknown ones", () => {
    expect(first((i) => `2024-05-14 00:00:${i} PDT [12389] ERROR broke`).slice(1, 3)).toEqual([
      "2024-05-14T07:00:10Z",
      "error",
    ]);
    expect(first((i) => `2024-05-14 00:00:${i} XYZT [12389] ERROR broke`).slice(1, 3)).toEqual([
      "2024-05-14T00:00:10",
      "error",
    ]);
    expect(first((i) => `May 14 00:00:${i} PDT web1 app[3]: said`).slice(1)).toEqual([
      "2025-05-14T07:00:10Z",
      "none",
      "app",
      "said",
    ]);
  });

  it("reads records of the audit daemon: the type is the component, the id is no part of the message", () => {
    expect(first((i) => `type=SYSCALL msg=audit(17156780${i}.149:123): arch=c000003e success=yes`)).toEqual([
      "audit",
      "2024-05-14T09:13:30.149Z",
      "none",
      "SYSCALL",
      "arch=c000003e success=yes",
    ]);
  });

  it("finds a known time at a constant place of lines in no known form", () => {
    for (const line of [
      (i: number) => `worker-${i} 7 2024-05-14 09:13:${i} ERROR broke`,
      (i: number) => `LOG#2024-05-14 09:13:${i}#broke`,
      (i: number) => `evt ${i} | x | 17156780${i + 20} | broke`,
    ]) {
      const [name, time, , , message] = first(line);
      expect(name).toBe("time-inside");
      expect(time).toMatch(/^2024-05-14T09:1[34]:/);
      expect(message).toBe(line(10));
    }
    expect(first((i) => `worker-${i} 7 2024-05-14 09:13:${i} ERROR broke`)[2]).toBe("error");
  });

  it("takes numbers that do not grow, and times of a few lines, for no time", () => {
    expect(first((i) => `order 17156780${99 - i} thing`)[0]).toBe("plain");
    expect(first((i) => (i % 3 === 0 ? `worker-${i} 7 2024-05-14 09:13:${i} broke` : `worker-${i} 7 broke`))[0]).toBe(
      "plain",
    );
  });
});

describe("levels and components", () => {
  it.each([
    ["[2024-05-14 07:46:04,123: ERROR/ForkPoolWorker-3] Task x", "celery", "error", "ForkPoolWorker-3", "Task x"],
    ["2024-05-14 07:46:04 [scanner] 12 files", "timed", "none", "scanner", "12 files"],
    ["2024-05-14 07:46:04 [12389] 12 files", "timed", "none", "", "[12389] 12 files"],
    ["WARN [cache] evicting", "leveled", "warn", "cache", "evicting"],
    ["[ERROR] [db.pool] refused", "leveled", "error", "db.pool", "refused"],
  ])("reads %j", (line, ...expected) => {
    const [name, , ...rest] = first(() => line);
    expect([name, ...rest]).toEqual(expected);
  });
});

describe("columns that a header names", () => {
  const iis = (status: string, i: number) =>
    `2024-05-14 00:00:${10 + i} W3SVC1 10.0.0.4 GET /cart - 443 10.2.4.20 ${status} 0 0 10\n`;
  const header =
    "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip sc-status sc-substatus sc-win32-status time-taken\n";

  it("reads IIS: date and time, the status as level; directives are skipped as header", () => {
    const text = `${header}${["200", "503", "-"].map(iis).join("")}${header}${iis("404", 9)}`;
    const whole = readLog(text);
    expect(whole.accounting).toMatchObject({ parsed: 4, skipped: { header: 4 }, format: { name: "w3c", ratio: 1 } });
    expect(isBalanced(whole.accounting)).toBe(true);
    expect(whole.events.map(({ level }) => level)).toEqual(["info", "error", "none", "info"]);
    expect(whole.events[1]).toMatchObject({
      time: "2024-05-14T00:00:11",
      component: "W3SVC1",
      message: "GET /cart - 443 10.2.4.20 503",
    });
    for (const size of [1, 2, 3]) expect(readLog(text, { size }).events).toEqual(whole.events);
  });

  it("follows columns that change", () => {
    const { events } = readLog(
      `${header}${iis("200", 1)}#Fields: sc-status time date\n#Fields: date time sc-status cs-method\n2024-05-14 00:01:00 500 PUT\n`,
    );
    expect(events[1]).toMatchObject({ time: "2024-05-14T00:01:00", level: "error", message: "500 PUT" });
  });

  it("reads Zeek's tables", () => {
    const { events, accounting } = readLog(
      `#separator \\x09\n#path\thttp\n#fields\tts\tuid\tmethod\turi\tstatus_code\n${[200, 502].map((status, i) => `171567801${i}.25\tCx\tGET\t/a b\t${status}\n`).join("")}#close\t2024-05-14\n`,
    );
    expect(accounting).toMatchObject({ parsed: 2, skipped: { header: 4 }, format: { name: "zeek" } });
    expect(events.map(({ time, level, message }) => [time, level, message])).toEqual([
      ["2024-05-14T09:13:30.250Z", "info", "GET\t/a b\t200"],
      ["2024-05-14T09:13:31.250Z", "error", "GET\t/a b\t502"],
    ]);
  });

  it("takes other lines with a number sign for what they are", () => {
    expect(readLog("# a comment\n#Fields: no time here\nplain\n").accounting).toMatchObject({ parsed: 3, skipped: {} });
  });
});

describe("the shift of years", () => {
  const log = "Dec 31 23:59:58 h a: x\nJan  1 00:00:01 h a: y\n";
  it("is what keeps the newest event in the year of the last write", () => {
    expect(readLog(log).accounting.yearShift.years).toBe(-1);
    expect(readLog("Jan  1 00:00:01 h a: y\n").accounting.yearShift.years).toBe(0);
    expect(readLog("2025-12-31 23:59:58 x\n2026-01-01 00:00:01 y\n").accounting.yearShift.years).toBe(0);
  });
  it("is none where the first year was asked for", () => {
    expect(readLog(log, { year: 2024 }).accounting.yearShift.years).toBe(0);
  });
});
