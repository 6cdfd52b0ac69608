import { type Detected, detect } from "./detection.ts";
import { unsureUnits } from "./epoch-value.ts";
import { Fields, SLOT } from "./fields.ts";
import { columnsOf } from "./header.ts";
import { readJsonLine } from "./json-line.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { RecordFormat } from "./record-format.ts";
import { RECORD_FORMATS, recordsOf } from "./records.ts";
import { hasHalfDays, type SampleLine } from "./sample-line.ts";

/** How a source is read, and what is doubtful about that. */
export interface Choice extends Detected {
  /** The columns that a line of the file names. */
  readonly columns: Recognizer | undefined;
  /** Its records have several lines, none of which says all. */
  readonly records: RecordFormat | undefined;
  /** Most messages are JSON: what is inside goes before what is outside. */
  readonly holdsJson: boolean;
  /** What the lines can also be read as: the first one that only fits this decides. */
  readonly other: Recognizer | undefined;
  readonly doubts: readonly { readonly kind: "format" | "date"; readonly text: string }[];
}

/** The hint that every line is its message. */
export const PLAIN = "plain";

/** Name of the format that lines are written in. */
export const nameOf = ({ records, recognizer }: Pick<Choice, "records" | "recognizer">): string =>
  records?.name ?? recognizer?.format.name ?? PLAIN;

const CERTAIN = {
  recognizer: undefined,
  confidence: 1,
  joinsLoose: false,
  isSearched: false,
  columns: undefined,
  records: undefined,
  holdsJson: false,
  other: undefined,
  doubts: [],
} satisfies Choice;
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
  if (hint === PLAIN) return CERTAIN;
  const hinted = [...own, ...all].find(({ format }) => format.name === hint);
  if (hinted !== undefined) {
    const confidence = shareOf(hinted, sample);
    const isIdle = confidence === 0 && sample.length > 0;
    const text = `none of the first ${sample.length} lines is written as ${hint}, which --format-hint asks for`;
    return {
      ...CERTAIN,
      recognizer: hinted,
      confidence,
      holdsJson: holdsJson(hinted, sample),
      doubts: isIdle ? [{ kind: "format", text }] : [],
    };
  }
  const named = columnsOf(sample);
  if (named !== undefined) {
    const { recognizer, doubts } = named;
    return {
      ...CERTAIN,
      recognizer,
      columns: recognizer,
      joinsLoose: recognizer.format.kind === "csv",
      doubts: doubts.map((text) => ({ kind: "date", text })),
    };
  }
  const records = hint === undefined ? recordsOf(sample) : RECORD_FORMATS.find(({ name }) => name === hint);
  if (records !== undefined) return { ...CERTAIN, records };
  if (own.length > 0) {
    const found = detect(sample, own);
    if (found.recognizer !== undefined && !found.isSearched && shareOf(found.recognizer, sample) >= LEAST_OWN)
      return { ...CERTAIN, ...found, holdsJson: holdsJson(found.recognizer, sample) };
  }
  const found = monthsOf(detect(sample, all), sample, all);
  const { doubts = [], ...rest } = doubtsOf(found, sample, all);
  return {
    ...CERTAIN,
    ...found,
    holdsJson: holdsJson(found.recognizer, sample),
    ...rest,
    doubts: [...doubts, ...unreadJson(sample[0]).map((text) => ({ kind: "format" as const, text }))],
  };
}

const LIST =
  "begins with a JSON list, or an object over several lines, and JSON is read one object a line: jq -c '.[]' (or '.items[]') writes it so";
const BATCHES =
  "lines of OTLP hold several records each, and the first of each is read: jq -c '.resourceLogs[].scopeLogs[].logRecords[]' writes one a line";

/** What of JSON is not read, where the first line begins something else than one object a line. */
function unreadJson(first: SampleLine | undefined): readonly string[] {
  if (first === undefined) return [];
  const { bytes, start, end } = first;
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 4096))).trim();
  if (/^\{"resource(?:Logs|_logs)"/.test(text)) return text.split('"body"').length > 2 ? [BATCHES] : [];
  return /^(?:[[{]$|\[\s*\{|\{\s*"(?:Records|items|events|logs)"\s*:\s*\[)/.test(text) ? [LIST] : [];
}

/** Whether most messages of a text format are JSON objects, as of services that print JSON to syslog. */
function holdsJson(recognizer: Recognizer | undefined, sample: readonly SampleLine[]): boolean {
  if (recognizer?.format.kind !== "text" && recognizer?.format.kind !== "pattern") return false;
  const fields = new Fields();
  const inner = new Fields();
  let fits = 0;
  let held = 0;
  for (const { bytes, start, end } of sample) {
    if (fit(recognizer, bytes, start, end, fields) === 0) continue;
    fits++;
    const { spans, messageIn } = fields;
    if (readJsonLine(messageIn, spans[SLOT.message] ?? 0, spans[SLOT.message + 1] ?? 0, inner)) held++;
  }
  return held * 2 > fits;
}

const YEAR_LAST = ["day-first", "month-first"];

/** Where dates can be read in both ways and times of day are written with AM and PM, the month stands first. */
function monthsOf(found: Detected, sample: readonly SampleLine[], all: readonly Recognizer[]): Detected {
  const other = all.find(({ format }) => format.name === "month-first");
  const { recognizer } = found;
  if (recognizer?.format.name !== "day-first" || other === undefined || !hasHalfDays(sample)) return found;
  return shareOf(other, sample) < shareOf(recognizer, sample) ? found : { ...found, recognizer: other };
}

/** Dates and numbers that can be read in two ways. */
function doubtsOf(
  { recognizer }: Detected,
  sample: readonly SampleLine[],
  all: readonly Recognizer[],
): Partial<Pick<Choice, "doubts" | "other">> {
  if (recognizer === undefined) return {};
  const { name, kind } = recognizer.format;
  if (kind === "json" || kind === "prefixed-json" || kind === "logfmt") {
    const before = unsureUnits();
    shareOf(recognizer, sample);
    const text =
      "times that are numbers of an unusual size: they are read as seconds, milli-, micro- or nanoseconds by their size, and may be wrong";
    return unsureUnits() > before ? { doubts: [{ kind: "date", text }] } : {};
  }
  const other = all.find(({ format }) => format.name !== name && YEAR_LAST.includes(format.name));
  if (!YEAR_LAST.includes(name) || other === undefined || shareOf(other, sample) < shareOf(recognizer, sample))
    return {};
  const [read, meant] = name === "day-first" ? ["day", "month"] : ["month", "day"];
  const text = `no date of the first ${sample.length} lines tells the day from the month: the ${read} is read first; --format-hint ${other.format.name} reads the ${meant} first`;
  return { doubts: [{ kind: "date", text }], other };
}
