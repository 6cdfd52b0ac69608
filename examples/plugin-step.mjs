// A step of one's own in the workflow: node examples/plugin-step.mjs
import { LogAnalysisWorkflow, ResponseEvaluationStep, WorkflowStep } from "loganomaly";

/** Looks up who is on call for the component. */
class OnCallStep extends WorkflowStep {
  constructor() {
    super("on_call");
  }

  async execute(context) {
    const { component } = context.getResult("log_info") ?? { component: "" };
    context.addResult("on_call", component === "Payment" ? "team-payments" : "team-platform");
    return true;
  }
}

/** Gives payment failures a word of their own. */
class PaymentEvaluationStep extends ResponseEvaluationStep {
  constructor() {
    super("payment_evaluation");
  }

  async execute(context) {
    await super.execute(context);
    if (context.getResult("on_call") === "team-payments" && context.getResult("classification") === "anomaly")
      context.addResult("classification", "payment_outage");
    return true;
  }
}

const workflow = new LogAnalysisWorkflow({})
  .insertAfter("thinking", new OnCallStep())
  .replace("response_evaluation", new PaymentEvaluationStep());

for (const log of [
  "2026-03-16T03:42:11Z ERROR [Payment] Connection to gateway refused after 30 s",
  "2026-03-16T03:42:12Z INFO [Cart] Item 311 added to cart 17",
]) {
  const { classification, reason, tags, steps } = await workflow.execute(log);
  console.log(`${classification}: ${reason} [${tags.join(", ")}] ${steps.map(({ name }) => name).join(" > ")}`);
}
