import type { Severity } from "../../src/core/anomaly.ts";
import { cut, graphemes, padEnd, padStart, width } from "../../src/core/cells.ts";

/** How a piece of text looks. No colour is used for anything but severity. */
export type Tone = Severity | "plain" | "dim" | "bold" | "good" | "selected";

/** A piece of a line in one tone. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of the screen. */
export type Line = readonly Span[];

/** Makes a piece of text. */
export const span = (tone: Tone, text: string): Span => ({ text, tone });

/** A line without its tones. */
export const plain = (line: Line): string => line.map(({ text }) => text).join("");

/** Exactly `cells` wide: cut, or filled on the right. */
export const left = (text: string, cells: number): string => padEnd(cut(text, cells), cells);

/** Exactly `cells` wide: cut, or filled on the left. */
export const right = (text: string, cells: number): string => padStart(cut(text, cells), cells);

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
  let index = 0;
  for (const segment of graphemes(text)) {
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
    index += segment.length;
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
