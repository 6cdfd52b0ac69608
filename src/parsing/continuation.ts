import { isBlank, isDigit, isLetter, standsAt } from "./bytes.ts";

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
} as const;

const ALWAYS = ["Caused by: ", "Suppressed: ", "... ", "---> ", "--- End of ", "Wrapped by: "];
const INSIDE = [
  'File "',
  "During handling of the above exception",
  "The above exception was the direct cause",
  "created by ",
  "panic(",
  "[signal ",
  "[originating from ",
  "[created by ",
  "at ",
  "from ",
  "exit status ",
  "thrown in ",
  "note: run with ",
  "stack backtrace:",
  "Stack trace:",
  "rethrown as ",
];
const STARTS = [
  "Traceback (most recent call last)",
  "goroutine ",
  "panic: ",
  "fatal error: ",
  "Unhandled exception:",
  "Stack trace:",
  "stack backtrace:",
];

/** How the line hangs together with the one before it. The line is not blank. */
export function linkOf(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!;
  if (isBlank(first)) return frame(bytes, start, end) ? LINK.trace : LINK.indented;
  if (first === 125 || first === 93 || first === 41) {
    // A line of closing brackets ends what the lines before began.
    let at = start;
    while (
      at < end &&
      (bytes[at] === 125 || bytes[at] === 93 || bytes[at] === 41 || bytes[at] === 44 || bytes[at] === 59)
    )
      at++;
    return at === end ? LINK.indented : LINK.none;
  }
  if (first === 35) {
    let at = start + 1;
    while (at < end && isDigit(bytes[at])) at++;
    return at > start + 1 && isBlank(bytes[at]) ? LINK.inTrace : LINK.none;
  }
  for (const text of ALWAYS) if (first === text.charCodeAt(0) && standsAt(bytes, start, end, text)) return LINK.trace;
  for (const text of STARTS)
    if (first === text.charCodeAt(0) && standsAt(bytes, start, end, text)) return LINK.traceStart;
  for (const text of INSIDE) if (first === text.charCodeAt(0) && standsAt(bytes, start, end, text)) return LINK.inTrace;
  if (!isLetter(first)) return LINK.none;
  return named(bytes, start, end);
}

/** An indented line of a trace: `  at a.b(C.java:1)`, `  File "a.py", line 1`, `    /a/b.go:12 +0x1`. */
function frame(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && isBlank(bytes[at])) at++;
  return (
    standsAt(bytes, at, end, "at ") ||
    standsAt(bytes, at, end, 'File "') ||
    standsAt(bytes, at, end, "... ") ||
    standsAt(bytes, at, end, "from ") ||
    (bytes[at] === 47 && standsAt(bytes, start, end, "\t"))
  );
}

const ENDINGS = ["Exception", "Error", "Throwable", "Failure", "Interrupt", "Exit", "Warning"];

/** `java.io.IOException: no such file`, `ValueError: bad`, and Go's `main.run(0x1, 0x2)`. */
function named(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let dots = 0;
  while (at < end && at < start + 200) {
    const byte = bytes[at]!;
    if (byte === 46) dots++;
    else if (!isLetter(byte) && !isDigit(byte) && byte !== 95 && byte !== 36 && byte !== 47 && byte !== 42) break;
    at++;
  }
  const next = at < end ? bytes[at] : undefined;
  if (next === undefined || (next === 58 && (at + 1 === end || isBlank(bytes[at + 1])))) {
    // What JavaScript and Python throw may be called no more than that.
    if (at - start === 5 && standsAt(bytes, start, at, "Error")) return LINK.traceStart;
    if (at - start === 9 && standsAt(bytes, start, at, "Exception")) return LINK.traceStart;
    for (const ending of ENDINGS)
      if (at - start > ending.length && standsAt(bytes, at - ending.length, at, ending)) return LINK.traceStart;
  }
  if (next === 40 && dots > 0 && bytes[end - 1] === 41) return LINK.inTrace;
  return LINK.none;
}
