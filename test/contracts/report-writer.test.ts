import { describe, expect, it } from "vitest";
import type { ReportWriter } from "../../src/core/report-writer.ts";
import type { Results } from "../../src/core/results.ts";
import { fileWriters, outputWriters } from "../../src/report/index.ts";
import { exampleByRules, exampleQuiet, exampleResults, exampleScored } from "../report/example-results.ts";

const writers = [...new Set([...fileWriters, ...outputWriters])];
const textOf = (writer: ReportWriter, results: Results): string => [...writer.write(results)].join("");

const HOSTILE = '\u001b]52;c;aGk=\u0007\u009b2J\u202e\u200b=1+1 | ```` <script>alert(1)</script> \u0000\r\n"x", \ud800';

/** Every string of the results, replaced by one that attacks terminals, spreadsheets, Markdown and pages. */
const hostile = (value: unknown): unknown => {
  if (typeof value === "string")
    return /^\d{4}-|^e\d+$|^(critical|high|medium|low|open|over)$/.test(value) ? value : HOSTILE;
  if (Array.isArray(value)) return value.map(hostile);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "level" ? inner : hostile(inner)]),
  );
};
const isResults = (value: unknown): value is Results =>
  typeof value === "object" && value !== null && "incidents" in value && "summary" in value;

describe.each(writers.map((writer) => [writer.format, writer] as const))("the writer %s", (_, writer) => {
  it("writes the same characters for the same results, however often it is asked", () => {
    for (const results of [exampleResults, exampleByRules, exampleQuiet, exampleScored])
      expect(textOf(writer, results)).toBe(textOf(writer, structuredClone(results)));
  });

  it("ends with a line break, or writes nothing at all", () => {
    expect(textOf(writer, exampleScored)).toMatch(/\n$/);
    expect(textOf(writer, exampleQuiet)).toMatch(/\n$|^$/);
  });

  it("R-110 lets no control character but line breaks through", () => {
    const results = hostile(exampleScored);
    if (!isResults(results)) throw new Error("the fixture lost its form");
    expect(textOf(writer, results)).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202e]/);
  });

  it("names no number that JSON or a spreadsheet cannot read", () => {
    expect(textOf(writer, exampleScored)).not.toMatch(/\b(NaN|Infinity|undefined)\b/);
  });

  it("takes anomalies as they come and does not gather them", () => {
    let asked = 0;
    const [sample] = exampleResults.anomalies;
    if (sample === undefined) throw new Error("the fixture is empty");
    const anomalies = {
      *[Symbol.iterator]() {
        for (let i = 0; i < 1000; i++) {
          asked++;
          yield sample;
        }
      },
    };
    const chunks = writer.write({ ...exampleResults, anomalies })[Symbol.iterator]();
    chunks.next();
    chunks.next();
    expect(asked).toBeLessThan(5);
  });
});

describe("the lists of writers", () => {
  it("name every format and every file once", () => {
    expect(fileWriters.map(({ suffix }) => suffix)).toEqual([
      "anomalies.json",
      "anomalies.ndjson",
      "incidents.json",
      "templates.json",
      "timeline.json",
      "summary.json",
      "scores.csv",
    ]);
    expect(outputWriters.map(({ format }) => format)).toEqual(["json", "ndjson", "csv", "markdown"]);
    expect(new Set(writers.map(({ format }) => format)).size).toBe(writers.length);
  });
});
