import { describe, expect, it } from "vitest";
import { count, duration, number, percent } from "../../src/core/words.ts";

/** No-break spaces as blanks, for reading. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("numbers in words", () => {
  it.each([
    [0, "0"],
    [412_381, "412,381"],
    [2.345, "2.35"],
    [31.4159, "31.4"],
    [-2.5, "-2.5"],
    [-1234, "-1,234"],
    [999, "999"],
    [1_000_000, "1,000,000"],
    [1234.56, "1,234.6"],
    [9.999, "10"],
    [0.015, "0.02"],
    [5.005, "5.01"],
    [321.45, "321.5"],
    [1e-9, "0"],
  ])("number %d is %s", (n, text) => {
    expect(number(n)).toBe(text);
  });

  it("count says one thing and several things", () => {
    expect([count(1, "line"), count(0, "line"), count(2000, "line")]).toEqual(["1 line", "0 lines", "2,000 lines"]);
  });

  it.each([
    [0, 10, "0 %"],
    [1, 0, "0 %"],
    [1, 10_000, "< 0.1 %"],
    [1, 8, "12.5 %"],
    [9999, 10_000, "100 %"],
    [10, 10, "100 %"],
  ])("percent of %d in %d is %s", (part, whole, text) => {
    expect(plain(percent(part, whole))).toBe(text);
  });

  it.each([
    [0, "0 ms"],
    [999, "999 ms"],
    [45_000, "45 s"],
    [119_999, "119 s"],
    [120_000, "2 min"],
    [37 * 60_000 + 59_000, "37 min"],
    [71 * 60_000, "1 h 11 min"],
    [2 * 3_600_000, "2 h"],
    [76 * 3_600_000, "3 d 4 h"],
    [72 * 3_600_000, "3 d"],
    [-5, "0 ms"],
  ])("duration of %d milliseconds is %s", (ms, text) => {
    expect(plain(duration(ms))).toBe(text);
  });
});
