import { SAMPLE_LINES } from "./detection.ts";
import type { SampleLine } from "./sample-line.ts";

/** Lines that do not fit must be ahead of those that do by so many before the source is looked at again. */
const AHEAD = 200;
/** Each look waits twice as long as the one before, so that all of them cost little. */
const LONGEST_WAIT = 1_000_000;
/** Longer lines are not kept to look at. */
const LONGEST = 64 * 1024;
/** Where this share of the lines still fits, the source is a mix and has not changed. */
const MIXED = 0.3;

/** Share of the last lines that a format must fit to be that of the lines to come. */
export const LEAST_CHANGED = 0.6;

/** The lines of a source that were read by one format. */
export interface FormatStretch {
  readonly name: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** How many events fitted. */
  readonly events: number;
}

/** The format of a source. */
export interface MainFormat {
  readonly name: string;
  /** 0 to 1: how sure the format is, from the lines by which it was found. */
  readonly confidence: number;
  /** Share of the events that are written in it. */
  readonly ratio: number;
}

/** The format in which most events of a source are written. */
export function mainFormat(stretches: readonly FormatStretch[], events: number): MainFormat {
  const sums = new Map<string, FormatStretch>();
  for (const one of stretches) {
    const { confidence = one.confidence, events: more = 0 } = sums.get(one.name) ?? {};
    sums.set(one.name, { name: one.name, confidence, events: one.events + more });
  }
  const most = [...sums.values()].reduce((a, b) => (b.events > a.events ? b : a));
  const ratio = events === 0 ? 0 : Math.round((most.events / events) * 10_000) / 10_000;
  return { name: most.name, confidence: most.confidence, ratio };
}

/** Follows how many lines of a source fit its format, at no cost for those that do. */
export interface Drift {
  /** A line does not fit; `fits`: lines of the source so far that do. True: most of the last lines did not. */
  miss(bytes: Uint8Array, start: number, end: number, line: number, byte: number, fits: number): boolean;
  /** The last lines that did not fit. */
  readonly sample: readonly SampleLine[];
  /** Where they begin. */
  readonly line: number;
  readonly byte: number;
  /** Some of the last lines fit, many do not. */
  readonly isMixed: boolean;
  /** The sample was looked at. */
  looked(): void;
}

export function drift(): Drift {
  let sample: SampleLine[] = [];
  let ahead = 0;
  let wait = AHEAD;
  let fitsBefore = 0;
  let fitsSince = 0;
  let missesSince = 0;
  let line = 0;
  let byte = -1;
  const restart = (): void => {
    ahead = 0;
    fitsSince = 0;
    missesSince = 0;
    sample = [];
  };
  return {
    get sample() {
      return sample;
    },
    get line() {
      return line;
    },
    get byte() {
      return byte;
    },
    get isMixed() {
      return fitsSince > missesSince * MIXED;
    },
    miss(bytes, start, end, number, offset, fits) {
      const since = fits - fitsBefore;
      fitsBefore = fits;
      if (since >= ahead) restart();
      else {
        ahead -= since;
        fitsSince += since;
      }
      if (missesSince++ === 0) {
        line = number;
        byte = offset;
      }
      ahead++;
      if (ahead * 2 > wait && end - start <= LONGEST) {
        sample.push({ bytes: bytes.slice(start, end), start: 0, end: end - start });
        if (sample.length > SAMPLE_LINES) sample.shift();
      }
      return ahead >= wait;
    },
    looked() {
      restart();
      wait = Math.min(LONGEST_WAIT, wait * 2);
    },
  };
}
