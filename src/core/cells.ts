import stringWidth from "string-width";

let segmenter: Intl.Segmenter | undefined;

/** What a person takes for one character each, in order. Made late: its tables take time at the start. */
export function* graphemes(text: string): Generator<string, void, undefined> {
  if (isSimple(text)) {
    yield* text;
    return;
  }
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/**
 * Latin, Greek, Cyrillic, punctuation, arrows, mathematical signs, boxes, shapes and ticks: one cell each, and they join with nothing. Most text
 * is of these alone. Which ones they are is what the test of this file compares with string-width.
 */
const isSimple = (text: string): boolean =>
  !/[^\x20-\x7e\xa0-\xa8\xaa-\xac\xaf-\u02ff\u0370-\u0377\u0386-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u2190-\u2193\u2200-\u22ff\u2500-\u25fc\u2713\u2717]/.test(
    text,
  );

/** Width in terminal cells; colour codes have none. */
export const width = (text: string): number => (isSimple(text) ? text.length : stringWidth(text));

/** Cut to at most `cells`, closed with `…`. */
export function cut(text: string, cells: number): string {
  if (cells <= 0) return "";
  // A line of a megabyte is not measured as a whole.
  const isShort = text.length <= cells * 20;
  if (isShort && width(text) <= cells) return text;
  let out = "";
  let used = 0;
  for (const segment of graphemes(text)) {
    const next = width(segment);
    if (used + next > cells - 1) break;
    out += segment;
    used += next;
  }
  return `${out.trimEnd()}…`;
}

/** Cut to at most `cells` in the middle, where names differ least: `HDFS_2p…lf.log.gz`. */
export function cutMiddle(text: string, cells: number): string {
  if (cells <= 0) return "";
  if (text.length <= cells * 20 && width(text) <= cells) return text;
  const tail: string[] = [];
  let used = 0;
  for (const segment of [...graphemes(text.slice(-cells * 4))].reverse()) {
    used += width(segment);
    if (used > Math.floor(cells / 2)) break;
    tail.unshift(segment);
  }
  const end = tail.join("");
  return `${cut(text, cells - width(end))}${end}`;
}

/** Filled with spaces on the right; not cut. */
export const padEnd = (text: string, cells: number): string => text + " ".repeat(Math.max(0, cells - width(text)));

/** Filled with spaces on the left; not cut. */
export const padStart = (text: string, cells: number): string => " ".repeat(Math.max(0, cells - width(text))) + text;

/** Lines of at most `cells`, broken at spaces; a word that is longer is broken where it must be. */
export function wrap(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (width(joined) <= cells) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const segment of graphemes(word)) {
      if (line !== "" && width(line) + width(segment) > cells) {
        lines.push(line);
        line = "";
      }
      line += segment;
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}
