import type { Explained } from "../core/case.ts";

/** What somebody, rules or a model, says of a case. */
export type Judgement = Pick<
  Explained,
  "classification" | "reason" | "tags" | "confidence" | "title" | "explanation" | "next_steps"
>;

/** One thing to do: an action, and a command that works as it is; an empty one where there is none. */
export type NextStep = Explained["next_steps"][number];

/** A sentence and the evidence for it. */
export type Claim = Explained["explanation"][number];

/** A title fits one row of a terminal of 80 columns, beside its time and severity. */
export const TITLE_LIMIT = 52;
