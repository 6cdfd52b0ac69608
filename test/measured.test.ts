import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { corpusNames, readCorpus } from "../bench/mining-corpora.ts";
import { newestRun, runsFolder } from "../bench/run-file.ts";
import { page } from "../bench/tables.ts";
import { tokenize } from "../bench/token-limit.ts";
import { minerResult } from "../experiments/mining/accuracy.ts";
import { mineShapes } from "../experiments/mining/miners.ts";
import { keptResult } from "../experiments/mining/result-file.ts";
import { BEGIN, END, MEASURED_DOCUMENTS, measuredDocument } from "../scripts/measured-document.ts";

const textOf = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const run = newestRun();
const accuracy = keptResult();

describe("measured figures", () => {
  it.each(MEASURED_DOCUMENTS)("of %s are those of the newest run and of the kept result", (path) => {
    const document = textOf(path);
    expect(document, "run: npm run generate").toBe(measuredDocument(path, document, { run, accuracy }));
  });

  it("come from a run that is kept with a readable page of the same figures", () => {
    expect(run).toBeDefined();
    if (run === undefined) return;
    const kept = readFileSync(new URL(`${run.date}.md`, runsFolder), "utf8");
    expect(kept, "run: npm run generate").toBe(page(run));
    expect([run.mining, run.reading, run.job]).not.toContain(undefined);
  });

  it("are kept as pairs of a page and a file", () => {
    const names = existsSync(runsFolder) ? readdirSync(runsFolder) : [];
    const dates = (ending: string): string[] =>
      names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
    expect(dates(".json").sort()).toEqual(dates(".md").sort());
  });

  it("change in a document when the run changes", () => {
    if (run?.job === undefined) throw new Error("no job in the newest run");
    const [first, ...rest] = run.job.logs;
    const slower = { ...run, job: { ...run.job, logs: [{ ...first!, seconds: 987.6 }, ...rest] } };
    const marks = `a\n${BEGIN}\nold\n${END}\nb\n`;
    const written = measuredDocument("README.md", marks, { run: slower, accuracy });
    expect(written).toContain("987.6 s");
    expect(written).not.toContain("old");
    expect(written.startsWith(`a\n${BEGIN}\n`) && written.endsWith(`${END}\nb\n`)).toBe(true);
    expect(() => measuredDocument("README.md", "no marks", { run, accuracy })).toThrow("README.md has no marks");
  });

  it("say that no run was kept rather than nothing", () => {
    const marks = `${BEGIN}\n${END}`;
    for (const path of MEASURED_DOCUMENTS)
      expect(measuredDocument(path, marks, { run: undefined, accuracy: undefined })).toMatch(
        /No (?:run|result) was kept/,
      );
  });
});

const names = corpusNames();
it.skipIf(names.length === 0)(
  `the kept accuracy of auto is that of today's program${names.length === 0 ? " (no data: LOGANOMALY_DATA)" : ""}`,
  () => {
    const corpora = names.map((name) => readCorpus(name));
    const today = minerResult(
      "auto",
      corpora,
      corpora.map(({ messages }) => mineShapes("auto", messages)),
    );
    expect(
      accuracy?.miners.find(({ miner }) => miner === "auto"),
      "run: node experiments/mining/evaluate.ts --write && npm run generate",
    ).toEqual(today);
  },
);

it("the byte loop sees the words that FNV-1a is defined on", () => {
  const folder = mkdtempSync(join(tmpdir(), "loganomaly-words-"));
  const path = join(folder, "words.log");
  writeFileSync(path, "a\n");
  // The vector of the specification (Fowler, Noll, Vo): FNV-1a of "a", 32 bits.
  expect(tokenize(path)).toEqual({ lines: 1, tokens: 1, hash: 0xe40c292c | 0 });
  writeFileSync(path, "one two\nthree\n");
  expect(tokenize(path)).toMatchObject({ lines: 2, tokens: 3 });
  rmSync(folder, { recursive: true });
});
