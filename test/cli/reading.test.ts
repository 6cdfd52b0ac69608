import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { summarySchema } from "../../src/report/schemas.ts";
import { tarOf } from "../sources/tar-writer.ts";
import { zipOf } from "../sources/zip-writer.ts";
import { build, freshFolder, run, shell } from "./built.ts";

beforeAll(build);
const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lineAt = (i: number): string =>
  `${new Date(Date.UTC(2025, 3, 1, 12) + i * 1000).toISOString().slice(0, 19)} INFO [Web] request ${i} served`;
const LINES = Array.from({ length: 200 }, (_, i) => lineAt(i));
const LOG = `${LINES.join("\n")}\n`;

const put = (name: string, content: string | Uint8Array): string => {
  mkdirSync(join(cwd, name, ".."), { recursive: true });
  writeFileSync(join(cwd, name), content);
  return name;
};
let outputs = 0;
async function analyse(input: string, ...flags: string[]) {
  const output = `out-${outputs++}`;
  const { code, stdout, stderr } = await run(["--input", input, "--output", output, ...flags], { cwd });
  const names = existsSync(join(cwd, output)) ? spawnSync("ls", [join(cwd, output)], { encoding: "utf8" }).stdout : "";
  const file = /^.*_summary\.json$/m.exec(names)?.[0];
  const summary =
    file === undefined ? undefined : summarySchema.parse(JSON.parse(readFileSync(join(cwd, output, file), "utf8")));
  return { code, stdout, stderr, input: summary?.input };
}
const kindsOf = ({ input }: Awaited<ReturnType<typeof analyse>>): string[] =>
  input?.warnings.map(({ kind }) => kind) ?? [];

describe("compressed input", () => {
  it("R-26: is known by its bytes, whatever it is called, also on standard input", async () => {
    put("text.gz", LOG);
    put("packed.log", gzipSync(LOG));
    for (const name of ["text.gz", "packed.log"])
      expect((await analyse(name)).input).toMatchObject({ lines: 200, warnings: [] });
    put(
      "x.zst",
      Buffer.concat([
        zstdCompressSync(`${LINES.slice(0, 100).join("\n")}\n`),
        zstdCompressSync(`${LINES.slice(100).join("\n")}\n`),
      ]),
    );
    const { code, stdout } = shell("$LOGANOMALY --input - --output piped --format text < x.zst", { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("200 lines");
  });

  it("R-24: that is cut off is analysed up to there; --strict ends with 4 and names it", async () => {
    const stored = gzipSync(Buffer.from(LOG), { level: 1 });
    put("cut.log.gz", stored.subarray(0, stored.length - 300));
    const loose = await analyse("cut.log.gz");
    expect([loose.code, kindsOf(loose)]).toEqual([0, ["truncated"]]);
    expect(loose.input?.lines).toBeGreaterThan(50);
    expect(loose.stdout).toContain("cut.log.gz is cut off after line");
    const strict = await analyse("cut.log.gz", "--strict");
    expect(strict.code).toBe(4);
    expect(strict.stderr).toContain("incomplete: 1 input could not be read (truncated)");
  });

  it("R-25: with garbage behind it keeps the data and is complete", async () => {
    put("tail.log.zst", Buffer.concat([zstdCompressSync(LOG), Buffer.from("garbage")]));
    const found = await analyse("tail.log.zst", "--strict");
    expect([found.code, kindsOf(found), found.input?.lines]).toEqual([0, ["trailing"], 200]);
    expect(found.stderr).toContain("trailing 7 bytes behind the compressed data");
  });

  it("R-27: a bomb is stopped, the other files are read, and nothing of it lies on the disk", async () => {
    put("bombs/a.log", LOG);
    put("bombs/b.log.zst", zstdCompressSync(Buffer.alloc(400 << 20, `${LINES[0]}\n`)));
    put("bombs/c.log.gz", gzipSync(Buffer.alloc(120 << 20)));
    put("bombs/d.log", LOG);
    const begun = performance.now();
    const found = await analyse("bombs", "--strict", "--quiet");
    expect(performance.now() - begun).toBeLessThan(60_000);
    expect([found.code, kindsOf(found).includes("bomb")]).toEqual([4, true]);
    expect(found.input?.files.map(({ source_file }) => source_file)).toEqual(
      expect.arrayContaining(["bombs/a.log", "bombs/d.log"]),
    );
    const { stdout } = spawnSync("du", ["-sk", join(cwd, `out-${outputs - 1}`)], { encoding: "utf8" });
    expect(Number.parseInt(stdout, 10)).toBeLessThan(10_000);
  }, 120_000);
});

describe("archives", () => {
  it("R-28, R-29: each text in them is an input; what is encrypted or odd is told, the rest goes on", async () => {
    put(
      "many/logs.tar.gz",
      gzipSync(
        tarOf([
          { name: "../../evil.log", text: LOG },
          { name: "b\u001b[31m.log", text: LOG },
        ]),
      ),
    );
    put(
      "many/logs.zip",
      zipOf([
        { name: "a.log", text: LOG },
        { name: "s.log", text: LOG, isEncrypted: true },
      ]),
    );
    const found = await analyse("many", "--strict");
    expect(found.code).toBe(4);
    expect(found.input?.lines).toBe(600);
    expect(kindsOf(found)).toEqual(["encrypted"]);
    expect(found.input?.files.map(({ source_file }) => source_file)).toEqual([
      "many/logs.tar.gz!__/__/evil.log",
      "many/logs.tar.gz!b\u001b[31m.log",
      "many/logs.zip!a.log",
    ]);
    expect(found.stdout + found.stderr).not.toContain("\u001b");
    expect(existsSync(join(cwd, "../evil.log"))).toBe(false);
  });

  it("R-28: on standard input, a tar is read as one text; a zip is told to be a file's", async () => {
    put(
      "piped.tar",
      tarOf([
        { name: "a.log", text: LINES.slice(0, 100).join("\n") },
        { name: "b.log", text: LINES.slice(100).join("\n") },
      ]),
    );
    const { stdout } = shell("gzip -c piped.tar | $LOGANOMALY --input - --output tar-piped", { cwd });
    expect(stdout).toContain("200 lines");
    put("piped.zip", zipOf([{ name: "a.log", text: LOG }]));
    const zip = shell("$LOGANOMALY --input - --output zip-piped --strict < piped.zip", { cwd });
    expect(zip.code).toBe(4);
    expect(zip.stderr).toContain("a zip can be read from a file only");
  });
});

describe("text", () => {
  it("R-08, R-09, R-12: is read in the encoding that it has or that is named", async () => {
    put("wide/a.log", Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(LOG, "utf16le")]));
    put("wide/b.log", Buffer.from(LOG, "utf16le").swap16());
    const wide = await analyse("wide");
    expect(wide.input).toMatchObject({ lines: 400, parsed: 400, warnings: [], bytes: LOG.length * 4 + 2 });
    put("west.log", Buffer.from(LOG.replaceAll("served", "serv\xe9"), "latin1"));
    const unknown = await analyse("west.log");
    expect(kindsOf(unknown)).toEqual(["encoding"]);
    expect(unknown.stderr).toContain("--encoding");
    expect(kindsOf(await analyse("west.log", "--encoding", "latin1"))).toEqual([]);
    const wrong = await analyse("west.log", "--encoding", "latin-l");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('"latin-l"')]);
    const parsed = await run(["parse", "west.log", "--encoding", "latin1", "--output", "west-out"], { cwd });
    expect(parsed.code, parsed.stderr).toBe(0);
    expect(readFileSync(join(cwd, "west-out/west_structured.csv"), "utf8")).toContain("servé");
    expect((await run(["parse", "west.log", "--encoding", "klingon"], { cwd })).code).toBe(2);
  });

  it("R-15: with a hole of a gibibyte is read in little time", async () => {
    put("sparse.log", `${LINES.slice(0, 100).join("\n")}\nhalf a l`);
    truncateSync(join(cwd, "sparse.log"), 2 ** 30);
    writeFileSync(join(cwd, "sparse.log"), `${LINES.slice(100).join("\n")}\n`, { flag: "a" });
    const found = await analyse("sparse.log");
    expect(kindsOf(found)).toEqual(["nul-run"]);
    expect(found.input?.lines).toBe(201);
    expect(found.stderr).toMatch(/sparse\.log at byte [\d,]+: nul-run 107373\d+ bytes/);
    rmSync(join(cwd, "sparse.log"));
  }, 60_000);

  it.skipIf(!existsSync("/proc/self/status"))(
    "R-33: of a file that says it has no bytes is read to its end",
    async () => {
      const found = await analyse("/proc/self/status");
      expect(found.input?.lines).toBeGreaterThan(20);
    },
  );
});
