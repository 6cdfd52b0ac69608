import { COLON, isBlank, isDigit, standsAt } from "./bytes.ts";

/** Longest place of code that is looked at. */
const LONGEST = 300;
const SCRIPTS = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"];

export const isCapital = (byte: number | undefined): boolean => byte !== undefined && byte >= 65 && byte <= 90;

/** Whether the line ends with the number of a line: `:12`, `:12:5`. */
export function isPlaced(bytes: Uint8Array, start: number, end: number): boolean {
  let at = end;
  while (at > start && isDigit(bytes[at - 1])) at--;
  return at < end && at > start && bytes[at - 1] === COLON;
}

/** Whether the name of a script ends at `at`. */
export const isScript = (bytes: Uint8Array, at: number): boolean =>
  SCRIPTS.some((ending) => at >= ending.length && standsAt(bytes, at - ending.length, at, ending));

/** `app/books.rb:69:in 'load'`: a place in Ruby code begins the line. */
export function isRubyPlace(bytes: Uint8Array, start: number, end: number): boolean {
  const last = Math.min(end, start + LONGEST);
  let at = start;
  while (at < last && bytes[at] !== COLON && !isBlank(bytes[at])) at++;
  if (bytes[at] !== COLON || at < start + 3) return false;
  if (!standsAt(bytes, at - 3, at, ".rb") && !standsAt(bytes, at - 4, at, ".erb")) return false;
  at++;
  const digits = at;
  while (at < last && isDigit(bytes[at])) at++;
  return at > digits && standsAt(bytes, at, end, ":in ");
}
