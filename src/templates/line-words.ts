import { z } from "zod";
import { linearPattern, patternFault } from "../core/linear-pattern.ts";

/** What varies, in a template of a line miner. */
export const HOLE = "<*>";

/** Text that a line miner keeps of its templates, in characters, about. */
export const TEXT_LIMIT = 32 << 20;

const MASK = "a regular expression without look-around and references back";

/** The options that all line miners have. */
export const commonOptions = {
  mask: z
    .array(z.string().refine((pattern) => pattern !== "" && patternFault(pattern) === undefined, { message: MASK }))
    .default([])
    .describe(`${MASK}; what it matches is <*> before anything is learned`),
  maxTemplates: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(10_000)
    .describe("a whole number from 1 to 100000; what fits none after so many is one template"),
};

/** Replaces what the patterns match by `<*>`, one pattern after the other. */
export function masking(patterns: readonly string[]): (text: string) => string {
  // Upper and lower case differ here, as in the programs that these miners come from.
  const compiled = patterns.map((pattern) => linearPattern(`(?-i:${pattern})`));
  return (text) => compiled.reduce((masked, { spans }) => replaced(masked, spans(masked)), text);
}

function replaced(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  if (spans.length === 0) return text;
  let out = "";
  let from = 0;
  for (const { start, end } of spans) {
    out += text.slice(from, start) + HOLE;
    from = end;
  }
  return out + text.slice(from);
}

/** The parts of a text between separators, the empty ones left out; after `limit` parts one `<*>` stands for the rest. */
export function cutWords(text: string, separators: RegExp, limit: number): string[] {
  const words = text.split(separators).filter((word) => word !== "");
  return words.length <= limit ? words : [...words.slice(0, limit), HOLE];
}
