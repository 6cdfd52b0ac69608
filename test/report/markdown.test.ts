import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/core/anomaly.ts";
import { markdown } from "../../src/report/index.ts";
import { code, escaped, fenced } from "../../src/report/markdown.ts";
import { exampleQuiet, exampleResults } from "./example-results.ts";

const textOf = (results: typeof exampleResults): string => [...markdown.write(results)].join("");

describe("markdown", () => {
  it("says the verdict, the list, and each of the first incidents with its proof", () => {
    const text = textOf(exampleResults);
    expect(text).toMatch(/^# Web ran out of database connections at 03:42/);
    expect(text).toContain(
      "| 2 | ▲ High | 03:49 | 1h 11m | 11962 | Queue orders: 11,940 retries, 48,210 jobs behind |",
    );
    expect(text).toContain("**First cause** 03:41:52 `db-1 closed its replication stream` `db.log:44907`");
    expect(text).toContain("1. Give pool web-rw the failover address, not db-1.");
    expect(text).toContain("db.log:44911  03:41:55  selected new timeline ID: 8");
    expect(text).toContain("Written by mistral:instruct · 7 of 7 citations found in the log.");
  });

  it("is short where nothing was found", () => {
    expect(textOf(exampleQuiet)).toMatch(/^# Nothing abnormal in 413,009 lines.*\n\n0 incidents from 0 anomalies/);
  });

  it("fences log text with more backticks than it contains", () => {
    expect(fenced(["a ```` b"])).toBe("`````\na ```` b\n`````");
    expect(code("a `` b")).toBe("```a `` b```");
    expect(code("`a`")).toBe("`` `a` ``");
  });

  it("R-110 lets log text be neither Markdown nor a table nor a page", () => {
    const evil = "x | <img src=x> ![a](b) ``` # h";
    expect(escaped(evil)).not.toMatch(/(^|[^\\])[|<>![\]#`]/);
    const incidents = exampleResults.incidents.map((incident): Incident => ({ ...incident, title: `${evil}\n# own` }));
    for (const line of textOf({ ...exampleResults, incidents }).split("\n"))
      expect(line).not.toMatch(/^# own|(?<!\\)<img/);
  });
});
