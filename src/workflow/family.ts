import type { NextStep } from "./judgement.ts";

/** A thing to do about a family of trouble. */
export interface FamilyStep extends NextStep {
  /** Words that must stand in the line or its component: a product's own command helps nobody who does not run it. */
  readonly needs: RegExp | undefined;
}

/** Words that mean the same kind of trouble: what was seen, what is normal, and what to do. */
export interface Family {
  readonly name: string;
  readonly words: RegExp;
  readonly tags: readonly string[];
  /** A clause that follows "normal is": `A connection was refused; normal is that it is accepted`. */
  readonly observed: string;
  readonly normal: string;
  readonly steps: readonly FamilyStep[];
  /** What the log itself can say: a count of the addresses in these lines, or what stands below them. */
  readonly asks: { readonly of: "addresses" | "below"; readonly text: string } | undefined;
  /** Suspicious by itself, whatever the level. */
  readonly isSecurity?: boolean;
}

/** Makes a family; tags are separated by spaces. All patterns are bounded: log text is hostile. */
export const family = (
  name: string,
  words: RegExp,
  tags: string,
  observed: string,
  normal: string,
  steps: readonly (readonly [text: string, command: string, needs?: RegExp])[],
  more: { readonly isSecurity?: boolean; readonly asks?: Family["asks"] } = {},
): Family => ({
  name,
  words,
  tags: tags.split(" "),
  observed,
  normal,
  steps: steps.map(([text, command, needs]) => ({ text, command, needs })),
  isSecurity: more.isSecurity === true,
  asks: more.asks,
});
