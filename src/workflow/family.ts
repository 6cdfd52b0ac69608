import type { NextStep } from "./judgement.ts";

/** Words that mean the same kind of trouble: what was seen, what is normal, and what to do. */
export interface Family {
  readonly name: string;
  readonly words: RegExp;
  readonly tags: readonly string[];
  /** A clause that follows "normal is": `A connection was refused; normal is that it is accepted`. */
  readonly observed: string;
  readonly normal: string;
  readonly steps: readonly NextStep[];
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
  steps: readonly (readonly [text: string, command: string])[],
  isSecurity = false,
): Family => ({
  name,
  words,
  tags: tags.split(" "),
  observed,
  normal,
  steps: steps.map(([text, command]) => ({ text, command })),
  isSecurity,
});
