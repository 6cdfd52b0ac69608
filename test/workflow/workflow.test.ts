import { describe, expect, it } from "vitest";
import type { LLMProvider } from "../../src/core/llm-provider.ts";
import {
  LLMCallStep,
  LogAnalysisWorkflow,
  PromptGenerationStep,
  ResponseEvaluationStep,
  ThinkingStep,
  WorkflowContext,
  WorkflowStep,
} from "../../src/workflow/index.ts";
import { ANSWERS } from "../fixtures/llm-server.ts";
import { completionOf, failure, fakeProvider, fakeRun } from "../providers/fake.ts";
import { refusedCase } from "./cases.ts";

const LINE = "ERROR: Failed to connect to database: Connection refused";
const detect = (log: string): { length: number } => ({ length: log.length });
const valid = (response: string | undefined): boolean => response !== "bad";

/** The contract's first plugin. */
class MyDetectorStep extends WorkflowStep {
  constructor() {
    super("my_detector");
  }
  async execute(context: WorkflowContext) {
    context.addResult("my_detection", detect(context.getResult("log")));
    return true;
  }
}
/** The contract's second plugin. */
class CustomEvaluationStep extends ResponseEvaluationStep {
  constructor() {
    super("custom_evaluation");
  }
  override async execute(context: WorkflowContext) {
    const response = context.getResult("llm_response");
    if (!valid(response)) return false;
    context.addResult("classification", "custom_class");
    return true;
  }
}
class Failing extends WorkflowStep {
  constructor(name = "failing") {
    super(name);
  }
  execute(): boolean {
    throw new Error("broken plugin");
  }
}
const names = (workflow: LogAnalysisWorkflow): string[] => workflow.steps.map(({ name }) => name);
const says = (text: string): LLMProvider => fakeProvider(() => completionOf(text)).provider;

describe("LogAnalysisWorkflow", () => {
  it("judges the example line without a network", async () => {
    const result = await new LogAnalysisWorkflow({}).execute(LINE);
    expect(result).toMatchObject({
      log: LINE,
      classification: "anomaly",
      classified_by: "rules",
      llm: { status: "off", model: "", tokens: 0 },
      errors: "",
    });
    expect(result.reason).toContain("Connection refused");
    expect(result.tags).toEqual(expect.arrayContaining(["Error", "Database", "Network", "Connectivity"]));
    expect(result.steps.map(({ name }) => name)).toEqual([
      "thinking",
      "prompt_generation",
      "llm_call",
      "response_evaluation",
    ]);
    expect(result.steps.every(({ milliseconds, error }) => milliseconds >= 0 && error === undefined)).toBe(true);
  });

  it("takes the model's words where they can be used", async () => {
    const result = await new LogAnalysisWorkflow({}, { provider: says(ANSWERS.good) }).execute(LINE);
    expect(result).toMatchObject({
      classification: "anomaly",
      reason: "12 connections were refused; normal is 0.",
      tags: ["Database", "Connectivity"],
      confidence: 0.9,
      citations: ["e1"],
      classified_by: "fake",
      llm: { status: "ok", model: "fake", tokens: 15 },
    });
  });

  it("runs the contract's two plugins", async () => {
    const workflow = new LogAnalysisWorkflow({}, { provider: says("whatever") })
      .insertBefore("llm_call", new MyDetectorStep())
      .replace("response_evaluation", new CustomEvaluationStep());
    expect(names(workflow)).toEqual(["thinking", "prompt_generation", "my_detector", "llm_call", "custom_evaluation"]);
    const result = await workflow.execute(LINE);
    expect(result).toMatchObject({
      classification: "custom_class",
      classified_by: "custom_evaluation",
      llm: { status: "ok" },
    });
  });

  it("stops at a step that returns false and gives what was gathered", async () => {
    const workflow = new LogAnalysisWorkflow({}, { provider: says("bad") })
      .replace("response_evaluation", new CustomEvaluationStep())
      .insertAfter("custom_evaluation", new MyDetectorStep());
    const result = await workflow.execute(LINE);
    expect(result).toMatchObject({ classification: "anomaly", classified_by: "rules" });
    expect(result.steps.map(({ name }) => name)).not.toContain("my_detector");
  });

  it("records a step that throws, stops there, and the rules' verdict stands", async () => {
    const result = await new LogAnalysisWorkflow({}).insertAfter("thinking", new Failing()).execute(LINE);
    expect(result.steps).toMatchObject([{ name: "thinking" }, { name: "failing", error: "broken plugin" }]);
    expect(result).toMatchObject({ classification: "anomaly", errors: "failing: broken plugin" });
  });

  it("gives changed copies and leaves the original as it was", () => {
    const original = new LogAnalysisWorkflow({});
    const changed = original.insertAfter("thinking", new MyDetectorStep()).remove("thinking");
    expect(names(original)).toEqual(["thinking", "prompt_generation", "llm_call", "response_evaluation"]);
    expect(names(changed)).toEqual(["my_detector", "prompt_generation", "llm_call", "response_evaluation"]);
  });

  it("checks a chain when it is built", () => {
    const build =
      (...steps: WorkflowStep[]) =>
      () =>
        new LogAnalysisWorkflow({}, { steps });
    expect(build(new ThinkingStep(), new ResponseEvaluationStep())).toThrow("needs llm_response");
    expect(build(new LLMCallStep(), new PromptGenerationStep())).toThrow("needs prompt");
    expect(build(new ThinkingStep("a"), new ThinkingStep("a"))).toThrow('two steps named "a"');
    expect(build(new MyDetectorStep(), new CustomEvaluationStep())).not.toThrow();
    expect(() => new LogAnalysisWorkflow({}).remove("llm_call")).toThrow("needs llm_response");
    expect(() => new LogAnalysisWorkflow({}).replace("thinkin", new ThinkingStep())).toThrow('no step "thinkin"');
  });

  it("leaves out the thinking step where the configuration says so", () => {
    const workflow = new LogAnalysisWorkflow({ workflow: { steps: { thinking: { enabled: false } } } });
    expect(names(workflow)).toEqual(["prompt_generation", "llm_call", "response_evaluation"]);
  });

  it("rejects only when aborted", async () => {
    const stop = new AbortController();
    const hanging = fakeProvider(
      (_, __, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(failure("aborted", false)), { once: true });
        }),
    );
    const call = new LogAnalysisWorkflow({}, { provider: hanging.provider }).execute(LINE, { signal: stop.signal });
    setTimeout(() => stop.abort(), 5);
    await expect(call).rejects.toThrow(/abort/i);
    await expect(new LogAnalysisWorkflow({}).execute(LINE, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it.each([
    [failure("network", true), "unavailable"],
    [failure("auth", false, { status: 401 }), "unavailable"],
    [failure("not_found", false, { status: 404 }), "unavailable"],
    [failure("rate_limit", true, { status: 429, retryAfter: 100 }), "unavailable"],
    [failure("quota", false, { status: 429 }), "unavailable"],
    [failure("quota", false), "skipped_budget"],
    [failure("bad_request", false), "blocked"],
    [failure("empty", true), "unparsed"],
    [failure("too_large", false), "unparsed"],
  ])("R-100: a model call that fails (%s) is an error of its step, and the rules stand: %s", async (error, status) => {
    const { provider } = fakeProvider(() => {
      throw error;
    });
    const result = await new LogAnalysisWorkflow({}, { provider }).execute(LINE);
    expect(result).toMatchObject({ classification: "anomaly", classified_by: "rules", llm: { status } });
    expect(result.steps.find(({ name }) => name === "llm_call")?.error).toBe(error.message);
  });

  it("connects a provider from its settings once, and copies keep it", async () => {
    const seen: unknown[] = [];
    const connect = (llm: { provider: string; model: string }, retry: { max_attempts: number }) => {
      seen.push([llm.provider, llm.model, retry.max_attempts]);
      return says(ANSWERS.good);
    };
    const config = {
      llm: { model: "a" },
      workflow: { steps: { llm_call: { model: "b" } }, retry: { max_attempts: 7 } },
    };
    const workflow = new LogAnalysisWorkflow(config, { connect }).insertBefore("thinking", new MyDetectorStep());
    expect(seen).toEqual([["ollama", "b", 7]]);
    expect((await workflow.execute(LINE)).llm.status).toBe("ok");
  });

  it("says so when a provider is configured and none is connected", async () => {
    const result = await new LogAnalysisWorkflow({ llm: { model: "a" } }).execute(LINE);
    expect(result).toMatchObject({
      llm: { status: "unavailable" },
      errors: "llm_call: no provider is connected for ollama",
    });
  });

  it("emits what a dashboard folds", async () => {
    const { run, events } = fakeRun();
    await new LogAnalysisWorkflow({}, { run }).explain(refusedCase());
    expect(events.slice(0, 2)).toEqual([
      { type: "step-start", case: "c1", step: "thinking" },
      { type: "step-end", case: "c1", step: "thinking", milliseconds: 0 },
    ]);
  });

  it("keeps any key of a plugin in the context, and what went wrong", () => {
    const context = new WorkflowContext("a line");
    context.addResult("mine", { a: 1 });
    context.addResult("tags", ["Error"]);
    context.addError("step", "went wrong");
    const mine: unknown = context.getResult("mine");
    const log: string = context.getResult("log");
    const tags: string[] | undefined = context.getResult("tags");
    expect([mine, log, tags]).toEqual([{ a: 1 }, "a line", ["Error"]]);
    expect(context.getErrorSummary()).toBe("step: went wrong");
  });
});
