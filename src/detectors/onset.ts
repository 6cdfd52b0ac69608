import { z } from "zod";
import type { Detector } from "../core/detector.ts";
import { count } from "../core/words.ts";

interface State {
  readonly score: Float64Array;
  readonly begins: Float64Array;
  readonly counts: Float64Array;
}

/** Began late in the run and stayed: a quarter of the run without it, then at least 20 events that keep coming. */
export const onset: Detector<Record<string, never>, State> = {
  name: "onset",
  summary: "templates that begin late and stay",
  options: z.strictObject({}),
  sees: "statement",
  gives: "onset",
  fit: ({ profile }) => ({
    score: Float64Array.from(profile.statements, (s) => {
      const stays = s.ends - s.begins > 0.1;
      const dense = (s.count / Math.max(1, s.last - s.first + 1)) * profile.events >= 20;
      return s.count >= 20 && s.begins >= 0.25 && stays && dense ? 0.5 : 0;
    }),
    begins: Float64Array.from(profile.statements, (s) => s.begins),
    counts: Float64Array.from(profile.statements, (s) => s.count),
  }),
  score: (state, samples) => Float64Array.from({ length: samples.length }, (_, r) => state.score[samples.key[r]!] ?? 0),
  explain(state, samples, row) {
    const begins = Math.floor((state.begins[samples.key[row]!] ?? 0) * 100);
    const n = state.counts[samples.key[row]!] ?? 0;
    return [
      {
        kind: "NEW TEMPLATE",
        observed: count(n, "line"),
        expected: `none in the first ${begins}\u00a0% of the log`,
        text: `${count(n, "line")} since then; normal is none, as in the first ${begins}\u00a0% of the log.`,
        values: [n, begins],
      },
    ];
  },
};
