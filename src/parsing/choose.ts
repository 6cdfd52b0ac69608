import { type Detected, detect } from "./detection.ts";
import { unsureUnits } from "./epoch-value.ts";
import { Fields } from "./fields.ts";
import { columnsOf } from "./header.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { SampleLine } from "./sample-line.ts";

/** How a source is read, and what is doubtful about that. */
export interface Choice extends Detected {
  /** The columns that a line of the file names. */
  readonly columns: Recognizer | undefined;
  readonly doubts: readonly { readonly kind: "format" | "date"; readonly text: string }[];
}

/** The hint that every line is its message. */
export const PLAIN = "plain";

const CERTAIN: Detected = { recognizer: undefined, confidence: 1, joinsLoose: false, isSearched: false };
/** Formats of the user's that fewer lines fit are tried on each line, and are not the format of the source. */
const LEAST_OWN = 0.3;

/** Share of the lines that fit. */
function shareOf(recognizer: Recognizer, sample: readonly SampleLine[]): number {
  const fields = new Fields();
  const fits = sample.filter(({ bytes, start, end }) => fit(recognizer, bytes, start, end, fields) > 0);
  return sample.length === 0 ? 0 : Math.round((1000 * fits.length) / sample.length) / 1000;
}

/** Decides how a source is read: by the hint, by what a header names, by formats of the user's, or by what its lines look like. */
export function choose(
  sample: readonly SampleLine[],
  all: readonly Recognizer[],
  own: readonly Recognizer[],
  hint: string | undefined,
): Choice {
  if (hint === PLAIN) return { ...CERTAIN, columns: undefined, doubts: [] };
  const hinted = [...own, ...all].find(({ format }) => format.name === hint);
  if (hinted !== undefined) {
    const confidence = shareOf(hinted, sample);
    const isIdle = confidence === 0 && sample.length > 0;
    const text = `none of the first ${sample.length} lines is written as ${hint}, which --format-hint asks for`;
    return {
      ...CERTAIN,
      recognizer: hinted,
      confidence,
      columns: undefined,
      doubts: isIdle ? [{ kind: "format", text }] : [],
    };
  }
  const columns = columnsOf(sample);
  if (columns !== undefined) return { ...CERTAIN, recognizer: columns, columns, doubts: [] };
  if (own.length > 0) {
    const found = detect(sample, own);
    if (found.recognizer !== undefined && !found.isSearched && shareOf(found.recognizer, sample) >= LEAST_OWN)
      return { ...found, columns, doubts: [] };
  }
  const found = detect(sample, all);
  return { ...found, columns, doubts: doubtsOf(found, sample, all) };
}

const YEAR_LAST = ["day-first", "month-first"];

/** Dates and numbers that can be read in two ways. */
function doubtsOf(
  { recognizer }: Detected,
  sample: readonly SampleLine[],
  all: readonly Recognizer[],
): Choice["doubts"] {
  if (recognizer === undefined) return [];
  const { name, kind } = recognizer.format;
  if (kind === "json" || kind === "logfmt") {
    const before = unsureUnits();
    shareOf(recognizer, sample);
    const text =
      "times that are numbers of an unusual size: they are read as seconds, milli-, micro- or nanoseconds by their size, and may be wrong";
    return unsureUnits() > before ? [{ kind: "date", text }] : [];
  }
  const other = all.find(({ format }) => format.name !== name && YEAR_LAST.includes(format.name));
  if (!YEAR_LAST.includes(name) || other === undefined || shareOf(other, sample) < shareOf(recognizer, sample))
    return [];
  const [read, meant] = name === "day-first" ? ["day", "month"] : ["month", "day"];
  const text = `no date of the first ${sample.length} lines tells the day from the month: the ${read} is read first; --format-hint ${other.format.name} reads the ${meant} first`;
  return [{ kind: "date", text }];
}
