/** One line of the sample by which a source's format is found. */
export interface SampleLine {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}
