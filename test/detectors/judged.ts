import type { Factor, ListedDetector } from "../../src/core/detector.ts";
import { seededRandom } from "../../src/core/random.ts";
import { type MadeEvent, type MadeRun, madeRun, rowsOf, samplesOfUnit } from "../features/made-run.ts";

/** What a detector says of each key of a made run. */
export interface Judged {
  readonly run: MadeRun;
  /** The key's best score; 0: it has no sample. */
  score(key: number): number;
  /** Best score of all. */
  readonly most: number;
  /** Factors of the key's best sample. */
  factors(key: number): readonly Factor[];
}

export function judged(
  detector: ListedDetector,
  events: readonly MadeEvent[],
  options: object = {},
  texts: Readonly<Record<number, string>> = {},
): Judged {
  const run = madeRun(events, texts);
  const samples = samplesOfUnit(detector.sees, run, detector.window?.(options));
  const fitted = detector.fit({ profile: run.profile, samples }, options, seededRandom(42));
  const scores = fitted.score(samples);
  const best = (key: number): number | undefined =>
    rowsOf(samples, key).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))[0];
  return {
    run,
    most: scores.reduce((a, b) => Math.max(a, b), 0),
    score: (key) => {
      const row = best(key);
      return row === undefined ? 0 : (scores[row] ?? 0);
    },
    factors: (key) => {
      const row = best(key);
      return row === undefined ? [] : fitted.explain(samples, row);
    },
  };
}

/** Six messages of two components in irregular turn, one a second. */
export function background(count: number, seed = 3): MadeEvent[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const shape = Math.floor(random() * 6);
    return { shape, component: shape % 2, host: Math.floor(random() * 12), time: i * 1000, message: `said ${shape}` };
  });
}

/** Events at given seconds, put among others in order of time. */
export const among = (events: readonly MadeEvent[], more: readonly MadeEvent[]): MadeEvent[] =>
  [...events, ...more].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));

/** The same event at each of these seconds. */
export const atSeconds = (seconds: readonly number[], event: MadeEvent): MadeEvent[] =>
  seconds.map((second) => ({ ...event, time: second * 1000 }));

/** `count` numbers from `from` on, `step` apart. */
export const range = (count: number, from = 0, step = 1): number[] =>
  Array.from({ length: count }, (_, i) => from + i * step);
