import type { Matrix } from "./matrix.ts";

/**
 * A statement is the line of a program that wrote an event: one template, at one level, from one component; what a
 * pattern of the user's matches is a statement of its own.
 * What is known of it is computed once, not once an event.
 */
export interface Statement {
  /** Dense, in order of first appearance. */
  readonly id: number;
  /** Index into the run's templates. */
  readonly template: number;
  /** Index into LEVELS. */
  readonly level: number;
  /** Index into the run's words; -1: none. */
  readonly component: number;
  /** Index of the user's rule that matches its messages; -1: none does. */
  readonly rule: number;
  /** Index of the text of known_normal that its messages are; -1: they are none. */
  readonly known: number;
  readonly componentName: string;
  readonly templateText: string;
  readonly count: number;
  /** Index of its first and last event within the run. */
  readonly first: number;
  readonly last: number;
  /** Where in the run it begins and ends: the share of all events that came before, 0 to 1. */
  readonly begins: number;
  readonly ends: number;
  /** Of its component's events in each of SLICES parts: whether the program still talks. */
  readonly componentSlices: Uint32Array;
  /** Milliseconds since the epoch; NaN: no time. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Its events in each of SLICES parts of the run that hold equally many events, in order of time. */
  readonly slices: Uint32Array;
  /** Its events by bucket of the profile: the buckets that have any, ascending, and how many. */
  readonly series: { readonly buckets: Uint32Array; readonly counts: Uint32Array };
  /** Up to nine of its first messages, without secrets. */
  readonly messages: readonly string[];
  /** The host that wrote most of its events, its share, and how many hosts did. */
  readonly topHost: string;
  readonly topHostShare: number;
  /** Said by sources only that look like no text. */
  readonly isBinary: boolean;
  readonly hosts: number;
}

export const SLICES = 20;

/** What a run looks like from above: counts and series, never text of single lines beyond the statements' samples. */
export interface Profile {
  readonly events: number;
  /** Milliseconds since the epoch; NaN where no event carries a time. */
  readonly start: number;
  readonly end: number;
  /** Buckets of equal width: of time where events carry times, else of event index. */
  readonly isTimed: boolean;
  /** Milliseconds; a run without times has one event a second. */
  readonly bucketWidth: number;
  readonly buckets: number;
  /** Clock at the start of bucket 0: milliseconds since the epoch, or 0 where events are the clock. */
  readonly origin: number;
  /** Events of any statement in each bucket. */
  readonly total: Uint32Array;
  readonly statements: readonly Statement[];
  /** Sources that hold events. */
  readonly sources: number;
  /** Distinct hosts in the run. */
  readonly hosts: number;
}

/** Columns of events, as detectors see them. */
export interface EventColumns {
  readonly length: number;
  /** Index, within the run, of event 0. */
  readonly base: number;
  readonly time: Float64Array;
  readonly level: Uint8Array;
  readonly component: Int32Array;
  readonly host: Int32Array;
  /** Id of the event's statement. */
  readonly statement: Int32Array;
}

/** What is judged. Line, window and series are ways to fill it; ranges may overlap, nothing is copied. */
export interface Samples {
  readonly length: number;
  readonly events: EventColumns;
  /** What a detector may look at: events [first, end) of `events`. */
  readonly first: Uint32Array;
  readonly end: Uint32Array;
  /** What is judged: events [focus, end): the last one, or all of them. */
  readonly focus: Uint32Array;
  /** What the sample belongs to: a session's key, a series' statement; -1: nothing. */
  readonly key: Int32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** One row a sample; no columns where a detector needs none. */
  readonly features: Matrix;
  /** How many equal samples each row stands for, at least 1. */
  readonly weight: Float64Array;
}

/**
 * What a sample is. `features/` makes each unit once:
 * line: an event · statement: all events of a statement · window: a rolling stretch of events ·
 * series: a statement's busiest stretch of time · share: a component's stretch with most errors ·
 * silence: what follows a statement's last event · value: the stretch in which a measured value runs highest ·
 * session: events that share a key.
 */
export type SampleUnit = "line" | "statement" | "window" | "series" | "share" | "silence" | "value" | "session";

/** What a detector is fitted on: a bounded, seeded sample, and the profile of everything. */
export interface Training {
  readonly profile: Profile;
  readonly samples: Samples;
}
