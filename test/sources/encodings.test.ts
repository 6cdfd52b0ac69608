import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodingFault } from "../../src/core/encodings.ts";
import type { LineBatch } from "../../src/core/line-batch.ts";
import { offsetOf } from "../../src/core/line-batch.ts";
import { isBinary } from "../../src/sources/magic.ts";
import { streamSource } from "../../src/sources/stream-source.ts";
import { readSource, recordedRun } from "./harness.ts";

async function read(stored: Uint8Array, options: { encoding?: string; chunkBytes?: number; batchSize?: number } = {}) {
  const { chunkBytes = 4096, batchSize = 3, encoding } = options;
  const { run, warnings } = recordedRun();
  const source = streamSource({
    name: "app.log",
    sizeBytes: undefined,
    year: undefined,
    batchSize,
    maxLineBytes: 1 << 20,
    encoding,
    canReopen: true,
    async *open() {
      for (let at = 0; at < stored.length; at += chunkBytes) yield stored.slice(at, at + chunkBytes);
    },
  });
  const batches = await readSource(source, run);
  return { lines: linesOf(batches), offsets: offsetsOf(batches), end: endOf(batches), warnings: warnings() };
}

const linesOf = (batches: readonly LineBatch[]): string[] =>
  batches.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, i) =>
      Buffer.from(batch.bytes.subarray(batch.start[i], batch.end[i])).toString("utf8"),
    ),
  );
const offsetsOf = (batches: readonly LineBatch[]): number[] =>
  batches.flatMap((batch) => Array.from({ length: batch.length }, (_, i) => offsetOf(batch, i)));
const endOf = (batches: readonly LineBatch[]): number | undefined => batches.at(-1)?.stored?.end;

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const LINES = [
  "2026-05-01 12:00:01 INFO 日本語 started",
  "2026-05-01 12:00:02 WARN café 🙂",
  "",
  "2026-05-01 12:00:03 END",
];
const TEXT = `${LINES.join("\r\n")}\r\n`;
const starts = (unit: number, from: number): number[] => {
  let at = from;
  return LINES.map((line) => {
    const start = at;
    at += (line.length + 2) * unit;
    return start;
  });
};

describe("text in UTF-16", () => {
  const little = Buffer.from(TEXT, "utf16le");
  const forms = {
    "little-endian with a mark": Buffer.concat([Buffer.of(0xff, 0xfe), little]),
    "big-endian with a mark": Buffer.concat([Buffer.of(0xfe, 0xff), swapped(little)]),
    "little-endian": little,
    "big-endian": swapped(little),
  };

  it.each(Object.entries(forms))(
    "R-08, R-09: %s is read, however it is cut; offsets are those of its bytes",
    async (name, stored) => {
      const from = name.includes("mark") ? 2 : 0;
      expect(isBinary(stored)).toBe(false);
      for (const chunkBytes of [1, 3, 7, 4096]) {
        const { lines, offsets, end, warnings } = await read(stored, { chunkBytes });
        expect(lines).toEqual(LINES);
        expect(offsets).toEqual(starts(2, from));
        expect(end).toBe(stored.length);
        expect(warnings).toEqual([]);
      }
    },
  );

  it("R-08: half a pair, and half a unit at the end, are replaced and move no other line", async () => {
    const stored = Buffer.concat([
      Buffer.of(0xff, 0xfe),
      Buffer.from("a\n", "utf16le"),
      Buffer.of(0x00, 0xd8),
      Buffer.from("b\nc", "utf16le"),
      Buffer.of(0x41),
    ]);
    const { lines, offsets } = await read(stored);
    expect(lines).toEqual(["a", "\ufffdb", "c\ufffd"]);
    expect(offsets).toEqual([2, 6, 12]);
  });

  it("R-09: other bytes with zeros are not taken for it", () => {
    expect(isBinary(Buffer.from("text with a \0 in it\n"))).toBe(true);
    expect(isBinary(Buffer.from(Array.from({ length: 512 }, (_, i) => (i % 2 ? 0 : i % 29))))).toBe(true);
    const chinese = Buffer.from(`${"日本語中文".repeat(10)}\n`.repeat(2), "utf16le");
    expect([isBinary(chinese), isBinary(chinese, "utf-16le"), isBinary(chinese, "latin1")]).toEqual([
      true,
      false,
      true,
    ]);
    expect(isBinary(Buffer.from(new Uint32Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer))).toBe(true);
  });

  it("R-08: any text in it gives the lines that it gives in UTF-8", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary" }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        async (parts, chunkBytes) => {
          const text = parts.join("\n").replaceAll("\0", "0");
          const wide = await read(Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")]), { chunkBytes });
          // Bytes that begin with a mark, or as compressed data does, say something else.
          const plain = (await read(Buffer.concat([Buffer.from(".\n"), Buffer.from(text)]))).lines.slice(1);
          expect(wide.lines).toEqual(plain);
          let at = 0;
          const expected = text.split("\n").map((line) => {
            const start = at;
            at += line.length + 1;
            return 2 + start * 2;
          });
          expect(wide.offsets).toEqual(expected.slice(0, wide.lines.length));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("text in an encoding that is named", () => {
  it.each([
    ["latin1", Buffer.from("caf\xe9\nna\xefve \xa3\n", "latin1"), ["café", "naïve £"], [0, 5]],
    ["shift_jis", Buffer.from("93fa967b8cea0a835c835c0a61", "hex"), ["日本語", "ソソ", "a"], [0, 7, 12]],
    ["windows-1251", Buffer.from("cff0e8e2e5f20a", "hex"), ["Привет"], [0]],
    ["utf-16le", Buffer.from("日本\n語", "utf16le"), ["日本", "語"], [0, 6]],
  ])("R-12: %s gives the right text and the offsets of its bytes", async (encoding, stored, lines, offsets) => {
    for (const chunkBytes of [1, 2, 5, 4096])
      expect(await read(stored, { encoding, chunkBytes })).toMatchObject({ lines, offsets, end: stored.length });
  });

  it("R-12: is not used where a mark says UTF-8", async () => {
    const { lines } = await read(Buffer.from("\ufeffcafé\n"), { encoding: "latin1" });
    expect(lines).toEqual(["café"]);
  });

  it("R-12: that nobody knows is told, with what was meant", () => {
    expect(encodingFault("latin-1")).toBe('names no known encoding: "latin-1"; did you mean "latin1"?');
    expect(encodingFault("shiftjs")).toContain('did you mean "shift_jis"?');
    expect(encodingFault("klingon")).toContain("expected one such as utf-16le, utf-16be, latin1");
    expect(encodingFault("Shift_JIS")).toBeUndefined();
  });
});

describe("runs of NULs", () => {
  it("R-15: become nothing, or end the line before them; each is told with its place, and offsets stay true", async () => {
    const stored = Buffer.concat([
      Buffer.alloc(100),
      Buffer.from("one\ntw"),
      Buffer.alloc(5000),
      Buffer.from("three\n"),
      Buffer.alloc(64),
      Buffer.from("four\0five\n"),
      Buffer.from("six"),
      Buffer.alloc(4096),
    ]);
    for (const chunkBytes of [1, 63, 1000, 1 << 20]) {
      const { lines, offsets, end, warnings } = await read(stored, { chunkBytes });
      expect(lines).toEqual(["one", "tw", "three", "four\0five", "six"]);
      expect(offsets).toEqual([100, 104, 5106, 5176, 5186]);
      expect(end).toBe(stored.length);
      expect(warnings.map(({ kind, byte, text }) => [kind, byte, text])).toEqual([
        ["nul-run", 0, "nul-run 100 bytes: passed over"],
        ["nul-run", 106, "nul-run 5000 bytes: passed over"],
        ["nul-run", 5112, "nul-run 64 bytes: passed over"],
        ["nul-run", -1, "1 more runs of 4096 NUL bytes: passed over"],
      ]);
    }
  });

  it("R-15: a hole of a gibibyte takes little memory and time", async () => {
    const { run, warnings } = recordedRun();
    const hole = new Uint8Array(1 << 20);
    const source = streamSource({
      name: "sparse.log",
      sizeBytes: undefined,
      year: undefined,
      batchSize: 100,
      maxLineBytes: 1 << 20,
      canReopen: true,
      async *open() {
        yield Buffer.from("before\n");
        for (let i = 0; i < 1024; i++) yield hole;
        yield Buffer.from("after\n");
      },
    });
    const before = process.memoryUsage().rss;
    const batches = await readSource(source, run);
    expect(linesOf(batches)).toEqual(["before", "after"]);
    expect(offsetsOf(batches)).toEqual([0, 7 + 2 ** 30]);
    expect(warnings().map(({ text }) => text)).toEqual([`nul-run ${2 ** 30} bytes: passed over`]);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 << 20);
  });

  it("R-14, R-15: do not make a file binary; other NULs do", () => {
    expect(isBinary(Buffer.concat([Buffer.alloc(4096), Buffer.from("text\n")]))).toBe(false);
    expect(isBinary(Buffer.concat([Buffer.from("text\n"), Buffer.alloc(4096)]))).toBe(false);
    expect(isBinary(Buffer.concat([Buffer.alloc(4096), Buffer.from("te\0xt\n")]))).toBe(true);
  });
});
