import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, freshFolder, type Ran, run } from "./built.ts";

const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

beforeAll(async () => {
  await build();
  const lines = Array.from(
    { length: 80 },
    (_, i) => `2025-04-01T12:00:${String(i % 60).padStart(2, "0")} INFO [A] ${i}`,
  );
  writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n2025-04-01T12:02:00 FATAL [Db] out of memory\n`);
  const { code, stderr } = await run(["-i", "app.log", "-o", "made", "--llm-phase", "prepare"], { cwd });
  expect(code, stderr).toBe(0);
});

const textOf = (folder: string, file: string): string => readFileSync(join(cwd, folder, file), "utf8");

/** The results, with one of their files written by another version. */
async function shown(
  folder: string,
  file: string,
  change: (text: string) => string,
  command: readonly string[],
): Promise<Ran> {
  cpSync(join(cwd, "made"), join(cwd, folder), { recursive: true });
  const before = textOf("made", file);
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(join(cwd, folder, file), after);
  return run([...command, folder], { cwd });
}

const raised = (text: string): string => text.replace(/("schema_version": ?)1/, "$12");
const unsaid = (text: string): string => text.replace(/,?\s*"schema_version": ?1(?=[,}\s])/, "");
const CLASSIFY = ["--llm-phase", "classify", "--llm", "m", "--output"];
const NEWER = "schema_version 2 is newer than this version of loganomaly, which knows 1\n  update loganomaly\n";

describe("schema_version of results", () => {
  it("R-79: stands in run.json and in the summary", () => {
    expect(JSON.parse(textOf("made", "run.json"))).toMatchObject({ schema_version: 1 });
    expect(JSON.parse(textOf("made", "app_summary.json"))).toMatchObject({ run: { schema_version: 1, seed: 42 } });
  });

  it("R-79: newer results are refused in one sentence, by show and by classify", async () => {
    const show = await shown("a", "app_summary.json", raised, ["show"]);
    expect([show.code, show.stdout, show.stderr]).toEqual([2, "", `loganomaly: a/app_summary.json: ${NEWER}`]);
    const record = await shown("b", "run.json", raised, ["show"]);
    expect([record.code, record.stdout, record.stderr]).toEqual([2, "", `loganomaly: b/run.json: ${NEWER}`]);
    const classify = await shown("c", "app_summary.json", raised, CLASSIFY);
    expect([classify.code, classify.stderr]).toEqual([2, `loganomaly: c/app_summary.json: ${NEWER}`]);
    expect(textOf("c", "run.json")).toBe(textOf("made", "run.json"));
  });

  it("R-79: results without a version are those of an earlier build, and are shown as they are", async () => {
    const { stdout } = await run(["show", "made"], { cwd });
    const told = (text: string): string => text.replace(/^look.*$/m, "");
    for (const [folder, file] of [
      ["d", "app_summary.json"],
      ["e", "run.json"],
    ] as const) {
      const old = await shown(folder, file, unsaid, ["show"]);
      expect([old.code, old.stderr, told(old.stdout)]).toEqual([0, "", told(stdout)]);
    }
  });

  it("R-79: what is no version, and an earlier form that no longer fits, are refused with the place", async () => {
    const wrong = await shown(
      "f",
      "app_summary.json",
      (text) => raised(text).replace(/("schema_version": ?)2/, "$10"),
      ["show"],
    );
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("(at run.schema_version)\n");
    const unfit = await shown("g", "app_summary.json", (text) => unsaid(text).replace('"verdict"', '"judgement"'), [
      "show",
    ]);
    expect(unfit.code).toBe(2);
    expect(unfit.stderr).toContain("it does not look like what this version writes (at verdict)\n");
  });
});
