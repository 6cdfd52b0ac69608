import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LineBatch } from "../../src/core/line-batch.ts";
import { lineSplitter } from "../../src/sources/index.ts";
import { linesOf } from "./harness.ts";

interface Options {
  readonly batchSize?: number;
  readonly maxLineBytes?: number;
}

function split(chunks: readonly Uint8Array[], { batchSize = 1000, maxLineBytes = 1 << 20 }: Options = {}): LineBatch[] {
  const splitter = lineSplitter({ source: 0, batchSize, maxLineBytes, now: () => 0 });
  const batches: LineBatch[] = [];
  for (const chunk of chunks) {
    // The same memory each time, as a file reader does it.
    const reused = chunk.slice();
    batches.push(...splitter.push(reused));
    reused.fill(0x58);
  }
  batches.push(...splitter.flush());
  return batches;
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

function cut(text: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((c) => c % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, i) => text.subarray(places[i], to));
}

/** The obvious splitter. */
function naive(text: Uint8Array): { start: number; line: string }[] {
  let latin = Buffer.from(text).toString("latin1");
  let start = 0;
  if (latin.startsWith("\xef\xbb\xbf")) {
    latin = latin.slice(3);
    start = 3;
  }
  const parts = latin.split("\n");
  const last = parts.pop() ?? "";
  const lines: { start: number; line: string }[] = [];
  for (const part of parts) {
    lines.push({ start, line: part.endsWith("\r") ? part.slice(0, -1) : part });
    start += part.length + 1;
  }
  if (last !== "") lines.push({ start, line: last });
  return lines;
}

const texts = fc
  .array(
    fc.constantFrom("a", "bc", "\n", "\r", "\r\n", "\xef\xbb\xbf", "\xef", "\0", "\x85", "\xe2\x80\xa8", "long line"),
    {
      maxLength: 60,
    },
  )
  .map((parts) => bytes(parts.join("")));
const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });

describe("the line splitter", () => {
  it("R-03: the last line needs no line break, and a last line break makes no line", () => {
    expect(linesOf(split([bytes("a\nb")]))).toEqual(["a", "b"]);
    expect(linesOf(split([bytes("a\nb\n")]))).toEqual(["a", "b"]);
    expect(split([])).toEqual([]);
  });
  it("R-02: line breaks alone are empty lines", () => {
    expect(linesOf(split([bytes("\n".repeat(1000))]))).toEqual(Array.from({ length: 1000 }, () => ""));
  });
  it("R-04: one CR before LF is taken off, also between two chunks", () => {
    expect(linesOf(split([bytes("a\r\nb\nc\r\r\n")]))).toEqual(["a", "b", "c\r"]);
    expect(linesOf(split([bytes("a\r"), bytes("\nb")]))).toEqual(["a", "b"]);
  });
  it("R-05: a lone CR breaks no line", () => {
    expect(linesOf(split([bytes("10%\r20%\r\n30%\r")]))).toEqual(["10%\r20%", "30%\r"]);
  });
  it("R-06: U+2028, U+0085, VT and FF break no line", () => {
    expect(linesOf(split([bytes("a\xe2\x80\xa8b\xc2\x85c\vd\fe\n")]))).toEqual(["a\xe2\x80\xa8b\xc2\x85c\vd\fe"]);
  });
  it("R-07: a UTF-8 BOM is taken off at the start only, and offsets count it", () => {
    for (const at of [1, 2, 3]) {
      const batches = split(cut(bytes("\xef\xbb\xbfa\n\xef\xbb\xbfb\n"), [at]));
      expect(linesOf(batches)).toEqual(["a", "\xef\xbb\xbfb"]);
      expect(batches[0]?.offset).toBe(3);
    }
    expect(linesOf(split([bytes("\xef"), bytes("\xbb")]))).toEqual(["\xef\xbb"]);
  });

  it("gives the lines of the obvious splitter, with their numbers and offsets, for any cuts", () => {
    fc.assert(
      fc.property(texts, cuts, fc.integer({ min: 1, max: 9 }), (text, places, batchSize) => {
        const batches = split(cut(text, places), { batchSize });
        const expected = naive(text);
        expect(linesOf(batches)).toEqual(expected.map(({ line }) => line));
        const offsets = batches.flatMap((batch) =>
          Array.from({ length: batch.length }, (_, i) => batch.offset + (batch.start[i] ?? 0)),
        );
        expect(offsets).toEqual(expected.map(({ start }) => start));
        let first = 1;
        for (const batch of batches) {
          expect(batch.first).toBe(first);
          expect(batch.length).toBeLessThanOrEqual(batchSize);
          first += batch.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("cuts long lines the same way for any cuts, and tells size and hash of the whole", () => {
    fc.assert(
      fc.property(
        texts,
        cuts,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 4, max: 8 }),
        (text, places, size, max) => {
          const batches = split(cut(text, places), { batchSize: size, maxLineBytes: max });
          const expected = naive(text);
          const lines = linesOf(batches);
          expect(lines.length).toBe(expected.length);
          const longs = new Map(
            batches.flatMap((batch) => batch.long.map((long) => [batch.first + long.index, long] as const)),
          );
          expected.forEach(({ line }, i) => {
            const long = longs.get(i + 1);
            if (line.length <= max) {
              expect(long).toBeUndefined();
              expect(lines[i]).toBe(line);
              return;
            }
            expect(long?.sizeBytes).toBe(line.length);
            expect(long?.sha256).toBe(createHash("sha256").update(line, "latin1").digest("hex"));
            expect(line.startsWith(lines[i] ?? "?")).toBe(true);
            expect(lines[i]?.length).toBeGreaterThan(max - 4);
            expect(lines[i]?.length).toBeLessThanOrEqual(max);
          });
          const offsets = batches.flatMap((batch) =>
            Array.from({ length: batch.length }, (_, i) => batch.offset + (batch.start[i] ?? 0)),
          );
          expect(offsets).toEqual(expected.map(({ start }) => start));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("R-11: a cut line never ends in the middle of a character", () => {
    const text = new TextEncoder().encode(`${"é☃🙂".repeat(50)}\n`);
    for (let max = 4; max < 40; max++) {
      const [batch] = split([text], { maxLineBytes: max });
      expect(() =>
        new TextDecoder("utf-8", { fatal: true }).decode(batch?.bytes.subarray(0, batch.end[0])),
      ).not.toThrow();
    }
  });

  it("R-16: a line of 100 MB costs less than 50 MB of memory", () => {
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    const hash = createHash("sha256");
    const splitter = lineSplitter({ source: 0, batchSize: 1000, maxLineBytes: 1 << 20, now: () => 0 });
    const before = process.memoryUsage().rss;
    let peak = before;
    for (let i = 0; i < 100; i++) {
      expect([...splitter.push(chunk)]).toEqual([]);
      hash.update(chunk);
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    const [batch] = [...splitter.push(bytes("\nnext\n"))];
    expect(batch?.long).toEqual([{ index: 0, sizeBytes: 100 << 20, sha256: hash.digest("hex") }]);
    expect(batch?.end[0]).toBe(1 << 20);
    expect(linesOf([...splitter.flush()])).toEqual(["next"]);
    expect(peak - before).toBeLessThan(50 << 20);
  });
});
