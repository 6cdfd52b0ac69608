import { MONTH_FIRST } from "./csv-header.ts";
import { csvReader } from "./csv-line.ts";
import { readEventXml } from "./event-xml.ts";
import { Fields, SLOT } from "./fields.ts";
import type { Format } from "./format.ts";
import { readJsonLine, readPrefixedJson } from "./json-line.ts";
import { forgetLine, matches } from "./layout-matcher.ts";
import { leads } from "./lead.ts";
import { readLogfmtLine } from "./logfmt-line.ts";
import type { Moment } from "./moment.ts";
import { type LineReader, patternReader } from "./pattern-line.ts";
import { compile, type Program } from "./program.ts";

/** A format, ready to read lines. */
export interface Recognizer {
  readonly format: Format;
  readonly programs: readonly Program[];
  /** 1 for each byte that its lines can begin with. */
  readonly first: Uint8Array;
  /** Of formats that have no programs. */
  readonly read: LineReader | undefined;
  /** Its lines carry a label that must reach nothing. */
  readonly isLabelled: boolean;
  /** The component is two columns joined by a dot. */
  readonly joinsComponent: boolean;
  /** How much it asks of a line. */
  readonly specificity: number;
}

const STRUCTURED_SPECIFICITY = {
  json: 30,
  "prefixed-json": 5,
  logfmt: 12,
  "event-xml": 30,
  csv: 30,
  pattern: 1000,
} as const;

const READERS: Readonly<Record<string, LineReader>> = {
  json: readJsonLine,
  "prefixed-json": readPrefixedJson,
  logfmt: readLogfmtLine,
  "event-xml": readEventXml,
};

/** What reads the lines of a format that has no programs. */
function readerOf({ kind, layouts: [text = "", order] }: Format): ReturnType<typeof patternReader> | undefined {
  if (kind === "pattern") return patternReader(text);
  return kind === "csv" ? csvReader(text, order !== MONTH_FIRST) : READERS[kind];
}

/** Compiles formats. */
export const recognizers = (formats: readonly Format[]): readonly Recognizer[] =>
  formats.map((format) => {
    const programs = format.kind === "text" ? format.layouts.map(compile) : [];
    const read = readerOf(format);
    const first = new Uint8Array(256);
    for (const program of programs) for (let byte = 0; byte < 256; byte++) first[byte]! |= program.first[byte]!;
    if (format.kind === "json") first[123] = 1;
    if (format.kind === "event-xml") first[60] = 1;
    if (format.kind === "prefixed-json") first.fill(1, 33);
    if (format.kind === "pattern" || format.kind === "csv") first.fill(1);
    if (format.kind === "logfmt") first.fill(1, 60, 61).fill(1, 65, 123);
    const asked = programs.map((program) => program.specificity);
    return {
      format,
      programs,
      first,
      read: typeof read === "function" ? read : undefined,
      isLabelled: programs.some((program) => program.isLabelled),
      joinsComponent: format.layouts.some((layout) => layout.includes("<component> <component>")),
      specificity: format.kind === "text" ? Math.max(...asked) : STRUCTURED_SPECIFICITY[format.kind],
    };
  });

/** How much the layout that fits the line asks of it; 0: none fits. Fills `fields`; what the message wraps is not looked into. */
export function fit(recognizer: Recognizer, bytes: Uint8Array, start: number, end: number, fields: Fields): number {
  if (start >= end || recognizer.first[bytes[start]!] === 0) return 0;
  if (recognizer.read !== undefined) return recognizer.read(bytes, start, end, fields) ? recognizer.specificity : 0;
  forgetLine();
  for (const program of recognizer.programs)
    if (matches(program, bytes, start, end, fields)) return program.specificity;
  return 0;
}

/** Reads lines that a source's own format does not fit, and lines inside of lines. */
export interface Guesser {
  /** The format that fits best, and the fields of it; undefined: none. */
  guess(bytes: Uint8Array, start: number, end: number, fields: Fields): Recognizer | undefined;
  /** Reads what a wrapping format's message holds; what is inside goes before what is outside. False: nothing that is known. */
  unwrap(fields: Fields): boolean;
}

/** `all` in the order of the list; only formats that are sure of themselves are guessed: those with a whole time, and JSON. */
export function guesser(all: readonly Recognizer[]): Guesser {
  const beginnings = leads();
  const entries = all.flatMap((recognizer): (Entry & { specificity: number })[] =>
    recognizer.format.kind === "text"
      ? recognizer.programs.map((program) => ({
          recognizer,
          program,
          lead: beginnings.of(program),
          specificity: program.specificity,
        }))
      : [{ recognizer, program: undefined, lead: -1, specificity: recognizer.specificity }],
  );
  const sorted = entries.toSorted((a, b) => b.specificity - a.specificity);
  const sure = sorted.filter(({ program }) => program === undefined || program.isTimed);
  const inside = sorted.filter(
    ({ recognizer }) => recognizer.format.wraps !== true || recognizer.format.kind === "json",
  );
  const outside = byFirst(sure);
  const within = byFirst(inside);
  const inner = new Fields();

  function first(entriesAt: ReturnType<typeof byFirst>, bytes: Uint8Array, start: number, end: number, fields: Fields) {
    if (start >= end) return undefined;
    forgetLine();
    beginnings.next();
    for (const { recognizer, program, lead } of entriesAt(bytes[start]!)) {
      if (lead >= 0 && !beginnings.fits(lead, bytes, start, end)) continue;
      if (
        program !== undefined
          ? matches(program, bytes, start, end, fields)
          : fit(recognizer, bytes, start, end, fields) > 0
      )
        return recognizer;
    }
    return undefined;
  }

  function unwrap(fields: Fields, depth: number): boolean {
    const { spans, messageIn } = fields;
    const start = spans[SLOT.message]!;
    let end = spans[SLOT.message + 1]!;
    // Docker keeps the line break of the line that it wraps.
    while (end > start && messageIn[end - 1]! <= 32) end--;
    if (first(within, messageIn, start, end, inner) === undefined) return false;
    if (saysMore(inner.moment, fields.moment)) fields.moment.copy(inner.moment);
    if (inner.level > 0) fields.level = inner.level;
    for (const [slot, name] of [
      [SLOT.component, "componentIn"],
      [SLOT.host, "hostIn"],
      [SLOT.message, "messageIn"],
    ] as const) {
      if (slot !== SLOT.message && inner.spans[slot + 1] === inner.spans[slot]) continue;
      spans[slot] = inner.spans[slot]!;
      spans[slot + 1] = inner.spans[slot + 1]!;
      fields[name] = inner[name];
    }
    if (depth < 2 && fields.level === 0) unwrap(fields, depth + 1);
    return true;
  }
  return {
    guess(bytes, start, end, fields) {
      const found = first(outside, bytes, start, end, fields);
      if (found?.format.wraps === true && fields.level === 0) unwrap(fields, 0);
      return found;
    },
    unwrap: (fields) => unwrap(fields, 0),
  };
}

/** No zone is farther from UTC. */
const FARTHEST_ZONE = 15 * 3_600_000;

/** Whether the time of a line inside goes before the one outside: not where it names no zone and only that can tell them apart. */
const saysMore = (inner: Moment, outer: Moment): boolean =>
  !Number.isNaN(inner.ms) &&
  (inner.zoned ||
    !outer.zoned ||
    Number.isNaN(outer.ms) ||
    (inner.month === 0 && !(Math.abs(inner.ms - outer.ms) <= FARTHEST_ZONE)));

interface Entry {
  readonly recognizer: Recognizer;
  readonly program: Program | undefined;
  /** Its beginning, which others share; -1: none. */
  readonly lead: number;
}

/** Entries by the byte that a line begins with, each list made when a line first does. */
function byFirst(entries: readonly Entry[]): (byte: number) => readonly Entry[] {
  const lists: (readonly Entry[] | undefined)[] = new Array(256).fill(undefined);
  return (byte) => {
    lists[byte] ??= entries.filter(({ recognizer, program }) => (program?.first ?? recognizer.first)[byte] === 1);
    return lists[byte];
  };
}
