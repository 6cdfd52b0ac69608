import {
  BACKSLASH,
  COLON,
  DOT,
  isBlank,
  isDigit,
  isLetter,
  MINUS,
  QUOTE,
  SLASH,
  SPACE,
  standsAt,
  TAB,
} from "./bytes.ts";
import { isCapital, isPlaced, isRubyPlace, isScript } from "./trace-places.ts";

/** What a line says about belonging to the line before. */
export const LINK = {
  /** Nothing: a line of its own. */
  none: 0,
  /** It is indented: it belongs to any record before it. */
  indented: 1,
  /** It is part of a stack trace wherever it stands. */
  trace: 2,
  /** It is part of a stack trace if one is under way. */
  inTrace: 3,
  /** It begins a stack trace, or names an exception: part of a record with a head; else a record of its own. */
  traceStart: 4,
  /** It is part of a stack trace if one is under way; else it begins one. */
  heading: 5,
} as const;

/** Who writes lines like this; added to the link. Those of `common` are written by several. */
export const LANGUAGE = {
  common: 0,
  python: 8,
  go: 16,
  node: 24,
  rust: 32,
  /** Frames are `#0 `, `#1 `: Dart, PHP, debuggers. */
  numbered: 40,
  ruby: 48,
  elixir: 56,
} as const;

export const kindOf = (link: number): number => link & 7;
export const languageOf = (link: number): number => link & ~7;
/** Whether a trace may begin with the line. */
export const isStart = (link: number): boolean => kindOf(link) === LINK.traceStart || kindOf(link) === LINK.heading;

const { trace, inTrace, traceStart, heading } = LINK;
const { common, python, go, node, rust, numbered, elixir } = LANGUAGE;

/** What a line begins with. Of several that fit, the first. */
const BEGINNINGS: readonly (readonly [text: string, link: number])[] = [
  ["Caused by:", trace | common],
  ["Suppressed: ", trace | common],
  ["... ", trace | common],
  ["---> ", trace | common],
  ["<---", inTrace | common],
  ["--- End of ", trace | common],
  ["Wrapped by: ", trace | common],
  ["rethrown as ", inTrace | common],
  ["at ", inTrace | common],
  ["from ", inTrace | common],
  ["Exception in thread ", traceStart | common],
  ["Unhandled exception. ", traceStart | common],
  ["Unhandled Exception: ", traceStart | common],
  ["Traceback (most recent call last)", traceStart | python],
  ['File "', inTrace | python],
  ["During handling of the above exception", inTrace | python],
  ["The above exception was the direct cause", inTrace | python],
  ["panic: ", traceStart | go],
  ["fatal error: ", traceStart | go],
  ["unexpected fault address ", traceStart | go],
  ["runtime: goroutine stack exceeds ", traceStart | go],
  ["SIGQUIT: ", traceStart | go],
  ["SIGABRT: ", traceStart | go],
  ["SIGSEGV: ", traceStart | go],
  ["goroutine ", heading | go],
  ["runtime stack:", inTrace | go],
  ["runtime: ", inTrace | go],
  ["created by ", inTrace | go],
  ["panic(", inTrace | go],
  ["[signal ", inTrace | go],
  ["[originating from ", inTrace | go],
  ["[created by ", inTrace | go],
  ["signal arrived during ", inTrace | go],
  ["PC=0x", inTrace | go],
  ["...additional frames elided", inTrace | go],
  ["exit status ", inTrace | go],
  ["thread '", traceStart | rust],
  ["note: ", inTrace | rust],
  ["stack backtrace:", heading | rust],
  ["Stack backtrace:", heading | rust],
  ["Unhandled exception:", traceStart | numbered],
  ["Receiver: ", inTrace | numbered],
  ["Tried calling: ", inTrace | numbered],
  ["Found: ", inTrace | numbered],
  ["PHP Fatal error: ", traceStart | numbered],
  ["Fatal error: Uncaught ", traceStart | numbered],
  ["PHP Stack trace:", trace | numbered],
  ["PHP   ", trace | numbered],
  ["Stack trace:", heading | numbered],
  ["[stacktrace]", trace | numbered],
  ["[previous exception]", trace | numbered],
  ["thrown in ", inTrace | numbered],
  ["** (", traceStart | elixir],
  ["Last message: ", inTrace | elixir],
  ["Last message (", inTrace | elixir],
  ["State: ", inTrace | elixir],
  ["Function: ", inTrace | elixir],
  ["Node.js v", inTrace | node],
  ["(Use `node ", inTrace | node],
];
const BY_FIRST: readonly (readonly (readonly [string, number])[])[] = Array.from({ length: 256 }, (_, byte) =>
  BEGINNINGS.filter(([text]) => text.charCodeAt(0) === byte),
);

/** How the line hangs together with the one before it: a LINK and a LANGUAGE. The line is not blank. */
export function linkOf(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!;
  if (isBlank(first)) return indented(bytes, start, end);
  if (isCloser(first) || (first === QUOTE && isCloser(bytes[start + 1]!))) {
    // A line of closing brackets ends what the lines before began; where that is a text, a quote stands first.
    let at = start + 1;
    while (at < end && (isCloser(bytes[at]!) || bytes[at] === 44 || bytes[at] === 59 || isBlank(bytes[at]))) at++;
    return at === end ? LINK.indented : LINK.none;
  }
  if (first === 35) {
    let at = start + 1;
    while (at < end && isDigit(bytes[at])) at++;
    return at > start + 1 && isBlank(bytes[at]) ? inTrace | numbered : LINK.none;
  }
  for (const [text, link] of BY_FIRST[first]!)
    if (standsAt(bytes, start, end, text)) return checked(link, bytes, start, end);
  // Node's mark under the code that failed.
  if (first === 94) return end - start === 1 || bytes[start + 1] === 94 ? inTrace | node : LINK.none;
  if (first === 40) return isNodeWarning(bytes, start, end) ? traceStart | common : LINK.none;
  if (standsAt(bytes, start, end, "node:") && isPlaced(bytes, start, end)) return traceStart | node;
  if (!isLetter(first) && first !== SLASH && first !== 64 && first !== 60) return LINK.none;
  if (standsAt(bytes, start, end, "Uncaught ")) {
    const at = start + (standsAt(bytes, start + 9, end, "(in promise) ") ? 22 : 9);
    return named(bytes, at, end) === traceStart ? traceStart : LINK.none;
  }
  if (standsAt(bytes, start, end, "Next ") && named(bytes, start + 5, end) === traceStart) return heading | numbered;
  return named(bytes, start, end);
}

const isCloser = (byte: number): boolean => byte === 125 || byte === 93 || byte === 41;

/** Beginnings that say nothing without what follows them. */
function checked(link: number, bytes: Uint8Array, start: number, end: number): number {
  if (link === (heading | go)) return isDigit(bytes[start + 10]) ? link : LINK.none;
  if (link === (inTrace | common) && !isFrame(bytes, start, end)) return LINK.none;
  if (link === (traceStart | rust)) return contains(bytes, start, end, " panicked at ") ? link : LINK.none;
  return link;
}

/** A frame at the margin: words like `at` and `from` begin sentences too. */
function isFrame(bytes: Uint8Array, start: number, end: number): boolean {
  if (standsAt(bytes, start, end, "at ")) return isPlaced(bytes, start, end) || contains(bytes, start, end, "(");
  return !standsAt(bytes, start, end, "from ") || isRubyPlace(bytes, start + 5, end);
}

function contains(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  const last = Math.min(end, start + 300) - text.length;
  for (let at = start; at <= last; at++) if (standsAt(bytes, at, end, text)) return true;
  return false;
}

/** `(node:12) UnhandledPromiseRejectionWarning: Error: gone`. */
const isNodeWarning = (bytes: Uint8Array, start: number, end: number): boolean =>
  standsAt(bytes, start, end, "(node:") && contains(bytes, start, end, "Warning: ");

const FRAMES: readonly (readonly [text: string, link: number])[] = [
  ["at ", trace | common],
  ['File "', trace | python],
  ["... ", trace | common],
  ["from ", trace | common],
  ["---> ", trace | common],
  ["--- End of ", trace | common],
  ["Caused by:", trace | common],
  ["Suppressed: ", trace | common],
  ["thrown in ", trace | numbered],
  ["+ Exception Group Traceback (most recent call last)", traceStart | python],
];

/** An indented line: `  at a.b(C.java:1)`, `  File "a.py", line 1`, `\t/a/b.go:12 +0x1`, or anything else. */
function indented(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at++;
  for (const [text, link] of FRAMES)
    if (standsAt(bytes, at, end, text)) return isFrame(bytes, at, end) ? link : LINK.indented;
  if (bytes[start] === TAB && bytes[at] === SLASH) return trace | (contains(bytes, at, end, ".go:") ? go : common);
  if (isLetter(bytes[at]) || bytes[at] === SLASH) {
    if (isRubyPlace(bytes, at, end)) return trace | LANGUAGE.ruby;
    if (isRails(bytes, at, end)) return traceStart | LANGUAGE.ruby;
  }
  return LINK.indented;
}

const ENDINGS = ["Exception", "Error", "Throwable", "Failure", "Interrupt", "Exit", "Warning"];

/** Whether the word is called as what can be thrown is called. */
function isThrown(bytes: Uint8Array, start: number, end: number): boolean {
  // What JavaScript and Python throw may be called no more than that.
  if (end - start === 5 && standsAt(bytes, start, end, "Error")) return true;
  if (end - start === 9 && standsAt(bytes, start, end, "Exception")) return true;
  return ENDINGS.some((ending) => end - start > ending.length && standsAt(bytes, end - ending.length, end, ending));
}

const isNameByte = (byte: number): boolean =>
  isLetter(byte) || isDigit(byte) || byte === DOT || byte === 95 || byte === 36 || byte === SLASH || byte === 42;

/** `acme-corp`, `%2e`, `<init>`, `Shop\\Order`. */
const isNameSign = (byte: number): boolean =>
  byte === MINUS || byte === 37 || byte === 60 || byte === 62 || byte === BACKSLASH;

function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  const last = Math.min(end, start + 200);
  let at = start;
  while (at < last) {
    const byte = bytes[at]!;
    if (isNameByte(byte) || isNameSign(byte)) at++;
    else if (byte === COLON && bytes[at + 1] === COLON && isLetter(bytes[at + 2])) at += 2;
    else break;
  }
  return at;
}

/** Rails: `NoMethodError (undefined method):`, `ActiveRecord::RecordNotFound (Couldn't find it):`. */
function isRails(bytes: Uint8Array, start: number, end: number): boolean {
  const at = nameEnd(bytes, start, end);
  if (bytes[at] !== SPACE || bytes[at + 1] !== 40 || !isCapital(bytes[start])) return false;
  let last = end;
  while (last > at && isBlank(bytes[last - 1])) last--;
  if (bytes[last - 1] !== COLON || bytes[last - 2] !== 41) return false;
  return isThrown(bytes, start, at) || contains(bytes, start, at, "::");
}

/** `java.io.IOException: no such file`, `ValueError: bad`, Go's `main.run(0x1, 0x2)`, places in scripts, frames of browsers. */
function named(bytes: Uint8Array, start: number, end: number): number {
  const at = nameEnd(bytes, start, end);
  const next = at < end ? bytes[at] : undefined;
  if (next === COLON && isDigit(bytes[at + 1])) {
    if (isRubyPlace(bytes, start, end)) return (isRubyMessage(bytes, at, end) ? traceStart : trace) | LANGUAGE.ruby;
    return bytes[start] === SLASH && isScript(bytes, at) && isPlaced(bytes, at, end) ? traceStart | node : LINK.none;
  }
  if (next === COLON && standsAt(bytes, start, end, "file:///") && isPlaced(bytes, start, end))
    return traceStart | node;
  if (next === 64 && isPlaced(bytes, at, end) && contains(bytes, at, end, ":/")) return inTrace | common;
  if (!isLetter(bytes[start])) return LINK.none;
  if (next === undefined || (next === COLON && (at + 1 === end || isBlank(bytes[at + 1]))))
    return isThrown(bytes, start, at) ? traceStart | common : LINK.none;
  // Node puts the code behind the name: `Error [ERR_X]: text`.
  if (next === SPACE && bytes[at + 1] === 91 && isThrown(bytes, start, at) && contains(bytes, at, end, "]: "))
    return traceStart | common;
  // .NET its number: `System.Data.SqlClient.SqlException (0x80131904): text`.
  if (
    next === SPACE &&
    standsAt(bytes, at, end, " (0x") &&
    isThrown(bytes, start, at) &&
    contains(bytes, at, end, "): ")
  )
    return traceStart | common;
  if (next === SPACE && bytes[at + 1] === 40 && isRails(bytes, start, end)) return traceStart | LANGUAGE.ruby;
  if (next === 40 && bytes[end - 1] === 41 && bytes.subarray(start, at).includes(DOT)) return inTrace | go;
  return isRegister(bytes, start, at, end) ? inTrace | go : LINK.none;
}

/** Ruby's own first line goes on behind the place: `a.rb:3:in 'run': text (RuntimeError)`. */
const isRubyMessage = (bytes: Uint8Array, start: number, end: number): boolean => contains(bytes, start, end, "': ");

/** `rax    0x0`: registers of a program that got a signal. */
function isRegister(bytes: Uint8Array, start: number, wordEnd: number, end: number): boolean {
  if (wordEnd - start > 6) return false;
  let at = wordEnd;
  while (at < end && isBlank(bytes[at])) at++;
  return at > wordEnd && standsAt(bytes, at, end, "0x");
}
