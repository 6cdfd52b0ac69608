import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { cut, cutMiddle, padEnd, padStart, width, wrap } from "../../src/core/cells.ts";

/** Pieces of text as they stand in logs: each a whole character for a person. */
const CHARACTERS = [
  ..."abc XYZ019-_/.:äöüßéñçøłžđÅğİıșțΩλжЯщ€…→│─█▁▇•“”„«»",
  ..."日本語漢字仮名カタカナひらがな한국어中文（）！，。",
  ..."שלוםمرحبا",
  "e\u0301",
  "😀",
  "🚀",
  "⚠️",
  "✅",
  "❌",
  "🇨🇭",
  "👩‍💻",
  "👍🏽",
  "\u200b",
  "\u001b[31m",
  "\u001b[0m",
  "\t",
];
const text = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 40 }).map((parts) => parts.join(""));

describe("cells of a terminal", () => {
  it("are as many as string-width says, which Ink draws by", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(width(given), JSON.stringify(given)).toBe(stringWidth(given));
      }),
      { numRuns: 500 },
    );
  });
  it("are one for each character of the kinds that are not looked at closely", () => {
    for (let code = 0x20; code <= 0x2800; code++) {
      const character = String.fromCodePoint(code);
      expect(width(character), code.toString(16)).toBe(stringWidth(character));
      expect(width(`a${character}b`), code.toString(16)).toBe(stringWidth(`a${character}b`));
    }
  });
  it("are never more than asked for when a text is cut, and as many when it is filled", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (given, cells) => {
        expect(stringWidth(cut(given, cells))).toBeLessThanOrEqual(cells);
        expect(stringWidth(cutMiddle(given, cells))).toBeLessThanOrEqual(cells);
        // A colour that is cut off has no end, and the next character would be taken for it.
        const plain = cut(given.replaceAll("\u001b", ""), cells);
        expect(stringWidth(padEnd(plain, cells))).toBe(cells);
        expect(stringWidth(padStart(plain, cells))).toBe(cells);
      }),
    );
  });
  it("lose nothing when a text is wrapped", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (given, cells) => {
        const bare = (whole: string): string => whole.replaceAll(" ", "");
        expect(bare(wrap(given, cells).join(""))).toBe(bare(given));
      }),
    );
  });
});
