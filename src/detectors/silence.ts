import { z } from "zod";
import type { Detector } from "../core/detector.ts";
import { columnOf } from "../core/matrix.ts";
import { SLICES } from "../core/samples.ts";
import { count, duration, percent } from "../core/words.ts";

interface Options {
  readonly least: number;
}

/** A statement that came steadily (9 of 10 slices) and then no more, for a fifth of the run, while its component talks on. */
export const silence: Detector<Options, Options> = {
  name: "silence",
  summary: "messages that came steadily and stopped",
  options: z.strictObject({ least: z.int().min(1).default(20).describe("fewest lines before a silence is noticed") }),
  sees: "silence",
  gives: "change",
  fit: (_, options) => options,
  score(state, samples) {
    const column = (name: string) => columnOf(samples.features, name);
    const [n, mean, dispersion, presence, silent] = ["count", "mean", "dispersion", "presence", "silent"].map(column);
    return Float64Array.from({ length: samples.length }, (_, row) => {
      if (!n || !mean || !dispersion || !presence || !silent) return 0;
      // Nats of surprise at nothing where `mean x silent` were due; 14 is one in a million.
      const surprise = (mean(row) * silent(row)) / dispersion(row);
      if (n(row) < state.least || presence(row) < 0.9 || silent(row) < SLICES / 5 || surprise < 14) return 0;
      return 2.2 + Math.min(1.3, 0.6 * Math.log10(surprise));
    });
  },
  explain(_, samples, row) {
    const silent = columnOf(samples.features, "silent")(row);
    const n = columnOf(samples.features, "count")(row);
    const span = duration(samples.to[row]! - samples.from[row]!);
    return [
      {
        kind: "MISSING EVENT",
        observed: `none in the last ${percent(silent, SLICES)} of the log`,
        expected: `${count(n, "line")} before, steadily`,
        text: `Silent for ${span}, while its component goes on; ${count(n, "line")} came steadily before.`,
        values: [n, silent],
      },
    ];
  },
};
