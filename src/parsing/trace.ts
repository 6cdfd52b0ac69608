import { standsAt } from "./bytes.ts";
import { LINK } from "./continuation.ts";

/** Follows stack traces through the lines of a source, so that all lines of one stay one event. */
export interface TraceReader {
  /** Whether the line belongs to the event before it. `isHeaded`: records of the source begin with a head, which this line lacks. */
  joins(link: number, isHeaded: boolean, bytes: Uint8Array, start: number): boolean;
  /** A stack trace is under way. */
  readonly isOpen: boolean;
  /** The line begins an event. */
  event(link: number, bytes: Uint8Array, start: number): void;
  blank(): void;
}

const CHAIN = ["During handling of the above exception", "The above exception was the direct cause"];
/** Dart names what was thrown on a line of its own. */
const ANNOUNCES = ["Unhandled exception:"];
const GO = ["panic: ", "fatal error: ", "goroutine "];

export function traceReader(): TraceReader {
  let isOpen = false;
  let isPython = false;
  let isGo = false;
  /** The line before said that another trace follows. */
  let isChained = false;
  /** The line before said that the next one names what was thrown. */
  let isAnnounced = false;
  let wasIndented = false;
  let afterBlank = false;
  const starts = (bytes: Uint8Array, start: number, texts: readonly string[]): boolean =>
    texts.some((text) => standsAt(bytes, start, bytes.length, text));
  const note = (link: number, bytes: Uint8Array, start: number): void => {
    if (link === LINK.trace || link === LINK.traceStart) isOpen = true;
    if (link === LINK.traceStart) {
      if (starts(bytes, start, ["Traceback"])) isPython = true;
      if (starts(bytes, start, GO)) isGo = true;
    }
    isAnnounced = link === LINK.traceStart && starts(bytes, start, ANNOUNCES);
    isChained = link === LINK.inTrace && starts(bytes, start, CHAIN);
    wasIndented = link === LINK.indented || link === LINK.trace;
  };
  const decide = (link: number, isHeaded: boolean, bytes: Uint8Array, start: number): boolean => {
    if (link === LINK.trace) return true;
    if (link === LINK.indented) return isHeaded || isOpen || !afterBlank;
    if (link === LINK.inTrace) return isOpen;
    if (link !== LINK.traceStart) return false;
    if (isHeaded) return true;
    if (!isOpen) return false;
    if (starts(bytes, start, ["Traceback"])) return isChained;
    if (starts(bytes, start, GO)) return isGo && starts(bytes, start, ["goroutine "]);
    return isPython && wasIndented;
  };
  return {
    get isOpen() {
      return isOpen;
    },
    joins(link, isHeaded, bytes, start) {
      if (!isAnnounced && (link === LINK.none || !decide(link, isHeaded, bytes, start))) return false;
      note(link, bytes, start);
      afterBlank = false;
      return true;
    },
    event(link, bytes, start) {
      isOpen = false;
      isPython = false;
      isGo = false;
      afterBlank = false;
      if (link !== LINK.none) note(link, bytes, start);
      else {
        isAnnounced = false;
        isChained = false;
        wasIndented = false;
      }
    },
    blank() {
      afterBlank = true;
    },
  };
}
