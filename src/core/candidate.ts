import type { Citation } from "./anomaly.ts";
import type { Case } from "./case.ts";

/** What detectors wrote of an incident before anybody explained it. */
export interface Drafted {
  readonly title: string;
  /** The title counts what only detectors know. */
  readonly keeps_title: boolean;
  readonly citations: readonly Citation[];
  /** The user's behavioral rule that found it. */
  readonly rule: { readonly name: string; readonly reason: string } | null;
}

/** One question that a model may be asked: a line of `_llm_candidates.jsonl`. */
export interface Candidate {
  readonly case: Case;
  /** Alarms of events that share the answer; of an incident, findings of behavioral rules. */
  readonly alarms: number;
  /** Of an incident; null: a template. */
  readonly drafted: Drafted | null;
}
