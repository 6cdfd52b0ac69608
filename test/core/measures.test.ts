import { describe, expect, it } from "vitest";
import { measureOf, UNITS } from "../../src/core/measures.ts";

describe("what a value measures", () => {
  it.each([
    ["served in <num> ms", 0, " ms"],
    ["served in <num>ms", 0, " ms"],
    ["GC pause <num>M-><num>M(<num>M), <num> secs", 3, " s"],
    ["disk <path> at <num> % of its size", 1, " %"],
    ["disk <path> at <num>% of its size", 1, " %"],
    ["read <num> bytes", 0, " B"],
    ["took=<num> status=<num>", 0, ""],
    ["queue depth: <num>", 0, ""],
    ['{"latency_ms": <num>}', 0, ""],
  ])("%s, place %i: a measure%s", (template, place, unit) => {
    expect(UNITS[measureOf(template, place)]).toBe(unit);
  });

  it.each([
    ["took=<num> status=<num>", 1],
    ["Accepted password for <*> from <ip> port <num> ssh2", 2],
    ["sshd[<num>]: session opened", 0],
    ["block blk_<num> received", 0],
    ["user <num> must log in", 0],
    ["<num> minutesofmeeting", 0],
    ["no place here", 0],
    ["one <num>", 3],
  ])("%s, place %i: none", (template, place) => {
    expect(measureOf(template, place)).toBe(-1);
  });
});
