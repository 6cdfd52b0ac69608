/** Incidents that begin from one moment to the next. */
export const SUDDEN_KINDS = ["new_error", "burst", "flood", "secret_leak", "brute_force"] as const;
export type SuddenKind = (typeof SUDDEN_KINDS)[number];
/** Changes that no single line shows: they need a whole day around them. */
export const SLOW_KINDS = ["slow_degradation", "tone_change", "error_rate_shift"] as const;
export type SlowKind = (typeof SLOW_KINDS)[number];
/** The kinds of incident that are planted. */
export const KINDS = [...SUDDEN_KINDS, ...SLOW_KINDS] as const;
export type Kind = (typeof KINDS)[number];

/** The truth about one planted incident. */
export interface LabelledIncident {
  readonly kind: Kind;
  /** Name of the file that holds it; empty where there is only one. */
  readonly file: string;
  /** 1-based physical lines. */
  readonly first: number;
  readonly last: number;
  /** All its lines, ascending; lines between them belong to ordinary life. */
  readonly lines: readonly number[];
  /** Milliseconds since the epoch; NaN where the log carries no time. */
  readonly from: number;
  readonly to: number;
  readonly description: string;
}

/** One file of a generated day. */
export interface GeneratedFile {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A day of the imagined system and the truth about it. */
export interface GeneratedDay {
  readonly files: readonly GeneratedFile[];
  readonly incidents: readonly LabelledIncident[];
}
