import { isBlank } from "./bytes.ts";
import type { Choice } from "./choose.ts";
import { kindOf, LINK, linkOf } from "./continuation.ts";
import { Fields } from "./fields.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { SampleLine } from "./sample-line.ts";

/** More is no indentation of a log. */
const DEEPEST = 64;

/** So many lines may have fewer blanks: where a log begins or ends. */
const FEW = 0.1;

/** Fewer lines without a format may be a piece of something else. */
const LEAST_PLAIN = 20;

/** Where so many of them are written as traces are, they are one. */
const TRACES = 0.05;

/** Blanks that nearly all the lines begin with. */
function commonIndent(lines: readonly SampleLine[]): number {
  const indents = lines.map(({ bytes, start, end }) => behindIndent(bytes, start, end, DEEPEST) - start);
  return indents.sort((a, b) => a - b)[Math.floor(FEW * lines.length)] ?? 0;
}

/** Where a line begins behind so many blanks, or as many as it has. */
export function behindIndent(bytes: Uint8Array, start: number, end: number, indent: number): number {
  let at = start;
  while (at < end && at < start + indent && isBlank(bytes[at])) at++;
  return at;
}

/** How many of the lines the format fits. */
function fits(recognizer: Recognizer | undefined, lines: readonly SampleLine[]): number {
  const fields = new Fields();
  return recognizer === undefined
    ? 0
    : lines.filter(({ bytes, start, end }) => fit(recognizer, bytes, start, end, fields) > 0).length;
}

/** Whether the lines are a text of its own: none of them introduces the others, and they are no traces. */
function isText(lines: readonly SampleLine[]): boolean {
  const [first] = lines;
  if (first === undefined || !isBlank(first.bytes[first.start]) || lines.length < LEAST_PLAIN) return false;
  const isTrace = ({ bytes, start, end }: SampleLine): boolean => kindOf(linkOf(bytes, start, end)) > LINK.indented;
  return lines.filter(isTrace).length < TRACES * lines.length;
}

/**
 * What is chosen for the lines, or for what stands behind their common indentation: where a format fits more of that, or where no
 * format fits and the blanks would make one event of all lines. Gives the lines as they are to be read.
 */
export function chooseIndented(
  lines: readonly SampleLine[],
  choose: (lines: readonly SampleLine[]) => Choice,
): { readonly choice: Choice; readonly indent: number; readonly lines: readonly SampleLine[] } {
  const choice = choose(lines);
  const indent = commonIndent(lines);
  if (indent === 0) return { choice, indent: 0, lines };
  const inner = lines.map(
    ({ bytes, start, end }): SampleLine => ({ bytes, start: behindIndent(bytes, start, end, indent), end }),
  );
  const found = choose(inner);
  const isFormat = !found.isSearched && fits(found.recognizer, inner) > fits(choice.recognizer, lines);
  const isPlain = [choice, found].every(({ recognizer, records }) => recognizer === undefined && records === undefined);
  return isFormat || (isPlain && isText(lines))
    ? { choice: found, indent, lines: inner }
    : { choice, indent: 0, lines };
}
