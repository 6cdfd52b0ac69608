import type { Results } from "./results.ts";

/** A file's content. No I/O: the same results always give the same characters. */
export interface ReportWriter {
  readonly format: string;
  /** What follows `<name>_` in the file's name: `anomalies.json`. */
  readonly suffix: string;
  write(results: Results): Iterable<string>;
}
