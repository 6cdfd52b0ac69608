import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, crc32, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { Warning } from "../../src/core/run.ts";
import { tableCrc32 } from "../../src/sources/crc32.ts";
import { decompressed } from "../../src/sources/decompress.ts";
import { streamSource } from "../../src/sources/index.ts";
import { linesOf, readSource, recordedRun } from "./harness.ts";

const folder = mkdtempSync(join(tmpdir(), "loganomaly-decompress-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const two = (n: number): string => String(n).padStart(2, "0");
const lineAt = (i: number): string =>
  `2025-04-01T12:${two(Math.floor(i / 60) % 60)}:${two(i % 60)} INFO [Web] request ${i} served in ${(i * 7919) % 997} ms`;
const LINES = Array.from({ length: 2000 }, (_, i) => lineAt(i));
const textOf = (from: number, to: number): string => `${LINES.slice(from, to).join("\n")}\n`;
/** The first thousand lines, then the others, as two streams; written by bzip2 and xz. */
const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, "../fixtures/compressed", name));

interface Read {
  readonly lines: readonly string[];
  readonly warnings: readonly Pick<Warning, "kind" | "text">[];
}

async function read(stored: Uint8Array, chunkBytes = 1000, canReopen = true): Promise<Read> {
  const { run, warnings } = recordedRun();
  const source = streamSource({
    name: "app.log",
    sizeBytes: undefined,
    year: undefined,
    batchSize: 500,
    maxLineBytes: 1 << 20,
    canReopen,
    async *open() {
      // The giver uses the same memory for each chunk.
      const chunk = new Uint8Array(chunkBytes);
      for (let at = 0; at < stored.length; at += chunkBytes) {
        const part = stored.subarray(at, at + chunkBytes);
        chunk.set(part);
        yield chunk.subarray(0, part.length);
        chunk.fill(0xaa);
      }
    },
  });
  const lines = linesOf(await readSource(source, run));
  return { lines, warnings: warnings().map(({ kind, text }) => ({ kind, text })) };
}

const skippable = Buffer.concat([Buffer.of(0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0), Buffer.from("hello")]);
const zstd = (text: string): Buffer => zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const FORMS = {
  gzip: Buffer.concat([gzipSync(textOf(0, 1000)), gzipSync(textOf(1000, 2000))]),
  zstd: Buffer.concat([zstd(textOf(0, 1000)), zstd(textOf(1000, 2000))]),
  bzip2: fixture("two.bz2"),
  xz: fixture("two.xz"),
} as const;
const NAMES = ["gzip", "zstd", "bzip2", "xz"] as const;

describe("compressed data", () => {
  it("R-21: zstd of several frames, with data of others between them, is read to its end", async () => {
    const stored = Buffer.concat([
      skippable,
      zstd(textOf(0, 700)),
      skippable,
      zstd(""),
      zstd(textOf(700, 2000)),
      skippable,
    ]);
    expect(await read(stored)).toEqual({ lines: LINES, warnings: [] });
  });

  it.each(NAMES)("R-21, R-22, R-23: %s of two streams gives all lines, however it is cut into chunks", async (name) => {
    for (const size of [1, 7, 1000, 65_536])
      expect(await read(FORMS[name], size), `chunks of ${size}`).toEqual({ lines: LINES, warnings: [] });
  });

  it.each(NAMES)("R-24: %s that was cut gives what came before, and one warning", async (name) => {
    const stored = FORMS[name];
    for (const part of [0.3, 0.7, 0.99]) {
      const { lines, warnings } = await read(stored.subarray(0, Math.floor(stored.length * part)));
      expect(warnings).toEqual([{ kind: "truncated", text: "the compressed data is cut off; read up to there" }]);
      expect(lines.slice(0, -1)).toEqual(LINES.slice(0, Math.max(0, lines.length - 1)));
      if (part > 0.5) expect(lines.length).toBeGreaterThanOrEqual(1000);
    }
  });

  it.each(NAMES)("R-25: %s with something behind it is read, and how much that is is told", async (name) => {
    const stored = Buffer.concat([FORMS[name], Buffer.from("garbage")]);
    const padding = name === "xz" ? 8 : 0;
    const { lines, warnings } = await read(stored);
    expect(lines).toEqual(LINES);
    expect(warnings.map(({ kind }) => kind)).toEqual(["trailing"]);
    expect(warnings[0]?.text).toContain(`trailing ${7 + padding} bytes`);
    expect(await read(Buffer.concat([FORMS[name], Buffer.alloc(512)]))).toEqual({ lines: LINES, warnings: [] });
  });

  it.each(NAMES)("%s that is damaged gives what came before, and a warning; nothing is thrown", async (name) => {
    const stored = FORMS[name];
    let told = 0;
    for (let at = 12; at < stored.length; at += Math.ceil(stored.length / 60)) {
      const damaged = Uint8Array.from(stored);
      damaged[at]! ^= 0x5a;
      const { lines, warnings } = await read(damaged);
      told += warnings.length;
      expect(warnings.length).toBeLessThanOrEqual(1);
      if (warnings.length === 0) expect(lines.length).toBe(2000);
    }
    expect(told).toBeGreaterThan(40);
  });

  it("R-26: what a file is, is decided by its bytes", async () => {
    for (const text of ["BZh is no archive\n", "(\n", "P\n", "\u001f\n", "", "Z*M\n"])
      expect((await read(Buffer.from(text))).lines.join("\n")).toBe(text.trimEnd());
  });

  it("R-27: a bomb is read up to its bound, whatever its form", async () => {
    const megabyte = Buffer.alloc(1 << 20);
    const bombs = [gzipSync(Buffer.alloc(150 << 20)), zstdCompressSync(Buffer.alloc(150 << 20))];
    for (const stored of bombs) {
      let size = 0;
      const before = process.memoryUsage().rss;
      const reading = async (): Promise<void> => {
        for await (const chunk of decompressed(() => ReadableStream.from([stored]), {
          canReopen: true,
          warn: () => {},
        }))
          size += chunk.length;
      };
      await expect(reading()).rejects.toMatchObject({ kind: "bomb" });
      expect(size).toBeGreaterThan(90 << 20);
      expect(size).toBeLessThan(102 << 20);
      expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20);
    }
    // As much of it as does no harm is read.
    expect((await read(gzipSync(megabyte))).warnings.map(({ kind }) => kind)).not.toContain("bomb");
  });

  it("R-27: zstd that would look back very far is told, and how it can be read", async () => {
    const window = { [constants.ZSTD_c_windowLog]: 28, [constants.ZSTD_c_enableLongDistanceMatching]: 1 };
    const stored = zstdCompressSync(Buffer.alloc(1 << 10), { params: window });
    // The size in the header tells less than the window: take it out of the way by writing the frame as a stream does.
    const frame = Buffer.concat([
      stored.subarray(0, 4),
      Buffer.of(0x00, (28 - 10) << 3),
      stored.subarray(stored.length - 8),
    ]);
    const { lines, warnings } = await read(frame);
    expect(lines).toEqual([]);
    expect(warnings[0]?.text).toContain("zstdcat --long=31");
  });

  it("the table of check sums gives what Node's zlib gives", () => {
    const bytes = Buffer.from(textOf(0, 50));
    expect(tableCrc32(bytes)).toBe(crc32(bytes));
    expect(tableCrc32(bytes.subarray(9), tableCrc32(bytes.subarray(0, 9)))).toBe(crc32(bytes));
  });
});

describe("what the usual programs wrote", () => {
  /** Text that needs codes of all lengths, matches near and far, runs, and bytes of every value. */
  const content = ((): Buffer => {
    const parts: Buffer[] = [];
    let seed = 42;
    const next = (bound: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % bound;
    };
    for (let i = 0; i < 12_000; i++) {
      parts.push(Buffer.from(`${lineAt(next(90_000))} ${next(2 ** 24).toString(36)}\n`));
      if (i % 1200 === 0)
        parts.push(Buffer.alloc(next(5000), "="), Buffer.from(Array.from({ length: 3000 }, () => next(256))));
    }
    return Buffer.concat([...parts, ...parts.slice(0, 3600)]);
  })();
  const PROGRAMS: readonly (readonly [string, ...string[]])[] = [
    ["gzip", "-c"],
    ["pigz", "-c"],
    ["zstd", "-c", "-q"],
    ["zstd", "-c", "-q", "-19", "--long=24"],
    ["pzstd", "-c", "-q"],
    ["bzip2", "-c"],
    ["bzip2", "-1", "-c"],
    ["pbzip2", "-c"],
    ["xz", "-c"],
    ["xz", "-0", "--check=crc32", "-c"],
    ["xz", "-9e", "--check=none", "-c"],
    ["xz", "--block-size=100000", "-c"],
    ["xz", "--lzma2=preset=6,lc=0,lp=2,pb=0,dict=4KiB", "-c"],
  ];
  const path = join(folder, "content");
  writeFileSync(path, content);
  const hasProgram = (name: string): boolean => spawnSync(name, ["--version"]).error === undefined;

  for (const [program, ...flags] of PROGRAMS)
    it.skipIf(!hasProgram(program))(
      `R-21, R-22, R-23: \`${[program, ...flags].join(" ")}\` is read as it was`,
      async () => {
        const stored = spawnSync(program, [...flags, path], { maxBuffer: 1 << 28 }).stdout;
        const parts: Buffer[] = [];
        const opened = { canReopen: false, warn: () => expect.unreachable() };
        for await (const chunk of decompressed(() => ReadableStream.from([stored]), opened))
          parts.push(Buffer.from(chunk));
        expect(Buffer.concat(parts).equals(content)).toBe(true);
      },
    );
});
