import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../cli/built.ts";

const root = join(import.meta.dirname, "../..");
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
const NAMES =
  "LogAnalysisWorkflow WorkflowContext WorkflowStep ThinkingStep PromptGenerationStep LLMCallStep ResponseEvaluationStep LogAnalyzer LOFDetector RollingWindowDetector TemplateMiner detectAnomaliesLof rollingWindowChunking mineTemplates".split(
    " ",
  );

/** As README and contract print it. */
const PROGRAM = `
import * as library from "loganomaly";
import { LogAnalysisWorkflow, LogAnalyzer, ResponseEvaluationStep, WorkflowStep, detectAnomaliesLof } from "loganomaly";
class MyDetectorStep extends WorkflowStep {
  constructor() { super("my_detector"); }
  async execute(context) {
    context.addResult("my_detection", context.getResult("log").length);
    return true;
  }
}
class CustomEvaluationStep extends ResponseEvaluationStep {
  constructor() { super("custom_evaluation"); }
  async execute(context) {
    if (context.getResult("my_detection") === undefined) return false;
    context.addResult("classification", "custom_class");
    return true;
  }
}
const line = "ERROR: Failed to connect to database: Connection refused";
const plain = await new LogAnalysisWorkflow({}).execute(line);
const custom = await new LogAnalysisWorkflow({})
  .insertAfter("llm_call", new MyDetectorStep())
  .replace("response_evaluation", new CustomEvaluationStep())
  .execute(line);
await using analyzer = new LogAnalyzer({});
const records = Array.from({ length: 100 }, (_, i) => (i === 60 ? line : "INFO request " + i + " served"));
const { summary, anomalies, incidents } = await analyzer.analyzeBatch(records, { batchSize: 10, maxConcurrent: 5 });
console.log(JSON.stringify({
  names: Object.keys(library).sort(),
  plain: plain.classification,
  custom: custom.classification,
  lines: anomalies.map(({ line }) => line),
  incidents: incidents.length,
  processed: summary.processed_log_count,
  outliers: detectAnomaliesLof(records, { contamination: 0.05 }).length,
}));
`;

const TYPED = `
import {
  detectAnomaliesLof, LLMCallStep, LOFDetector, LogAnalysisWorkflow, LogAnalyzer, mineTemplates, PromptGenerationStep,
  ResponseEvaluationStep, RollingWindowDetector, rollingWindowChunking, TemplateMiner, ThinkingStep, WorkflowContext, WorkflowStep,
} from "loganomaly";
import type {
  Anomaly, Flood, Incident, InputAccounting, LLMProvider, LogInfo, LogRecord, Records, RetryConfig, RetryState, Summary,
  Template, TemplateRecord, Timeline, WorkflowResults,
} from "loganomaly";

const detect = (log: string): number => log.length;
const valid = (response: string | undefined): boolean => response !== "";

export class MyDetectorStep extends WorkflowStep {
  constructor() { super("my_detector"); }
  async execute(context: WorkflowContext) {
    context.addResult("my_detection", detect(context.getResult("log")));
    return true;
  }
}
export class CustomEvaluationStep extends ResponseEvaluationStep {
  constructor() { super("custom_evaluation"); }
  async execute(context: WorkflowContext) {
    const response = context.getResult("llm_response");
    if (!valid(response)) return false;
    context.addResult("classification", "custom_class");
    return true;
  }
}
export const steps = [new ThinkingStep("a"), new PromptGenerationStep("b"), new LLMCallStep("c"), new ResponseEvaluationStep("d")];
export const workflow = new LogAnalysisWorkflow({ llm: { provider: "ollama", model: "llama3" } }, { steps: [new MyDetectorStep(), new CustomEvaluationStep()] });

const records: LogRecord[] = ["a line", { log: "text", level: "info", extra: { any: 1 } }];
async function* stream(): AsyncGenerator<LogRecord> { yield* records; }
export const many: readonly Records[] = [records, stream()];
export async function all(config: object): Promise<[Summary, Anomaly[], Incident[]]> {
  await using analyzer = new LogAnalyzer({ detectors: { lof: { enabled: true, neighbors: 20 } }, ...config });
  const { summary, anomalies, incidents } = await analyzer.analyzeLogs(stream());
  await analyzer.analyzeBatch(records, { batchSize: 100, maxConcurrent: 5 });
  await analyzer.close();
  return [summary, anomalies, incidents];
}
export const scores: Float64Array = new LOFDetector({ neighbors: 20, contamination: 0.1 }).fit(records).score(records);
export const ratios: Float64Array = new RollingWindowDetector({ windowSize: 1000, repetitionThreshold: 0.75 }).fit(records).score(records);
export const match: Template | undefined = new TemplateMiner().learn(records).match("a line");
export const templates: Template[] = new TemplateMiner().templates();
export const outliers: Anomaly[] = detectAnomaliesLof(records, { contamination: 0.05 });
export const chunked: { records: LogRecord[]; floods: Flood[] } = rollingWindowChunking(records, { windowSize: 1000 });
export const rows: { record: LogRecord; template: string; template_id: string; parameters: string[] }[] = mineTemplates(records);
export type Files = [InputAccounting, LLMProvider, LogInfo, RetryConfig, RetryState, TemplateRecord, Timeline];
export const results = (context: WorkflowContext): [string, WorkflowResults["log_info"] | undefined, unknown, string] => [
  context.getResult("log"), context.getResult("log_info"), context.getResult("anything"), context.getErrorSummary(),
];
// @ts-expect-error a known key keeps its type
export const wrong = (context: WorkflowContext): void => context.addResult("tags", "Error");
`;

const CONFIG = {
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.disposable"],
    module: "nodenext",
    // A program for Node has the types of Node; those of this project will do.
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitReturns: true,
    verbatimModuleSyntax: true,
    noEmit: true,
  },
  files: ["typed.ts"],
};

describe("the packed package", () => {
  let folder = "";
  let app = "";
  const run = (command: string, args: readonly string[], cwd: string): SpawnSyncReturns<string> =>
    spawnSync(command, args, {
      cwd,
      encoding: "utf8",
      env: { ...process.env, PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter) },
    });
  beforeAll(async () => {
    await build();
    folder = mkdtempSync(join(tmpdir(), "loganomaly-packed-"));
    app = join(folder, "app");
    mkdirSync(app);
    // Without scripts: the build is there, and others may be using it.
    const packed = run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], root);
    expect(packed.status, packed.stderr).toBe(0);
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
    writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
    const flags = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
    const installed = run("npm", ["install", ...flags, join(folder, tarball)], app);
    expect(installed.status, installed.stderr).toBe(0);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("runs a program with both plugins and has every name", () => {
    writeFileSync(join(app, "program.mjs"), PROGRAM);
    const { status, stdout, stderr } = run(process.execPath, ["program.mjs"], app);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const said: unknown = JSON.parse(stdout);
    expect(said).toMatchObject({ plain: "anomaly", custom: "custom_class", processed: 100, outliers: 5, incidents: 1 });
    expect(said).toMatchObject({ lines: expect.arrayContaining([61]), names: expect.arrayContaining(NAMES) });
  });

  it("type-checks both plugins, all names and all types under strict settings", () => {
    writeFileSync(join(app, "typed.ts"), TYPED);
    writeFileSync(join(app, "tsconfig.json"), JSON.stringify(CONFIG));
    const { status, stdout } = run(process.execPath, [compiler, "-p", "tsconfig.json"], app);
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });
});
