import type { BehavioralRule } from "./settings.ts";

/** What one event says to one rule, without text: groups and values are numbers. */
export interface BehaviorHit {
  /** Milliseconds. */
  readonly time: number;
  /** Index of the event within the run. */
  readonly event: number;
  readonly statement: number;
  readonly group: string;
  /** Of distinct_count: what is counted. */
  readonly value: string;
}

/** A stretch in which one group did what a rule forbids. */
export interface BehaviorFinding {
  readonly rule: BehavioralRule;
  /** Value of the rule's `group_by`; empty: all lines together. */
  readonly group: string;
  /** Clock, milliseconds, of its first and last line. */
  readonly from: number;
  readonly to: number;
  readonly firstEvent: number;
  readonly lastEvent: number;
  /** Lines that count. */
  readonly lines: number;
  /** The most that stood in one window: lines, values, or the share of lines. */
  readonly peak: number;
  /** Of a ratio: lines of the group in that window. */
  readonly of: number;
  /** Events that prove it, in order of time; at most ten. */
  readonly proof: readonly number[];
  /** Its lines by statement, and the first event of each. */
  readonly statements: ReadonlyMap<
    number,
    { readonly count: number; readonly first: number; readonly firstTime: number }
  >;
}
