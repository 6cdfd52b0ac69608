import stringWidth from "string-width";
import type { Severity } from "../../src/core/anomaly.ts";

/** How a piece of text looks. No colour is used for anything but severity. */
export type Tone = Severity | "plain" | "dim" | "bold" | "good" | "selected";

/** A piece of a line in one tone. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of the screen. */
export type Line = readonly Span[];

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Makes a piece of text. */
export const span = (tone: Tone, text: string): Span => ({ text, tone });

/** A line without its tones. */
export const plain = (line: Line): string => line.map(({ text }) => text).join("");

/** Width in cells. */
export const width = (text: string): number => stringWidth(text);

/** Cut to at most `cells`, closed with `…`. */
export function cut(text: string, cells: number): string {
  if (cells <= 0) return "";
  // A line of a megabyte is not measured as a whole.
  if (text.length <= cells * 20 && width(text) <= cells) return text;
  let out = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = width(segment);
    if (used + next > cells - 1) break;
    out += segment;
    used += next;
  }
  return `${out}…`;
}

/** Exactly `cells` wide: cut, or filled on the right. */
export const left = (text: string, cells: number): string => {
  const shown = cut(text, cells);
  return shown + " ".repeat(Math.max(0, cells - width(shown)));
};

/** Exactly `cells` wide: cut, or filled on the left. */
export const right = (text: string, cells: number): string => {
  const shown = cut(text, cells);
  return " ".repeat(Math.max(0, cells - width(shown))) + shown;
};

/** Lines of at most `cells`, broken at spaces; a longer word is broken where it must be. */
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
    for (const { segment } of graphemes.segment(word)) {
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

/** A line of exactly `columns` cells. Graphemes are found in the whole line: a combining mark joins what stands before it. */
export function fit(line: Line, columns: number): Line {
  const text = plain(line);
  const isLong = width(text) > columns;
  const room = isLong ? columns - 1 : columns;
  const out: { text: string; tone: Tone }[] = [];
  const add = (piece: string, tone: Tone): void => {
    const last = out.at(-1);
    if (last !== undefined && last.tone === tone) last.text += piece;
    else out.push({ text: piece, tone });
  };
  let used = 0;
  let at = 0;
  let tone: Tone = "plain";
  let next = 0;
  let rest = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    while (index >= at + rest && next < line.length) {
      at += rest;
      const piece = line[next++];
      rest = piece?.text.length ?? 0;
      tone = piece?.tone ?? "plain";
    }
    const cells = width(segment);
    if (used + cells > room) break;
    add(segment, tone);
    used += cells;
  }
  if (isLong) {
    add("…", tone);
    used += 1;
  }
  if (used < columns) add(" ".repeat(columns - used), tone === "selected" ? tone : "plain");
  return out;
}

/** Two texts on one line, the second at the right edge; the first gives way. */
export function both(start: Line, end: Line, columns: number): Line {
  const room = columns - width(plain(end)) - 1;
  return room < 8 ? start : [...fit(start, room), span("plain", " "), ...end];
}
