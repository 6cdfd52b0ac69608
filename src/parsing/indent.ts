import { isBlank } from "./bytes.ts";
import type { SampleLine } from "./sample-line.ts";

/** More is no indentation of a log. */
const DEEPEST = 64;

/** So many lines may have fewer blanks: where a log begins or ends. */
const FEW = 0.1;

/** Blanks that nearly all the lines begin with. */
export function commonIndent(lines: readonly SampleLine[]): number {
  const indents = lines.map(({ bytes, start, end }) => behindIndent(bytes, start, end, DEEPEST) - start);
  return indents.sort((a, b) => a - b)[Math.floor(FEW * lines.length)] ?? 0;
}

/** Where a line begins behind so many blanks, or as many as it has. */
export function behindIndent(bytes: Uint8Array, start: number, end: number, indent: number): number {
  let at = start;
  while (at < end && at < start + indent && isBlank(bytes[at])) at++;
  return at;
}
