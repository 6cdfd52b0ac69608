import { LINK, linkOf } from "./continuation.ts";
import { Fields } from "./fields.ts";
import { fit, type Recognizer } from "./recognizer.ts";

/** How a source is written. */
export interface Detected {
  /** Undefined: plain text. */
  readonly recognizer: Recognizer | undefined;
  /** 0 to 1. */
  readonly confidence: number;
}

/** One line of the sample. */
export interface SampleLine {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Non-empty lines that are looked at. */
export const SAMPLE_LINES = 200;
/** A sample is closed when it reaches this size, so that huge lines do not fill the memory. */
export const SAMPLE_BYTES = 4 * 1024 * 1024;
/** Formats this near to the best ratio are equals; then the one that asks most wins. */
const TOLERANCE = 0.05;
/** A format that fewer lines fit is chance. */
const LEAST = 0.3;
const LONGEST = 8192;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Finds the format of a source by its first lines. Lines that continue a record are not held against a format. */
export function detect(sample: readonly SampleLine[], all: readonly Recognizer[]): Detected {
  const fields = new Fields();
  // Only the beginning of a line is looked at where it is huge, except for JSON, which needs its end.
  const continues = sample.map(
    ({ bytes, start, end }) => linkOf(bytes, start, Math.min(end, start + LONGEST)) !== LINK.none,
  );
  const scored = all.map((recognizer) => {
    let matched = 0;
    let considered = 0;
    let asked = 0;
    sample.forEach(({ bytes, start, end }, i) => {
      const fits = fit(recognizer, bytes, start, end, fields);
      if (fits > 0) {
        matched++;
        asked += fits;
      }
      if (fits > 0 || !continues[i]) considered++;
    });
    return {
      recognizer,
      considered,
      ratio: considered === 0 ? 0 : matched / considered,
      asked: matched === 0 ? 0 : asked / matched,
    };
  });
  const best = Math.max(0, ...scored.map(({ ratio }) => ratio));
  const lines = sample.length;
  const sureness = lines / (lines + 1);
  if (best < LEAST) return { recognizer: undefined, confidence: rounded((1 - best) * sureness) };
  const winner = scored
    .filter(({ ratio }) => ratio >= LEAST && ratio >= best - TOLERANCE)
    .reduce((a, b) => (b.asked > a.asked ? b : a));
  return { recognizer: winner.recognizer, confidence: rounded(winner.ratio * sureness) };
}
