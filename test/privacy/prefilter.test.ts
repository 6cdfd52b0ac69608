import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prefilter } from "../../src/privacy/prefilter.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0));

describe("prefilter", () => {
  it("finds literals wherever they stand, in either case, and nothing else", () => {
    const part = fc.stringMatching(/^[a-cA-C:]{0,4}$/);
    const literals = fc.uniqueArray(fc.stringMatching(/^[a-c:]{2,4}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(literals, fc.array(part, { maxLength: 6 }), (wanted, parts) => {
        const text = parts.join("");
        const bytes = bytesOf(text);
        const expected = wanted.some((literal) => text.toLowerCase().includes(literal));
        expect(prefilter(wanted.map((literal) => ({ literal }))).mayHold(bytes, 0, bytes.length)).toBe(expected);
        const exact = wanted.some((literal) => text.includes(literal));
        expect(prefilter(wanted.map((literal) => ({ literal, isExact: true }))).mayHold(bytes, 0, bytes.length)).toBe(
          exact,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("looks at no byte outside the range", () => {
    const may = prefilter([{ literal: "token" }]).mayHold;
    const bytes = bytesOf("to token ken");
    expect(may(bytes, 0, bytes.length)).toBe(true);
    expect(may(bytes, 0, 7)).toBe(false);
    expect(may(bytes, 4, bytes.length)).toBe(false);
    expect(may(bytes, 3, 8)).toBe(true);
    expect(may(bytes, 5, 5)).toBe(false);
  });

  it("asks for confirmation behind the literal, and at pairs of classes, where a line begins after a blank", () => {
    const seen: [number, number, number][] = [];
    const confirm = (_: Uint8Array, start: number, at: number, end: number): boolean => {
      seen.push([start, at, end]);
      return false;
    };
    const bytes = bytesOf("7 key=7x");
    prefilter([
      { literal: "key", confirm },
      { first: [0x20, 0x3d], second: [0x37], confirm },
    ]).mayHold(bytes, 0, bytes.length);
    expect(seen).toEqual([
      [0, 1, 8],
      [0, 5, 8],
      [0, 7, 8],
    ]);
  });
});
