import type { Severity } from "../../src/core/anomaly.ts";
import { width } from "../../src/core/cells.ts";
import { SEVERITY_WORDS } from "../../src/core/labels.ts";
import { printable } from "../../src/core/printable.ts";
import { spanOf, stamp } from "../../src/core/stamp.ts";
import type { DashboardData, Size } from "./data.ts";
import { both, type Line, span } from "./spans.ts";

/** Below this only one sentence fits. */
export const SMALLEST: Size = { columns: 40, rows: 12 };

/** One line an incident, a one-row timeline. */
export const isSmall = ({ columns, rows }: Size): boolean => columns < 70 || rows < 20;
/** Columns for component and lines. */
export const isWide = ({ columns }: Size): boolean => columns >= 100;
/** Rows for a preview of the chosen incident, and commands. */
export const isTall = ({ rows }: Size): boolean => rows >= 34;

export const blank: Line = [];

/** Label and rule of every view. */
export const rule = (columns: number): Line => [span("dim", "─".repeat(columns))];

/** `loganomaly › overview`, and at the right what is open. */
export function heading(view: string, data: DashboardData, size: Size, small: string): Line {
  const { start_time: start, end_time: end } = data.summary.time_metrics;
  const name = printable(data.name);
  const last = stamp(end);
  const open = isWide(size)
    ? [name, spanOf(start, end)].filter((part) => part !== "").join(" · ")
    : [name, last === undefined ? "" : `${last.day} ${last.year}`].filter((part) => part !== "").join(" · ");
  const start_ = [span("bold", "loganomaly"), span("dim", " › "), span("plain", view)];
  return both(start_, [span("dim", isSmall(size) ? small : open)], size.columns);
}

/** Keys and what they do; the last one, the way out, stands at the right; what does not fit is left out. */
export function keyLine(keys: readonly (readonly [key: string, does: string])[], columns: number): Line {
  const out = keys.at(-1) ?? ["q", "quit"];
  const room = columns - width(`${out[0]} ${out[1]}`) - 1;
  const shown: Line[] = [];
  let used = 0;
  for (const [key, does] of keys.slice(0, -1)) {
    const cells = width(`${key} ${does}`) + 2;
    if (used + cells > room) break;
    used += cells;
    shown.push([span("bold", key), span("plain", ` ${does}  `)]);
  }
  return both(shown.flat(), [span("bold", out[0]), span("plain", ` ${out[1]}`)], columns);
}

/** `◆ CRIT`, six cells. */
export const severityWord = (severity: Severity): string =>
  `${SEVERITY_WORDS[severity].shape} ${SEVERITY_WORDS[severity].short.padEnd(4)}`;
