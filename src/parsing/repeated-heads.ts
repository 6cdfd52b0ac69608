import { COLON, isBlank, isDigit, isLetter, SLASH, standsAt } from "./bytes.ts";
import { isStart, kindOf, LINK, linkOf } from "./continuation.ts";
import type { EventColumns } from "./event-columns.ts";
import { type Fields, SLOT } from "./fields.ts";
import { behindOneBlank } from "./text.ts";
import { traceReader } from "./trace.ts";

/** Formats whose writers put a head before every line, also of one record. */
const TRACED = new Set(["syslog", "syslog-iso", "syslog-5424", "timed"]);
const DETAILED = new Set(["postgres"]);
/** What PostgreSQL writes behind a message, each with the head of the message. */
const DETAILS = ["DETAIL", "HINT", "CONTEXT", "STATEMENT", "QUERY", "LOCATION"];

/**
 * What lines of traces begin with where no trace is open yet: the second byte by the first, 1 for any, two ways each. Most
 * other lines need not be looked at.
 */
const SECOND = [new Uint8Array(256), new Uint8Array(256)] as const;
for (const [way, pairs] of ["at Fi fr +- .. -- Ca Tr pa go th ** Un", "fa"].entries())
  for (const pair of pairs.split(" ")) (way === 0 ? SECOND[0] : SECOND[1])[pair.charCodeAt(0)] = pair.charCodeAt(1);
SECOND[0][SLASH] = 1;

function isCandidate(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]!;
  const second = SECOND[0][first]!;
  return second > 0 && (second === 1 || second === bytes[at + 1] || SECOND[1][first] === bytes[at + 1]);
}

/** Joins lines that have a head and yet go on with the line before them: one writer, no other line between. */
export interface RepeatedHeads {
  /** Whether the line, which was read into `fields`, belongs to the last event. */
  goesOn(columns: EventColumns, bytes: Uint8Array, from: number, to: number, fields: Fields): boolean;
  readonly isTrace: boolean;
}

/** Undefined: lines of the format that have a head are records. */
export function repeatedHeads(format: string | undefined, text: Uint8Array): RepeatedHeads | undefined {
  if (format === undefined) return undefined;
  if (DETAILED.has(format)) return details(text);
  return TRACED.has(format) ? wrappedTraces(text) : undefined;
}

function details(text: Uint8Array): RepeatedHeads {
  return {
    isTrace: false,
    goesOn(columns, bytes, from, _to, { spans, messageIn }) {
      if (columns.length === 0 || messageIn !== bytes) return false;
      const start = detailStart(bytes, from, spans[SLOT.message]!);
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

function wrappedTraces(text: Uint8Array): RepeatedHeads {
  const trace = traceReader(false);
  /** Whether host, component and process, as they stand before the message, are those of the last event. */
  function sameWriter(columns: EventColumns, bytes: Uint8Array, at: number, { spans }: Fields): boolean {
    const row = columns.length - 1;
    const names = [SLOT.host, SLOT.component].filter((slot) => spans[slot + 1]! > 0).map((slot) => spans[slot]!);
    if (names.length === 0) return true;
    const first = Math.min(...names);
    const start = columns.start[row]!;
    let other = columns.messageStart[row]!;
    if (other < start || other > columns.end[row]!) return false;
    let end = at;
    while (end > first && isBlank(bytes[end - 1])) end--;
    while (other > start && isBlank(text[other - 1])) other--;
    while (end > first && other > start) if (bytes[--end] !== text[--other]) return false;
    return end === first && (other === start || isBlank(text[other - 1]));
  }
  return {
    isTrace: true,
    goesOn(columns, bytes, from, to, fields) {
      const at = fields.spans[SLOT.message]!;
      if (!trace.isOpen && !isCandidate(bytes, at)) return false;
      if (fields.messageIn !== bytes) return false;
      if (at >= to) {
        // Between the traces of a chain.
        trace.blank();
        return columns.length > 0 && sameWriter(columns, bytes, at, fields);
      }
      const start = behindOneBlank(bytes, from, at);
      const link = linkOf(bytes, start, to);
      // A frame that stands where messages stand is a sentence that begins like one.
      const canJoin = kindOf(link) !== LINK.trace || trace.isOpen || isBlank(bytes[start]);
      if (canJoin && columns.length > 0 && sameWriter(columns, bytes, at, fields)) {
        if (trace.joins(link, false, bytes, start, to)) return true;
      }
      trace.event(isStart(link) ? link : LINK.none, bytes, start, to);
      return false;
    },
  };
}
