import { z } from "zod";
import type { Detector } from "../core/detector.ts";
import { columnOf } from "../core/matrix.ts";
import { UNITS } from "../core/measures.ts";
import type { Samples } from "../core/samples.ts";
import { number, stretch } from "../core/words.ts";

interface Options {
  readonly ratio: number;
}

interface State extends Options {
  readonly isTimed: boolean;
}

const read = (samples: Samples, row: number) => {
  const column = (name: string): number => columnOf(samples.features, name)(row);
  return {
    inside: column("inside"),
    outside: column("outside"),
    rise: column("rise"),
    spread: column("spread"),
    apart: column("apart"),
    tiles: column("tiles"),
    all: column("all_tiles"),
    before: column("before"),
    stretches: column("stretches"),
    count: column("count"),
    unit: UNITS[column("unit")] ?? "",
  };
};

/** Two digits are enough to compare: 41 ms, 2.3 s, 1,900 MB. */
const short = (value: number): string => number(Number(value.toPrecision(2)));

/**
 * A measured value (a duration, a size, a share) that runs far above its usual course for a while: a slow degradation, which
 * no single line shows. Twice as high and more, apart from nearly all other values, in one or two stretches of the log.
 */
export const parameters: Detector<Options, State> = {
  name: "parameters",
  summary: "measured values that run far above their usual course",
  options: z.strictObject({
    ratio: z.number().min(1.5).default(3).describe("times the usual value that make it abnormal"),
  }),
  sees: "value",
  gives: "change",
  fit: ({ profile }, options) => ({ ...options, isTimed: profile.isTimed }),
  score: (state, samples) =>
    Float64Array.from({ length: samples.length }, (_, row) => {
      const { rise, spread, apart, tiles, all, before, stretches } = read(samples, row);
      const isStretch = tiles >= 2 && tiles <= 0.4 * all && before >= 0.1 * all && stretches <= 2;
      const isFar = rise >= Math.log10(state.ratio) && rise >= 6 * spread && apart >= 0.6;
      if (!isStretch || !isFar) return Math.min(1, rise);
      return 3 + Math.min(0.9, rise - Math.log10(state.ratio));
    }),
  explain(state, samples, row) {
    const { inside, outside, count, unit } = read(samples, row);
    const span = stretch(samples.to[row]! - samples.from[row]!, state.isTimed);
    return [
      {
        kind: "UNUSUAL VALUE",
        observed: `${short(inside)}${unit}`,
        expected: `${short(outside)}${unit}`,
        text: `${short(inside)}${unit} is typical of about ${number(count)} lines in ${span}; normal is ${short(outside)}${unit}.`,
        values: [inside, outside],
      },
    ];
  },
};
