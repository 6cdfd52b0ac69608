import type { Factor } from "./detector.ts";

/** What speaks for or against each statement, by its id. Scales as in docs/decisions/0003-evidence.md. */
export interface StatementEvidence {
  /** How bad it sounds, 0 to 4.2. */
  readonly gravity: Float64Array;
  /** Everything together: 1.5 makes a candidate, 3 is abnormal by itself. */
  readonly strength: Float64Array;
  /** Began late and stays. */
  readonly onset: Float64Array;
}

/** A stretch of time in which a statement (or a component) changed. */
export interface Span {
  readonly detector: string;
  /** Statement id; -1: the component as a whole. */
  readonly statement: number;
  /** Index into the run's words; -1: none. */
  readonly component: number;
  /** Clock, milliseconds; the end is not part of it. */
  readonly from: number;
  readonly to: number;
  /** Events in it. */
  readonly count: number;
  /** 3 or more: worth an incident by itself. */
  readonly score: number;
  readonly factor: Factor;
  /** What other detectors say of the same statement at that time. */
  readonly others: readonly Span[];
}
