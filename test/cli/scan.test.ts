import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runSchema } from "../../src/report/index.ts";
import { build, freshFolder, type RunOptions, run, shell, start } from "./built.ts";

beforeAll(build);
const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const ordinary = (i: number): string => {
  const time = new Date(Date.UTC(2025, 3, 1, 12) + i * 1000).toISOString().slice(0, 19);
  return `${time} INFO [UserService] request ${i} served in ${(i * 7) % 40} ms`;
};
const lines = Array.from({ length: 400 }, (_, i) =>
  i === 300 ? "2025-04-01T12:05:00 FATAL [DatabaseService] data file corrupt: out of memory" : ordinary(i),
);
writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n`);

const scan = (args: readonly string[], options: Partial<RunOptions> = {}) =>
  run(["--input", "app.log", ...args], { cwd, ...options });
const json = (path: string): unknown => JSON.parse(readFileSync(join(cwd, path), "utf8"));
const recordOf = (folder: string) => runSchema.parse(json(`${folder}/run.json`));

describe("the main job", () => {
  it("writes every file, and run.json holds their digests", async () => {
    const { code, stdout, stderr } = await scan(["--output", "all", "--scores"]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("400");
    const record = recordOf("all");
    expect(record.status).toBe("complete");
    const names = record.files.map(({ name }) => name).sort();
    expect(names).toEqual(
      [
        "anomalies.json",
        "anomalies.ndjson",
        "incidents.json",
        "scores.csv",
        "summary.json",
        "templates.json",
        "timeline.json",
      ]
        .map((suffix) => `app_${suffix}`)
        .concat("egress.json"),
    );
    for (const { name, sha256, bytes } of record.files) {
      const content = readFileSync(join(cwd, "all", name));
      expect([content.length, createHash("sha256").update(content).digest("hex")]).toEqual([bytes, sha256]);
    }
    expect(readdirSync(join(cwd, "all")).sort()).toEqual([...names, "run.json"].sort());
  });

  it("says how to turn a model on, unless the user chose to do without", async () => {
    const hint = "loganomaly: no model configured; rules wrote the text. Turn one on: llm.provider: ollama\n";
    expect((await scan(["--output", "hint"])).stderr).toContain(hint);
    expect((await scan(["--output", "hint", "--disable-llm"])).stderr).not.toContain("no model configured");
  });

  it("is silent on standard error with --quiet", async () => {
    expect(await scan(["--output", "quiet", "-q"])).toMatchObject({ code: 0, stderr: "" });
  });

  it("writes only the summary with --summary-only", async () => {
    await scan(["--output", "short", "--summary-only"]);
    expect(readdirSync(join(cwd, "short")).sort()).toEqual(["app_summary.json", "egress.json", "run.json"]);
  });

  it("puts the chosen format on standard output, and nothing else", async () => {
    const out = async (format: string): Promise<string> =>
      (await scan(["--output", "forms", "--format", format])).stdout;
    const stored = readFileSync(join(cwd, "all", "app_anomalies.json"), "utf8");
    expect(await out("json")).toBe(stored);
    const count = z.array(z.unknown()).parse(JSON.parse(stored)).length;
    expect(count).toBeGreaterThan(0);
    expect((await out("ndjson")).trimEnd().split("\n")).toHaveLength(count);
    expect((await out("csv")).split("\n").length).toBeGreaterThan(count);
    expect(await out("markdown")).toContain("#");
  });

  it("has the same flags behind the word scan", async () => {
    const { code } = await run(["scan", "--input", "app.log", "--output", "word", "-q"], { cwd });
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, "word", "app_summary.json"))).toEqual(
      readFileSync(join(cwd, "all", "app_summary.json")),
    );
  });

  it("reads standard input where - says so", async () => {
    const { code } = await run(["--input", "-", "--output", "piped", "-q"], { cwd, input: `${lines.join("\n")}\n` });
    expect(code).toBe(0);
    expect(json("piped/stdin_summary.json")).toMatchObject({ original_log_count: 400 });
  });

  it("stops after --max-logs lines", async () => {
    await scan(["--output", "max", "--max-logs", "100", "-q"]);
    expect(json("max/app_summary.json")).toMatchObject({ original_log_count: 100 });
  });

  it("ends with exit code 3 when --fail-on is reached", async () => {
    expect((await scan(["--output", "fail", "--fail-on", "low", "-q"])).code).toBe(3);
  });

  it("lets the last of two flags win", async () => {
    const hash = async (...flags: string[]): Promise<unknown> => {
      await scan(["--output", "last", "-q", ...flags]);
      return JSON.stringify(json("last/app_summary.json")).match(/"config_hash":"(\w+)"/)?.[1];
    };
    const off = await hash("--no-rolling-window");
    expect(await hash("--enable-rolling-window", "--no-rolling-window")).toBe(off);
    expect(await hash("--no-rolling-window", "--enable-rolling-window")).toBe(await hash());
    expect(await hash()).not.toBe(off);
  });

  it("does not read its own results", async () => {
    mkdirSync(join(cwd, "logs"));
    writeFileSync(join(cwd, "logs", "app.log"), `${lines.join("\n")}\n`);
    const args = ["--input", "logs", "--output", "logs/results", "-q"];
    await run(args, { cwd });
    const first = readFileSync(join(cwd, "logs/results/logs_summary.json"), "utf8");
    await run(args, { cwd });
    expect(readFileSync(join(cwd, "logs/results/logs_summary.json"), "utf8")).toBe(first);
  });

  it("shows stored results as text where there is no terminal", async () => {
    const { code, stdout } = await run(["show", "all"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("400");
  });
});

/** Bytes that the files of a folder take in pages of 4 KiB. */
const spaceOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + Math.ceil(statSync(join(folder, name)).size / 4096) * 4096, 0);

describe("trouble", () => {
  it("R-81 ends quietly when the reader of the results goes away; the files are complete", () => {
    const line =
      "{ $LOGANOMALY --input app.log --output early --format ndjson -q; echo $? > code; } | true; while [ ! -s code ]; do sleep 0.1; done; exit $(cat code)";
    expect(shell(line, { cwd })).toMatchObject({ code: 0, stderr: "" });
    expect(recordOf("early").status).toBe("complete");
  });

  it("R-81 head takes its line, and the command ends quietly although there is much more to say", () => {
    writeFileSync(
      join(cwd, "loud.log"),
      Array.from({ length: 3000 }, (_, i) => `${ordinary(i)}\n${ordinary(i).replace("INFO", "FATAL")}\n`).join(""),
    );
    const line =
      "{ $LOGANOMALY --input loud.log --output loud --format ndjson -q; echo $? > loud.code; } | head -n 1; while [ ! -s loud.code ]; do sleep 0.1; done; exit $(cat loud.code)";
    const { code, stdout, stderr } = shell(line, { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(readFileSync(join(cwd, "loud", "loud_anomalies.ndjson"), "utf8").split("\n").length).toBeGreaterThan(2500);
    expect(recordOf("loud").status).toBe("complete");
  });

  it.skipIf(!existsSync("/dev/full"))(
    "R-82 ends with exit code 1 when standard output is full; the files are complete",
    () => {
      const { code, stderr } = shell("$LOGANOMALY --input app.log --output full -q > /dev/full", { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain("cannot write to standard output: the disk is full");
      expect(recordOf("full").status).toBe("complete");
    },
  );

  const small = join(cwd, "small");
  mkdirSync(small);
  const canMount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=20k", "tmpfs", small]).status === 0;
  afterAll(() => canMount && spawnSync("umount", [small]));

  it.skipIf(!canMount)("R-82 ends with exit code 1 and names the path when the folder is full", async () => {
    writeFileSync(join(small, "app_summary.json"), "earlier");
    const { code, stderr } = await scan(["--output", "small", "-q"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^loganomaly: cannot write small\/\S+: the disk is full\n {2}free some space/);
    expect(readFileSync(join(small, "app_summary.json"), "utf8")).toBe("earlier");
    expect(readdirSync(small).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  const contentOf = (folder: string) =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "latin1")]));

  it.skipIf(!canMount)(
    "R-82 leaves all earlier results as they were, run.json too, when the disk gets full",
    async () => {
      const disk = join(cwd, "disk");
      mkdirSync(disk);
      expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]).status).toBe(0);
      try {
        expect((await scan(["--output", "disk/results", "-q"])).code).toBe(0);
        // Room for some of the files, not for all.
        writeFileSync(join(disk, "filler"), Buffer.alloc(256 * 1024 - spaceOf(join(disk, "results")) - 24 * 1024));
        const before = contentOf(join(disk, "results"));
        const { code, stderr } = await scan(["--output", "disk/results", "-q", "--max-logs", "390"]);
        expect([code, stderr]).toEqual([
          1,
          expect.stringMatching(/^loganomaly: cannot write disk\/results\/\S+: the disk is full\n/),
        ]);
        expect(contentOf(join(disk, "results"))).toEqual(before);
      } finally {
        spawnSync("umount", [disk]);
      }
    },
  );

  const isRoot = process.geteuid?.() === 0;
  const canBeNobody = !isRoot || spawnSync(process.execPath, ["--version"], { uid: 65534 }).status === 0;
  it.skipIf(!canBeNobody)(
    "R-82 ends with exit code 1 and names the path when the folder may not be written",
    async () => {
      expect((await scan(["--output", "locked", "-q"])).code).toBe(0);
      const locked = join(cwd, "locked");
      const before = contentOf(locked);
      chmodSync(cwd, 0o755);
      chmodSync(locked, 0o555);
      const { code, stderr } = await scan(["--output", "locked", "-q"], isRoot ? { uid: 65534 } : {});
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^loganomaly: cannot write locked\/\S+: this user may not write there\n/),
      ]);
      expect(contentOf(locked)).toEqual(before);
      chmodSync(locked, 0o755);
    },
  );

  it("R-82 ends with exit code 1 when the folder's name is taken by a file", async () => {
    const { code, stderr } = await scan(["--output", "app.log", "-q"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^loganomaly: cannot write app\.log/);
    expect(readFileSync(join(cwd, "app.log"), "utf8")).toBe(`${lines.join("\n")}\n`);
  });

  it("R-85 before anything was read Ctrl-C writes no results: exit code 130, and run.json says interrupted", async () => {
    const child = start(["--input", "-", "--output", "cut"], { cwd });
    await new Promise((resolve) => child.stderr.once("data", resolve));
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(130);
    expect(recordOf("cut").status).toBe("interrupted");
    expect(readdirSync(join(cwd, "cut"))).toEqual(["run.json"]);
  });
});

describe("demo", () => {
  it("generates, analyses and tells what was planted", async () => {
    const { code, stdout, stderr } = await run(["demo", "--lines", "4000", "--seed", "7", "--output", "demo"], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/planted for this demo\n/);
    expect(stdout).toContain("found as incident");
    expect(readdirSync(join(cwd, "demo/logs")).sort()).toEqual(["auth.log", "db.log", "queue.log", "web.log"]);
  });

  it("puts incidents into a log of the user's and leaves that log alone", async () => {
    const before = Array.from({ length: 3000 }, (_, i) => ordinary(i)).join("\n");
    writeFileSync(join(cwd, "own.log"), before);
    const { code, stderr } = await run(["demo", "--into", "own.log", "--output", "into", "-q"], { cwd });
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(cwd, "own.log"), "utf8")).toBe(before);
    expect(existsSync(join(cwd, "into/own_incidents.json"))).toBe(true);
  });
});
