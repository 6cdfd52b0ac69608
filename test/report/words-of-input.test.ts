import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { width } from "../../src/core/cells.ts";
import { damageOf, isPartial, verdictOf } from "../../src/core/damage.ts";
import type { Factor, FactorKind } from "../../src/core/detector.ts";
import { normalOf } from "../../src/core/normal.ts";
import { fitPlace } from "../../src/core/place.ts";
import { exampleQuiet } from "./example-results.ts";

const factor = (kind: FactorKind, observed: string, expected: string): Factor => ({
  kind,
  observed,
  expected,
  text: "",
  values: [],
});

describe("normalOf", () => {
  it("says what was measured first, each pair once, two at most", () => {
    const factors = [
      factor("SEVERITY", "ERROR", "0.3 % of lines"),
      factor("RARE TEMPLATE", "1 line", "none before"),
      factor("FLOOD", "300 in 2 min", "1 in 2 min"),
      factor("BURST DETECTED", "300 in 2 min", "1 in 2 min"),
      factor("LEVEL SHIFT", "88 %", "1 %"),
    ];
    expect(normalOf({ factors })).toBe("1 in 2 min, here 300 in 2 min; 1 %, here 88 %");
  });

  it("says nothing of a severity that has no number beside it", () => {
    expect(normalOf({ factors: [factor("SEVERITY", "ERROR", "INFO")] })).toBe("");
    expect(normalOf({ factors: [factor("SEVERITY", "ERROR", "1 % of lines")] })).toBe("1 % of lines, here ERROR");
  });
});

describe("fitPlace", () => {
  it("shortens the name in its middle and never the line", () => {
    expect(fitPlace("HDFS_2pct_first_half.log.gz:31666", 24)).toBe("HDFS_2pc…lf.log.gz:31666");
    expect(fitPlace("app.log:12", 24)).toBe("app.log:12");
  });

  it("keeps the line whole and the width, whatever the name", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 80 }),
        fc.nat(),
        fc.integer({ min: 14, max: 40 }),
        (name, line, cells) => {
          const place = fitPlace(`${name}:${line}`, cells);
          expect(place.endsWith(`:${line}`)).toBe(true);
          expect(width(place)).toBeLessThanOrEqual(cells);
        },
      ),
    );
  });
});

describe("damageOf", () => {
  const { summary } = exampleQuiet;
  const [file] = summary.input.files;
  const at = (source_file: string, line = 0) => ({ source_file, line, byte: -1, text: "" });
  const damaged = {
    ...summary.input,
    warnings: [
      { kind: "compression", count: 1, first: [at("logs/broken.log.gz", 1486)] },
      { kind: "permission", count: 1, first: [at("secret.log")] },
      { kind: "bad_time", count: 3, first: [at("a.log", 3)] },
    ],
  };

  it("says a sentence each of what could not be read, and nothing of other doubts", () => {
    expect(damageOf(damaged)).toEqual([
      "broken.log.gz is damaged after line 1,486",
      "secret.log could not be read: permission denied",
    ]);
    expect(damageOf(summary.input)).toEqual([]);
  });

  it("knows where a file ends that was read in part", () => {
    const source_file = file?.source_file ?? "";
    const warnings = [{ kind: "io", count: 6, first: [at(source_file), at("gone.log")] }];
    expect(file?.lines).toBeGreaterThan(0);
    expect(damageOf({ ...summary.input, warnings })).toEqual([
      `${source_file.split("/").at(-1)} could be read up to line ${file?.lines.toLocaleString("en-US")} only`,
      "gone.log could not be read",
      "4 more inputs could not be read whole",
    ]);
  });

  it("limits the verdict to the lines that were seen", () => {
    expect(isPartial(damaged)).toBe(true);
    expect(verdictOf({ ...summary, input: damaged })).toBe(
      "Nothing abnormal in the 413,009 lines that could be read, 16 Mar 09:00 – 17 Mar 09:00 UTC",
    );
    expect(verdictOf(summary)).toBe(summary.verdict);
    expect(verdictOf({ ...summary, input: { ...damaged, lines: 0 } })).toBe("No lines to judge: nothing could be read");
  });
});
