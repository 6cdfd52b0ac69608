import type { Case, Explained } from "../core/case.ts";
import { UserError } from "../core/errors.ts";
import type { LLMProvider } from "../core/llm-provider.ts";
import type { LLMSettings, RetrySettings } from "../core/settings.ts";
import { WorkflowContext } from "./context.ts";
import { LLMCallStep } from "./llm-call-step.ts";
import { PromptGenerationStep } from "./prompt-generation-step.ts";
import { loadPrompts } from "./prompts.ts";
import { ResponseEvaluationStep } from "./response-evaluation-step.ts";
import { plainServices, type Services } from "./services.ts";
import { llmSettingsOf, retrySettingsOf, stepSettingsOf, type WorkflowConfig } from "./settings.ts";
import type { WorkflowStep } from "./step.ts";
import { ThinkingStep } from "./thinking-step.ts";

/** How long a step took, and what went wrong in it. */
export interface StepReport {
  readonly name: string;
  readonly milliseconds: number;
  readonly error?: string;
}

/** What `execute` gives. */
export interface WorkflowResult {
  readonly log: string;
  /** `error` only when no step could judge. */
  readonly classification: Explained["classification"];
  readonly reason: string;
  readonly tags: readonly string[];
  readonly confidence: number;
  /** Ids of the evidence that the explanation cites: e1 is the first line. */
  readonly citations: readonly string[];
  readonly classified_by: string;
  readonly llm: Explained["llm"];
  readonly steps: readonly StepReport[];
  /** One line an error; empty: all went well. */
  readonly errors: string;
}

export interface WorkflowOptions extends Partial<Omit<Services, "maySuppress" | "missing">> {
  readonly steps?: readonly WorkflowStep[];
  /** Makes a provider out of the settings where none is given. */
  readonly connect?: (llm: LLMSettings, retry: RetrySettings) => LLMProvider | undefined;
}

/** Runs steps in order over a line, a template or an incident. Never changed: `replace` and the like give a changed copy. */
export class LogAnalysisWorkflow {
  readonly steps: readonly WorkflowStep[];
  readonly #config: WorkflowConfig;
  readonly #options: WorkflowOptions;
  readonly #services: Services;

  constructor(config: WorkflowConfig = {}, options: WorkflowOptions = {}) {
    const { thinking, prompt } = stepSettingsOf(config);
    const llm = llmSettingsOf(config);
    const { steps, connect, ...given } = options;
    this.steps = steps ?? [
      ...(thinking.enabled ? [new ThinkingStep()] : []),
      new PromptGenerationStep(),
      new LLMCallStep(),
      new ResponseEvaluationStep(),
    ];
    checkChain(this.steps);
    const isWanted = llm.provider !== "none";
    const provider = given.provider ?? (isWanted ? connect?.(llm, retrySettingsOf(config)) : undefined);
    this.#config = config;
    this.#options = { ...options, ...(provider === undefined ? {} : { provider }) };
    this.#services = plainServices({
      ...given,
      provider,
      prompts: given.prompts ?? loadPrompts(prompt),
      maySuppress: llm.may_suppress,
      missing: isWanted && provider === undefined ? `no provider is connected for ${llm.provider}` : "",
    });
  }

  /** Judges one log line or record. Rejects only when aborted. */
  async execute(log: string, options: { readonly signal?: AbortSignal } = {}): Promise<WorkflowResult> {
    const context = new WorkflowContext(log, this.#services, options.signal);
    const steps = await this.#run(context);
    const { explained, isJudged } = conclude(context);
    return {
      log: context.getResult("log"),
      classification: isJudged ? explained.classification : "error",
      reason: explained.reason,
      tags: explained.tags,
      confidence: explained.confidence,
      citations: explained.citations,
      classified_by: explained.classified_by,
      llm: explained.llm,
      steps,
      errors: context.getErrorSummary(),
    };
  }

  /** Judges a case of the run: a template or an incident with its evidence. Rejects only when aborted. */
  async explain(subject: Case, signal?: AbortSignal): Promise<Explained> {
    const context = new WorkflowContext(subject, this.#services, signal);
    await this.#run(context);
    return conclude(context).explained;
  }

  replace(name: string, step: WorkflowStep): LogAnalysisWorkflow {
    return this.#changed(name, () => [step]);
  }

  insertBefore(name: string, step: WorkflowStep): LogAnalysisWorkflow {
    return this.#changed(name, (found) => [step, found]);
  }

  insertAfter(name: string, step: WorkflowStep): LogAnalysisWorkflow {
    return this.#changed(name, (found) => [found, step]);
  }

  remove(name: string): LogAnalysisWorkflow {
    return this.#changed(name, () => []);
  }

  #changed(name: string, change: (found: WorkflowStep) => readonly WorkflowStep[]): LogAnalysisWorkflow {
    if (!this.steps.some((step) => step.name === name)) {
      throw new UserError(
        `the workflow has no step "${name}"`,
        `its steps are ${this.steps.map((step) => step.name).join(", ")}`,
      );
    }
    const steps = this.steps.flatMap((step) => (step.name === name ? change(step) : [step]));
    return new LogAnalysisWorkflow(this.#config, { ...this.#options, steps });
  }

  async #run(context: WorkflowContext): Promise<StepReport[]> {
    const { now, emit } = context.services.run;
    const { id } = context.subject.subject;
    const reports: StepReport[] = [];
    for (let index = 0; index < this.steps.length; index++) {
      context.signal.throwIfAborted();
      const step = this.steps[index]!;
      const begun = now();
      const known = context.errors.length;
      context.step = step.name;
      emit({ type: "step-start", case: id, step: step.name });
      let isGoingOn = true;
      try {
        isGoingOn = (await step.execute(context)) !== false;
      } catch (error) {
        context.signal.throwIfAborted();
        context.addError(step.name, error instanceof Error ? error.message : String(error));
        isGoingOn = false;
      }
      const milliseconds = Math.round((now() - begun) * 1000) / 1000;
      const error = context.errors
        .slice(known)
        .map(({ message }) => message)
        .join("; ");
      reports.push({ name: step.name, milliseconds, ...(error === "" ? {} : { error }) });
      if (error !== "") emit({ type: "step-failed", case: id, step: step.name, message: error });
      emit({ type: "step-end", case: id, step: step.name, milliseconds });
      if (!isGoingOn) break;
      if (context.complaint !== undefined && context.canAskAgain) {
        context.canAskAgain = false;
        // Once more from the model step on, with the complaint.
        const call = this.steps.findLastIndex((earlier, at) => at < index && earlier instanceof LLMCallStep);
        if (call >= 0) index = call - 1;
        else index--;
      }
    }
    context.signal.throwIfAborted();
    return reports;
  }
}

/** What the steps gathered; where they gathered no verdict the rules' stands. */
function conclude(context: WorkflowContext): { explained: Explained; isJudged: boolean } {
  const { outcome, llm } = context;
  let judgement = outcome?.judgement;
  let isJudged = true;
  try {
    judgement ??= context.rules;
  } catch (error) {
    context.addError("rules", error instanceof Error ? error.message : String(error));
    isJudged = context.getResult("classification") !== undefined;
  }
  const classification = context.getResult("classification") ?? judgement?.classification ?? "error";
  const isPlugins = outcome?.judgement.classification !== classification && context.authorOf("classification") !== "";
  const explained: Explained = {
    classification,
    reason: context.getResult("reason") ?? judgement?.reason ?? "No step could judge the line.",
    tags: context.getResult("tags") ?? judgement?.tags ?? ["Unknown"],
    confidence: judgement?.confidence ?? 0,
    title: judgement?.title ?? "",
    explanation: judgement?.explanation ?? [],
    next_steps: judgement?.next_steps ?? [],
    classified_by: isPlugins ? context.authorOf("classification") : (outcome?.classifiedBy ?? "rules"),
    citations:
      outcome !== undefined && outcome.classifiedBy !== "rules"
        ? outcome.citations
        : [...new Set(judgement?.explanation.flatMap(({ evidence }) => evidence))],
    citations_given:
      outcome !== undefined && outcome.classifiedBy !== "rules"
        ? outcome.citationsGiven
        : new Set(judgement?.explanation.flatMap(({ evidence }) => evidence)).size,
    llm: { ...llm },
  };
  return { explained, isJudged };
}

/** Refuses a chain in which a step cannot find what it declares to need. A plain plugin, which declares nothing, may give anything. */
function checkChain(steps: readonly WorkflowStep[]): void {
  const names = new Set<string>();
  const given = new Set(["log"]);
  let isOpen = false;
  for (const { name, needs, gives } of steps) {
    if (names.has(name)) throw new UserError(`the workflow has two steps named "${name}"`, "give one another name");
    names.add(name);
    const missing = isOpen ? [] : (needs ?? []).filter((need) => !given.has(need));
    if (missing.length > 0) {
      throw new UserError(
        `step "${name}" needs ${missing.join(", ")}, which no step before it gives`,
        "add that step before it, or remove this one too",
      );
    }
    for (const result of gives ?? []) given.add(result);
    if (needs === undefined && gives === undefined) isOpen = true;
  }
}
