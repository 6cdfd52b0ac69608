import { cut, wrap } from "../../src/core/cells.ts";
import { verdictOf } from "../../src/core/damage.ts";
import { printable } from "../../src/core/printable.ts";
import { count } from "../../src/core/words.ts";
import type { DashboardData, Size } from "./data.ts";
import { incidentLines } from "./incident.ts";
import { keysLines } from "./keys.ts";
import { heading, isSmall, keyLine, rule, SMALLEST } from "./layout.ts";
import { overviewLines } from "./overview.ts";
import { quietLines } from "./quiet.ts";
import { fit, type Line, span } from "./spans.ts";
import type { State } from "./state.ts";

/** Heading, body, rule, keys: exactly as many lines as there are rows. */
function whole(top: Line, body: readonly Line[], keys: Line, { columns, rows }: Size): Line[] {
  const room = rows - 3;
  const shown = body.slice(0, room);
  const empty = Array.from({ length: room - shown.length }, (): Line => []);
  return [top, ...shown, ...empty, rule(columns), keys];
}

/** Too small for a view: the verdict and a way out. */
function tiny(data: DashboardData, { columns, rows }: Size): Line[] {
  const way = "Make the window larger or press q.";
  const ways = wrap(way, columns);
  const words = wrap(cut(printable(verdictOf(data.summary)), columns * rows), columns);
  const all = [...words.slice(0, Math.max(0, rows - ways.length)), ...ways];
  return Array.from({ length: rows }, (_, i) => [
    span(i < words.length && rows > ways.length ? "bold" : "plain", all[i] ?? ""),
  ]);
}

function overview(data: DashboardData, state: State, size: Size): Line[] {
  const top = heading("overview", data, size, count(data.incidents.length, "incident"));
  if (data.incidents.length === 0) {
    const keys = keyLine(
      [
        ["?", "keys"],
        ["q", "quit"],
      ],
      size.columns,
    );
    return whole(top, quietLines(data, size), keys, size);
  }
  const keys = keyLine(
    [
      ["↑↓", "move"],
      ["↵", "open"],
      ["?", "keys"],
      ["g G", "top, end"],
      ["q", "quit"],
    ],
    size.columns,
  );
  return whole(top, overviewLines(data, state.selected, size.rows - 3, size), keys, size);
}

function scrolled(
  view: string,
  lines: readonly Line[],
  keys: Line,
  data: DashboardData,
  state: State,
  size: Size,
): Line[] {
  const room = size.rows - 3;
  const from = Math.max(0, Math.min(state.scroll, lines.length - room));
  const pages = Math.max(1, Math.ceil(lines.length / room));
  const page = from + room >= lines.length ? pages : Math.min(pages, Math.floor(from / room) + 1);
  const small = `${page}/${pages}`;
  const name = pages > 1 && !isSmall(size) ? `${view} · ${small}` : view;
  return whole(heading(name, data, size, small), lines.slice(from), keys, size);
}

/** The screen: exactly `rows` lines of exactly `columns` cells, without any control character. */
export function frame(data: DashboardData, state: State, columns: number, rows: number): Line[] {
  const size: Size = { columns: Math.max(1, Math.floor(columns)), rows: Math.max(1, Math.floor(rows)) };
  const draw = (): Line[] => {
    if (size.columns < SMALLEST.columns || size.rows < SMALLEST.rows) return tiny(data, size);
    switch (state.view) {
      case "overview":
        return overview(data, state, size);
      case "incident": {
        const view = `incident ${state.selected + 1} of ${data.incidents.length}`;
        const keys = keyLine(
          [
            ["↑↓", "scroll"],
            ["[ ]", "incident"],
            ["?", "keys"],
            ["Esc", "back"],
          ],
          size.columns,
        );
        return scrolled(view, incidentLines(data, state.selected, size), keys, data, state, size);
      }
      case "keys": {
        const keys = keyLine(
          [
            ["↑↓", "scroll"],
            ["q", "quit"],
            ["?", "close"],
          ],
          size.columns,
        );
        return scrolled("keys", keysLines(), keys, data, state, size);
      }
    }
  };
  return draw().map((line) => fit(line, size.columns));
}
