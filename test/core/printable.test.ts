import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable } from "../../src/core/printable.ts";

const isHarmless = (text: string, keepNewlines: boolean): boolean =>
  [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x0a) return keepNewlines;
    return code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && !(code >= 0xd800 && code <= 0xdfff);
  });

describe("printable (R-110)", () => {
  it.each([
    ["OSC 52", "\x1b]52;c;ZXZpbA==\x07", "\\x1b]52;c;ZXZpbA==\\x07"],
    [
      "OSC 8 link",
      "\x1b]8;;http://evil.example\x1b\\bank\x1b]8;;\x1b\\",
      "\\x1b]8;;http://evil.example\\x1b\\bank\\x1b]8;;\\x1b\\",
    ],
    ["OSC 0 title", "\x1b]0;owned\x07", "\\x1b]0;owned\\x07"],
    ["DCS", "\x1bPq#0\x1b\\", "\\x1bPq#0\\x1b\\"],
    ["clear screen", "\x1b[2Jgone", "\\x1b[2Jgone"],
    ["hidden text", "\x1b[8mhidden\x1b[0m", "\\x1b[8mhidden\\x1b[0m"],
    ["C1 CSI", "\u009b2J", "\\x9b2J"],
    ["carriage return", "ERROR real\rINFO fake", "ERROR real\\rINFO fake"],
    ["backspace", "ab\b\bcd", "ab\\x08\\x08cd"],
    ["delete", "a\x7f", "a\\x7f"],
    ["nul", "a\0b", "a\\0b"],
    ["tab", "a\tb", "a b"],
    ["line feed", "a\nb", "a\\nb"],
    ["bidi override", "user\u202etxt.exe", "user\\u202etxt.exe"],
    ["bidi isolate", "\u2066x\u2069", "\\u2066x\\u2069"],
    ["zero width", "pass\u200bword\ufeff", "pass\\u200bword\\ufeff"],
    ["line separator", "a\u2028b", "a\\u2028b"],
    ["tag characters", "\u{e0041}\u{e0042}", "\\u{e0041}\\u{e0042}"],
    ["variation selectors as carrier", "a\ufe01\u{e0100}", "a\\ufe01\\u{e0100}"],
    ["hangul filler", "\u3164", "\\u3164"],
    ["lone surrogate", "a\ud800b", "a\\ud800b"],
  ])("shows %s as text", (_, hostile, shown) => {
    expect(printable(hostile)).toBe(shown);
  });

  it("leaves ordinary text of any script alone", () => {
    for (const text of [
      "GET /index.html 200",
      "Größe 12 µs",
      "日本語のログ",
      "ошибка",
      "заказ №5",
      "😀 done",
      "\\x1b",
    ]) {
      expect(printable(text)).toBe(text);
    }
    expect(printable("⚠\ufe0f disk")).toBe("⚠ disk");
  });

  it("keeps line feeds when they are asked for", () => {
    expect(printable("a\nb\r\n", { keepNewlines: true })).toBe("a\nb\\r\n");
  });

  it("lets no control out, and changes nothing the second time", () => {
    const hostile = fc.array(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
        fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code)),
        fc.constantFrom("\x1b]8;;", "\u202e", "\ufe0f", "\u{e0041}"),
      ),
    );
    fc.assert(
      fc.property(hostile, fc.boolean(), (parts, keepNewlines) => {
        const once = printable(parts.join(""), { keepNewlines });
        expect(isHarmless(once, keepNewlines)).toBe(true);
        expect(printable(once, { keepNewlines })).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });
});
