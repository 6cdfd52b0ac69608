import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { LogSource } from "../../src/core/source.ts";
import { findSources } from "../../src/sources/index.ts";
import { linesOf, readSource, recordedRun } from "./harness.ts";
import { tarOf, type Written } from "./tar-writer.ts";
import { zipOf } from "./zip-writer.ts";

const root = mkdtempSync(join(tmpdir(), "loganomaly-archives-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

interface Read {
  readonly names: readonly string[];
  readonly lines: readonly (readonly string[])[];
  readonly warnings: readonly string[];
  readonly sources: readonly LogSource[];
}

/** What is found in a folder with these files, or in one of them. */
async function read(files: Readonly<Record<string, Uint8Array | string>>, named?: string): Promise<Read> {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return readFrom(folder, named);
}

async function readFrom(folder: string, named?: string): Promise<Read> {
  const { run, warnings } = recordedRun();
  const input = named === undefined ? folder : join(folder, named);
  const given = { exclude: [], stdin: () => ReadableStream.from([]), batchSize: 100, emit: run.emit };
  const sources = await findSources([input], given);
  const lines: string[][] = [];
  for (const source of sources) lines.push(linesOf(await readSource(source, run)));
  const short = (text: string): string => text.replaceAll(`${folder}/`, "");
  return {
    names: sources.map(({ name }) => short(name)),
    lines,
    warnings: warnings().map(({ kind, source }) => `${kind} ${short(source)}`),
    sources,
  };
}

const MEMBERS: readonly Written[] = [
  { name: "logs/b.log", text: "b1\nb2\n" },
  { name: "logs", type: "5" },
  { name: "logs/a.log.gz", text: gzipSync("a1\na2\n") },
  { name: "logs/program", text: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 2, 3) },
  { name: "logs/link", type: "2", link: "/etc/passwd" },
  { name: "logs/hard", type: "1", link: "logs/b.log" },
  { name: "logs/empty.log" },
  { name: "c.log", text: "c1" },
];
const NAMES = ["logs/b.log", "logs/a.log.gz", "c.log"];
const LINES = [["b1", "b2"], ["a1", "a2"], ["c1"]];
const TAR = tarOf(MEMBERS);

describe("a tar", () => {
  it.each([
    ["plain", TAR],
    ["gzip", gzipSync(TAR)],
    ["zstd", zstdCompressSync(TAR)],
  ])("(%s) gives each text in it as a source, in its order; a folder of it too", async (_, stored) => {
    for (const named of [undefined, "x.bin"]) {
      const { names, lines, warnings, sources } = await read({ "x.bin": stored }, named);
      expect(names).toEqual(NAMES.map((name) => `x.bin!${name}`));
      expect(lines).toEqual(LINES);
      expect(warnings).toEqual(["binary x.bin!logs/program"]);
      expect(sources[0]).toMatchObject({ sizeBytes: 6, year: 2024 });
    }
  });

  it("gives its members in any order, and again", async () => {
    const { sources } = await read({ "x.tgz": gzipSync(TAR) });
    const { run } = recordedRun();
    for (const i of [2, 0, 0, 1, 2]) expect(linesOf(await readSource(sources[i]!, run))).toEqual(LINES[i]);
    for await (const _ of sources[0]!.read(0, run)) break;
    expect(linesOf(await readSource(sources[1]!, run))).toEqual(LINES[1]);
  });

  it("R-28: with names that lead out of it, or are absolute, writes nothing and shows harmless names", async () => {
    const stored = tarOf([
      { name: "../../evil.log", text: "one\n" },
      { name: "/etc/evil.log", text: "two\n" },
      { name: "./a/./b.log", text: "three\n" },
      { name: "same.log", text: "old\n" },
      { name: "same.log", text: "new\n" },
    ]);
    const { names, lines } = await read({ "x.tar": stored });
    expect(names).toEqual(["__/__/evil.log", "etc/evil.log", "a/b.log", "same.log"].map((name) => `x.tar!${name}`));
    expect(lines).toEqual([["one"], ["two"], ["three"], ["new"]]);
    expect(readdirSync(root).some((name) => name.includes("evil"))).toBe(false);
    expect(existsSync("/etc/evil.log")).toBe(false);
  });

  it("R-28: with very many entries is read up to a bound", async () => {
    const many = tarOf(Array.from({ length: 10_050 }, (_, i) => ({ name: `${i}.log`, text: `${i}\n` })));
    const path = join(root, "many.tar.gz");
    writeFileSync(path, gzipSync(many));
    const { run, warnings } = recordedRun();
    const given = { exclude: [], stdin: () => ReadableStream.from([]), batchSize: 100, emit: run.emit };
    expect((await findSources([path], given)).length).toBe(10_000);
    expect(warnings().map(({ kind, source }) => [kind, source])).toEqual([["archive", path]]);
    rmSync(path);
  });

  it("R-28: of very many entries that are no text tells some and counts the rest", async () => {
    const many = tarOf(Array.from({ length: 1200 }, (_, i) => ({ name: `${i}`, text: "\0\u0001" })));
    const { warnings } = await read({ "x.tar": many, "a.log": "a\n" });
    expect(warnings.length).toBe(1001);
    expect(warnings).toContain("archive x.tar");
  });

  it("R-27, R-28: within an archive is not opened", async () => {
    const inner = { name: "inner.tar", text: TAR };
    const { names, warnings } = await read({
      "x.tar": tarOf([
        inner,
        { name: "inner.tgz", text: gzipSync(TAR) },
        { name: "in.zip", text: zipOf([{ name: "a", text: "a" }]) },
        { name: "a.log", text: "a\n" },
      ]),
    });
    expect(names).toEqual(["x.tar!a.log"]);
    expect(warnings).toEqual(["archive x.tar!inner.tar", "archive x.tar!inner.tgz", "archive x.tar!in.zip"]);
  });

  it("R-24: that is cut off gives the members before, and the part of the last", async () => {
    const text = Array.from({ length: 3000 }, (_, i) => `line ${i}`).join("\n");
    const stored = tarOf([
      { name: "a.log", text: "a\n" },
      { name: "b.log", text },
      { name: "c.log", text: "c\n" },
    ]);
    for (const cut of [stored.subarray(0, 10_000), gzipSync(stored).subarray(0, 6000)]) {
      const { names, lines, warnings } = await read({ "x.tar": cut });
      expect(names).toEqual(["x.tar!a.log", "x.tar!b.log"]);
      expect(lines[1]!.length).toBeGreaterThan(500);
      expect(warnings).toEqual(["truncated x.tar!b.log"]);
    }
    expect((await read({ "x.tar": stored.subarray(0, 512 * 3) })).warnings).toEqual(["truncated x.tar!b.log"]);
    expect((await read({ "x.tar": Buffer.concat([gzipSync(TAR), Buffer.from("xyz")]) })).warnings).toContain(
      "trailing x.tar",
    );
  });

  it("that is damaged, in any of its headers, throws nothing", async () => {
    for (let at = 0; at < TAR.length; at += 37) {
      const damaged = Uint8Array.from(TAR);
      damaged[at]! ^= 0xff;
      await read({ "x.tar": damaged, "a.log": "a\n" });
    }
  });
});

describe("a zip", () => {
  const zipped = zipOf([
    { name: "logs/b.log", text: "b1\nb2\n" },
    { name: "logs/", text: "" },
    { name: "logs/a.log.gz", text: gzipSync("a1\na2\n"), method: 0 },
    { name: "logs/program", text: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 2, 3) },
    { name: "logs/link", text: "/etc/passwd", mode: 0o120777 },
    { name: "c.log", text: zstdCompressSync("c1"), method: 93 },
  ]);

  it("gives each text in it as a source, in its order", async () => {
    const { names, lines, warnings, sources } = await read({ "x.zip": zipped });
    expect(names).toEqual(NAMES.map((name) => `x.zip!${name}`));
    expect(lines).toEqual(LINES);
    expect(warnings).toEqual(["binary x.zip!logs/program"]);
    expect(sources[0]).toMatchObject({ year: 2024 });
  });

  it("R-28: with names that lead out of it shows harmless ones", async () => {
    const stored = zipOf([
      { name: "../evil.log", text: "1\n" },
      { name: "..\\evil\\x.log", text: "2\n" },
      { name: "/abs.log", text: "3\n" },
    ]);
    expect((await read({ "x.zip": stored })).names).toEqual([
      "x.zip!__/evil.log",
      "x.zip!__/evil/x.log",
      "x.zip!abs.log",
    ]);
  });

  it("R-29: of which a part is encrypted is told, and the others go on", async () => {
    const stored = zipOf([
      { name: "secret.log", text: "?\n", isEncrypted: true },
      { name: "odd.log", text: "?\n", method: 99 },
      { name: "open.log", text: "open\n" },
    ]);
    const { names, warnings } = await read({ "x.zip": stored });
    expect(names).toEqual(["x.zip!open.log"]);
    expect(warnings).toEqual(["encrypted x.zip!secret.log", "compression x.zip!odd.log"]);
  });

  it("R-27: of many members that lie over each other is stopped when they come to too much", async () => {
    const bomb = zipOf([{ name: "a.log", text: Buffer.alloc(60 << 20, `${"x".repeat(4095)}\n`) }]);
    // The directory names the same bytes three times.
    const directory = bomb.subarray(bomb.length - 22 - 46 - 5, bomb.length - 22);
    const end = Buffer.from(bomb.subarray(bomb.length - 22));
    end.writeUInt16LE(3, 8);
    end.writeUInt16LE(3, 10);
    end.writeUInt32LE(directory.length * 3, 12);
    const renamed = (name: string): Buffer => Buffer.concat([directory.subarray(0, -5), Buffer.from(name)]);
    const entries = ["a.log", "b.log", "c.log"].map(renamed);
    const stored = Buffer.concat([bomb.subarray(0, bomb.length - 22 - 46 - 5), ...entries, end]);
    const { warnings } = await read({ "x.zip": stored });
    expect(warnings).toEqual(["bomb x.zip!b.log", "bomb x.zip!c.log"]);
  });

  it("that is a document or a program is binary unless it was named", async () => {
    const stored = zipOf([{ name: "META-INF/MANIFEST.MF", text: "Version: 1\n" }]);
    const found = await read({ "a.jar": stored, "a.log": "a\n" });
    expect([found.names, found.warnings]).toEqual([["a.log"], ["binary a.jar"]]);
    expect((await read({ "a.jar": stored }, "a.jar")).names).toEqual(["a.jar!META-INF/MANIFEST.MF"]);
  });

  it("that is damaged, anywhere, throws nothing", async () => {
    for (let at = 0; at < zipped.length; at += 7) {
      const damaged = Uint8Array.from(zipped);
      damaged[at]! ^= 0xff;
      await read({ "x.zip": damaged, "a.log": "a\n" });
    }
    await read({ "x.zip": zipped.subarray(0, 100), "a.log": "a\n" });
  });
});

describe("what the usual programs write", () => {
  const hasProgram = (name: string): boolean => spawnSync(name, ["--help"]).error === undefined;
  const folder = join(root, "made");
  const long = `${"deep/".repeat(30)}${"name".repeat(20)}.log`;
  mkdirSync(join(folder, "deep/".repeat(30)), { recursive: true });
  writeFileSync(join(folder, long), "long\n");
  writeFileSync(join(folder, "größe.log"), "groß\n");
  writeFileSync(join(folder, "a.log"), "a\n");
  symlinkSync("a.log", join(folder, "b.log"));
  const expected = ["a.log", "größe.log", long];

  const PROGRAMS: readonly (readonly [string, ...string[]])[] = [
    ["tar", "--format=gnu", "-cf"],
    ["tar", "--format=pax", "-cf"],
    ["tar", "--format=ustar", "-cf"],
    ["tar", "-cJf"],
    ["tar", "-cjf"],
    ["tar", "--zstd", "-cf"],
    ["zip", "-q", "-y", "-r"],
    ["zip", "-q", "-y", "-r", "-0"],
  ];
  for (const [program, ...flags] of PROGRAMS)
    it.skipIf(!hasProgram(program))(`\`${[program, ...flags].join(" ")}\` is read`, async () => {
      const made = join(root, `made-${folders++}`);
      mkdirSync(made);
      execFileSync(program, [...flags, join(made, "x.zip"), ...expected, "b.log"], { cwd: folder });
      const { names, lines, warnings } = await readFrom(made);
      expect(names).toEqual(expected.map((name) => `x.zip!${name}`));
      expect(lines.map(([line]) => Buffer.from(line ?? "", "latin1").toString("utf8"))).toEqual(["a", "groß", "long"]);
      expect(warnings).toEqual([]);
    });
});

it("a log that only begins like compressed data is read", async () => {
  const { lines } = await read({ "app.log": "BZ is no archive\nPK\n" });
  expect(lines).toEqual([["BZ is no archive", "PK"]]);
});
