import { COLON, DOT, isBlank, isDigit, isLetter, standsAt } from "./bytes.ts";
import { kindOf, LANGUAGE, LINK, languageOf } from "./continuation.ts";
import { isCapital } from "./trace-places.ts";

/** Follows stack traces through the lines of a source, so that all lines of one stay one event. */
export interface TraceReader {
  /** Whether the line belongs to the event before it. `isHeaded`: records of the source begin with a head, which this line lacks. */
  joins(link: number, isHeaded: boolean, bytes: Uint8Array, start: number, end: number): boolean;
  /** A stack trace is under way. */
  readonly isOpen: boolean;
  /** The line begins an event. */
  event(link: number, bytes: Uint8Array, start: number, end: number): void;
  blank(): void;
}

const CHAIN = ["During handling of the above exception", "The above exception was the direct cause"];
const SLOW_QUERY = ["# Time: ", "# User@Host: "];

/** `joinsIndented`: without heads, an indented line belongs to any line before it; else to a trace only. */
export function traceReader(joinsIndented = true): TraceReader {
  let isOpen = false;
  let language: number = LANGUAGE.common;
  /** The line before said that another trace follows. */
  let isChained = false;
  /** The line before said that the next one is part of it, whatever it says. */
  let isAnnounced = false;
  /** Node told the place; what was thrown is still to come. */
  let isPlace = false;
  let sawGoroutine = false;
  let wasIndented = false;
  let afterBlank = false;
  /** A record of MySQL's slow query log: its statement may have any lines. */
  let isSlowQuery = false;
  let isSlowTime = false;
  /** All of the above is as it is behind a line that is no part of a trace. */
  let isCalm = false;

  const starts = (bytes: Uint8Array, start: number, end: number, texts: readonly string[]): boolean =>
    texts.some((text) => standsAt(bytes, start, end, text));
  const note = (link: number, bytes: Uint8Array, start: number, end: number): void => {
    const kind = kindOf(link);
    const written = languageOf(link);
    const isStarting = kind === LINK.traceStart || kind === LINK.heading;
    if (isStarting || kind === LINK.trace) {
      if (!isOpen || isPlace) language = written;
      else if (written === LANGUAGE.python && kind === LINK.traceStart) language = written;
      isOpen = true;
    }
    isAnnounced = isStarting && announces(written, bytes, start, end);
    isPlace = isStarting ? written === LANGUAGE.node : isPlace && kind !== LINK.trace;
    isChained = kind === LINK.inTrace && starts(bytes, start, end, CHAIN);
    if (kind === LINK.heading) sawGoroutine = true;
    wasIndented = kind === LINK.indented || (kind === LINK.trace && isBlank(bytes[start]));
  };
  const decide = (link: number, isHeaded: boolean, bytes: Uint8Array, start: number, end: number): boolean => {
    const kind = kindOf(link);
    const written = languageOf(link);
    switch (kind) {
      case LINK.trace:
        return true;
      case LINK.indented:
        return isHeaded || isOpen || (joinsIndented && !afterBlank);
      case LINK.inTrace:
        return isOpen && continues(written, language, bytes[start]);
      case LINK.heading:
        return isHeaded || (isOpen && (written === language || language === LANGUAGE.common));
      case LINK.traceStart:
        if (isHeaded) return true;
        if (!isOpen) return false;
        if (isPlace) return written === LANGUAGE.common;
        if (written === LANGUAGE.python) return isChained;
        // Ruby tells the cause behind the trace.
        if (written === LANGUAGE.ruby) return language === LANGUAGE.ruby && wasIndented && !isBlank(bytes[start]);
        // `fatal error:` follows what the runtime says of it.
        if (written === LANGUAGE.go)
          return language === LANGUAGE.go && !sawGoroutine && !standsAt(bytes, start, end, "panic: ");
        return written === LANGUAGE.common && language === LANGUAGE.python && wasIndented;
      default:
        // What Python raises may have any name.
        return isOpen && language === LANGUAGE.python && wasIndented && isClassName(bytes, start, end);
    }
  };
  return {
    get isOpen() {
      return isOpen;
    },
    joins(link, isHeaded, bytes, start, end) {
      isCalm = false;
      if (isSlowQuery) {
        const isNext =
          bytes[start] === 35 && starts(bytes, start, end, isSlowTime ? SLOW_QUERY.slice(0, 1) : SLOW_QUERY);
        isSlowTime = false;
        return !isNext;
      }
      if (!isAnnounced && !decide(link, isHeaded, bytes, start, end)) return false;
      note(link, bytes, start, end);
      afterBlank = false;
      return true;
    },
    event(link, bytes, start, end) {
      const isPlain = link === LINK.none && bytes[start] !== 35;
      if (isPlain && isCalm) return;
      isCalm = isPlain;
      isOpen = false;
      language = LANGUAGE.common;
      isPlace = false;
      sawGoroutine = false;
      afterBlank = false;
      isSlowQuery = bytes[start] === 35 && starts(bytes, start, end, SLOW_QUERY);
      isSlowTime = isSlowQuery && standsAt(bytes, start, end, "# Time: ");
      if (link !== LINK.none) note(link, bytes, start, end);
      else {
        isAnnounced = false;
        isChained = false;
        wasIndented = false;
      }
    },
    blank() {
      isCalm = false;
      afterBlank = true;
    },
  };
}

/** Whether a line as `written` can follow in a trace of `language`. What has a named exception only may be anyone's. */
const continues = (written: number, language: number, first: number | undefined): boolean =>
  written === language ||
  (language === LANGUAGE.common && (written === LANGUAGE.node || (written === LANGUAGE.numbered && first === 35)));

/** Whether the next line belongs to this one: the message of a panic, what Dart did not catch, the code that Node shows. */
function announces(language: number, bytes: Uint8Array, start: number, end: number): boolean {
  if (language === LANGUAGE.node) return true;
  if (language === LANGUAGE.numbered) return standsAt(bytes, start, end, "Unhandled exception:");
  return language === LANGUAGE.rust && bytes[start] === 116 && bytes[end - 1] === COLON;
}

/** `shop.errors.OutOfStock: none left`, `Http404`: a name as classes have, alone or before a colon. */
function isClassName(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  let last = start;
  while (at < end && (isLetter(bytes[at]) || isDigit(bytes[at]) || bytes[at] === DOT || bytes[at] === 95)) {
    if (bytes[at] === DOT) last = at + 1;
    at++;
  }
  if (at === last || !(isCapital(bytes[last]) || last > start)) return false;
  return at === end || (bytes[at] === COLON && (at + 1 === end || isBlank(bytes[at + 1])));
}
