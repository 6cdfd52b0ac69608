import { type Answer, parseAnswer } from "./answer.ts";
import type { Outcome, WorkflowContext } from "./context.ts";
import { type Grounded, ground } from "./grounding.ts";
import { merge } from "./merge.ts";
import { isTainted } from "./rules-classifier.ts";
import { WorkflowStep } from "./step.ts";

/** Reads and checks the model's answer, and puts it over the rules' judgement: `classification`, `reason`, `tags`. */
export class ResponseEvaluationStep extends WorkflowStep {
  constructor(name = "response_evaluation") {
    super(name, { needs: ["llm_response"], gives: ["classification", "reason", "tags"] });
  }

  execute(context: WorkflowContext): Promise<boolean> | boolean {
    const outcome = this.#evaluate(context);
    if (outcome === undefined) return true;
    const { classification, reason, tags } = outcome.judgement;
    context.outcome = outcome;
    context.addResult("classification", classification);
    context.addResult("reason", reason);
    context.addResult("tags", [...tags]);
    return true;
  }

  /** Undefined: the model is to be asked once more. */
  #evaluate(context: WorkflowContext): Outcome | undefined {
    const byRules: Outcome = { judgement: context.rules, classifiedBy: "rules", citations: [], citationsGiven: 0 };
    const response = context.getResult("llm_response");
    if (response === undefined) return byRules;
    if (context.llm.status === "refused") return byRules;
    if (context.llm.model === "") {
      // A step of the user's asked its own model.
      context.llm.model = context.authorOf("llm_response");
      context.llm.status = "ok";
    }
    const parsed = parseAnswer(response);
    if (parsed.kind === "answer") return this.#check(context, parsed.answer, byRules);
    if (parsed.kind === "refusal") {
      context.llm.status = "refused";
      return byRules;
    }
    if (this.#asksAgain(context, parsed.complaint)) return undefined;
    context.llm.status = "unparsed";
    context.addError(this.name, `the model's answer could not be read: ${parsed.complaint}`);
    return byRules;
  }

  #check(context: WorkflowContext, answer: Answer, byRules: Outcome): Outcome | undefined {
    const { services, subject, request } = context;
    // A prompt that asks for no citations gets none, and is not doubted for it.
    const wantsProof = request.schema !== undefined;
    const grounded: Grounded = ground(answer, request.shown);
    const complaint = wantsProof ? grounded.complaint : "";
    if (complaint !== "" && this.#asksAgain(context, complaint)) return undefined;
    if (complaint !== "") context.addError(this.name, `the model cited what is not there: ${complaint}`);
    const isFloorKept = !services.maySuppress && subject.established !== undefined;
    const { judgement, isModels } = merge({
      rules: context.rules,
      answer,
      grounded,
      isUnproved: complaint !== "",
      hasFloor: isFloorKept || isTainted(subject),
      hasSecrets: subject.secrets.length > 0,
      own: (text) => services.redact(services.restore(text)),
    });
    if (!isModels) return byRules;
    return {
      judgement,
      classifiedBy: context.llm.model,
      citations: grounded.found,
      citationsGiven: grounded.given,
    };
  }

  #asksAgain(context: WorkflowContext, complaint: string): boolean {
    if (!context.canAskAgain || context.services.provider === undefined) return false;
    context.complaint = complaint;
    return true;
  }
}
