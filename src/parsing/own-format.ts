import { Fields } from "./fields.ts";
import type { Format } from "./format.ts";
import { FORMATS } from "./formats.ts";
import type { PatternFault } from "./grok.ts";
import { isPattern, patternReader } from "./pattern-line.ts";
import { compile } from "./program.ts";
import { fit, recognizers } from "./recognizer.ts";
import { RECORD_FORMATS } from "./records.ts";

/** A format of the user's. */
export interface OwnFormat {
  readonly name: string;
  /** Grok, a regular expression with named groups, or a layout. */
  readonly pattern: string;
  /** Lines that it must read. */
  readonly samples: readonly string[];
}

/** Names of formats that no list holds. */
const MORE = ["plain", "w3c", "zeek", ...RECORD_FORMATS.map(({ name }) => name)];

/** What `--format-hint` may name, besides formats of the user's. */
export const FORMAT_NAMES: readonly string[] = [...FORMATS.map(({ name }) => name), ...MORE];

/** The format as data; its pattern was checked. */
export const ownFormat = ({ name, pattern, samples }: OwnFormat): Format => ({
  name,
  summary: "a format of the configuration",
  kind: isPattern(pattern) ? "pattern" : "text",
  layouts: [pattern],
  samples,
  negatives: [],
});

/** What is wrong with the pattern; undefined: nothing is. */
export function patternProblem(pattern: string): PatternFault | undefined {
  if (isPattern(pattern)) {
    const reader = patternReader(pattern);
    return typeof reader === "function" ? undefined : reader;
  }
  if (!pattern.includes("<"))
    return {
      text: "has no fields: write %{NAME:field} (grok), (?P<field>…) (a regular expression) or <field> (a layout)",
    };
  try {
    compile(pattern);
    return undefined;
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error) };
  }
}

/** Index of the first sample that the format does not read; -1: it reads all. Its pattern was checked. */
export function unreadSample(format: OwnFormat): number {
  const [recognizer] = recognizers([ownFormat(format)]);
  const fields = new Fields();
  return format.samples.findIndex((sample) => {
    const bytes = new TextEncoder().encode(sample);
    return recognizer === undefined || fit(recognizer, bytes, 0, bytes.length, fields) === 0;
  });
}
