import { z } from "zod";
import type { Detector } from "../core/detector.ts";
import { columnOf } from "../core/matrix.ts";
import type { Samples } from "../core/samples.ts";
import { number, percent, stretch } from "../core/words.ts";

interface Options {
  readonly least: number;
  readonly surprise: number;
}

interface State extends Options {
  readonly isTimed: boolean;
}

const read = (samples: Samples, row: number) => {
  const column = (name: string): number => columnOf(samples.features, name)(row);
  const n = column("events");
  const usual = (column("rest_bad") + 0.5) / (column("rest_events") + 1);
  const mean = n * usual;
  // Beta-binomial: the variance of a binomial, times 1 + (n - 1) rho.
  const dispersion = 1 + (n - 1) * column("rho");
  const bad = column("bad");
  const surprise = bad <= mean ? 0 : (bad * Math.log(bad / mean) - (bad - mean)) / Math.LN10 / dispersion;
  return {
    bad,
    n,
    usual,
    surprise,
    share: bad / Math.max(1, n),
    most: column("rest_most"),
    rest: column("rest_events"),
  };
};

/** A component that changes its tone: a far larger share of its lines reports failures than at any other time. */
export const levelShift: Detector<Options, State> = {
  name: "level_shift",
  summary: "a component whose share of failures rises",
  options: z.strictObject({
    least: z.int().min(1).default(10).describe("fewest failures of a component that can be a shift"),
    surprise: z.number().min(0).default(6).describe("how surprising the share of failures must be, in powers of ten"),
  }),
  sees: "share",
  gives: "change",
  fit: ({ profile }, options) => ({ ...options, isTimed: profile.isTimed }),
  score: (state, samples) =>
    Float64Array.from({ length: samples.length }, (_, row) => {
      const { bad, surprise, share, most, rest, usual } = read(samples, row);
      if (bad < state.least || rest < 100 || surprise < state.surprise) return Math.min(1, surprise / 10);
      if (share < 2 * most || share < 5 * usual || share < 0.05) return 1;
      return 3 + Math.min(1, Math.log10(share / usual) / 2);
    }),
  explain(state, samples, row) {
    const { bad, n, share, usual } = read(samples, row);
    const span = stretch(samples.to[row]! - samples.from[row]!, state.isTimed);
    return [
      {
        kind: "LEVEL SHIFT",
        observed: `${percent(share, 1)} failures in ${span}`,
        expected: `${percent(usual, 1)}`,
        text: `${number(bad)} of ${number(n)} lines of the component report failures in ${span} (${percent(share, 1)}); normal is ${percent(usual, 1)}.`,
        values: [share, usual],
      },
    ];
  },
};
