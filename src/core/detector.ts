import type { z } from "zod";
import type { Random } from "./random.ts";
import type { Samples, SampleUnit, Training } from "./samples.ts";

export const FACTOR_KINDS = [
  "SEVERITY",
  "NEW TEMPLATE",
  "RARE TEMPLATE",
  "UNUSUAL TIME",
  "BURST DETECTED",
  "FLOOD",
  "SEQUENCE ANOMALY",
  "UNUSUAL VALUE",
  "MISSING EVENT",
  "LEVEL SHIFT",
  "ONE SOURCE",
  "SECRET",
  "OUTLIER",
  "BEHAVIORAL RULE",
] as const;

export type FactorKind = (typeof FACTOR_KINDS)[number];

/** Why something is abnormal: what was observed, what is normal, in the same unit. */
export interface Factor {
  readonly kind: FactorKind;
  readonly observed: string;
  readonly expected: string;
  /** One sentence: `240 in 1 min; normal is 3`. */
  readonly text: string;
  /** The numbers behind a small picture; at most 64. */
  readonly values: readonly number[];
}

/** Fitted on training data, applied to anything after. The state is plain data; what is not fitted cannot be applied. */
export interface Detector<Options = unknown, State = unknown> {
  readonly name: string;
  readonly summary: string;
  /** Every option has a default: `options.parse({})` works. */
  readonly options: z.ZodType<Options>;
  readonly sees: SampleUnit;
  readonly gives: EvidenceKind;
  /** The option `patterns` is filled with the user's rules. */
  readonly takesPatterns?: boolean;
  /** Only of detectors that see windows: how many events one holds, and the share of one statement that makes it of interest. */
  window?(options: Options): { readonly events: number; readonly share: number };
  fit(training: Training, options: Options, random: Random): State;
  /** Shape [samples.length], finite; higher is stranger, always. */
  score(state: State, samples: Samples): Float64Array;
  explain(state: State, samples: Samples, row: number): readonly Factor[];
}

/**
 * What a score speaks of; a decision weighs by it, never by name.
 * gravity: how bad it sounds · novelty: how rare or new · onset: began late and stays · change: an evidence-scaled score of
 * a stretch (3 or more: worth an incident by itself) · outlier: strange in general; supports, never carries.
 */
export type EvidenceKind = "gravity" | "novelty" | "onset" | "change" | "outlier";

/** A detector with its state inside. */
export interface Fitted {
  readonly name: string;
  readonly gives: EvidenceKind;
  readonly sees: SampleUnit;
  /** It says what the user's rules say. */
  readonly takesPatterns: boolean;
  score(samples: Samples): Float64Array;
  explain(samples: Samples, row: number): readonly Factor[];
}

/** A member of a list of detectors: its options are unknown until they are parsed. */
export interface ListedDetector {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodType;
  readonly sees: SampleUnit;
  readonly gives: EvidenceKind;
  readonly takesPatterns: boolean;
  window?(options: unknown): { readonly events: number; readonly share: number };
  fit(training: Training, options: unknown, random: Random): Fitted;
}

/** Hides the types of options and state, so that detectors fit into one list. */
export const listed = <Options, State>(detector: Detector<Options, State>): ListedDetector => ({
  name: detector.name,
  summary: detector.summary,
  options: detector.options,
  sees: detector.sees,
  gives: detector.gives,
  takesPatterns: detector.takesPatterns ?? false,
  ...(detector.window && {
    window: (options: unknown) => detector.window?.(detector.options.parse(options)) ?? { events: 0, share: 1 },
  }),
  fit(training, options, random) {
    const state = detector.fit(training, detector.options.parse(options), random);
    return {
      name: detector.name,
      sees: detector.sees,
      gives: detector.gives,
      takesPatterns: detector.takesPatterns ?? false,
      score: (samples) => detector.score(state, samples),
      explain: (samples, row) => detector.explain(state, samples, row),
    };
  },
});
