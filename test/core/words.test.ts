import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { cut, wrap } from "../../src/core/cells.ts";
import { withoutHead, withoutTime } from "../../src/core/line-head.ts";
import { placeOf } from "../../src/core/place.ts";
import { between, clockOf, spanOf, stamp } from "../../src/core/stamp.ts";
import { longDuration, shortDuration } from "../../src/core/words.ts";

const seconds = (n: number): number => n * 1000;

describe("times", () => {
  it("are shown as the log wrote them, cut and never rounded", () => {
    expect(stamp("2026-03-17T03:41:59.999+02:00")).toMatchObject({
      clock: "03:41",
      clockSeconds: "03:41:59",
      day: "17 Mar",
      zone: "+02:00",
      instant: Date.UTC(2026, 2, 17, 1, 41, 59, 999),
    });
    expect(stamp("2026-03-17 03:41:52")).toMatchObject({ zone: "", instant: Date.UTC(2026, 2, 17, 3, 41, 52) });
    expect([stamp(null), stamp("yesterday"), stamp("")]).toEqual([undefined, undefined, undefined]);
  });

  it("are told apart as their clocks read", () => {
    expect(between("2026-03-17T03:41:52.318Z", "2026-03-17T03:41:55.102Z")).toBe(3000);
    expect(between("2026-03-17T03:41:52Z", null)).toBeUndefined();
  });

  it("say the day once where both ends share it, and the zone once", () => {
    expect(spanOf("2026-03-16T09:00:00Z", "2026-03-16T10:30:00Z")).toBe("16 Mar 09:00 – 10:30 UTC");
    expect(spanOf("2026-03-16T09:00:00", "2026-03-17T10:30:00")).toBe("16 Mar 09:00 – 17 Mar 10:30");
    expect(spanOf(null, null)).toBe("");
    expect(clockOf("2026-03-16T09:00:00Z", true)).toBe("16 Mar 09:00");
  });

  it("last as long as they last, in long and in short words", () => {
    expect([15, 2204, 3600, 64_620, 180_000].map((n) => longDuration(seconds(n)))).toEqual([
      "15 s",
      "36 min 44 s",
      "1 h",
      "17 h 57 min",
      "2 d 2 h",
    ]);
    expect([0, 15, 2204, 4272, 64_643, 86_400, 3599, 86_399].map((n) => shortDuration(seconds(n)))).toEqual([
      "0s",
      "15s",
      "37m",
      "1h 11m",
      "17h 57m",
      "1d",
      "1h",
      "1d",
    ]);
    expect(shortDuration(undefined)).toBe("—");
  });
});

describe("lines", () => {
  it.each([
    ["2015-07-29 19:03:35,417 - WARN  [main] gone", "WARN  [main] gone"],
    ["2026-03-17T03:41:52.318Z pool empty", "pool empty"],
    ["2026-03-17T03:41:52+02:00: pool empty", "pool empty"],
    ["Dec 10 11:03:53 LabSZ sshd[1]: fatal", "LabSZ sshd[1]: fatal"],
    ["081109 214043 2561 WARN gone", "2561 WARN gone"],
    ["[Sun Dec 04 04:47:44 2005] [error] down", "[error] down"],
    ["[10/Oct/2026:13:55:36 +0000] GET /", "GET /"],
    ["- 1117838570 2005.06.03 R02-M1 RAS", "R02-M1 RAS"],
    ["17/06/09 20:10:40 INFO started", "INFO started"],
    ["selected new timeline ID: 8", "selected new timeline ID: 8"],
    ["- 42 dropped", "- 42 dropped"],
    ["2026-03-17 was a Tuesday", "2026-03-17 was a Tuesday"],
    ["", ""],
  ])("lose the time they begin with and nothing else: %s", (line, rest) => {
    expect(withoutTime(line)).toBe(rest);
  });

  it("lose the level, too, where it stands beside them", () => {
    expect([
      withoutHead("2015-07-29 19:03:35,417 - ERROR [main] gone"),
      withoutHead("[Sun Dec 04 04:47:44 2005] [error] down"),
      withoutHead("ERROR: gone"),
      withoutHead("error rate 4 %"),
      withoutHead("errors seen"),
      withoutHead("login failed"),
    ]).toEqual(["[main] gone", "down", "gone", "error rate 4 %", "errors seen", "login failed"]);
  });

  it("are named without folders where the name alone is clear", () => {
    const [a, b, c] = ["logs/a/db.log", "logs/b/db.log", "logs/a/web.log"].map((source_file) => ({
      source_file,
      line: 7,
    }));
    if (a === undefined || b === undefined || c === undefined) throw new Error("three files");
    expect([placeOf(a, [a, c]), placeOf(a, [a, b, c]), placeOf({ source_file: "stdin", line: 1 }, [])]).toEqual([
      "db.log:7",
      "logs/a/db.log:7",
      "stdin:1",
    ]);
  });
});

describe("cells", () => {
  it("cut and wrap never exceed the width, and wrap loses nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), fc.integer({ min: 4, max: 40 }), (text, cells) => {
        expect(stringWidth(cut(text, cells))).toBeLessThanOrEqual(cells);
        const lines = wrap(text, cells);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(cells);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});
