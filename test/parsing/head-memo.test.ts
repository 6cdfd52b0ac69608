import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fields } from "../../src/parsing/fields.ts";
import { FORMATS } from "../../src/parsing/formats.ts";
import { matches } from "../../src/parsing/layout-matcher.ts";
import { compile } from "../../src/parsing/program.ts";
import { bytesOf } from "./harness.ts";

/** Each layout whose heads are remembered, and lines of its format. */
const layouts = FORMATS.flatMap(({ layouts: all, samples }) => all.map((layout) => ({ layout, samples }))).filter(
  ({ layout }) => compile(layout).heads !== undefined,
);

/** What a program finds in a line, as a value. */
function found(program: ReturnType<typeof compile>, line: string): unknown {
  const fields = new Fields();
  const bytes = bytesOf(line);
  if (!matches(program, bytes, 0, bytes.length, fields)) return undefined;
  return { spans: [...fields.spans], level: fields.level, ms: fields.moment.ms, month: fields.moment.month };
}

/** Lines that are alike, with small differences in head and message. */
const variations = fc.array(
  fc.record({
    sample: fc.nat(20),
    at: fc.nat(80),
    change: fc.constantFrom("", " ", "[", "]", ":", " - ", "ERROR", "INFO", "x", "7", "(a)", "\t"),
    drop: fc.nat(6),
  }),
  { minLength: 2, maxLength: 30 },
);

describe("heads that are remembered", () => {
  it("are those of most formats with a time", () => {
    expect(layouts.length).toBeGreaterThan(20);
  });

  it("give what reading them gives, whatever lines came before", () => {
    fc.assert(
      fc.property(variations, fc.nat(layouts.length - 1), (all, which) => {
        const { layout, samples } = layouts[which] ?? { layout: "", samples: [] };
        const remembering = compile(layout);
        for (const { sample, at, change, drop } of all) {
          const text = samples[sample % samples.length] ?? "";
          const line = text.slice(0, at) + change + text.slice(at + drop);
          for (const each of [text, line, line]) {
            const { heads: _, ...plain } = compile(layout);
            expect(found(remembering, each)).toEqual(found({ ...plain, heads: undefined }, each));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
