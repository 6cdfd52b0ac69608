import type { WorkflowContext } from "./context.ts";
import { logInfoOf } from "./log-info.ts";
import { WorkflowStep } from "./step.ts";

/** Extracts what the line says of itself: `log_info`. */
export class ThinkingStep extends WorkflowStep {
  constructor(name = "thinking") {
    super(name, { needs: ["log"], gives: ["log_info"] });
  }

  execute(context: WorkflowContext): Promise<boolean> | boolean {
    context.addResult("log_info", logInfoOf(context.subject));
    return true;
  }
}
