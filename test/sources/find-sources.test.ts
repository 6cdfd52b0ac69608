import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import type { Warning } from "../../src/core/run.ts";
import type { LogSource } from "../../src/core/source.ts";
import { findSources } from "../../src/sources/index.ts";
import { linesOf, readSource, recordedRun } from "./harness.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sources-"));
  chmodSync(root, 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array = `${name}\n`): string => {
  const path = join(root, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const recorded = recordedRun;
const find = (
  inputs: readonly string[],
  options: { exclude?: readonly string[]; emit?: ReturnType<typeof recordedRun>["run"]["emit"] } = {},
): Promise<LogSource[]> =>
  findSources(inputs, {
    exclude: options.exclude ?? [],
    stdin: async function* () {
      yield new TextEncoder().encode("from\nstdin");
    },
    batchSize: 100,
    ...(options.emit ? { emit: options.emit } : {}),
  });
const names = (sources: readonly LogSource[]): string[] => sources.map(({ name }) => name.replace(`${root}/`, ""));
const failure = async (promise: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error("expected a UserError");
  return error;
};

describe("finding sources", () => {
  it("reads a folder by name, its folders too", async () => {
    for (const name of ["b.log", "a/z.log", "a/c.log", "c.log"]) put(name);
    expect(names(await find([root]))).toEqual(["a/c.log", "a/z.log", "b.log", "c.log"]);
  });

  it("names sources as they were given, and knows size and year of the last change", async () => {
    const path = put("a.log", "12345");
    utimesSync(path, new Date("2019-06-01"), new Date("2019-06-01"));
    const [source] = await find([path]);
    expect(source).toMatchObject({ name: path, sizeBytes: 5, year: 2019 });
  });

  it("reads standard input once", async () => {
    const { run } = recorded();
    const sources = await find(["-", "-"]);
    expect(names(sources)).toEqual(["stdin"]);
    expect(linesOf(await readSource(sources[0]!, run))).toEqual(["from", "stdin"]);
  });

  it("expands patterns; a file of exactly that name comes first", async () => {
    for (const name of ["app-1.log", "app-2.log", "app-1.txt", ".app-3.log", "x/y/deep.log", "[1].log"]) put(name);
    expect(names(await find([join(root, "app-*.log")]))).toEqual(["app-1.log", "app-2.log"]);
    expect(names(await find([join(root, "app-?.{txt,log}")]))).toEqual(["app-1.log", "app-1.txt", "app-2.log"]);
    expect(names(await find([join(root, "**/deep.log")]))).toEqual(["x/y/deep.log"]);
    expect(names(await find([join(root, "app-[!2].log")]))).toEqual(["app-1.log"]);
    expect(names(await find([join(root, "[1].log")]))).toEqual(["[1].log"]);
  });

  it("R-14: a binary file in a folder is skipped with one warning, one that was named is read with one", async () => {
    const { run, warnings } = recorded();
    put("a.log", "text\n");
    const elf = put("program", Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 1, 10, 2]));
    put("zipped", gzipSync("zipped\n"));
    expect(names(await find([root], { emit: run.emit }))).toEqual(["a.log", "zipped"]);
    expect(warnings().map(({ kind, source }) => [kind, source])).toEqual([["binary", elf]]);
    const named = recorded();
    const [source] = await find([elf]);
    expect((await readSource(source!, named.run))[0]?.length).toBe(2);
    expect(named.warnings().map(({ kind }) => kind)).toEqual(["binary"]);
  });

  it("R-39: the same file by two ways is read once", async () => {
    const path = put("a.log");
    linkSync(path, join(root, "b.log"));
    symlinkSync(path, join(root, "c.log"));
    const { run, events } = recorded();
    expect(names(await find([root, path], { emit: run.emit }))).toEqual(["a.log"]);
    expect(events.filter(({ type }) => type === "note").length).toBe(3);
  });

  it("R-30: a loop of links ends, R-31: a link that leads nowhere is told and passed over", async () => {
    put("a/x.log");
    symlinkSync("..", join(root, "a/up"));
    symlinkSync("nowhere", join(root, "gone.log"));
    const { run, warnings } = recorded();
    expect(names(await find([root], { emit: run.emit }))).toEqual(["a/x.log"]);
    expect(warnings().map(({ kind }) => kind)).toEqual(["vanished"]);
  });

  it("R-34: an unreadable file is told and the others are read; none readable is an error of exit code 1", async () => {
    put("good.log");
    const bad = put("bad.log");
    chmodSync(bad, 0o000);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      const { run, warnings } = recorded();
      expect(names(await find([root], { emit: run.emit }))).toEqual(["good.log"]);
      expect(warnings().map(({ kind, source }) => [kind, source])).toEqual([["permission", bad]]);
      const error = await failure(find([bad]));
      expect(error.exitCode).toBe(1);
      expect(error.message).toContain("permission denied");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("R-34: a file that is gone when it is read ends early with a warning", async () => {
    const path = put("a.log");
    const sources = await find([path]);
    rmSync(path);
    const { run, warnings } = recorded();
    expect(await readSource(sources[0]!, run)).toEqual([]);
    expect(warnings().map(({ kind }) => kind)).toEqual(["vanished"]);
  });

  it("R-41: the output folder and earlier results are never read", async () => {
    put("logs/a.log");
    put("logs/results/x_anomalies.json", "[]");
    put("logs/results/notes.log");
    put("logs/older/run.json", '{"program": "loganomaly"}');
    put("logs/older/x.log");
    const exclude = [join(root, "logs/results")];
    expect(names(await find([join(root, "logs")], { exclude }))).toEqual(["logs/a.log"]);
    expect(names(await find([join(root, "logs/**")], { exclude }))).toEqual(["logs/a.log"]);
  });

  it("R-41: a run that writes into its input folder reads the logs there and not its own files", async () => {
    put("a.log");
    put("run.json", '{"program": "loganomaly"}');
    put("a_anomalies.json", "[]");
    put("a_summary.json", "{}");
    expect(names(await find([root], { exclude: [root] }))).toEqual(["a.log"]);
    expect(names(await find([join(root, "*")], { exclude: [root] }))).toEqual(["a.log"]);
  });

  it("R-42: a missing input and a pattern without match are errors of exit code 2 that name what is near", async () => {
    put("application.log");
    const missing = await failure(find([join(root, "aplication.log")]));
    expect(missing.exitCode).toBe(2);
    expect(missing.message).toContain("does not exist");
    expect(missing.hint).toBe(`did you mean ${join(root, "application.log")}?`);
    const pattern = await failure(find([join(root, "*.txt")]));
    expect(pattern.exitCode).toBe(2);
    expect(pattern.message).toContain("no file matches");
    expect((await failure(find([join(root, "no/such/file")]))).hint).toContain("does not exist");
    mkdirSync(join(root, "empty"));
    expect((await failure(find([join(root, "empty")]))).message).toContain("no log file found");
  });

  it("R-42: a star stands for what it may, and a folder may be what was typed wrong", async () => {
    put("logs/application-1.log");
    const hintOf = async (input: string) => (await failure(find([join(root, input)]))).hint;
    const near = `did you mean ${join(root, "logs/application-1.log")}?`;
    expect(await hintOf("logs/aplication-*.log")).toBe(near);
    expect(await hintOf("logs/*.lgo")).toBe(near);
    expect(await hintOf("lgos/application-1.log")).toBe(near);
    expect(await hintOf("logs/zzz.txt")).toContain("nothing in");
  });

  it("R-31, R-32: devices, sockets and pipes of a folder are told and passed over, and so is a named link to a device", async () => {
    put("a.log");
    symlinkSync("/dev/zero", join(root, "zero"));
    symlinkSync("round", join(root, "round"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    const server = createServer().listen(join(root, "socket"));
    await once(server, "listening");
    try {
      const { run, warnings } = recorded();
      expect(names(await find([root], { emit: run.emit }))).toEqual(["a.log"]);
      const told = (found: readonly Warning[]) =>
        found.map(({ kind, source, text }) => `${kind} ${source.replace(`${root}/`, "")}: ${text}`);
      expect(told(warnings())).toEqual([
        "special pipe: a pipe, skipped",
        "vanished round: a link that leads in a circle: skipped",
        "special socket: a socket, skipped",
        "special zero: a link to a device, skipped",
      ]);
      const named = recorded();
      expect(names(await find([join(root, "a.log"), join(root, "zero")], { emit: named.run.emit }))).toEqual(["a.log"]);
      expect(told(named.warnings())).toEqual(["special zero: a link to a device, skipped"]);
    } finally {
      server.close();
    }
  });

  it("R-32: a pipe that was named is read to the end of its writer; without a writer the wait can be ended", async () => {
    const pipe = join(root, "pipe");
    execFileSync("mkfifo", [pipe]);
    const { run, warnings } = recorded();
    const writer = spawn("sh", ["-c", `{ echo one; sleep 0.2; printf two; } > '${pipe}'`]);
    const [source] = await find([pipe]);
    expect(linesOf(await readSource(source!, run))).toEqual(["one", "two"]);
    await once(writer, "close");
    const enough = new AbortController();
    setTimeout(() => enough.abort(), 100);
    expect(await readSource(source!, { ...run, enough: enough.signal })).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  it("R-34: a folder that may be listed but not entered is told", async () => {
    put("good.log");
    put("shut/a.log");
    chmodSync(join(root, "shut"), 0o444);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      const { run, warnings } = recorded();
      expect(names(await find([root], { emit: run.emit }))).toEqual(["good.log"]);
      expect(warnings().map(({ kind, source }) => [kind, source])).toEqual([["permission", join(root, "shut/a.log")]]);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(join(root, "shut"), 0o755);
    }
  });

  it("R-35: a file that is unlinked, or cut, while it is read gives what could be read", async () => {
    const text = `${"x".repeat(99)}\n`.repeat(40_000);
    for (const harm of [rmSync, (path: string) => truncateSync(path, 3_000_000)]) {
      const path = put("a.log", text);
      const { run, warnings } = recorded();
      const [source] = await find([path]);
      let lines = 0;
      for await (const batch of source!.read(0, run)) {
        if (lines === 0) harm(path);
        lines += batch.length;
      }
      expect(lines).toBe(harm === rmSync ? 40_000 : 30_000);
      expect(warnings()).toEqual([]);
    }
  });

  it("R-38: a name that is no UTF-8 is read, by its folder and by a pattern, and shown with its bytes", async () => {
    put("good.log");
    const odd = (byte: number): Buffer =>
      Buffer.concat([Buffer.from(`${root}/caf`), Buffer.of(byte), Buffer.from(".log")]);
    writeFileSync(odd(0xe9), "one\n");
    writeFileSync(odd(0xff), "two\n");
    const folder = Buffer.concat([Buffer.from(`${root}/d`), Buffer.of(0x80)]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from("/in.log")]), "three\n");
    const all = ["caf\\xe9.log", "caf\\xff.log", "d\\x80/in.log", "good.log"];
    const { run, warnings } = recorded();
    const sources = await find([root], { emit: run.emit });
    expect(names(sources)).toEqual(all);
    expect(linesOf(await readSource(sources[1]!, run))).toEqual(["two"]);
    expect(linesOf(await readSource(sources[2]!, run))).toEqual(["three"]);
    expect(names(await find([join(root, "caf*.log")]))).toEqual(all.slice(0, 2));
    expect(names(await find([join(root, "*/in.log")]))).toEqual([all[2]]);
    expect(warnings()).toEqual([]);
  });

  it("R-38: names with line breaks, quotes and a leading dash are read", async () => {
    for (const name of ["a\nb.log", 'it\'s "x".log', "-rf.log"]) put(name);
    const { run } = recorded();
    const sources = await find([root]);
    expect(names(sources)).toEqual(["-rf.log", "a\nb.log", 'it\'s "x".log']);
    for (const source of sources) expect((await readSource(source, run)).length).toBeGreaterThan(0);
  });
});

describe("reading gzip", () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${(i * 2_654_435_761) % 1_000_003}`);
  const text = `${lines.join("\n")}\n`;
  const read = async (content: Uint8Array) => {
    const { run, warnings } = recorded();
    const [source] = await find([put("any.name", content)]);
    return { lines: linesOf(await readSource(source!, run)), kinds: warnings().map(({ kind }) => kind) };
  };

  it("is known by its first bytes; several members are one file", async () => {
    const half = text.length >> 1;
    const both = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
    expect(await read(both)).toEqual({ lines, kinds: [] });
  });
  it("a file of many chunks is whole, and a reader may leave early", async () => {
    const many = Array.from({ length: 60_000 }, (_, i) => createHash("sha256").update(String(i)).digest("hex"));
    const content = gzipSync(many.join("\n"));
    expect(content.length).toBeGreaterThan(1_500_000);
    expect(await read(content)).toEqual({ lines: many, kinds: [] });
    const { run } = recorded();
    const [source] = await find([join(root, "any.name")]);
    for await (const batch of source!.read(0, run)) {
      expect(batch.length).toBe(100);
      break;
    }
  });
  it("keeps what came before the end of a file that was cut", async () => {
    const whole = gzipSync(text);
    const { lines: kept, kinds } = await read(whole.subarray(0, whole.length >> 1));
    expect(kinds).toEqual(["truncated"]);
    expect(kept.length).toBeGreaterThan(5_000);
    expect(kept.slice(0, -1)).toEqual(lines.slice(0, kept.length - 1));
  });
  it("keeps what came before damage, or before garbage behind the end", async () => {
    const whole = gzipSync(text);
    const damaged = Uint8Array.from(whole);
    damaged.fill(0xff, whole.length >> 1, (whole.length >> 1) + 2000);
    const broken = await read(damaged);
    expect(broken.kinds).toEqual(["compression"]);
    expect(broken.lines.length).toBeGreaterThan(1_000);
    expect(broken.lines.slice(0, 1000)).toEqual(lines.slice(0, 1000));
    expect(await read(Buffer.concat([whole, Buffer.from("garbage")]))).toEqual({ lines, kinds: ["trailing"] });
    const few = await read(Buffer.concat([gzipSync("a\nb\n"), Buffer.from("garbage")]));
    expect(few).toEqual({ lines: ["a", "b"], kinds: ["trailing"] });
  });
  it("reports progress in bytes of the file", async () => {
    const { run, events } = recorded();
    const content = gzipSync(text);
    const [source] = await find([put("a.gz", content)]);
    await readSource(source!, run);
    const read = events.flatMap((event) => (event.type === "lines-read" ? [event] : []));
    expect(read.reduce((sum, { lines: count }) => sum + count, 0)).toBe(lines.length);
    expect(read.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(content.length);
  });
});
