import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, csvRow } from "../../src/report/csv.ts";
import { anomaliesCsv, scoresCsv } from "../../src/report/index.ts";
import { exampleResults, exampleScored } from "./example-results.ts";

/** A small reader of RFC 4180, so that what is written is read back by other code. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error("not CSV");
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe("csvCell", () => {
  it.each([
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\ufeff=1",
    "\n=1",
  ])("R-112 makes a formula of %j harmless", (text) => {
    const read = parse(csvRow([text, "end"]))[0]?.[0] ?? "";
    expect(read.startsWith("'") || read.startsWith("\\")).toBe(true);
  });

  it("R-112 quotes and parses back", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (cells) => {
        const row = parse(csvRow([...cells, "end"]))[0] ?? [];
        expect(row).toHaveLength(cells.length + 1);
        cells.forEach((cell, i) => {
          if (/^[\w .,"']*$/.test(cell)) expect(row[i]).toBe(cell);
          expect(row[i] ?? "").not.toMatch(/^[\s]*[=+\-@]/);
        });
      }),
    );
  });

  it("keeps numbers, negative ones too, and leaves empty what is none", () => {
    expect([csvCell(-0.25), csvCell(3), csvCell(Number.NaN), csvCell(null)]).toEqual(["-0.25", "3", "", ""]);
  });
});

describe("the CSV files", () => {
  it("anomalies: one row an anomaly under a row of names", () => {
    const rows = parse([...anomaliesCsv.write(exampleResults)].join(""));
    expect(rows).toHaveLength(1 + exampleResults.summary.anomalies_detected);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(rows[0]?.slice(0, 4)).toEqual(["id", "timestamp", "source_file", "line"]);
    expect(rows[1]?.at(-1)).toBe("archived WAL 0000000700000A1F000000C4 in 410 ms");
  });

  it("scores: the contract's columns, one column a detector, empty where a detector gave no number", () => {
    expect(parse([...scoresCsv.write(exampleScored)].join(""))).toEqual([
      ["key", "first_line", "last_line", "risk", "alarm", "template", "lof"],
      ["", "1", "1", "0.25", "0", "1", "0.5"],
      [`'=cmd|" /C calc"!A0`, "2", "4", "0.987654", "1", "9.1", "-0.25"],
      ["blk_-7", "5", "5", "1", "1", "", ""],
    ]);
  });

  it("scores: nothing where the run kept none", () => {
    expect([...scoresCsv.write(exampleResults)]).toEqual([]);
  });
});
