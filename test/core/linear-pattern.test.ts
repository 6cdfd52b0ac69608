import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstMatch, linearPattern } from "../../src/core/linear-pattern.ts";

const PATTERNS = [
  "(?:database|db).*error",
  "status\\s*[:=]\\s*500",
  "^start",
  "end$",
  "\\berr\\b",
  "é+x",
  "(?<n>a)b",
  "(?<n>b)c",
  "(?-i)ABC",
  "[^a-z]{4}",
  "x*y",
];
const PIECES = [
  "db",
  "error",
  "DB",
  " ",
  "status",
  "=",
  "500",
  "start",
  "end",
  "err",
  "É",
  "é",
  "x",
  "y",
  "a",
  "b",
  "c",
];

describe("the first of several patterns", () => {
  it("is the one that matches first when they are tried one by one", () => {
    const patterns = fc.array(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 6 });
    const text = fc.array(fc.constantFrom(...PIECES, "ABC", "\n", "\u{1f600}"), { maxLength: 9 });
    fc.assert(
      fc.property(patterns, text, (list, pieces) => {
        const said = pieces.join("");
        const first = list.findIndex((pattern) => linearPattern(pattern).test(said));
        expect(firstMatch(list)(new TextEncoder().encode(said))).toBe(first);
      }),
      { numRuns: 300 },
    );
  });

  it("is found behind many large ones", () => {
    const many = Array.from({ length: 60 }, (_, i) => `(?:[a-z]{40}${i}){20}`);
    expect(firstMatch([...many, "needle", "need"])(new TextEncoder().encode("a needle"))).toBe(60);
  });

  it("looks at bytes that are no text as it looks at the text they are shown as", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        const shown = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
        for (const pattern of ["a.*b", "[^a]", "\\s", "\ufffd"])
          expect(firstMatch([pattern])(bytes)).toBe(linearPattern(pattern).test(shown) ? 0 : -1);
      }),
    );
  });
});
