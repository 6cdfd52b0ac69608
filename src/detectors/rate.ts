import { z } from "zod";
import type { Detector } from "../core/detector.ts";
import { columnOf } from "../core/matrix.ts";
import type { Samples } from "../core/samples.ts";
import { number, stretch } from "../core/words.ts";

interface Options {
  readonly ratio: number;
  readonly presence: number;
}

interface State extends Options {
  readonly buckets: number;
  readonly isTimed: boolean;
}

/** Evidence by itself from here on. */
const LISTED = 3;
/** A burst of something new. */
const NEW = 2.8;

/** -log10 of a Chernoff bound on P(X >= n) for a Poisson of mean m, divided by the dispersion: bursty templates need more. */
const surprise = (n: number, m: number, dispersion: number): number =>
  n <= m ? 0 : (n * Math.log(n / m) - (n - m)) / Math.LN10 / dispersion;

const read = (state: State, samples: Samples, row: number) => {
  const column = (name: string): number => columnOf(samples.features, name)(row);
  const n = column("count");
  const expected = Math.max(0.1, (column("rest") / column("rest_buckets")) * column("width"));
  // What all statements did at that time is not this one's news.
  const traffic = Math.max(1, column("traffic"));
  const ratio = n / (expected * traffic + 1);
  const isSteady = column("presence") >= state.presence && column("rest") >= 20;
  const surprised = surprise(n, Math.max(expected * traffic, 0.1), column("dispersion"));
  // A template that comes now and then, never many at once, is known well enough to be missed by an order of magnitude.
  const isSparse =
    column("presence") >= state.presence / 3 &&
    column("rest") >= 5 &&
    n >= 10 * column("rest_most") &&
    column("width") <= Math.max(16, 0.02 * state.buckets);
  const isSteadyBurst = n >= 30 && isSteady && surprised >= 8 && n >= 3 * column("rest_most");
  const isSparseBurst = n >= 60 && isSparse && surprised >= 20;
  const isBurst = ratio >= state.ratio && (isSteadyBurst || isSparseBurst);
  // Never seen before, then many at once: told in the end only where the message itself is a warning.
  const isNew =
    column("rest") === 0 && n >= 60 && column("begins") >= 0.1 && column("width") <= Math.max(4, 0.02 * state.buckets);
  return { n, expected, ratio, isBurst, isNew };
};

/**
 * A statement that comes far more often than it does otherwise. A steady one (present in most slices of the run) that
 * passes the test for its own dispersion is a burst worth an incident; any other only adds weight to a grave message.
 */
export const rate: Detector<Options, State> = {
  name: "rate",
  summary: "bursts: a template far more often than usual",
  options: z.strictObject({
    ratio: z.number().min(1).default(6).describe("times the usual rate that make a burst"),
    presence: z.number().min(0).max(1).default(0.4).describe("share of the log in which a steady template occurs"),
  }),
  sees: "series",
  gives: "change",
  fit: ({ profile }, options) => ({ ...options, buckets: profile.buckets, isTimed: profile.isTimed }),
  score: (state, samples) =>
    Float64Array.from({ length: samples.length }, (_, row) => {
      const { n, ratio, isBurst, isNew } = read(state, samples, row);
      if (isBurst) return LISTED + Math.min(1.5, Math.log10(ratio / 5));
      if (isNew) return NEW;
      return n >= 10 && ratio >= 5 ? Math.min(1.5, Math.log10(ratio)) : 0;
    }),
  explain(state, samples, row) {
    const { n, expected } = read(state, samples, row);
    const span = stretch(samples.to[row]! - samples.from[row]!, state.isTimed);
    const usual = expected < 0.95 ? "less than 1" : number(Math.round(expected));
    return [
      {
        kind: "BURST DETECTED",
        observed: `${number(n)} in ${span}`,
        expected: `${usual} in ${span}`,
        text: `${number(n)} lines in ${span}; normal is ${usual}.`,
        values: [n, Math.round(expected * 100) / 100],
      },
    ];
  },
};
