import { describe, expect, it } from "vitest";
import { type Zone, zoneOf } from "../../src/core/zone.ts";
import { isBalanced, readLog } from "./harness.ts";

const zone = (name: string): Zone => {
  const found = zoneOf(name);
  if (found === undefined) throw new Error(`no zone ${name}`);
  return found;
};
const two = (n: number): string => String(n).padStart(2, "0");
/** `hh:mm` of each quarter of the hours. */
const quarters = (hours: readonly number[]): string[] =>
  hours.flatMap((hour) => [0, 15, 30, 45].map((minute) => `${two(hour)}:${two(minute)}:00`));
/** Times as they are shown, and instants. */
const read = (lines: readonly string[], options: Parameters<typeof readLog>[1] = {}) =>
  readLog(lines.map((line) => `${line}\n`).join(""), options);
const hour = 3_600_000;

describe("R-47: the hour that comes twice and the one that is left out, with a zone given", () => {
  const autumn = quarters([0, 1, 2, 2, 3]).map((clock) => `2025-10-26 ${clock} INFO ok`);
  const berlin = zone("Europe/Berlin");

  it("R-47 time goes on through the hour that comes twice, and no hour has more lines than another", () => {
    const { events, warnings } = read(autumn, { zone: berlin });
    // As the log's clock shows them.
    expect(events.map(({ time }) => time)).toEqual(autumn.map((line) => line.slice(0, 19).replace(" ", "T")));
    const instants = events.map(({ instant }) => instant);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(new Set(instants.slice(1).map((at, i) => at - instants[i]!))).toEqual(new Set([hour / 4]));
    expect(instants[0]).toBe(Date.UTC(2025, 9, 25, 22));
    expect(warnings).toEqual([]);
  });

  it("R-47 a line that is some seconds late stays in its hour", () => {
    const clocks = ["01:59:50", "02:30:10", "02:30:05", "02:59:00", "02:00:00", "02:30:05"];
    const { events } = read(
      clocks.map((clock) => `2025-10-26 ${clock} INFO ok`),
      { zone: berlin },
    );
    const utc = events.map(({ instant }) => new Date(instant).toISOString().slice(11, 19));
    expect(utc).toEqual(["23:59:50", "00:30:10", "00:30:05", "00:59:00", "01:00:00", "01:30:05"]);
  });

  it("R-47 times that do not exist are read as if the clock had not been moved on, and told", () => {
    const { events, warnings } = read(
      ["01:59:00", "02:30:00", "03:45:00"].map((clock) => `2025-03-30 ${clock} INFO ok`),
      { zone: berlin },
    );
    const utc = events.map(({ instant }) => new Date(instant).toISOString().slice(11, 16));
    expect(utc).toEqual(["00:59", "01:30", "01:45"]);
    expect(warnings).toMatchObject([
      { kind: "zone", line: 2, text: expect.stringContaining("does not exist in Europe/Berlin") },
    ]);
  });

  it("R-47 a year that nobody wrote is found before the zone is applied", () => {
    const { events } = read(["Jul  1 12:00:00 h a: x", "Dec  1 12:00:00 h a: y"], { zone: berlin, year: 2024 });
    expect(events.map(({ instant }) => instant)).toEqual([Date.UTC(2024, 6, 1, 10), Date.UTC(2024, 11, 1, 11)]);
  });

  it("takes offsets and names, and no other words", () => {
    expect(["+02:00", "-0330", "UTC+1", "Z", "Asia/Kolkata"].map((name) => zone(name).offsetAt(0) / 60_000)).toEqual([
      120, -210, 60, 0, 330,
    ]);
    for (const name of ["", "Mars/Base", "+25:00", "+2:99", "Europe/Berlin; x"]) expect(zoneOf(name)).toBeUndefined();
  });

  it("agrees with the platform at any instant", () => {
    for (const name of ["America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"]) {
      const there = zone(name);
      for (let at = Date.UTC(2011, 11, 1); at < Date.UTC(2012, 11, 1); at += 7 * hour) {
        const shown = new Date(at).toLocaleString("sv-SE", { timeZone: name });
        expect(new Date(at + there.offsetAt(at)).toISOString().slice(0, 19).replace("T", " ")).toBe(shown);
        const back = there.instantOf(at + there.offsetAt(at), at - 1);
        expect(back).toBe(at);
      }
    }
  });
});

describe("R-48: times with and without a zone in one file", () => {
  it("R-48 each is read by its own zone, and it is told where they first differ", () => {
    const lines = [
      ...Array.from({ length: 9 }, (_, i) => `2025-04-01T12:00:0${i}+02:00 INFO ok`),
      "2025-04-01T10:00:09Z INFO ok",
      "2025-04-01 10:00:10 INFO ok",
      "2025-04-01 10:00:11 INFO ok",
    ];
    const { events, warnings } = read(lines);
    expect(events.map(({ instant }) => instant)).toEqual(events.map((_, i) => Date.UTC(2025, 3, 1, 10) + i * 1000));
    expect(warnings).toMatchObject([{ kind: "zone", line: 11, byte: 9 * 34 + 29 }]);
    const known = read(lines.slice(0, 10).concat("2025-04-01 12:00:10 INFO ok"), { zone: zone("Europe/Berlin") });
    expect(known.events.at(-1)?.instant).toBe(Date.UTC(2025, 3, 1, 10, 0, 10));
    expect(known.warnings).toEqual([]);
  });

  it("R-48 a line without a zone inside one with a zone has the time of the outer one", () => {
    const { events, warnings } = read(
      [1, 2, 3].map(
        (i) =>
          `{"log":"2025-04-01 12:00:0${i} ERROR db: refused\\n","stream":"stderr","time":"2025-04-01T10:00:0${i}.5Z"}`,
      ),
    );
    expect(events[0]).toMatchObject({ level: "error", time: "2025-04-01T10:00:01.500Z", component: "db" });
    expect(warnings).toEqual([]);
  });
});

describe("R-51: numbers since the epoch", () => {
  const time = (value: string) => read([`{"ts":${value},"msg":"a"}`, `{"ts":${value},"msg":"b"}`]);
  it.each([
    ["1745532517", "2025-04-24T22:08:37Z"],
    ["1745532517.25", "2025-04-24T22:08:37.250Z"],
    ["1745532517537", "2025-04-24T22:08:37.537Z"],
    ["1745532517537.25", "2025-04-24T22:08:37.537250Z"],
    ["1745532517537123", "2025-04-24T22:08:37.537123Z"],
    ["1745532517537123456", "2025-04-24T22:08:37.537123Z"],
    ['"1745532517537123456"', "2025-04-24T22:08:37.537123Z"],
    ["1.745532517537e+09", "2025-04-24T22:08:37.537Z"],
    ["1.745532517E9", "2025-04-24T22:08:37Z"],
  ])("R-51 %s has its unit by its size", (value, expected) => {
    const { events, warnings } = time(value);
    expect(events[0]?.time).toBe(expected);
    expect(warnings).toEqual([]);
  });
  it.each(["174553251753", "17455325175", "174553251753712"])(
    "R-51 %s may be of another unit, which is told",
    (value) => {
      const { events, warnings } = time(value);
      expect(events[0]?.time).not.toBe("");
      expect(warnings).toMatchObject([{ kind: "date", text: expect.stringContaining("unusual size") }]);
    },
  );
  it.each(["12", "-1745532517", "1e400", "17455325175371234567890123"])("R-51 %s is no time", (value) => {
    expect(time(value).events[0]?.time).toBe("");
  });
});

describe("R-52: seconds and hours at the edge", () => {
  it.each([
    ["2016-12-31T23:59:60Z leap", "2017-01-01T00:00:00Z"],
    ["2024-02-29 24:00:00 end of day", "2024-03-01T00:00:00"],
    ["[Sat Dec 31 23:59:60 2016] [error] leap", "2017-01-01T00:00:00"],
    ["Dec 31 23:59:60 host a: leap", "2026-01-01T00:00:00"],
    ['{"time":"2016-12-31T23:59:60.5Z","msg":"leap"}', "2017-01-01T00:00:00.500Z"],
    ['1.1.1.1 - - [31/Dec/2016:24:00:00 +0000] "GET / HTTP/1.1" 200 1', "2017-01-01T00:00:00Z"],
  ])("R-52 %s is accepted", (line, expected) => {
    const { events } = read(Array.from({ length: 12 }, () => line));
    expect(events[0]?.time).toBe(expected);
  });
  it("R-52 no further second or hour is", () => {
    expect(read(["2016-12-31T23:59:61Z x", "2016-12-31T24:00:01Z x"]).events.map(({ time }) => time)).toEqual(["", ""]);
  });
});

describe("R-55: which number of a date is the day", () => {
  const dates = (days: readonly string[]) => read(days.map((day) => `${day}/2024 10:00:00 INFO ok`));
  it("R-55 one number over 12 decides for all lines", () => {
    expect(dates(["05/06", "06/06", "13/06"]).events[0]?.time).toBe("2024-06-05T10:00:00");
    expect(dates(["05/06", "05/07", "05/13"]).events[0]?.time).toBe("2024-05-06T10:00:00");
    expect(dates(["05/06", "06/06", "13/06"]).warnings).toEqual([]);
  });
  it("R-55 where none does it is told", () => {
    const { events, warnings, accounting } = dates(["05/05", "05/06", "05/07"]);
    expect(events[0]?.time).toBe("2024-05-05T10:00:00");
    expect(warnings).toMatchObject([{ kind: "date", text: expect.stringContaining("--format-hint day-first") }]);
    expect(isBalanced(accounting)).toBe(true);
  });
  it("R-55 a later line decides for those behind it, and says so", () => {
    const days = [...Array.from({ length: 250 }, () => "05/06"), "05/13", "05/07"];
    const whole = dates(days);
    expect(whole.events.slice(-2).map(({ time }) => time)).toEqual(["2024-05-13T10:00:00", "2024-05-07T10:00:00"]);
    expect(whole.warnings).toMatchObject([
      { kind: "date", line: 0 },
      { kind: "date", line: 251, text: expect.stringContaining("can only be month-first") },
    ]);
  });
  it("R-55 the hint says it", () => {
    const { events, warnings } = read(["05/06/2024 10:00:00 INFO ok"], { hint: "month-first" });
    expect(events[0]?.time).toBe("2024-05-06T10:00:00");
    expect(warnings).toEqual([]);
  });
});
