import { z } from "zod";
import type { Detector } from "../core/detector.ts";
import { number, percent } from "../core/words.ts";

interface State {
  readonly score: Float64Array;
  readonly host: readonly string[];
  readonly share: Float64Array;
  readonly hosts: number;
}

const NOBODY = new Set(["", "NULL", "-", "localhost", "(other)"]);

/** Nearly all events of a statement come from one of many hosts: tells a sick node from a changed job. */
export const concentration: Detector<Record<string, never>, State> = {
  name: "concentration",
  summary: "templates that one of many hosts writes",
  options: z.strictObject({}),
  sees: "statement",
  gives: "novelty",
  fit: ({ profile }) => ({
    score: Float64Array.from(profile.statements, (s) =>
      profile.hosts >= 10 && s.count >= 20 && s.begins >= 0.25 && s.topHostShare >= 0.9 && !NOBODY.has(s.topHost)
        ? Math.min(1.5, 0.6 * Math.log10(s.count))
        : 0,
    ),
    host: profile.statements.map((s) => s.topHost),
    share: Float64Array.from(profile.statements, (s) => s.topHostShare),
    hosts: profile.hosts,
  }),
  score: (state, samples) => Float64Array.from({ length: samples.length }, (_, r) => state.score[samples.key[r]!] ?? 0),
  explain(state, samples, row) {
    const key = samples.key[row]!;
    const observed = `${percent(state.share[key] ?? 0, 1)} from ${state.host[key] ?? ""}`;
    const expected = `spread over ${number(state.hosts)} hosts`;
    return [
      {
        kind: "ONE SOURCE",
        observed,
        expected,
        text: `${observed}; other lines are ${expected}.`,
        values: [state.share[key] ?? 0],
      },
    ];
  },
};
