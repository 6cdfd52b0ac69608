import { z } from "zod";
import type { Detector, Factor } from "../core/detector.ts";
import { gravity } from "../core/gravity.ts";
import { LEVELS } from "../core/levels.ts";
import { count, number, percent } from "../core/words.ts";

interface State {
  readonly score: Float64Array;
  readonly factor: readonly Factor[];
}

/** How bad a statement sounds: its level and its words. The median over what it said, since values can hold any word. */
export const severity: Detector<Record<string, never>, State> = {
  name: "severity",
  summary: "levels and failure words, without dump lines and callers' mistakes",
  options: z.strictObject({}),
  sees: "statement",
  gives: "gravity",
  fit({ profile }) {
    const graver = new Map<number, number>();
    for (const s of profile.statements) graver.set(s.level, (graver.get(s.level) ?? 0) + s.count);
    const atOrOver = (level: number): number => {
      let sum = 0;
      for (const [other, events] of graver) if (other >= level) sum += events;
      return sum;
    };
    const judged = profile.statements.map((s) => {
      const all = s.messages.map((message) => gravity(message, s.level, s.isBinary)).sort((a, b) => a.score - b.score);
      const middle = all[all.length > 2 ? all.length >> 1 : all.length - 1];
      const level = LEVELS[s.level] ?? "none";
      const word = middle?.word ? `"${middle.word.slice(0, 40)}"` : "";
      const said = middle?.isPayload ? "bytes that look like an attack" : word;
      const observed = [s.level > 0 ? level.toUpperCase() : "", said].filter(Boolean).join(", ") || "no failure word";
      const expected =
        s.level > 0 ? `${percent(atOrOver(s.level), profile.events)} of lines at ${level} or worse` : "no failure word";
      const factor: Factor = {
        kind: "SEVERITY",
        observed,
        expected,
        text: `${observed} in ${count(s.count, "line")} of ${number(profile.events)}; normal is ${expected}.`,
        values: [s.count, profile.events],
      };
      return { score: middle?.score ?? 0, factor };
    });
    return { score: Float64Array.from(judged, (j) => j.score), factor: judged.map((j) => j.factor) };
  },
  score: (state, samples) => Float64Array.from({ length: samples.length }, (_, r) => state.score[samples.key[r]!] ?? 0),
  explain(state, samples, row) {
    const factor = state.factor[samples.key[row]!];
    return factor ? [factor] : [];
  },
};
