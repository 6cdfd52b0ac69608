import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANSWERS, answer, type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { build, freshFolder, run } from "./built.ts";

const GOOD = JSON.stringify({
  ...JSON.parse(ANSWERS.good),
  title: "told by a model",
  reason: "told by a model",
  explanation: [{ text: "It says so.", evidence: ["e1"], quote: "" }],
});
const cwd = freshFolder();
let server: LLMServer;
beforeAll(async () => {
  server = await startLLMServer();
  server.script(answer(GOOD));
  await build();
  writeFileSync(
    join(cwd, "c.yaml"),
    `llm: { provider: ollama, model: "mistral:instruct", endpoint: "${server.url}", cache: false, concurrency: 3 }\n`,
  );
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

const lines = Array.from({ length: 400 }, (_, i) => {
  const time = new Date(Date.UTC(2025, 3, 1, 12) + i * 1000).toISOString().slice(0, 19);
  if (i === 200) return `${time} FATAL [Db] data file corrupt: out of memory`;
  if (i > 300 && i < 340)
    return `${time} ERROR [Web] login of carol@example.org from 203.0.113.9 refused, password=Walnut-Velvet42!`;
  return `${time} INFO [Web] request ${i} served in ${(i * 7) % 40} ms`;
});
writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n`);

const job = (output: string, ...more: string[]) => run(["-o", output, "-c", "c.yaml", ...more], { cwd });
const textOf = (folder: string, file: string): string => readFileSync(join(cwd, folder, file), "utf8");
const CANDIDATES = "app_llm_candidates.jsonl";

describe("--llm-phase", () => {
  it("prepare asks nobody and writes the candidates; classify asks about them, without the input; together they give what one run gives", async () => {
    const before = server.calls.length;
    const prepared = await job("two", "-i", "app.log", "--llm-phase", "prepare");
    expect(prepared.code, prepared.stderr).toBe(0);
    expect(server.calls).toHaveLength(before);
    expect(prepared.stderr).toContain("to ask it: loganomaly --output two --llm-phase classify");
    const candidates = textOf("two", CANDIDATES);
    expect(candidates.trim().split("\n")).toHaveLength(2);
    expect(candidates).not.toContain("Walnut-Velvet42");
    expect(textOf("two", "app_anomalies.json")).not.toContain("mistral");

    const classified = await job("two", "--llm-phase", "classify");
    expect(classified.code, classified.stderr).toBe(0);
    const asked = server.calls.slice(before).map(({ body }) => body);
    expect(asked).toHaveLength(2);
    expect(asked.join("")).not.toMatch(/carol@|203\.0\.113\.9|Walnut/);
    expect(textOf("two", CANDIDATES)).toBe(candidates);
    expect(textOf("two", "app_anomalies.json").includes('"classified_by":"mistral:instruct"')).toBe(true);

    const full = await job("one", "-i", "app.log");
    expect(full.code, full.stderr).toBe(0);
    expect(
      server.calls
        .slice(before + asked.length)
        .map(({ body }) => body)
        .sort(),
    ).toEqual([...asked].sort());
    const files = readdirSync(join(cwd, "one")).filter((file) => file !== "run.json");
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(textOf("two", file) === textOf("one", file), file).toBe(true);
    const told = (text: string): string => text.replace(/^(took|wrote|look).*$/gm, "");
    expect(told(classified.stdout)).toBe(told(full.stdout));
  });

  it("says what is missing", async () => {
    const wrong = async (...args: string[]) => run(args, { cwd });
    for (const [args, said] of [
      [["-o", "nowhere", "-c", "c.yaml", "--llm-phase", "classify"], "nowhere: there is no such folder"],
      [["-o", "two", "--llm-phase", "classify"], "expected a model for --llm-phase classify, none is configured"],
      [["-o", "one", "-c", "c.yaml", "--llm-phase", "classify"], "app_llm_candidates.jsonl: it is missing"],
      [["-i", "app.log", "--llm-phase", "prepare", "--summary-only"], "--summary-only exclude each other"],
      [["-i", "app.log", "--llm-phase", "perpare"], "did you mean --llm-phase prepare?"],
    ] as const) {
      const { code, stderr } = await wrong(...args);
      expect([code, stderr.includes(said)], stderr).toEqual([2, true]);
    }
  });

  it("R-79: refuses candidates that are cut, of another version or of another run", async () => {
    const candidates = textOf("two", CANDIDATES);
    const [first = "", ...rest] = candidates.split("\n");
    for (const [text, said] of [
      [first.slice(0, 50), `${CANDIDATES}:1: it is not valid JSON`],
      [
        candidates.replace('"schema_version":1', '"schema_version":2'),
        "schema_version 2 is newer than this version of loganomaly, which knows 1",
      ],
      [`{}\n${rest.join("\n")}`, "expected schema_version 1, got none"],
      [candidates.replace('"alarms":0', '"alarms":-1'), "it is no candidate (at alarms)"],
      [rest.join("\n"), "the candidates for the model are not of the run whose results lie beside them"],
    ] as const) {
      writeFileSync(join(cwd, "two", CANDIDATES), text);
      const { code, stderr } = await job("two", "--llm-phase", "classify");
      expect([code, stderr.includes(said)], stderr).toEqual([2, true]);
    }
    writeFileSync(join(cwd, "two", CANDIDATES), candidates);
  });
});
