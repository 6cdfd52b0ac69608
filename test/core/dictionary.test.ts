import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dictionary, hashBytes, NONE, OTHER } from "../../src/core/dictionary.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const add = (words: ReturnType<typeof dictionary>, text: string): number => {
  const bytes = bytesOf(text);
  return words.intern(bytes, 0, bytes.length);
};

describe("dictionary", () => {
  it("behaves as a map from bytes to numbers in order of first appearance", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 3 }), { maxLength: 400 }), (list) => {
        const words = dictionary();
        const known = new Map<string, number>();
        for (const bytes of list) {
          const key = bytes.join();
          if (!known.has(key)) known.set(key, known.size + 1);
          expect(words.intern(bytes, 0, bytes.length)).toBe(known.get(key));
        }
        expect(words.size).toBe(known.size + 1);
      }),
    );
  });

  it("reads the part of the bytes that it is told, and keeps its own copy", () => {
    const words = dictionary();
    const bytes = bytesOf("one two one");
    const one = words.intern(bytes, 0, 3);
    expect(words.intern(bytes, 8, 11)).toBe(one);
    expect(words.intern(bytes, 4, 7)).not.toBe(one);
    bytes.fill(0);
    expect(words.text(one)).toBe("one");
  });

  it("has no number for nothing, and no text for no number", () => {
    const words = dictionary();
    expect(add(words, "")).toBe(NONE);
    expect(words.text(NONE)).toBe("");
  });

  it("keeps all words apart when it grows beyond its first table", () => {
    const words = dictionary();
    const ids = Array.from({ length: 20_000 }, (_, i) => add(words, `word ${i}`));
    expect(new Set(ids).size).toBe(20_000);
    expect(ids.map((id) => words.text(id))).toEqual(ids.map((_, i) => `word ${i}`));
  });

  it("is bounded: beyond the limit every new word is the other one, known words stay", () => {
    const words = dictionary(4);
    const ids = ["a", "b", "c", "d", "e", "a", "c"].map((text) => add(words, text));
    expect(ids).toEqual([1, 2, 3, OTHER, OTHER, 1, 3]);
    expect(words.size).toBe(4);
    expect(words.text(OTHER)).toBe("(other)");
  });

  it("shows invalid UTF-8 as U+FFFD and keeps it apart from real U+FFFD", () => {
    const words = dictionary();
    const invalid = words.intern(Uint8Array.of(0xff), 0, 1);
    expect(words.text(invalid)).toBe("\ufffd");
    expect(add(words, "\ufffd")).not.toBe(invalid);
  });

  it("hashes as FNV-1a does", () => {
    // Source: the test vectors of the FNV reference implementation.
    expect(hashBytes(new Uint8Array(0), 0, 0) >>> 0).toBe(0x811c9dc5);
    expect(hashBytes(bytesOf("a"), 0, 1) >>> 0).toBe(0xe40c292c);
    expect(hashBytes(bytesOf("foobar"), 0, 6) >>> 0).toBe(0xbf9cf968);
  });
});
