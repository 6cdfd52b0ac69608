import { answerSchema } from "./answer.ts";
import type { WorkflowContext } from "./context.ts";
import { showCase } from "./evidence-text.ts";
import { fill, promptFor } from "./prompts.ts";
import { WorkflowStep } from "./step.ts";

/** Writes the question to the model: `prompt`. The lines stand in it fenced, numbered, without secrets and identifiers. */
export class PromptGenerationStep extends WorkflowStep {
  constructor(name = "prompt_generation") {
    super(name, { needs: ["log"], gives: ["prompt"] });
  }

  execute(context: WorkflowContext): Promise<boolean> | boolean {
    const { services, subject } = context;
    const prompt = promptFor(services.prompts, subject);
    let shown: ReturnType<typeof showCase>;
    try {
      shown = showCase(subject, context.getResult("log_info"), (text) => services.hide(services.redact(text)));
    } catch (error) {
      // Fails closed: what cannot be cleaned is not sent.
      if (services.provider !== undefined) context.llm.status = "blocked";
      context.addError(
        this.name,
        `secrets could not be taken out: ${error instanceof Error ? error.message : String(error)}`,
      );
      return false;
    }
    const { evidence, facts, lines } = shown;
    const isVerdict = prompt.answer === "verdict";
    context.request = { system: prompt.system, schema: isVerdict ? answerSchema : undefined, shown: lines };
    context.addResult("prompt", fill(prompt.user, { evidence, facts, log: evidence }));
    return true;
  }
}
