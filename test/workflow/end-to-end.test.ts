import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LLMSettings } from "../../src/core/settings.ts";
import { connect } from "../../src/providers/index.ts";
import { LogAnalysisWorkflow } from "../../src/workflow/index.ts";
import { ANSWERS, answer, type LLMServer, type Script, startLLMServer } from "../fixtures/llm-server.ts";
import { fakeRun } from "../providers/fake.ts";
import { refusedCase } from "./cases.ts";

const LINE = "ERROR: Failed to connect to database: Connection refused";
const root = join(import.meta.dirname, "../..");

let server: LLMServer;
let folder = "";
beforeAll(async () => {
  server = await startLLMServer();
  folder = mkdtempSync(join(tmpdir(), "loganomaly-e2e-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => server.script(answer(ANSWERS.good)));

/** A workflow whose provider is connected as the pipeline does it. */
function workflowOf(llm: Partial<LLMSettings> = {}) {
  const { run, events } = fakeRun();
  const config = {
    llm: { model: "mistral:instruct", endpoint: `${server.url}/api/generate`, timeout: 2, cache: false, ...llm },
  };
  let counters: ReturnType<typeof connect>["counters"] | undefined;
  const workflow = new LogAnalysisWorkflow(config, {
    run,
    connect: (settings, retry) => {
      const connection = connect(settings, retry, run, { sleep: async () => undefined });
      counters = connection.counters;
      return connection.provider;
    },
  });
  return { workflow, events, counters: () => counters };
}

describe("the workflow over a real socket", () => {
  it.each<[string, Script, string]>([
    ["good JSON", answer(ANSWERS.good), "ok"],
    ["fenced JSON", answer(`\`\`\`json\n${ANSWERS.good}\n\`\`\``), "ok"],
    ["labelled text", answer(ANSWERS.text), "ok"],
    ["prose", answer(ANSWERS.prose), "unparsed"],
    ["a wrong verdict", answer('{"classification":"banana"}'), "unparsed"],
    ["truncated JSON", answer(ANSWERS.truncated, "length"), "unparsed"],
    ["nothing", answer(""), "unparsed"],
    ["50 MB", { kind: "flood", bytes: 50e6 }, "unparsed"],
    ["ANSI", answer(`\u001b[31m${ANSWERS.prose}\u001b[0m`), "unparsed"],
    ["HTML in the answer", answer("<h1>normal</h1>"), "unparsed"],
    ["NULs", answer("\0".repeat(1000)), "unparsed"],
    ["another language", answer("このログは正常です"), "unparsed"],
    ["a refusal", answer(ANSWERS.refusal), "refused"],
    ["404", { kind: "status", status: 404 }, "unavailable"],
    ["401", { kind: "status", status: 401 }, "unavailable"],
    ["500 for ever", { kind: "status", status: 500 }, "unavailable"],
    ["429 for an hour", { kind: "status", status: 429, headers: { "retry-after": "3600" } }, "unavailable"],
    ["a body that is HTML", { kind: "body", body: "<html></html>", type: "text/html" }, "unavailable"],
    ["a reset", { kind: "reset" }, "unavailable"],
    ["a redirect", { kind: "redirect", to: "http://127.0.0.1:1/" }, "blocked"],
  ])("R-102: %s: the detection stands, and the status says how the model fared", async (_, script, status) => {
    server.script(script);
    const { workflow } = workflowOf();
    const explained = await workflow.explain(refusedCase());
    expect(explained.llm.status).toBe(status);
    expect(explained.classification).toBe("anomaly");
    expect(explained.classified_by).toBe(/good|fenced/.test(_) && status === "ok" ? "mistral:instruct" : "rules");
    expect(JSON.stringify(explained)).not.toMatch(/\\u001b|\\u0000/);
  });

  it("R-100: a server that is down costs one round of attempts for many cases, and one message", async () => {
    const closed = await startLLMServer();
    await closed[Symbol.asyncDispose]();
    const { workflow, events, counters } = workflowOf({ endpoint: closed.url, concurrency: 1 });
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => workflow.explain(refusedCase({ log: `ERROR ${i} failed` }))),
    );
    expect(new Set(all.map(({ llm }) => llm.status))).toEqual(new Set(["unavailable"]));
    expect(new Set(all.map(({ classification }) => classification))).toEqual(new Set(["anomaly"]));
    expect(counters()?.calls).toBe(3);
    expect(events.filter(({ type }) => type === "model-unavailable").length).toBe(1);
  });

  it("R-107: one call for one distinct case, across runs, and the status says cached", async () => {
    const before = server.calls.length;
    const cache = { cache: true, cache_dir: folder };
    const first = await workflowOf(cache).workflow.explain(refusedCase());
    const second = await workflowOf(cache).workflow.explain(
      refusedCase({ subject: { kind: "incident", id: "other" } }),
    );
    expect(server.calls.length - before).toBe(1);
    expect([first.llm, second.llm]).toEqual([
      { status: "ok", model: "mistral:instruct", tokens: 120 },
      { status: "cached", model: "mistral:instruct", tokens: 0 },
    ]);
    expect({ ...second, llm: first.llm }).toEqual(first);
  });

  it("R-106: a spent budget skips, and the rules stand", async () => {
    const { workflow, counters } = workflowOf({ budget: { calls: 1, tokens: 1e6, seconds: 60 } });
    await workflow.explain(refusedCase());
    const skipped = await workflow.explain(refusedCase({ log: "ERROR other failed" }));
    expect(skipped).toMatchObject({
      classification: "anomaly",
      classified_by: "rules",
      llm: { status: "skipped_budget" },
    });
    expect(counters()).toMatchObject({ calls: 1, skipped: 1 });
  });

  it("R-109: a remote endpoint is blocked and nothing is sent", async () => {
    const { workflow, counters } = workflowOf({ endpoint: "http://example.invalid:11434" });
    expect((await workflow.execute(LINE)).llm.status).toBe("blocked");
    expect(counters()).toMatchObject({ calls: 0, sent: {} });
  });
});

describe("the contract's plugins", () => {
  it("compile with the options that people have", () => {
    const source = `
import { ResponseEvaluationStep, WorkflowContext, WorkflowStep } from "${join(root, "src/workflow/index.ts")}";
declare function detect(log: string): { score: number };
declare function valid(response: string | undefined): boolean;
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
export class Wrong extends WorkflowStep {
  execute(context: WorkflowContext) {
    // @ts-expect-error a known key keeps its type
    context.addResult("tags", "Error");
    return true;
  }
}
`;
    const file = join(folder, "plugin.mts");
    writeFileSync(file, source);
    const options =
      "--noEmit --strict --target es2024 --module nodenext --skipLibCheck --allowImportingTsExtensions --types node --typeRoots";
    const done = spawnSync(
      process.execPath,
      [join(root, "node_modules/typescript/bin/tsc"), ...options.split(" "), join(root, "node_modules/@types"), file],
      { encoding: "utf8", cwd: folder },
    );
    expect(done.stdout).toBe("");
    expect(done.status).toBe(0);
  });
});
