import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, freshFolder, run } from "./built.ts";

const cwd = freshFolder();
const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;
beforeAll(async () => {
  await build();
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout, stderr } = await run(["completion", shell], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    writeFileSync(join(cwd, shell), stdout);
  }
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const script = (shell: string): string => readFileSync(join(cwd, shell), "utf8");

describe.skipIf(!has("bash"))("completion in bash", () => {
  /** What bash offers behind the words; the last one is being typed. */
  const offered = (...words: readonly string[]): readonly string[] => {
    const list = ["loganomaly", ...words].map((word) => `'${word}'`).join(" ");
    const line = `. ./bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _loganomaly; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-euc", line], { cwd, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return stdout.split("\n").filter((word) => word !== "");
  };

  it.each([
    [["sc"], ["scan"]],
    [["co"], ["config", "completion"]],
    [
      ["config", ""],
      ["init", "check", "explain", "schema", "--help"],
    ],
    [["config", "ex"], ["explain"]],
    [["config", "explain", "--lof-n"], ["--lof-n-neighbors"]],
    [["--enable-l"], ["--enable-lof"]],
    [["scan", "--sc"], ["--scores"]],
    [
      ["--format", ""],
      ["text", "json", "ndjson", "csv", "markdown"],
    ],
    [["scan", "--fail-on", "h"], ["high"]],
    [["--format", "json", "--fail-on", "cr"], ["critical"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish", "--help"],
    ],
    [["help", "ex"], ["exit-codes"]],
    [["demo", "--in"], ["--into"]],
    [["--input", ""], []],
    [["--output", "scan"], []],
  ])("of %j offers %j", (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it("falls back to names of files", () => {
    expect(script("bash")).toContain("complete -o default -F _loganomaly loganomaly");
  });
});

it("every flag of --help is offered in every shell", async () => {
  const flags = [...(await run(["--help"], { cwd })).stdout.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(
    (match) => match[1] ?? "",
  );
  expect(flags.length).toBeGreaterThan(20);
  for (const flag of flags) {
    expect(script("bash")).toContain(`--${flag}`);
    expect(script("zsh")).toContain(`--${flag}`);
    if (flag !== "help") expect(script("fish")).toContain(`-l ${flag} `);
  }
});

it.skipIf(!has("zsh"))("the script for zsh is one that zsh can read", () => {
  expect(spawnSync("zsh", ["-n", "zsh"], { cwd, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

it.skipIf(!has("fish"))("the script for fish is one that fish can read", () => {
  expect(spawnSync("fish", ["-n", "fish"], { cwd, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});
