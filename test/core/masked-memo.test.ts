import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MaskedMemo, maskedMemo, textFacts } from "../../src/core/masked-memo.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0));
const masked = (text: string): string => text.replace(/[0-9]/g, "0");

/** Looks for a text, and remembers it if it is new; texts are remembered when they come the second time. */
function met(memo: MaskedMemo, bytes: Uint8Array, start = 0, end = bytes.length): number {
  const found = memo.find(bytes, start, end);
  return found >= 0 ? found : memo.keep();
}

describe("masked memo", () => {
  it("knows exactly the texts that came twice before but for their digits", () => {
    const part = fc.constantFrom("0", "1", "9", "/", ":", "a", "f", " ", "\u00b0", "\u00ff", "\u0000", "12", "abcd");
    const text = fc.array(part, { minLength: 4, maxLength: 20 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), fc.nat(5), (texts, offset) => {
        const memo = maskedMemo();
        const known = new Map<string, number>();
        for (const each of [...texts, ...texts, ...texts]) {
          // Anywhere in a buffer, with other bytes around it.
          const bytes = bytesOf(`${"7".repeat(offset)}${each}99`);
          const found = memo.find(bytes, offset, offset + each.length);
          expect(found).toBe(known.get(masked(each)) ?? -1);
          const kept = found < 0 ? memo.keep() : -1;
          if (kept >= 0) known.set(masked(each), kept);
        }
        expect(new Set(known.values()).size).toBe(known.size);
        expect(known.size).toBe(new Set(texts.map(masked)).size);
      }),
    );
  });

  it("tells what is no digit apart: neighbours of digits, bytes beyond ASCII", () => {
    const memo = maskedMemo();
    const number = (text: string): number => met(memo, bytesOf(text));
    const texts = ["ab0c", "ab/c", "ab:c", "ab\u00b0c", "ab\u00b5c", "ab c", "ab0cd", "ab0c0"];
    expect(texts.map(number)).toEqual(texts.map(() => -1));
    const numbers = texts.map(number);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(new Set(numbers).size).toBe(texts.length);
    expect(number("ab5c")).toBe(numbers[0]);
    expect(number("ab5c5")).toBe(numbers[7]);
  });

  it("leaves out what is too short or too long, and forgets when it is full", () => {
    const memo = maskedMemo();
    for (const text of ["", "123", "x".repeat(513)]) {
      const bytes = bytesOf(text);
      expect(memo.find(bytes, 0, bytes.length)).toBe(-1);
      expect(memo.keep()).toBe(-1);
    }
    const first = bytesOf("the first of many");
    met(memo, first);
    const number = met(memo, first);
    expect(number).toBeGreaterThanOrEqual(0);
    const letters = (value: number): string =>
      value.toString(26).replace(/[0-9]/g, (digit) => "qrstuvwxyz"[Number(digit)]!);
    for (let i = 0; i < 8_192; i++) {
      const bytes = bytesOf(`text ${letters(i)}`);
      met(memo, bytes);
      expect(met(memo, bytes)).toBeGreaterThan(number);
      // Where nothing is known it would stop looking.
      met(memo, bytes);
    }
    expect(memo.find(first, 0, first.length)).toBe(-1);
    expect(memo.keep()).toBeGreaterThan(number);
  });

  it("stops looking for a while where nothing comes again", () => {
    const memo = maskedMemo();
    const often = bytesOf("comes now and then");
    met(memo, often);
    met(memo, often);
    let known = 0;
    for (let i = 0; i < 40_000; i++) {
      met(memo, bytesOf(`unlike ${[...String(i)].map((digit) => "abcdefghij"[Number(digit)]).join("")}`));
      if (i % 20 === 0 && memo.find(often, 0, often.length) >= 0) known++;
    }
    // Two windows of 1,024 looks, and what of a third began.
    expect(known).toBeGreaterThan(50);
    expect(known).toBeLessThan(300);
  });
});

describe("facts of texts", () => {
  it("are those of a number, and gone when another takes their place", () => {
    const facts = textFacts<string>();
    facts.set(5, "five");
    expect([facts.get(5), facts.get(6), facts.get(5 + 8_192)]).toEqual(["five", undefined, undefined]);
    facts.set(5 + 8_192, "later");
    expect([facts.get(5), facts.get(5 + 8_192)]).toEqual([undefined, "later"]);
  });

  it("are forgotten at once", () => {
    const facts = textFacts<string>();
    facts.set(5, "five");
    facts.clear();
    expect(facts.get(5)).toBeUndefined();
  });
});
