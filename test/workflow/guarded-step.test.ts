import { describe, expect, it } from "vitest";
import { GuardedStep, LogAnalysisWorkflow, type WorkflowContext, WorkflowStep } from "../../src/workflow/index.ts";

class Plugin extends WorkflowStep {
  readonly act: (context: WorkflowContext) => Promise<boolean> | boolean;
  constructor(act: (context: WorkflowContext) => Promise<boolean> | boolean) {
    super("plugin");
    this.act = act;
  }
  execute(context: WorkflowContext): Promise<boolean> | boolean {
    return this.act(context);
  }
}
const run = (act: Plugin["act"], onError: "stop" | "skip", signal?: AbortSignal) =>
  new LogAnalysisWorkflow({})
    .insertBefore("thinking", new GuardedStep(new Plugin(act), { onError, timeout: 0.05 }))
    .execute("ERROR x failed", signal === undefined ? {} : { signal });
const broken = (): boolean => {
  throw new Error("broken");
};
const slow = (): Promise<boolean> => new Promise(() => undefined);

describe("GuardedStep", () => {
  it("goes on or stops after an error or a timeout, as it is told", async () => {
    for (const [act, message] of [
      [broken, "broken"],
      [slow, "did not end within 0.05 s"],
    ] as const) {
      const going = await run(act, "skip");
      expect([going.steps.length, going.steps[0]?.error]).toEqual([5, message]);
      const stopped = await run(act, "stop");
      expect([stopped.steps.length, stopped.steps[0]?.error, stopped.classification]).toEqual([1, message, "anomaly"]);
    }
  });

  it("lets results, false and aborts through", async () => {
    expect((await run(() => true, "stop")).steps.length).toBe(5);
    expect((await run(() => false, "skip")).steps.length).toBe(1);
    await expect(run(slow, "skip", AbortSignal.timeout(10))).rejects.toThrow(/abort|timeout/i);
  });
});
