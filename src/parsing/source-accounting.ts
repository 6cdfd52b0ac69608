import type { TimeStyle } from "../core/iso-time.ts";
import type { MainFormat } from "./drift.ts";

/** What is known of one source after it was read: `lines = parsed + joined + sum of skipped`. */
export interface SourceAccounting {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  /** Events. */
  readonly parsed: number;
  /** Lines that belong to the event before them. */
  readonly joined: number;
  /** Lines by the reason why they are no event. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly format: MainFormat;
  readonly time: TimeStyle;
  /** The lines carry a label of a benchmark; it is thrown away. */
  readonly labelled: boolean;
  /** Events that are older than the one before them by more than a line can be late. */
  readonly late: number;
  /** Years to add to times whose format names none, so that the newest is not after the source was last written: 0 or less. */
  readonly yearShift: number;
}
