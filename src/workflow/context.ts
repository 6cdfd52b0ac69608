import type { LLMStatus, Verdict } from "../core/anomaly.ts";
import type { Case } from "../core/case.ts";
import type { Judgement } from "./judgement.ts";
import { kindOf } from "./kind-of.ts";
import { caseOfLine } from "./line-parts.ts";
import type { LogInfo } from "./log-info.ts";
import { classifyByRules } from "./rules-classifier.ts";
import { plainServices, type Services } from "./services.ts";

/** Results that the four steps write and read. */
export interface WorkflowResults {
  log: string;
  log_info: LogInfo;
  prompt: string;
  llm_response: string;
  classification: Verdict | (string & {});
  reason: string;
  tags: string[];
}

/** What the evaluation made of the model's answer, or the rules where there was none. */
export interface Outcome {
  readonly judgement: Judgement;
  /** `rules`, or the model's name. */
  readonly classifiedBy: string;
  readonly citations: readonly string[];
  readonly citationsGiven: number;
}

const TEXTS: readonly string[] = ["log", "prompt", "llm_response", "classification", "reason"];

/** What a result's reader relies on: a plugin in plain JavaScript may give anything. */
function checkResult(key: string, value: unknown): void {
  if (TEXTS.includes(key) && typeof value !== "string")
    throw new TypeError(`expected the result ${key} to be text, got ${kindOf(value)}`);
  if (key !== "tags") return;
  if (!Array.isArray(value)) throw new TypeError(`expected the result tags to be a list, got ${kindOf(value)}`);
  const odd = value.findIndex((tag) => typeof tag !== "string");
  if (odd >= 0) throw new TypeError(`expected the result tags to hold text, got ${kindOf(value[odd])}`);
}

/** State of one execution, handed from step to step: known keys are typed, any other key is allowed. */
export class WorkflowContext {
  /** What is judged. */
  readonly subject: Case;
  readonly services: Services;
  readonly signal: AbortSignal;
  /** How the model fared so far. */
  readonly llm: { status: LLMStatus; model: string; tokens: number } = { status: "off", model: "", tokens: 0 };
  /** What the prompt holds besides its text. */
  request: { system: string; schema: object | undefined; shown: ReadonlyMap<string, string> } = {
    system: "",
    schema: undefined,
    shown: new Map(),
  };
  outcome: Outcome | undefined;
  /** What was wrong with the answer; the model step says it to the model. */
  complaint: string | undefined;
  /** Whether the model may still be asked once more. */
  canAskAgain = true;
  /** Name of the step that runs. */
  step = "";
  readonly #results = new Map<string, unknown>();
  readonly #authors = new Map<string, string>();
  readonly #errors: { step: string; message: string }[] = [];
  #rules: Judgement | undefined;

  constructor(subject: string | Case = "", services: Partial<Services> = {}, signal?: AbortSignal) {
    this.services = plainServices(services);
    this.subject = typeof subject === "string" ? caseOfLine(this.services.redact(subject)) : subject;
    this.signal = signal ?? this.services.run.signal;
    this.#results.set("log", this.subject.log);
  }

  /** What the rules say of the case: the verdict that stands when no model gives a better one. */
  get rules(): Judgement {
    this.#rules ??= classifyByRules(this.subject);
    return this.#rules;
  }

  addResult<K extends keyof WorkflowResults>(key: K, value: WorkflowResults[K]): void;
  addResult<K extends string>(key: K extends keyof WorkflowResults ? never : K, value: unknown): void;
  addResult(key: string, value: unknown): void {
    checkResult(key, value);
    this.#results.set(key, Array.isArray(value) && key === "tags" ? [...value] : value);
    this.#authors.set(key, this.step);
  }

  getResult(key: "log"): string;
  getResult<K extends keyof WorkflowResults>(key: K): WorkflowResults[K] | undefined;
  getResult(key: string): unknown;
  getResult(key: string): unknown {
    return this.#results.get(key);
  }

  /** Name of the step that wrote a result; empty: nobody did. */
  authorOf(key: string): string {
    return this.#authors.get(key) ?? "";
  }

  addError(step: string, message: string): void {
    this.#errors.push({ step, message });
  }

  get errors(): readonly { readonly step: string; readonly message: string }[] {
    return this.#errors;
  }

  /** One line an error; empty: all went well. */
  getErrorSummary(): string {
    return this.#errors.map(({ step, message }) => `${step}: ${message}`).join("\n");
  }
}
