import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, freshFolder, run, shell } from "./built.ts";

beforeAll(build);
const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
writeFileSync(join(cwd, "app.log"), "2025-04-01T12:00:01 INFO [A] hello\n");

/** Needs `script`, which runs a command at a terminal of its own. */
const hasScript = spawnSync("script", ["--version"]).status === 0;

const visible = (text: string): void =>
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);

describe("help", () => {
  it("goes to standard output and names every command and flag of the main job", async () => {
    const { code, stdout, stderr } = await run(["--help"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    for (const word of [
      "--input",
      "--output",
      "--config",
      "--show-results",
      "--summary-only",
      "--scores",
      "--format",
      "--batch-size",
      "--max-logs",
      "--disable-llm",
      "--llm",
      "--enable-lof",
      "--no-lof",
      "--lof-n-neighbors",
      "--lof-contamination",
      "--enable-rolling-window",
      "--no-rolling-window",
      "--rolling-window-size",
      "--rolling-window-threshold",
      "--fail-on",
      "--strict",
      "--quiet",
      "--verbose",
      "--no-color",
      "--version",
      "scan",
      "demo",
      "show",
      "config",
    ]) {
      expect(stdout).toContain(word);
    }
  });

  it("exists on commands and on topics", async () => {
    expect((await run(["scan", "--help"], { cwd })).stdout).toContain("--lof-n-neighbors");
    expect((await run(["help", "demo"], { cwd })).stdout).toContain("--into");
    expect((await run(["help", "exit-codes"], { cwd })).stdout).toMatch(/130 {2}interrupted/);
    const { code, stderr } = await run(["help", "exit-code"], { cwd });
    expect([code, stderr]).toEqual([
      2,
      'loganomaly: there is no help on "exit-code"\n  did you mean loganomaly help exit-codes?\n',
    ]);
  });

  it.skipIf(!hasScript)("R-43 comes at once, with exit code 2, at a terminal without input", () => {
    const { code, stdout } = shell('script -qec "$LOGANOMALY" /dev/null < /dev/null', { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain("Usage: loganomaly --input");
    expect(readdirSync(cwd)).not.toContain("results");
  });

  it("R-43 is one sentence where something is piped in and no input is named", async () => {
    const { code, stdout, stderr } = await run([], { cwd, input: "a line\n" });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("expected logs to read: --input is missing");
    expect(stderr).toContain("loganomaly --input -");
  });
});

describe("what is typed wrong", () => {
  it.each([
    [["--inptu", "app.log"], "unknown flag --inptu", "did you mean --input?"],
    [
      ["parse", "--input", "app.log"],
      "parse has no flag --input",
      "it is used so: loganomaly parse [options] <inputs...>",
    ],
    [["shwo", "results"], 'unknown command "shwo"', "did you mean loganomaly show?"],
    [["app.log"], 'unknown command "app.log"', "to analyse it: loganomaly --input app.log"],
    [["--input"], "expected a value after -i, --input <path...>, got nothing", "--help"],
    [["--input", ""], "expected --input to be a path, got nothing", ""],
    [["--input", "no.log"], "no.log does not exist", "- for standard input"],
    [
      ["--input", "app.log", "--format", "jsn"],
      'expected --format to be one of text, json, ndjson, csv, markdown, got "jsn"',
      "did you mean --format json?",
    ],
    [
      ["--input", "app.log", "--fail-on", "hihg"],
      "expected --fail-on to be one of low, medium, high, critical",
      "did you mean --fail-on high?",
    ],
    [
      ["--input", "app.log", "--batch-size", "-3"],
      "--batch-size: expected batch_size to be a positive integer, at most 1,000,000, got -3",
      "",
    ],
    [
      ["--input", "app.log", "--max-logs", "ten"],
      '--max-logs: expected max_log_lines to be a positive integer or null, got "ten"',
      "",
    ],
    [
      ["--input", "app.log", "--rolling-window-threshold", "7"],
      "--rolling-window-threshold: expected detectors.rolling_window.repetition_threshold to be",
      "",
    ],
    [["--input", "app.log", "-q", "-v"], "--quiet and --verbose exclude each other", ""],
    [["--input", "app.log", "--model", "m"], "--model is not supported in this version", ""],
    [["train", "--input", "app.log"], "the command train is not supported in this version", ""],
    [["config", "explain", "neighbors"], 'unknown key "neighbors"', "config explain detectors.lof.neighbors?"],
    [["config", "explain", "lof.neighbors"], 'unknown key "lof.neighbors"', "config explain detectors.lof.neighbors?"],
    [["config"], "expected a command after config, got nothing", "loganomaly config explain"],
    [["completion", "bsh"], "expected the shell to be one of bash, zsh, fish", ""],
    [["config", "chek"], 'unknown command "config chek"', "did you mean loganomaly config check?"],
    [["show"], "missing required argument 'folder'", ""],
    [["show", "nowhere"], "nowhere: there is no such folder", ""],
    [["demo", "--seed", "x"], 'expected --seed to be an integer from 0 to 4,294,967,295, got "x"', ""],
  ])("%j ends with exit code 2 and says what to do", async (args, message, hint) => {
    const { code, stdout, stderr } = await run(args, { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`loganomaly: ${message}`);
    expect(stderr).toContain(hint);
    expect(existsSync(join(cwd, "results"))).toBe(false);
  });

  it("R-110 comes back as visible text: paths, flags, words, values", async () => {
    const bad = "\u001b]52;c;eA==\u0007\u009b31m\u202ex\r\n\u200b";
    const all = [
      ["--input", bad],
      [`--${bad}`],
      [bad],
      ["--input", "app.log", "--format", bad],
      ["--input", "app.log", "--lof-n-neighbors", bad],
      ["--input", "app.log", "--config", bad],
      ["show", bad],
      ["help", bad],
      ["--input", "app.log", "--output", `app.log/${bad}`],
    ];
    for (const args of all) {
      const { code, stdout, stderr } = await run(args, { cwd });
      expect(code, stderr).toBeGreaterThan(0);
      visible(stdout + stderr);
      expect(stderr).toMatch(/\\(?:x1b|u001b)\]52/);
    }
  });
});

describe("config check", () => {
  const check = (text: string | Uint8Array, ...more: string[]) => {
    writeFileSync(join(cwd, "config.yaml"), text);
    return run(["config", "check", "config.yaml", ...more], { cwd });
  };

  it("prints every key with its value and where it came from", async () => {
    writeFileSync(join(cwd, "config.yaml"), "seed: 7\n");
    const { code, stdout } = await run(["config", "check", "config.yaml"], {
      cwd,
      environment: { LOGANOMALY_BATCH_SIZE: "9" },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^config\.yaml is fine\n/);
    expect(stdout).toMatch(/^seed +7 +config\.yaml:1:7$/m);
    expect(stdout).toMatch(/^batch_size +9 +LOGANOMALY_BATCH_SIZE$/m);
    expect(stdout).toMatch(/^incidents\.gap_seconds +300 +default$/m);
  });

  it("R-70 prints an unknown key with its place, exit code 2", async () => {
    const { code, stderr } = await check(
      "detectors:\n  rolling_window:\n    enabled: true\n    windowsize: 20\nseed: x\n",
    );
    expect(code).toBe(2);
    expect(stderr.split("\n").slice(0, 2)).toEqual([
      'loganomaly: config.yaml:4:5 unknown key "windowsize" in detectors.rolling_window, did you mean "window_size"?',
      'loganomaly: config.yaml:5:7 expected seed to be an integer from 0 to 4,294,967,295, got "x"',
    ]);
  });

  it.each([
    ["a tab", "llm:\n\tmodel: x\n", ":2:1 a tab"],
    ["a duplicate key", "seed: 1\nseed: 2\n", ":2:1 the key"],
    ["two documents", "seed: 1\n---\nseed: 2\n", ":2:1 a second document"],
    ["100 MB", Buffer.alloc(100_000_000, 0x23), "expected at most 1 MiB"],
    ["not UTF-8", Buffer.from([0xff, 0xfe, 0x41, 0x00]), "it is not UTF-8"],
  ])("R-72 ends with exit code 2 for %s", async (_, text, said) => {
    const { code, stderr } = await check(text);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it("R-72 takes an empty file for the defaults and notes it", async () => {
    expect(await check("")).toMatchObject({
      code: 0,
      stderr: "loganomaly: config.yaml is empty: the defaults are used\n",
    });
  });

  it("R-74 refuses __proto__", async () => {
    const { code, stderr } = await check("__proto__: { seed: 1 }\n");
    expect([code, stderr.split("\n")[0]]).toEqual([
      2,
      'loganomaly: config.yaml:1:1 the key "__proto__" is not allowed',
    ]);
  });

  it("R-76 says that the path is a folder, or missing", async () => {
    mkdirSync(join(cwd, "folder"), { recursive: true });
    for (const [path, why] of [
      ["folder", "it is a folder, not a file"],
      ["missing.yaml", "there is no such file"],
    ] as const) {
      for (const args of [
        ["config", "check", path],
        ["--input", "app.log", "--config", path],
      ]) {
        const { code, stderr } = await run(args, { cwd });
        expect([code, stderr.split("\n")[0]]).toEqual([2, `loganomaly: cannot read the configuration ${path}: ${why}`]);
      }
    }
  });

  it("R-110 shows hostile keys and values as visible text", async () => {
    const { code, stderr } = await check('"\\e]0;x\\a\\u202e": 1\nllm: { provider: "\\x9b31m" }\n');
    expect(code).toBe(2);
    visible(stderr);
    expect(stderr).toContain("]0;x");
  });
});

describe("a broken output", () => {
  it("R-81 ends quietly, with exit code 0, when the reader goes away", () => {
    const { code, stdout, stderr } = shell(
      "{ $LOGANOMALY config check; echo $? > code; } | head -n 1; exit $(cat code)",
      { cwd },
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe("no configuration file: defaults\n");
    expect(
      shell("{ sleep 0.3; $LOGANOMALY --help; echo $? > code; } | true; sleep 1; exit $(cat code)", { cwd }),
    ).toMatchObject({ code: 0, stderr: "" });
  });

  it.skipIf(!existsSync("/dev/full"))("R-82 ends with exit code 1 and a message when standard output is full", () => {
    for (const command of ["config check", "--help", "--version"]) {
      const { code, stderr } = shell(`$LOGANOMALY ${command} > /dev/full`, { cwd });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^loganomaly: cannot write to standard output: the disk is full\n/);
      expect(stderr).not.toContain("    at ");
    }
  });

  it("does not mind a full or closed standard error", () => {
    expect(shell("$LOGANOMALY --nope 2> /dev/full", { cwd }).code).toBe(2);
    expect(shell("$LOGANOMALY --nope 2>&-", { cwd }).code).toBe(2);
  });
});
