import type { Factor } from "./detector.ts";
import type { LevelName } from "./levels.ts";

export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How the language model fared. */
export const LLM_STATUSES = [
  "ok",
  "cached",
  "skipped_budget",
  "unavailable",
  "unparsed",
  "refused",
  "blocked",
  "off",
] as const;
export type LLMStatus = (typeof LLM_STATUSES)[number];

export type Verdict = "normal" | "anomaly" | "uncertain";

/** A line somewhere in the input. */
export interface Citation {
  readonly source_file: string;
  /** 1-based physical line. */
  readonly line: number;
}

/** What one detector says of an anomaly. */
export interface DetectorScore {
  readonly name: string;
  /** The detector's own scale; higher is stranger. */
  readonly score: number;
  /** Without a model directory: the rank within the input, 0 to 1, small is rare. */
  readonly p_value: number;
  readonly explanation: string;
}

/** An event (or a flood, a burst, what somebody did too often) that raised an alarm, as `_anomalies.json` holds it. All text is without secrets. */
export interface Anomaly {
  readonly id: string;
  readonly kind: "event" | "flood" | "burst" | "missing" | "session" | "behavioral";
  readonly log: string;
  /** ISO 8601 as the log wrote it: no zone in the log, none here; null: the line carries no time. */
  readonly timestamp: string | null;
  readonly source_file: string;
  readonly line: number;
  /** Only of a flood, a burst or a behavioral rule: what it spans. */
  readonly lines?: { readonly first: number; readonly last: number; readonly count: number };
  readonly level: LevelName;
  readonly component: string;
  readonly template: string;
  readonly template_id: string;
  readonly parameters: readonly string[];
  /** What groups it: of a behavioral rule the value of its `group_by`. */
  readonly key: string;
  readonly classification: Verdict | (string & {});
  readonly reason: string;
  readonly tags: readonly string[];
  readonly tag: readonly string[];
  /** Risk, 0 to 1. */
  readonly score: number;
  readonly severity: Severity;
  readonly detectors: readonly DetectorScore[];
  readonly factors: readonly Factor[];
  readonly context: readonly { readonly line: number; readonly text: string }[];
  readonly citations: readonly Citation[];
  readonly incident_id: string;
  readonly classified_by: string;
  readonly llm: { readonly status: LLMStatus };
  readonly is_rule_based: boolean;
  readonly is_security_related: boolean;
  readonly is_llm_anomaly: boolean;
}

/** A line shown as proof. `id` (e1, e2, …) is what explanations and prompts cite. */
export interface EvidenceLine {
  readonly id: string;
  readonly source_file: string;
  readonly line: number;
  readonly time: string | null;
  readonly level: LevelName;
  /** Who wrote it; empty: the line names nobody. */
  readonly component: string;
  /** The whole line. */
  readonly text: string;
  /** Only what it says, without time, level and envelope. */
  readonly message: string;
}

/** Anomalies with one cause, as `_incidents.json` holds it. */
export interface Incident {
  /** Stable: the same log gives the same. */
  readonly id: string;
  readonly rank: number;
  /** Evidence on an open scale, about 0 to 10; listed from 3.0 on as medium. */
  readonly score: number;
  readonly severity: Severity;
  readonly state: "open" | "over";
  /** At most 52 characters where the words allow it. */
  readonly title: string;
  readonly subtitle: string;
  readonly tags: readonly string[];
  readonly start: string | null;
  readonly end: string | null;
  readonly lines: number;
  /** Ids of its anomalies. */
  readonly anomalies: readonly string[];
  readonly templates: readonly string[];
  readonly components: readonly string[];
  readonly keys: readonly string[];
  readonly detectors: readonly { readonly name: string; readonly score: number }[];
  readonly factors: readonly Factor[];
  readonly first_cause: Citation & { readonly time: string | null; readonly text: string; readonly why: string };
  readonly related: readonly { readonly id: string; readonly why: string }[];
  readonly evidence: readonly EvidenceLine[];
  readonly explanation: readonly { readonly text: string; readonly evidence: readonly string[] }[];
  readonly citations: readonly Citation[];
  readonly next_steps: readonly { readonly text: string; readonly command: string }[];
  readonly author: { readonly name: string; readonly citations_found: number; readonly citations_given: number };
}
