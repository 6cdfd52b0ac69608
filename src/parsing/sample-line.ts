/** One line of the sample by which a source's format is found. */
export interface SampleLine {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Whether times of day are written with AM and PM: who writes so writes the month before the day. */
export const hasHalfDays = (lines: readonly SampleLine[]): boolean =>
  lines.some(({ bytes, start, end }) =>
    /\d:\d\d [AP]M\b/.test(new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 400)))),
  );
