import { COLON, isDigit, twoDigits } from "./bytes.ts";
import { Fields } from "./fields.ts";
import type { Format } from "./format.ts";
import { matches } from "./layout-matcher.ts";
import { compile, type Program } from "./program.ts";
import { type Recognizer, recognizers } from "./recognizer.ts";
import type { SampleLine } from "./sample-line.ts";
import { TIMES } from "./times.ts";

/** Fewer lines say nothing about where a time stands. */
const LEAST_LINES = 10;
/** Share of the lines that have their time in the one place. */
const LEAST_SHARE = 0.9;
/** Kinds that are sure of themselves; the first that reads most lines is taken. */
const KINDS = ["iso", "clf", "weekday", "syslog", "dayFirst", "monthFirst", "slashed", "compact", "epoch"];
const SEPARATORS = [" ", "|", ";", ",", "\\\t"];
const FARTHEST = 6;
const FARTHEST_BYTE = 500;
/** Times since the epoch look like any number: they are believed from 2000 to 2100, and where they grow. */
const OLDEST = Date.UTC(2000, 0);
const NEWEST = Date.UTC(2100, 0);

interface Candidate {
  readonly layout: string;
  readonly kind: string;
  readonly program: Program;
}

const candidate = (before: string, kind: string): Candidate => {
  const layout = `<message:start>${before}<time:${kind}>`;
  return { layout, kind, program: compile(layout) };
};
let common: readonly Candidate[] | undefined;

/** Places by their number of words or fields before; made when first asked for. */
const commonCandidates = (): readonly Candidate[] => {
  common ??= Array.from({ length: FARTHEST + 1 }, (_, before) =>
    SEPARATORS.filter((sign) => before > 0 || sign === " ").flatMap((sign) =>
      ["", "[", "(", '"'].flatMap((open) =>
        KINDS.map((kind) => candidate(`<skip>${sign}`.repeat(before) + open, kind)),
      ),
    ),
  ).flat();
  return common;
};

/** Places behind the very text that stands before the first time of the line. */
function candidatesOf({ bytes, start, end }: SampleLine): Candidate[] {
  const { moment } = new Fields();
  const until = Math.min(end, start + 80);
  for (let at = start + 1; at < until; at++)
    for (const kind of KINDS)
      if (kind !== "epoch" && (TIMES[kind]?.(bytes, at, end, moment) ?? -1) > 0) {
        const before = new TextDecoder().decode(bytes.subarray(start, at));
        return [candidate(before.replace(/./gsu, "\\$&"), kind)];
      }
  return [];
}

/** Whether the line holds `d:dd` or six digits in a row: a line with a time does, and looking is cheap. */
function mayHoldTime({ bytes, start, end }: SampleLine): boolean {
  let digits = 0;
  for (let at = start; at < end && at < start + FARTHEST_BYTE; at++) {
    if (isDigit(bytes[at])) {
      if (++digits === 6) return true;
    } else {
      if (bytes[at] === COLON && digits > 0 && at + 2 < end && twoDigits(bytes, at + 1) >= 0) return true;
      digits = 0;
    }
  }
  return false;
}

/** Where no format fits: the place at which nearly all lines have a time of a known kind. The whole line stays the message. */
export function searchTime(sample: readonly SampleLine[]): Recognizer | undefined {
  if (sample.length < LEAST_LINES) return undefined;
  if (sample.filter(mayHoldTime).length < sample.length * LEAST_SHARE) return undefined;
  const fields = new Fields();
  let best: Candidate | undefined;
  let most = Math.ceil(sample.length * LEAST_SHARE) - 1;
  for (const tried of [...commonCandidates(), ...sample.slice(0, 2).flatMap(candidatesOf)]) {
    let count = 0;
    let missed = 0;
    let before = Number.NEGATIVE_INFINITY;
    for (const { bytes, start, end } of sample) {
      let fits = matches(tried.program, bytes, start, end, fields);
      if (fits && tried.kind === "epoch") {
        const { ms } = fields.moment;
        fits = ms >= OLDEST && ms <= NEWEST && ms >= before;
        before = ms;
      }
      if (fits) count++;
      else if (++missed > sample.length - most) break;
    }
    if (count <= most) continue;
    most = count;
    best = tried;
  }
  if (best === undefined) return undefined;
  const format: Format = {
    name: "time-inside",
    summary: "a time in a known form at one place of every line",
    kind: "text",
    layouts: [best.layout],
    samples: [],
    negatives: [],
  };
  return recognizers([format])[0];
}
