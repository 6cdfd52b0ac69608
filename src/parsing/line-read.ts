import type { TimeReader } from "./moment.ts";

/** On which digits of a line it depended how the line was read. */
export interface LineRead {
  /** What read its time; undefined: none was looked for. */
  readonly read: TimeReader | undefined;
  /** Where the time began, and where it ended. */
  readonly at: number;
  readonly next: number;
  /** The time was read as if the line ended with it. */
  readonly isApart: boolean;
  /** Places of what was compared or computed with, outside of the time. Of all other digits it was asked only where they stand. */
  readonly pins: readonly number[];
}
