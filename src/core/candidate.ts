import type { Citation } from "./anomaly.ts";
import type { Case } from "./case.ts";

/** What detectors wrote of an incident before anybody explained it. */
export interface Drafted {
  readonly title: string;
  /** The title counts what only detectors know. */
  readonly keeps_title: boolean;
  readonly citations: readonly Citation[];
}

/** One question that a model may be asked: a line of `_llm_candidates.jsonl`. */
export interface Candidate {
  readonly case: Case;
  /** Alarms of events that share the answer; an incident has its own. */
  readonly alarms: number;
  /** Of an incident; null: a template. */
  readonly drafted: Drafted | null;
}
