import type { LLMStatus } from "../core/anomaly.ts";
import { LLMError } from "../core/errors.ts";
import type { LLMRequest } from "../core/llm-provider.ts";
import type { WorkflowContext } from "./context.ts";
import { WorkflowStep } from "./step.ts";

/** Tokens of an answer: three sentences, three steps, and room for the braces. */
const ANSWER_TOKENS = 800;
/** Characters of a wrong answer that are shown to the model again. */
const REPEATED = 2000;

/** What an error of the model means for the case. Without a status nothing came from a server: it was ours. */
function statusOf(error: LLMError): LLMStatus {
  const isOurs = error.status === undefined;
  if (error.kind === "quota" && isOurs) return "skipped_budget";
  if (error.kind === "bad_request" && isOurs) return "blocked";
  if (error.kind === "empty" || (error.kind === "too_large" && isOurs)) return "unparsed";
  return "unavailable";
}

/** Asks the model: `llm_response`. A model that fails is an error of this step, never of the workflow: the rules stand. */
export class LLMCallStep extends WorkflowStep {
  constructor(name = "llm_call") {
    super(name, { needs: ["prompt"], gives: ["llm_response"] });
  }

  async #ask(context: WorkflowContext, prompt: string): Promise<void> {
    const { provider } = context.services;
    if (provider === undefined) return;
    const { system, schema } = context.request;
    const previous = context.getResult("llm_response");
    const again =
      context.complaint === undefined
        ? []
        : [
            { role: "assistant" as const, text: (previous ?? "").slice(0, REPEATED) },
            {
              role: "user" as const,
              text: `That answer cannot be used: ${context.complaint}. Answer the question again, in the format that was asked for and nothing else.`,
            },
          ];
    const request: LLMRequest = {
      system,
      messages: [{ role: "user", text: prompt }, ...again],
      ...(schema === undefined ? {} : { schema }),
      maxTokens: ANSWER_TOKENS,
      temperature: 0,
    };
    const completion = await provider.complete(request, context.signal);
    const isCached = "isCached" in completion && completion.isCached === true;
    const { usage, finish, text } = completion;
    context.llm.model = provider.model;
    context.llm.tokens += isCached ? 0 : usage.inputTokens + usage.outputTokens;
    context.llm.status = finish === "refusal" ? "refused" : isCached ? "cached" : "ok";
    context.addResult("llm_response", text);
  }

  async execute(context: WorkflowContext): Promise<boolean> {
    const { provider, missing } = context.services;
    if (provider === undefined) {
      if (missing !== "") {
        context.llm.status = "unavailable";
        context.addError(this.name, missing);
      }
      return true;
    }
    const prompt = context.getResult("prompt");
    if (prompt === undefined) throw new Error("there is no prompt to send");
    try {
      await this.#ask(context, prompt);
    } catch (error) {
      if (context.signal.aborted || !(error instanceof LLMError)) throw error;
      context.addError(this.name, error.message);
      // The first answer could not be used and there is no second one.
      context.llm.status = context.complaint === undefined ? statusOf(error) : "unparsed";
    }
    return true;
  }
}
