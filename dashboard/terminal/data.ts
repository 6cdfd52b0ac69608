import type { Incident } from "../../src/core/anomaly.ts";
import type { Summary, Timeline } from "../../src/core/results.ts";

/** What the dashboard shows: the files of a run, parsed. */
export interface DashboardData {
  /** The `<name>` of `<name>_summary.json`. */
  readonly name: string;
  readonly summary: Summary;
  /** By rank. */
  readonly incidents: readonly Incident[];
  readonly timeline: Timeline;
  /** Templates in all, those left out of the file included. */
  readonly templates: number;
}

/** Columns and rows of the terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
