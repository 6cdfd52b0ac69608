import type { EvidenceLine, LLMStatus, Severity, Verdict } from "./anomaly.ts";
import type { Factor } from "./detector.ts";
import type { LevelName } from "./levels.ts";

/** What the workflow works on: one line, one template or one incident, and the evidence for it. All text is without secrets. */
export interface Case {
  readonly subject: { readonly kind: "line" | "template" | "incident"; readonly id: string };
  /** The most telling line. */
  readonly log: string;
  readonly level: LevelName;
  readonly component: string;
  readonly template: string;
  /** Lines that prove it; citations name their ids. */
  readonly evidence: readonly EvidenceLine[];
  /** Id of the evidence line that `log` comes from; then `log` is its message without the head. Absent for a bare line. */
  readonly telling?: string;
  /** The line with which it began. */
  readonly cause?: { readonly source_file: string; readonly line: number };
  /** Of each line of `evidence`, how many lines of the case say the same. */
  readonly counts?: readonly number[];
  /** Addresses whose logins were refused and then accepted. */
  readonly accepted_from?: readonly string[];
  readonly factors: readonly Factor[];
  /** What detectors established; a model cannot lower it. Absent for a bare line. */
  readonly established?: { readonly severity: Severity; readonly score: number; readonly lines: number };
  /** Kinds of secrets that were found in the lines, such as `password`. */
  readonly secrets: readonly string[];
}

/** What the workflow says of a case. */
export interface Explained {
  readonly classification: Verdict | (string & {});
  readonly reason: string;
  readonly tags: readonly string[];
  /** 0 to 1: how sure the author is. */
  readonly confidence: number;
  readonly title: string;
  readonly explanation: readonly { readonly text: string; readonly evidence: readonly string[] }[];
  readonly next_steps: readonly { readonly text: string; readonly command: string }[];
  /** `rules`, or the model's name. */
  readonly classified_by: string;
  /** Ids of evidence that were cited and exist; and how many were cited. */
  readonly citations: readonly string[];
  readonly citations_given: number;
  readonly llm: { readonly status: LLMStatus; readonly model: string; readonly tokens: number };
}
