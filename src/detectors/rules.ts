import { z } from "zod";
import type { Detector, Factor } from "../core/detector.ts";
import { patternFault } from "../core/linear-pattern.ts";
import { count } from "../core/words.ts";

interface Options {
  readonly patterns: readonly { readonly name: string; readonly pattern: string; readonly reason: string }[];
}

interface State {
  readonly score: Float64Array;
  readonly factor: readonly (Factor | undefined)[];
}

const pattern = z.string().refine((text) => patternFault(text) === undefined, "is no pattern of RE2's syntax");

/** What a user's pattern says is abnormal is, wherever it stands. */
const MATCH = 3;

/** Patterns of the user's. What one of them matches is a statement of its own, and grave; reading has tested every message. */
export const rules: Detector<Options, State> = {
  name: "rules",
  summary: "patterns of your own: rules.additional_rule_based_patterns",
  options: z.strictObject({
    patterns: z
      .array(z.strictObject({ name: z.string(), pattern, reason: z.string() }))
      .default([])
      .describe("filled from rules.additional_rule_based_patterns"),
  }),
  sees: "statement",
  gives: "gravity",
  takesPatterns: true,
  fit({ profile }, options) {
    const { statements } = profile;
    const matched = statements.map((s) => options.patterns[s.rule]);
    return {
      score: Float64Array.from(matched, (rule) => (rule ? MATCH : 0)),
      factor: matched.map((rule, id): Factor | undefined => {
        if (!rule) return undefined;
        const n = statements[id]?.count ?? 0;
        return {
          kind: "SEVERITY",
          observed: `rule ${rule.name}`,
          expected: "no line that a rule matches",
          text: `${rule.reason.replace(/[.\s]+$/, "") || `The rule ${rule.name} matches`}: ${count(n, "line")}; normal is none.`,
          values: [n],
        };
      }),
    };
  },
  score: (state, samples) => Float64Array.from({ length: samples.length }, (_, r) => state.score[samples.key[r]!] ?? 0),
  explain(state, samples, row) {
    const factor = state.factor[samples.key[row]!];
    return factor ? [factor] : [];
  },
};
