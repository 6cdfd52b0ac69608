import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  LogAnalysisWorkflow,
  ResponseEvaluationStep,
  UserError,
  type WorkflowContext,
  WorkflowStep,
} from "../../src/index.ts";
import { ANSWERS, answer, type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";

const LINE = "ERROR: Failed to connect to database: Connection refused";

class SeenStep extends WorkflowStep {
  constructor() {
    super("seen");
  }
  async execute(context: WorkflowContext) {
    context.addResult("seen", context.getResult("log").length);
    return true;
  }
}

class OwnWord extends ResponseEvaluationStep {
  constructor() {
    super("own_word");
  }
  override async execute(context: WorkflowContext) {
    context.addResult("classification", "custom_class");
    return context.getResult("seen") === LINE.length;
  }
}

describe("LogAnalysisWorkflow of the library", () => {
  it("works with nothing configured", async () => {
    const { classification, reason, tags, llm } = await new LogAnalysisWorkflow({}).execute(LINE);
    expect(classification).toBe("anomaly");
    expect(reason).not.toBe("");
    expect(tags).toContain("Database");
    expect(llm.status).toBe("off");
  });

  it("runs plugins, and its changed copies are of its own class", async () => {
    const workflow = new LogAnalysisWorkflow({})
      .insertBefore("llm_call", new SeenStep())
      .replace("response_evaluation", new OwnWord());
    expect(workflow).toBeInstanceOf(LogAnalysisWorkflow);
    expect((await workflow.execute(LINE)).classification).toBe("custom_class");
    expect(
      workflow
        .remove("seen")
        .insertAfter("thinking", new SeenStep())
        .steps.map(({ name }) => name),
    ).toEqual(["thinking", "seen", "prompt_generation", "llm_call", "own_word"]);
  });

  it("refuses what a file may not hold either", () => {
    expect(() => new LogAnalysisWorkflow({ lllm: {} })).toThrow(UserError);
    expect(() => new LogAnalysisWorkflow({ llm: { timeout: -1 } })).toThrow("llm.timeout");
  });
});

describe("LogAnalysisWorkflow with a model", () => {
  let server: LLMServer;
  beforeAll(async () => {
    server = await startLLMServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => server.script(answer(ANSWERS.good)));
  const llm = () => ({
    provider: "ollama" as const,
    model: "mistral:instruct",
    endpoint: `${server.url}/api/generate`,
    cache: false,
  });

  it("really calls it, once a line, also from a changed copy", async () => {
    const workflow = new LogAnalysisWorkflow({ llm: llm() });
    const before = server.calls.length;
    const result = await workflow.execute(LINE);
    expect(result.llm).toMatchObject({ status: "ok", model: "mistral:instruct" });
    expect(result.classified_by).toBe("mistral:instruct");
    await workflow.remove("thinking").execute(LINE);
    expect(server.calls.length).toBe(before + 2);
  });

  it("sends neither secrets nor identifiers", async () => {
    const before = server.calls.length;
    const { log } = await new LogAnalysisWorkflow({ llm: llm() }).execute(
      "ERROR login of alice@example.com from 203.0.113.9 failed: password=hunter2secret",
    );
    const sent = server.calls.slice(before).map(({ body }) => body);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.join()).not.toMatch(/hunter2secret|alice@|203\.0\.113\.9/);
    expect(log).not.toContain("hunter2secret");
    expect(log).toContain("203.0.113.9");
  });

  it("leaves the rules' verdict where the model fails", async () => {
    server.script({ kind: "status", status: 404 });
    const { classification, classified_by, llm: fared } = await new LogAnalysisWorkflow({ llm: llm() }).execute(LINE);
    expect([classification, classified_by, fared.status]).toEqual(["anomaly", "rules", "unavailable"]);
  });
});
