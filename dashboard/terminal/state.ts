import type { DashboardData, Size } from "./data.ts";
import { incidentLines } from "./incident.ts";
import { keysLines } from "./keys.ts";

/** Keys the dashboard knows; letters as they are. */
export type Key = "up" | "down" | "page-up" | "page-down" | "enter" | "escape" | (string & {});

/** What is on the screen; plain data. */
export interface State {
  readonly view: "overview" | "incident" | "keys";
  /** Where the keys were asked for, and where Esc leads back to. */
  readonly from: "overview" | "incident";
  /** Index into the incidents. */
  readonly selected: number;
  /** First line shown of a view that is longer than the screen. */
  readonly scroll: number;
  readonly isDone: boolean;
}

/** The first screen. */
export const START: State = { view: "overview", from: "overview", selected: 0, scroll: 0, isDone: false };

/** How far each moving key goes; the ends are clamped afterwards. */
function movement(key: Key, page: number): number {
  switch (key) {
    case "up":
    case "k":
      return -1;
    case "down":
    case "j":
      return 1;
    case "page-up":
      return -page;
    case "page-down":
      return page;
    case "g":
      return Number.NEGATIVE_INFINITY;
    case "G":
      return Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(Math.max(0, most), value));

/** Lines of a view that scrolls, and how many of them fit. */
const roomOf = ({ rows }: Size): number => Math.max(1, rows - 3);

/** What a key does. A key means one thing in all views. */
export function press(state: State, key: Key, data: DashboardData, size: Size): State {
  if (key === "q") return { ...state, isDone: true };
  if (key === "?")
    return state.view === "keys"
      ? { ...state, view: state.from, scroll: 0 }
      : { ...state, view: "keys", from: state.view, scroll: 0 };
  const last = data.incidents.length - 1;
  const page = Math.max(1, roomOf(size) - 1);
  switch (state.view) {
    case "overview":
      if (key === "enter") return last < 0 ? state : { ...state, view: "incident", scroll: 0 };
      return { ...state, selected: clamp(state.selected + movement(key, page), last) };
    case "incident":
      if (key === "escape") return { ...state, view: "overview", scroll: 0 };
      if (key === "]" || key === "[")
        return { ...state, selected: clamp(state.selected + (key === "]" ? 1 : -1), last), scroll: 0 };
      return {
        ...state,
        scroll: clamp(
          state.scroll + movement(key, page),
          incidentLines(data, state.selected, size).length - roomOf(size),
        ),
      };
    case "keys":
      if (key === "escape") return { ...state, view: state.from, scroll: 0 };
      return { ...state, scroll: clamp(state.scroll + movement(key, page), keysLines().length - roomOf(size)) };
  }
}
