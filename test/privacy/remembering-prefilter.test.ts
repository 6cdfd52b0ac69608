import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeTriggers } from "../../src/privacy/escapes.ts";
import { prefilter } from "../../src/privacy/prefilter.ts";
import { rememberingPrefilter } from "../../src/privacy/remembering-prefilter.ts";
import type { Trigger } from "../../src/privacy/rule.ts";
import { SECRET_RULES } from "../../src/privacy/secrets.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const withDigits = (text: string, digits: readonly number[]): string => {
  let next = 0;
  return text.replace(/[0-9]/g, () => String(digits[next++ % digits.length]));
};

describe("remembering prefilter", () => {
  const triggers = [
    ...SECRET_RULES.flatMap((rule) => rule.triggers),
    // What is noted here is asked for by the caller; as a trigger that fires it is compared too.
    ...escapeTriggers(() => undefined).map((trigger): Trigger => ({ ...trigger, confirm: () => true })),
  ];
  const texts = SECRET_RULES.flatMap((rule) => [...rule.samples.map(({ text }) => text), ...rule.counterexamples]);
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 });

  it("says what a prefilter says, whatever lines with other digits came before (R-105)", () => {
    const exact = prefilter(triggers);
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...texts),
            fc.constantFrom("", "12:00:01 host 7: "),
            fc.array(digits, { minLength: 3, maxLength: 8 }),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (lines) => {
          const may = rememberingPrefilter(triggers);
          for (const [text, head, variants] of lines)
            for (const variant of variants) {
              const line = bytesOf(withDigits(head + text, variant));
              expect(may(line, 0, line.length)).toBe(exact.mayHold(line, 0, line.length));
            }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds literals and classes of digits, and asks again where the closer look depends on digits", () => {
    const isEven = (bytes: Uint8Array, _: number, at: number): boolean => bytes[at]! % 2 === 0;
    const own: Trigger[] = [
      { literal: "k1y" },
      { literal: "pin=", confirm: isEven },
      { first: [0x23], second: [0x35, 0x36], confirm: () => true },
    ];
    const may = rememberingPrefilter(own);
    const said = (text: string): boolean => {
      const bytes = bytesOf(text);
      return may(bytes, 0, bytes.length);
    };
    // Lines are remembered when they come the second time.
    for (let round = 0; round < 3; round++) {
      expect(["a k2y", "a k1y", "a k3y", "a k1y"].map(said)).toEqual([false, true, false, true]);
      expect(["pin=3", "pin=4", "pin=5"].map(said)).toEqual([false, true, false]);
      expect(["x #4 y", "x #5 y", "x #6 y", "x #7 y"].map(said)).toEqual([false, true, true, false]);
    }
  });

  it("knows a line by the number of its text, wherever it stands", () => {
    const may = rememberingPrefilter([{ literal: "pin=", confirm: (bytes, _, at) => bytes[at] === 0x34 }]);
    const bytes = bytesOf("pin=3 pin=4 pin=5");
    expect([may(bytes, 0, 5, 77), may(bytes, 6, 11, 77), may(bytes, 12, 17, 77)]).toEqual([false, true, false]);
  });
});
