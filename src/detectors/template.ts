import { z } from "zod";
import type { Detector, Factor } from "../core/detector.ts";
import { columnOf } from "../core/matrix.ts";
import type { Profile } from "../core/samples.ts";
import { count, number } from "../core/words.ts";

interface Options {
  readonly most: number;
}

interface State {
  readonly events: number;
  readonly isLittle: boolean;
  readonly most: number;
  readonly counts: Float64Array;
  readonly begins: Float64Array;
}

/** With fewer events novelty and rarity are not evidence. */
const LITTLE = 50;

/**
 * How rare or new a statement is. In a run that is judged against itself: `-log10(share of lines in statements at most as
 * frequent) - 2`, divided by `1 + log2(1 + companions)`, because a boot sequence explains itself. (Measured: new or rare alone
 * flags 41 to 233 groups of lines on a quiet half of Linux, this 0 to 3 on four quiet logs.)
 */
export const template: Detector<Options, State> = {
  name: "template",
  summary: "new and rare templates, less so in the company of others",
  options: z.strictObject({
    most: z.number().min(0).max(4).default(2.5).describe("most evidence that rarity alone can give"),
  }),
  sees: "statement",
  gives: "novelty",
  fit: ({ profile }: { readonly profile: Profile }, options) => ({
    events: profile.events,
    isLittle: profile.events < LITTLE,
    most: options.most,
    counts: Float64Array.from(profile.statements, (s) => s.count),
    begins: Float64Array.from(profile.statements, (s) => s.begins),
  }),
  score(state, samples) {
    const tail = columnOf(samples.features, "tail");
    const companions = columnOf(samples.features, "companions");
    return Float64Array.from({ length: samples.length }, (_, r) => {
      if (state.isLittle) return 0;
      const rarity = Math.max(0, -Math.log10(Math.max(tail(r), 1e-9)) - 2);
      return Math.min(state.most, rarity / (1 + Math.log2(1 + companions(r))));
    });
  },
  explain(state, samples, row): readonly Factor[] {
    const n = state.counts[samples.key[row]!] ?? 0;
    const isNew = (state.begins[samples.key[row]!] ?? 0) > 0.5;
    return [
      {
        kind: isNew ? "NEW TEMPLATE" : "RARE TEMPLATE",
        observed: `${count(n, "line")} of ${number(state.events)}`,
        expected: isNew ? "none before" : "more lines a template",
        text: isNew
          ? `First seen after ${Math.floor((state.begins[samples.key[row]!] ?? 0) * 100)}\u00a0% of the log, ${count(n, "line")}; normal is none.`
          : `Only ${count(n, "line")} of ${number(state.events)} ${n === 1 ? "has" : "have"} this form; normal is more.`,
        values: [n, state.events],
      },
    ];
  },
};
