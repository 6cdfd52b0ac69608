import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSchema } from "../../src/report/index.ts";
import { summarySchema } from "../../src/report/schemas.ts";
import { build, freshFolder, type RunOptions, run, shell, start } from "./built.ts";

beforeAll(build);
const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lineAt = (i: number): string => {
  const time = new Date(Date.UTC(2025, 3, 1, 12) + i * 1000).toISOString().slice(0, 19);
  return `${time} INFO [Web] request ${i} served`;
};
const LOG = `${Array.from({ length: 200 }, (_, i) => lineAt(i)).join("\n")}\n`;
writeFileSync(join(cwd, "app.log"), LOG);

const json = (path: string): unknown => JSON.parse(readFileSync(join(cwd, path), "utf8"));
const inputOf = (folder: string, name: string) => summarySchema.parse(json(`${folder}/${name}_summary.json`)).input;
const statusOf = (folder: string) => runSchema.parse(json(`${folder}/run.json`)).status;
const folderOf = (name: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  mkdirSync(join(cwd, name));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(cwd, name, file), content);
  return join(cwd, name);
};
const analyse = (input: string, output: string, more: readonly string[] = [], options: Partial<RunOptions> = {}) =>
  run(["--input", input, "--output", output, ...more], { cwd, ...options });

const isRoot = process.geteuid?.() === 0;
/** Nobody: the tests' own user may read anything. */
const asNobody: Partial<RunOptions> = isRoot ? { uid: 65534 } : {};
const canBeNobody = !isRoot || spawnSync(process.execPath, ["--version"], { uid: 65534 }).status === 0;

describe("input of which a part cannot be read", () => {
  it.skipIf(!canBeNobody)("R-34 is told and counted; --strict ends with exit code 4, all of it with 1", async () => {
    const folder = folderOf("rights", { "a.log": LOG, "b.log": LOG });
    chmodSync(cwd, 0o777);
    chmodSync(join(folder, "b.log"), 0);
    const strict = await analyse("rights", "rights-out", ["--strict"], asNobody);
    expect(strict.code, strict.stderr).toBe(4);
    expect(strict.stderr).toContain("loganomaly: rights/b.log: not readable: permission denied");
    expect(strict.stderr).toContain("loganomaly: incomplete: 1 input could not be read (permission)");
    const input = inputOf("rights-out", "rights");
    expect(input.lines).toBe(200);
    expect(input.warnings).toMatchObject([{ kind: "permission", count: 1, first: [{ source_file: "rights/b.log" }] }]);
    expect((await analyse("rights", "rights-out", [], asNobody)).code).toBe(0);
    const none = await analyse("rights/b.log", "rights-none", [], asNobody);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("loganomaly: the input cannot be read: permission denied\n");
  });

  it("R-14, R-31, R-32 what was passed over is counted; only what should have been read makes a run incomplete", async () => {
    const folder = folderOf("odd", { "a.log": LOG, program: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 10, 2) });
    symlinkSync("/dev/zero", join(folder, "zero"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const whole = await analyse("odd", "odd-out", ["--strict"]);
    expect([whole.code, whole.stderr]).toEqual([0, expect.stringContaining("odd/zero: a link to a device, skipped")]);
    const counts = () => inputOf("odd-out", "odd").warnings.map(({ kind, count }) => [kind, count]);
    expect(counts()).toEqual([
      ["special", 2],
      ["binary", 1],
    ]);
    symlinkSync("nowhere", join(folder, "gone.log"));
    expect((await analyse("odd", "odd-out", ["--strict", "-q"])).code).toBe(4);
    expect(counts()).toContainEqual(["vanished", 1]);
  });

  it.skipIf(!existsSync("/proc/self/mem"))("R-36 a file that gives an error of input and output is told", async () => {
    const { code, stderr } = await run(["--input", "/proc/self/mem", "app.log", "--output", "io", "--strict"], { cwd });
    expect(code, stderr).toBe(4);
    expect(stderr).toContain("/proc/self/mem: reading ended early (EIO)");
    expect(inputOf("io", "run").lines).toBe(200);
  });

  it("R-14 a binary file that was named is read as text, and its bytes are no attack", async () => {
    const noise = Uint8Array.from({ length: 20_000 }, (_, i) => (i % 97 === 96 ? 10 : (i * i * 31 + i * 7) >> 3));
    const elf = Buffer.concat([
      Buffer.of(0x7f, 0x45, 0x4c, 0x46, 0, 0),
      noise,
      Buffer.from("../../../lib %8x%8x%8x%8x\n"),
    ]);
    folderOf("binary", {
      program: elf,
      "packed.png": Buffer.concat([Buffer.from("\x89PNG\n", "latin1"), gzipSync(noise)]),
    });
    for (const name of ["program", "packed.png"]) {
      const { code, stdout } = await analyse(`binary/${name}`, `binary-${name}`, ["-q"]);
      expect(code).toBe(0);
      expect(stdout).not.toContain("attack");
      const stem = name.replace(".png", "");
      expect(json(`binary-${name}/${stem}_incidents.json`)).toEqual([]);
      expect(inputOf(`binary-${name}`, stem).warnings.map(({ kind }) => kind)).toContain("binary");
    }
  });

  it("R-42 an input that is not there names what is near, before a folder for results is made", async () => {
    for (const [input, message, hint] of [
      ["ap.log", "ap.log does not exist", "did you mean app.log?"],
      ["ap*.lgo", "no file matches ap*.lgo", "did you mean app.log?"],
    ] as const) {
      const { code, stderr } = await analyse(input, "nothing");
      expect([code, stderr]).toEqual([2, `loganomaly: ${message}\n  ${hint}\n`]);
      expect(existsSync(join(cwd, "nothing"))).toBe(false);
    }
  });
});

describe("names of files", () => {
  it("R-38 are shown as visible text and are the same in JSON", async () => {
    const names = ["a\nb.log", "\u001b]0;x\u0007.log", "'\"$(id).log", "-rf.log", "::error file=x::y.log"];
    folderOf("names", Object.fromEntries(names.map((name) => [name, `${name.length} FATAL kernel panic\n${LOG}`])));
    writeFileSync(Buffer.concat([Buffer.from(join(cwd, "names/caf")), Buffer.of(0xe9)]), LOG);
    const { code, stdout, stderr } = await analyse("names", "names-out");
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stdout + stderr).not.toMatch(/^::/m);
    const files = inputOf("names-out", "names").files.map(({ source_file }) => source_file.slice("names/".length));
    expect(files.sort()).toEqual([...names, "caf\\xe9"].sort());
    for (const [input, name] of [
      ["--input=-rf.log", "rf"],
      ["--input=./a\nb.log", "a_b"],
    ] as const) {
      const one = await run([input, "--output", "../names-one", "-q"], { cwd: join(cwd, "names") });
      expect(one.code, one.stderr).toBe(0);
      expect(existsSync(join(cwd, "names-one", `${name}_summary.json`))).toBe(true);
    }
  });

  it("R-39 of the same file by two patterns and a hard link are one input, with a note", async () => {
    folderOf("same", { "a.log": LOG });
    execFileSync("ln", [join(cwd, "same/a.log"), join(cwd, "same/b.log")]);
    const { code, stderr } = await run(["--input", "same/*.log", "same/a*", "--output", "same-out"], { cwd });
    expect(code).toBe(0);
    expect(stderr.match(/is the same file as another input: read once/g)).toHaveLength(2);
    expect(inputOf("same-out", "run").lines).toBe(200);
  });

  it("R-37 of very many files: few are open at once, and memory stays small", () => {
    mkdirSync(join(cwd, "many"));
    for (let i = 0; i < 2000; i++) writeFileSync(join(cwd, "many", `${i}.log`), `${lineAt(i % 3600)}\n`);
    const line = "ulimit -n 64; NODE_OPTIONS=--max-old-space-size=200 $LOGANOMALY --input many --output many-out -q";
    const { code, stderr } = shell(line, { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(inputOf("many-out", "many")).toMatchObject({ lines: 2000, parsed: 2000, warnings: [] });
  }, 120_000);
});

describe("input without an end", () => {
  const yes = `yes '${lineAt(1)}'`;

  it("R-44 ends at --max-logs with exit code 0", () => {
    const { code } = shell(`{ ${yes}; } | $LOGANOMALY --input - --max-logs 3000 --output max -q`, { cwd });
    expect(code).toBe(0);
    expect(inputOf("max", "stdin").lines).toBe(3000);
    expect(statusOf("max")).toBe("complete");
  });

  it.each([
    ["-", "stdin"],
    ["endless", "endless"],
  ])("R-44, R-85 Ctrl-C while %s is read: what was read is judged, exit code 130", async (input, name) => {
    if (input !== "-") execFileSync("mkfifo", [join(cwd, input)]);
    const output = `cut-${name}`;
    const events = `${output}.ndjson`;
    const args = ["--input", input, "--output", output, "--events", events, "--batch-size", "100"];
    const child = start(args, { cwd });
    const sink = input === "-" ? child.stdin : createWriteStream(join(cwd, input));
    sink.on("error", () => undefined);
    sink.write(`${LOG}half a li`);
    const part = join(cwd, `${events}.part`);
    const batches = (): number => (existsSync(part) ? readFileSync(part, "utf8").split('"lines-read"').length - 1 : 0);
    while (batches() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (more: string) => {
      stderr += more;
    });
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(130);
    sink.destroy();
    expect(stderr).toContain("loganomaly: interrupted: what was read is judged; again to end at once\n");
    expect(stderr).toContain("loganomaly: incomplete: reading was interrupted after");
    expect(statusOf(output)).toBe("interrupted");
    expect(inputOf(output, name)).toMatchObject({ lines: 200, parsed: 200 });
    expect(readdirSync(join(cwd, output))).toContain(`${name}_incidents.json`);
  });

  it("R-32 Ctrl-C ends the wait for a pipe that nobody writes to; a second one ends at once", async () => {
    execFileSync("mkfifo", [join(cwd, "lonely")]);
    const waiting = async () => {
      const child = start(["--input", "lonely", "--output", "lonely-out"], { cwd });
      await new Promise((resolve) => child.stderr.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 300));
      return child;
    };
    const child = await waiting();
    const closed = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGINT");
    expect(await closed).toBe(130);
    expect(readdirSync(join(cwd, "lonely-out"))).toEqual(["run.json"]);
    expect(statusOf("lonely-out")).toBe("interrupted");
    const other = await waiting();
    const ended = new Promise((resolve) => other.on("close", resolve));
    other.kill("SIGINT");
    other.kill("SIGINT");
    expect(await ended).toBe(130);
  });
});
