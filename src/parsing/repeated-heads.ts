import { COLON, isBlank, isDigit, isLetter, SLASH, standsAt } from "./bytes.ts";
import { isStart, kindOf, LANGUAGE, LINK, languageOf, linkOf } from "./continuation.ts";
import type { EventColumns } from "./event-columns.ts";
import { type Fields, SLOT } from "./fields.ts";
import { behindOneBlank, firstInk } from "./text.ts";
import { traceReader } from "./trace.ts";

/** Formats whose writers put a head before every line, also of one record. */
const TRACED = new Set(["syslog", "syslog-iso", "syslog-5424", "timed"]);
/** PHP's own log: the time is the tag, and what stands behind it is looked at as a whole. */
const TAGGED = "named-month";
const DETAILED = new Set(["postgres"]);
/** What PostgreSQL writes behind a message, each with the head of the message. */
const DETAILS = ["DETAIL", "HINT", "CONTEXT", "STATEMENT", "QUERY", "LOCATION"];

/**
 * What lines of traces begin with where no trace is open yet: the second byte by the first, 1 for any, two ways each. Most
 * other lines need not be looked at.
 */
const SECOND = [new Uint8Array(256), new Uint8Array(256)] as const;
for (const [way, pairs] of ["at Fi fr +- .. -- Ca Tr pa go th ** Un PH", "fa"].entries())
  for (const pair of pairs.split(" ")) (way === 0 ? SECOND[0] : SECOND[1])[pair.charCodeAt(0)] = pair.charCodeAt(1);
SECOND[0][SLASH] = 1;

function isCandidate(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]!;
  const second = SECOND[0][first]!;
  return second > 0 && (second === 1 || second === bytes[at + 1] || SECOND[1][first] === bytes[at + 1]);
}

/** Joins lines that have a head and yet go on with the line before them: one writer, no other line between. */
export interface RepeatedHeads {
  /** Whether the line, which was read into `fields` (undefined: it is plain text), belongs to the last event. */
  goesOn(columns: EventColumns, bytes: Uint8Array, from: number, to: number, fields: Fields | undefined): boolean;
  readonly isTrace: boolean;
}

/** Undefined: lines of the format that have a head are records. */
export function repeatedHeads(format: string | undefined, text: Uint8Array): RepeatedHeads | undefined {
  if (format === undefined || format === TAGGED || TRACED.has(format)) return wrappedTraces(text, format === TAGGED);
  return DETAILED.has(format) ? details(text) : undefined;
}

function details(text: Uint8Array): RepeatedHeads {
  return {
    isTrace: false,
    goesOn(columns, bytes, from, _to, fields) {
      if (columns.length === 0 || fields?.messageIn !== bytes) return false;
      const start = detailStart(bytes, from, fields.spans[SLOT.message]!);
      if (start < 0) return false;
      return sameProcess(bytes, from, start, text, columns.start[columns.length - 1]!);
    },
  };
}

/** Where the word begins that says that the line belongs to the message before; -1: there is none. */
export function detailStart(bytes: Uint8Array, from: number, messageStart: number): number {
  let end = messageStart;
  while (end > from && (isBlank(bytes[end - 1]) || bytes[end - 1] === COLON)) end--;
  let start = end;
  while (start > from && isLetter(bytes[start - 1])) start--;
  return DETAILS.some((word) => word.length === end - start && standsAt(bytes, start, end, word)) ? start : -1;
}

/** Whether `[12345]`, which stands in both heads, is the same number. */
function sameProcess(bytes: Uint8Array, from: number, to: number, others: Uint8Array, otherFrom: number): boolean {
  let at = from;
  while (at < to && bytes[at] !== 91) at++;
  let other = otherFrom;
  while (other < others.length && other - otherFrom < to - from && others[other] !== 91) other++;
  if (at >= to || others[other] !== 91) return false;
  do {
    at++;
    other++;
  } while (at < to && isDigit(bytes[at]) && bytes[at] === others[other]);
  return !isDigit(bytes[at]) && !isDigit(others[other]);
}

/** Longest tag that is looked for. */
const TAG_BYTES = 100;

/** Behind `[pid 12]`, `[worker-3]:` at the start of a message, where something follows; else the start. */
export function tagEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 91) return start;
  const last = Math.min(end, start + TAG_BYTES);
  let at = start + 1;
  while (at < last && bytes[at] !== 93) at++;
  at++;
  if (bytes[at] === COLON) at++;
  return at < end && isBlank(bytes[at]) ? at : start;
}

function wrappedTraces(text: Uint8Array, isTagged: boolean): RepeatedHeads {
  const trace = traceReader(false);
  /** Whether host, component, process and tag, as they stand before what was written, are those of the last event. */
  function sameWriter(columns: EventColumns, bytes: Uint8Array, at: number, behind: number, fields?: Fields): boolean {
    const row = columns.length - 1;
    const start = columns.start[row]!;
    let other = fields === undefined ? start : columns.messageStart[row]!;
    if (other < start || other > columns.end[row]!) return false;
    for (let i = at; i < behind; i++) if (bytes[i] !== text[other + i - at]) return false;
    if (fields === undefined) return true;
    const { spans } = fields;
    const names = [SLOT.host, SLOT.component].filter((slot) => spans[slot + 1]! > 0).map((slot) => spans[slot]!);
    if (names.length === 0) return true;
    const first = Math.min(...names);
    let end = at;
    while (end > first && isBlank(bytes[end - 1])) end--;
    while (other > start && isBlank(text[other - 1])) other--;
    while (end > first && other > start) if (bytes[--end] !== text[--other]) return false;
    return end === first && (other === start || isBlank(text[other - 1]));
  }
  return {
    isTrace: true,
    goesOn(columns, bytes, from, to, found) {
      if (found !== undefined && found.messageIn !== bytes) return false;
      const fields = isTagged ? undefined : found;
      const at = fields === undefined ? from : fields.spans[SLOT.message]!;
      const behind = tagEnd(bytes, at, to);
      const ink = behind === at ? at : firstInk(bytes, behind, to);
      if (!trace.isOpen && !isCandidate(bytes, ink)) return false;
      const isSame = columns.length > 0 && sameWriter(columns, bytes, at, behind, fields);
      if (ink >= to) {
        // Between the traces of a chain.
        trace.blank();
        return isSame;
      }
      const start = behindOneBlank(bytes, behind === at ? from : behind, ink);
      const link = linkOf(bytes, start, to);
      // A frame that stands where messages stand is a sentence that begins like one.
      const canJoin =
        kindOf(link) !== LINK.trace || trace.isOpen || isBlank(bytes[start]) || languageOf(link) === LANGUAGE.numbered;
      if (isSame && canJoin && trace.joins(link, false, bytes, start, to)) return true;
      trace.event(isStart(link) ? link : LINK.none, bytes, start, to);
      return false;
    },
  };
}
