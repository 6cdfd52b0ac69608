import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS, RECORD_FORMATS } from "../../src/parsing/index.ts";
import { build, freshFolder, run, start } from "./built.ts";

beforeAll(build);
const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lineAt = (i: number): string =>
  `2025-04-01T12:0${Math.floor(i / 60)}:${String(i % 60).padStart(2, "0")} INFO [Web] request ${i} served`;
const LOG = `${Array.from({ length: 200 }, (_, i) => lineAt(i)).join("\n")}\n`;
writeFileSync(join(cwd, "app.log"), LOG);

interface Written {
  readonly time: string;
  readonly type: string;
}
const eventsIn = (file: string): readonly Written[] =>
  readFileSync(join(cwd, file), "utf8")
    .trimEnd()
    .split("\n")
    .map((line): Written => JSON.parse(line));

describe("--events", () => {
  it("writes each event as one line, under its name only when the run is done", async () => {
    const { code, stderr } = await run(["--input", "app.log", "--output", "a", "--events", "events.ndjson", "-q"], {
      cwd,
    });
    expect([code, stderr]).toEqual([0, ""]);
    const events = eventsIn("events.ndjson");
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe("read-start");
    expect(events.find(({ type }) => type === "lines-read")).toMatchObject({ lines: 200 });
    expect(types.filter((type) => type === "stage-start")).toHaveLength(
      types.filter((type) => type === "stage-end").length,
    );
    for (const { time } of events) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(existsSync(join(cwd, "events.ndjson.part"))).toBe(false);
  });

  it("is not read as a log, and changes no result", async () => {
    mkdirSync(join(cwd, "logs"));
    writeFileSync(join(cwd, "logs", "app.log"), LOG);
    const analyse = (output: string, ...more: string[]) =>
      run(["--input", "logs", "--output", output, "-q", ...more], { cwd });
    await analyse("plain");
    await analyse("with", "--events", "logs/events.ndjson");
    await analyse("with", "--events", "logs/events.ndjson");
    const summary = (output: string): string => readFileSync(join(cwd, output, "logs_summary.json"), "utf8");
    expect(summary("with")).toBe(summary("plain"));
  });

  it("is refused before anything is analysed where it cannot be written", async () => {
    const { code, stderr } = await run(["--input", "app.log", "--output", "b", "--events", "no/such/e.ndjson"], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stderr).toContain("loganomaly: cannot write no/such/e.ndjson.part:");
    expect(readdirSync(join(cwd, "b"))).toEqual(["run.json"]);
  });
});

describe("a run that goes on", () => {
  it("R-83 locks its folder: a second run ends with exit code 2 and names it; interrupted, its events stay as .part", async () => {
    const child = start(["--input", "-", "--output", "busy", "--events", "cut.ndjson"], { cwd });
    await new Promise((resolve) => child.stderr.once("data", resolve));
    const second = await run(["--input", "app.log", "--output", "busy", "-q"], { cwd });
    expect([second.code, second.stderr.split("\n")[0]]).toEqual([
      2,
      `loganomaly: another run (process ${child.pid}) writes to busy`,
    ]);
    const done = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGINT");
    expect(await done).toBe(130);
    expect(eventsIn("cut.ndjson.part")[0]).toMatchObject({ type: "read-start" });
    expect(existsSync(join(cwd, "cut.ndjson"))).toBe(false);
    expect(readdirSync(join(cwd, "busy"))).toEqual(["run.json"]);
  });

  it("R-83 that was killed leaves a lock which the next run takes over", async () => {
    const child = start(["--input", "-", "--output", "killed"], { cwd });
    child.stdin.write(`${lineAt(1)}\n`);
    await new Promise((resolve) => child.stderr.once("data", resolve));
    const done = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGKILL");
    await done;
    expect(readdirSync(join(cwd, "killed"))).toContain(".lock");
    const next = await run(["--input", "app.log", "--output", "killed", "-q"], { cwd });
    expect(next).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(join(cwd, "killed"))).not.toContain(".lock");
  });
});

describe("show", () => {
  const folderWith = (name: string, files: Readonly<Record<string, string>>): string => {
    mkdirSync(join(cwd, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, name, file), text);
    return name;
  };

  it.each([
    ["without results", {}, "expected results, found no file that ends in _summary.json"],
    ["with half a summary", { "x_summary.json": '{"a": ' }, "it is missing or cannot be read|it is not valid JSON"],
    [
      "with results of another version",
      Object.fromEntries(
        ["summary", "incidents", "timeline", "templates"].map((kind) => [
          `x_${kind}.json`,
          kind === "summary" ? '{"schema_version": 99}' : "[]",
        ]),
      ),
      "it does not look like what this version writes",
    ],
  ])("R-84 on a folder %s says so, with exit code 2", async (what, files, said) => {
    const { code, stdout, stderr } = await run(["show", folderWith(what.replaceAll(" ", "-"), files)], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(`^loganomaly: \\S+: (?:${said})`));
    expect(stderr.split("\n")).toHaveLength(3);
  });

  it("R-84 on a folder whose summary was cut says that it is not valid JSON", async () => {
    await run(["--input", "app.log", "--output", "cut", "-q"], { cwd });
    const path = join(cwd, "cut", "app_summary.json");
    writeFileSync(path, readFileSync(path, "utf8").slice(0, -20));
    const { code, stderr } = await run(["show", "cut"], { cwd });
    expect([code, stderr.split("\n")[0]]).toEqual([2, "loganomaly: cut/app_summary.json: it is not valid JSON"]);
  });
});

it("help formats lists every format that is read", async () => {
  const { code, stdout } = await run(["help", "formats"], { cwd });
  expect(code).toBe(0);
  const listed = [...FORMATS, ...RECORD_FORMATS];
  for (const { name } of listed) expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, "m"));
  for (const { summary } of listed) expect(stdout).toContain(summary);
  expect((await run(["help", "config", "explain"], { cwd })).stdout).toContain("what reads it");
  expect((await run(["help", "environment"], { cwd })).stdout).toContain("OPENAI_API_KEY");
});
