import { LINK, linkOf } from "./continuation.ts";
import { Fields } from "./fields.ts";
import { joinsLoose } from "./loose.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { SampleLine } from "./sample-line.ts";
import { searchTime } from "./time-search.ts";

/** How a source is written. */
export interface Detected {
  /** Undefined: plain text. */
  readonly recognizer: Recognizer | undefined;
  /** 0 to 1. */
  readonly confidence: number;
  /** Lines that no format fits belong to the record before them. */
  readonly joinsLoose: boolean;
  /** The format was made for the source by where its times stand; levels are to be looked for. */
  readonly isSearched: boolean;
}

/** Non-empty lines that are looked at. */
export const SAMPLE_LINES = 200;
/** A sample is closed when it reaches this size, so that huge lines do not fill the memory. */
export const SAMPLE_BYTES = 4 * 1024 * 1024;
/** Formats this near to the best ratio are equals; then the one that asks most wins. */
const TOLERANCE = 0.05;
/** A format that fewer lines fit is chance. */
const LEAST = 0.3;
/** Unless the lines between come regularly behind its records, as statements that are printed do. */
const LEAST_REGULAR = 0.1;
const LONGEST = 8192;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Finds the format of a source by its first lines. Lines that continue a record are not held against a format. */
export function detect(sample: readonly SampleLine[], all: readonly Recognizer[]): Detected {
  const fields = new Fields();
  // Only the beginning of a line is looked at where it is huge, except for JSON, which needs its end.
  const continues = sample.map(
    ({ bytes, start, end }) => linkOf(bytes, start, Math.min(end, start + LONGEST)) !== LINK.none,
  );
  const timed = new Uint8Array(sample.length);
  const scored = all.map((recognizer) => {
    let matched = 0;
    let considered = 0;
    let asked = 0;
    sample.forEach(({ bytes, start, end }, i) => {
      const fits = fit(recognizer, bytes, start, end, fields);
      if (fits > 0) {
        matched++;
        asked += fits;
        if (!Number.isNaN(fields.moment.ms)) timed[i] = 1;
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
  const isLoose = sample.map((_, i) => continues[i] !== true && timed[i] === 0);
  if (best < LEAST) {
    const likeliest = scored.filter(({ ratio }) => ratio > best - TOLERANCE).toSorted((a, b) => b.asked - a.asked)[0];
    if (likeliest !== undefined && best >= LEAST_REGULAR && joinsLoose(likeliest.recognizer, sample, isLoose))
      return {
        recognizer: likeliest.recognizer,
        confidence: rounded(best * sureness),
        joinsLoose: true,
        isSearched: false,
      };
    const searched = searchTime(sample.filter((_, i) => continues[i] !== true));
    return {
      recognizer: searched,
      confidence: rounded((1 - best) * sureness),
      joinsLoose: searched !== undefined && joinsLoose(searched, sample, isLoose),
      isSearched: searched !== undefined,
    };
  }
  const near = scored.filter(({ ratio }) => ratio >= LEAST && ratio >= best - TOLERANCE);
  const most = Math.max(...near.map(({ asked }) => asked));
  const winner = near
    .filter(({ asked }) => asked === most)
    .map((one, _, { length }) => ({ ...one, span: length > 1 ? spanOf(one.recognizer, sample) : 0 }))
    .reduce((a, b) => (b.ratio > a.ratio || (b.ratio === a.ratio && b.span < a.span) ? b : a));
  return {
    recognizer: winner.recognizer,
    confidence: rounded(winner.ratio * sureness),
    joinsLoose: joinsLoose(winner.recognizer, sample, isLoose),
    isSearched: false,
  };
}

/** Milliseconds from the oldest to the newest line. Of two readings of a date the one that makes the sample shorter is likelier. */
function spanOf(recognizer: Recognizer, sample: readonly SampleLine[]): number {
  const fields = new Fields();
  const times = sample.flatMap(({ bytes, start, end }) =>
    fit(recognizer, bytes, start, end, fields) > 0 && fields.moment.ms >= 0 ? [fields.moment.ms] : [],
  );
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}
