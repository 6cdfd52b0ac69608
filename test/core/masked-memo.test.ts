import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedMemo, textFacts } from "../../src/core/masked-memo.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0));
const masked = (text: string): string => text.replace(/[0-9]/g, "0");

describe("masked memo", () => {
  it("knows exactly the texts that came before but for their digits", () => {
    const part = fc.constantFrom("0", "1", "9", "/", ":", "a", "f", " ", "\u00b0", "\u00ff", "\u0000", "12", "abcd");
    const text = fc.array(part, { minLength: 4, maxLength: 20 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), fc.nat(5), (texts, offset) => {
        const memo = maskedMemo();
        const known = new Map<string, number>();
        for (const each of texts) {
          // Anywhere in a buffer, with other bytes around it.
          const bytes = bytesOf(`${"7".repeat(offset)}${each}99`);
          const found = memo.find(bytes, offset, offset + each.length);
          const before = known.get(masked(each));
          expect(found).toBe(before ?? -1);
          if (before === undefined) known.set(masked(each), memo.keep());
        }
        expect(new Set(known.values()).size).toBe(known.size);
      }),
    );
  });

  it("tells what is no digit apart: neighbours of digits, bytes beyond ASCII", () => {
    const memo = maskedMemo();
    const keep = (text: string): number => {
      const bytes = bytesOf(text);
      return memo.find(bytes, 0, bytes.length) < 0 ? memo.keep() : -1;
    };
    const texts = ["ab0c", "ab/c", "ab:c", "ab\u00b0c", "ab\u00b5c", "ab c", "ab0cd", "ab0c0"];
    expect(texts.map(keep).every((number) => number >= 0)).toBe(true);
    expect(keep("ab5c")).toBe(-1);
    expect(keep("ab5c5")).toBe(-1);
  });

  it("leaves out what is too short or too long, and forgets when it is full", () => {
    const memo = maskedMemo();
    for (const text of ["", "123", "x".repeat(513)]) {
      const bytes = bytesOf(text);
      expect(memo.find(bytes, 0, bytes.length)).toBe(-1);
      expect(memo.keep()).toBe(-1);
    }
    const first = bytesOf("the first of many");
    expect(memo.find(first, 0, first.length)).toBe(-1);
    const number = memo.keep();
    let kept = 0;
    const letters = (value: number): string =>
      value.toString(26).replace(/[0-9]/g, (digit) => "qrstuvwxyz"[Number(digit)]!);
    for (let i = 0; kept < 8_192; i++) {
      const bytes = bytesOf(`text ${letters(i)}`);
      // Asked for twice: where nothing comes again, it stops looking for a while.
      if (memo.find(bytes, 0, bytes.length) < 0 && memo.keep() >= 0) kept++;
      memo.find(bytes, 0, bytes.length);
    }
    expect(memo.find(first, 0, first.length)).toBe(-1);
    expect(memo.keep()).toBeGreaterThan(number);
  });

  it("stops looking for a while where nothing comes again", () => {
    const memo = maskedMemo();
    let kept = 0;
    for (let i = 0; i < 10_000; i++) {
      const bytes = bytesOf(`unlike ${[...String(i)].map((digit) => "abcdefghij"[Number(digit)]).join("")}`);
      if (memo.find(bytes, 0, bytes.length) < 0 && memo.keep() >= 0) kept++;
    }
    expect(kept).toBeGreaterThan(500);
    expect(kept).toBeLessThan(2_000);
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
});
