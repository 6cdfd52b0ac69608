import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoTime } from "../../src/core/iso-time.ts";
import { Moment } from "../../src/parsing/moment.ts";
import { anyTime, TIMES } from "../../src/parsing/times.ts";
import { yearFinder } from "../../src/parsing/year.ts";

const read = (kind: string, text: string): { ms: number; end: number; moment: Moment } => {
  const moment = new Moment();
  const bytes = new TextEncoder().encode(text);
  const end = TIMES[kind]?.(bytes, 0, bytes.length, moment) ?? -1;
  return { ms: moment.ms, end, moment };
};
const iso = (kind: string, text: string): string => {
  const { ms, end, moment } = read(kind, text);
  return end < 0 ? "" : isoTime(ms, moment);
};

describe("times", () => {
  it.each([
    ["iso", "2025-04-01T12:00:01", "2025-04-01T12:00:01"],
    ["iso", "2025-04-01 12:00:01,123 x", "2025-04-01T12:00:01.123"],
    ["iso", "2025-04-01T12:00:01.123456789Z", "2025-04-01T12:00:01.123456Z"],
    ["iso", "2025-04-01T12:00:01+02:00", "2025-04-01T10:00:01Z"],
    ["iso", "2025-04-01 12:00:01 -0130 x", "2025-04-01T13:30:01Z"],
    ["iso", "2025-08-13 01:45:01.123 PDT", "2025-08-13T08:45:01.123Z"],
    ["iso", "2025/04/01 12:00:01", "2025-04-01T12:00:01"],
    ["iso", "2025-04-01 12:00 x", "2025-04-01T12:00:00"],
    ["iso", "2024-02-29T24:00:00", "2024-03-01T00:00:00"],
    ["iso", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"],
    ["iso", "2025-04-01 12:00:01 - 12 items", "2025-04-01T12:00:01"],
    ["compact", "20171223-22:15:29:606|x", "2017-12-23T22:15:29.606"],
    ["compact", "20250401T120001Z", "2025-04-01T12:00:01Z"],
    ["epoch", "1117838570", "2005-06-03T22:42:50Z"],
    ["epoch", "1761019822.3152757", "2025-10-21T04:10:22.315275Z"],
    ["epoch", "1745532517537", "2025-04-24T22:08:37.537Z"],
    ["yymmdd", "081109 203518 143", "2008-11-09T20:35:18"],
    ["slashed", "17/06/09 20:10:40", "2017-06-09T20:10:40"],
    ["bgl", "2005-06-03-15.42.50.363779", "2005-06-03T15:42:50.363779"],
    ["weekday", "Sun Dec 04 04:47:44 2005", "2005-12-04T04:47:44"],
    ["weekday", "Wed Oct 11 14:32:52.123456 2023", "2023-10-11T14:32:52.123456"],
    ["clf", "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z"],
    ["glog", "0517 15:04:22", "1970-01-01T15:04:22"],
    ["glog", "250517 15:04:22.5", "2025-05-17T15:04:22.500"],
    ["longDate", "Mar 16, 2026 8:00:03,657 AM CET", "2026-03-16T08:00:03.657"],
    ["longDate", "Apr 01, 2025 12:00:01 PM", "2025-04-01T12:00:01"],
    ["compact", "20260316:080003.879", "2026-03-16T08:00:03.879"],
    ["dayFirst", "14.05.2024 00:00:03,5 x", "2024-05-14T00:00:03.500"],
    ["dayFirst", "4-5-2024 7:08", "2024-05-04T07:08:00"],
    ["dayFirst", "29/02/2024T24:00:00Z", "2024-03-01T00:00:00Z"],
    ["monthFirst", "5/14/2024, 12:02:03.25 AM x", "2024-05-14T00:02:03.250"],
    ["monthFirst", "05/14/2024 12:02:03 PM", "2024-05-14T12:02:03"],
    ["monthFirst", "05/14/2024 01:02:03 PMx", "2024-05-14T01:02:03"],
  ])("%s reads %s", (kind, text, expected) => {
    expect(iso(kind, text)).toBe(expected);
  });

  it.each([
    ["iso", "2025-02-29T12:00:01"],
    ["iso", "2025-04-31T12:00:01"],
    ["iso", "2025-04-01T25:00:01"],
    ["iso", "2025-04-01T24:00:01"],
    ["iso", "2025-04-01T12:60:01"],
    ["iso", "2025-04-01T12:00:61"],
    ["iso", "2025-04-01x12:00:01"],
    ["syslog", "Feb 30 06:06:20"],
    ["syslog", "Foo  9 06:06:20"],
    ["epoch", "123456"],
    ["glog", "1317 15:04:22.1"],
    ["glog", "ab0316 08:06:00.607057"],
    ["longDate", "Mar 16, 2026 8:00:03,657 XM"],
    ["kitchen", "13:48PM"],
    ["kitchen", "4:61PM"],
    ["dayFirst", "05/14/2024 00:00:03"],
    ["dayFirst", "14.05/2024 00:00:03"],
    ["dayFirst", "30.02.2024 00:00:03"],
    ["dayFirst", "14.05.2024 00:00:033"],
    ["dayFirst", "14.05.2024 00:0"],
    ["monthFirst", "05.14.2024 00:00:03"],
    ["monthFirst", "05/14/24 00:00:03"],
  ])("%s refuses %s", (kind, text) => {
    expect(read(kind, text).end).toBe(-1);
  });

  it("agrees with the calendar of the platform on every second from 1970 to 2100", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_799 }), (seconds) => {
        const text = new Date(seconds * 1000).toISOString();
        expect(read("iso", text).ms).toBe(seconds * 1000);
      }),
    );
  });

  it("leaves a moment without time where a value is none", () => {
    const moment = new Moment();
    const bytes = new TextEncoder().encode("2025-04-01T12:00:01Z and more");
    expect(anyTime(bytes, 0, bytes.length, moment)).toBe(false);
    expect(moment.ms).toBeNaN();
    expect(anyTime(bytes, 0, 20, moment)).toBe(true);
  });
});

describe("times without a year", () => {
  const resolved = (first: number, texts: readonly string[]): string[] => {
    const finder = yearFinder(first);
    return texts.map((text) => isoTime(finder.resolve(read("syslog", text).moment), { zoned: false, digits: 0 }));
  };
  it("R-45: New Year adds a year, and a straggler of the old year keeps its own", () => {
    expect(resolved(2024, ["Dec 31 23:59:58", "Jan  1 00:00:01", "Dec 31 23:59:59", "Jan  1 00:00:02"])).toEqual([
      "2024-12-31T23:59:58",
      "2025-01-01T00:00:01",
      "2024-12-31T23:59:59",
      "2025-01-01T00:00:02",
    ]);
  });
  it("R-46: 29 February is in a leap year, never 1 March", () => {
    expect(resolved(2025, ["Feb 29 10:00:00", "Mar  1 10:00:00"])).toEqual([
      "2024-02-29T10:00:00",
      "2024-03-01T10:00:00",
    ]);
  });
  it("R-46: what stands before a 29 February is in its year, and in the year before where New Year lies between", () => {
    const shifted = (first: number, texts: readonly string[]): string[] => {
      const finder = yearFinder(first);
      const times = texts.map((text) => finder.resolve(read("syslog", text).moment));
      const { years, from } = finder.shift();
      return times.map((time) => {
        const date = new Date(time);
        if (time >= from) date.setUTCFullYear(date.getUTCFullYear() + years);
        return date.toISOString().slice(0, 10);
      });
    };
    expect(shifted(2026, ["Feb 27 10:00:00", "Feb 28 10:00:00", "Feb 29 10:00:00", "Mar  1 10:00:00"])).toEqual([
      "2024-02-27",
      "2024-02-28",
      "2024-02-29",
      "2024-03-01",
    ]);
    expect(shifted(2026, ["Dec 31 10:00:00", "Jan  1 10:00:00", "Feb 29 10:00:00", "Mar  1 10:00:00"])).toEqual([
      "2023-12-31",
      "2024-01-01",
      "2024-02-29",
      "2024-03-01",
    ]);
    expect(shifted(2024, ["Feb 28 10:00:00", "Feb 29 10:00:00"])).toEqual(["2024-02-28", "2024-02-29"]);
  });
});

describe("isoTime", () => {
  it("writes no more than the log wrote", () => {
    const ms = Date.UTC(2025, 3, 1, 12, 0, 1, 234) + 0.567;
    expect(isoTime(ms, { zoned: false, digits: 0 })).toBe("2025-04-01T12:00:01");
    expect(isoTime(ms, { zoned: true, digits: 3 })).toBe("2025-04-01T12:00:01.234Z");
    expect(isoTime(ms, { zoned: false, digits: 6 })).toBe("2025-04-01T12:00:01.234567");
    expect(isoTime(-1, { zoned: true, digits: 3 })).toBe("1969-12-31T23:59:59.999Z");
    expect(isoTime(Number.NaN, { zoned: true, digits: 3 })).toBe("");
    expect(isoTime(1e300, { zoned: true, digits: 3 })).toBe("");
  });
});
