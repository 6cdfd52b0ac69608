import { LEVEL } from "./levels.ts";

/**
 * How grave a message is by its level and its words, without knowing how often it comes.
 *
 * A level says what the programmer thought, words say what happened; each is put on a scale of 0 to 3 and the graver
 * one leads: `max(level, words) + 0.4 min(level, words)` with a level, `0.8 words` without one. So FATAL alone (3.0) is
 * over ERROR with failure words (2.8), over a strong word without a level (2.7) and WARN with a failure word (2.4).
 * Two exclusions decide most: dump lines describe another event, and a caller's error is not a failure of the system.
 * Proved on BGL_2k: the rule FATAL has F1 0.584, `score >= 3` with the exclusions 0.95 in research; whole runs: node experiments/bgl/evaluate.ts.
 */
export interface Gravity {
  /** 0 (ordinary) to about 4.2. */
  readonly score: number;
  /** The word that weighed most, as it stands in the message; empty: none. */
  readonly word: string;
  /** Weight of the words, 0 to 3. */
  readonly words: number;
  /** A register, an attribute, a heading: a detail of another event. */
  readonly isDump: boolean;
  /** The caller's mistake, like a 4xx. */
  readonly isCallerError: boolean;
  /** Bytes that look like an attack: format strings, shell code, traversal, injection. */
  readonly isPayload: boolean;
}

/** From this score on a message reports a failure. */
export const FAILURE_SCORE = 1.5;

const whole = (words: readonly string[]): RegExp =>
  new RegExp(`(?<![A-Za-z])(?:${words.join("|")})(?![A-Za-z_=]|\\.[A-Za-z]|-[a-z])`, "i");

/** Something is broken beyond doubt. */
const STRONG = whole([
  "panic[a-z]*",
  "fatal[a-z]*",
  "catastroph[a-z]*",
  "corrupt[a-z]*",
  "segfault[a-z]*",
  "segmentation fault",
  "failed smart",
  "smart (?:failure|error)",
  "unreadable",
  "bad (?:sector|block|page)s?",
  "\\w+-?fs error",
  "(?:disk|drive|fan|power supply|hardware|raid) (?:failure|failed)",
  "overheat[a-z]*",
  "oops",
  "machine check",
  "out of memory",
  "oom[- ]?kill[a-z]*",
  "outofmemory[a-z]*",
  "kernel bug",
  "core dumped",
  "stack overflow",
  "stackoverflow[a-z]*",
  "deadlock[a-z]*",
  "data loss",
  "read-only file system",
  "i/o error",
  "input/output error",
  "no space left",
  "disk full",
  "double fault",
  "hardware error",
  "uncorrect[a-z]*",
  "unrecoverable",
  "intrusion",
  "exploit[a-z]*",
  "break-?in",
  "attack[a-z]*",
  "severed",
  "terminated for reason",
  "emergency",
  "unhandled exception",
  "uncaught exception",
  "traceback \\(most recent call last\\)",
  "shellcode",
  "buffer overflow",
  "split[- ]brain",
  "crashloop[a-z]*",
]);

/** Something failed. */
const FAILURE = whole([
  "error[a-z]*",
  "fail",
  "fails",
  "failed",
  "failing",
  "failure",
  "failures",
  "exception",
  "exceptions",
  "abort[a-z]*",
  "crash[a-z]*",
  "timed? ?out",
  "time-?outs?",
  "refused",
  "unreachable",
  "denied",
  "not permitted",
  "forbidden",
  "unauthori[sz]ed",
  "cannot",
  "can't",
  "can not",
  "could not",
  "couldn't",
  "unable",
  "lost",
  "reset by peer",
  "broken pipe",
  "unexpected[a-z]*",
  "killed",
  "invalid",
  "illegal",
  "reject(?:ed)?",
  "dropped",
  "dead",
  "down",
  "hung",
  "stuck",
  "stall[a-z]*",
  "overrun",
  "overflow",
  "exhausted",
  "too many",
  "violation",
  "assert[a-z]*",
  "mismatch",
  "parity",
  "degraded",
  "disconnected",
  "not responding",
  "no route",
  "terminated",
  "bad",
  "fault[a-z]*",
  "interrupt error",
  "alert",
  "declined",
  "blocked for more",
]);

/** Something is not as it should be. */
const WEAK = whole([
  "warn[a-z]*",
  "retry[a-z]*",
  "retries",
  "slow[a-z]*",
  "deprecated",
  "missing",
  "not found",
  "unknown",
  "no such",
  "unavailable",
  "not available",
  "ignor[a-z]*",
  "skipp[a-z]*",
  "closed",
  "expired",
  "exceed[a-z]*",
  "stale",
  "backing off",
  "suspicious",
  "conflict[a-z]*",
  "leak[a-z]*",
  "not fully",
  "fallback",
]);

const CALLER = whole([
  "no such file",
  "permission denied",
  "exec format",
  "invalid or missing program",
  "file exists",
  "not a directory",
  "is a directory",
  "usage:",
  "syntax error",
  "command not found",
  "no such user",
  "404",
  "bad request",
  "file does not exist",
  "directory index forbidden",
]);

/** Phrases that hold a failure word and report none. */
const HARMLESS = new RegExp(
  [
    "\\b(?:no|0|zero|without|any)\\s+(?:errors?|failures?|exceptions?|warnings?)\\b",
    "\\b(?:errors?|failures?|failed|exceptions?|lost|dropped|timeouts?|retries)\\s*[:=]\\s*0\\b",
    "\\bcorrected\\b",
    "\\brecovered\\b",
    "error (?:log|file|code|page|handler|reporting|correct\\w*|check\\w*|rate)",
    "failsafe",
    "\\bpolicy\\W{1,3}(?:drop|reject|deny)\\b",
    "fail-?over (?:enabled|ready)",
    "time-?outs?\\s*[:=]\\s*\\d",
    "\\btime ?outs? (?:set|is|of)\\b",
    "\\bset\\w* .{0,40}time ?out",
    "max\\w* retries",
    "retry policy",
    "\\b(?:err|error|exception)s? ?(?:reporting|checking|handling) (?:enabled|on)\\b",
    "\\bshut(?:ting)? down\\b",
    "\\bslowdown\\b",
    "\\bcount ?down\\b",
  ].join("|"),
  "gi",
);

const RESOLVED =
  /\b(?:corrected|recovered|restored|resolved|succeeded|successful(?:ly)?|enabled|supported|registered|initiali[sz]ed|started|ready|reporting)\b/i;
const CLASS_NAME =
  /[a-z](?:Exception|Error)\b|\b[A-Z][A-Za-z]{1,40}(?:Timeout|Failure)(?=: [A-Za-z])|(?:::|\.)[A-Z][A-Za-z]{1,40}(?:Timeout|Failure)$/;
const PAYLOAD =
  /(?:%\d{0,4}x){4}|%hn|(?:\\x90|\\220|\u0090|M-\^P){3}|[^\x00-\x7f]{8}(?=[^\x00-\x7f]*[\u0080-\u00a0\ufffd])|(?:[=?&/]|%2f)\.\.\/\.\.\/|(?:\.\.\/){2,16}(?:etc|windows|winnt|boot|proc|root)\b|[=?&]\/etc\/passwd|cmd\.exe[?+]|union(?:\s|%20|\+){1,8}(?:all(?:\s|%20|\+){1,8})?select\b|<script/i;
/** `label.........0x0`, rows of hexadecimal words, a heading that ends in a colon. */
const DUMP = /\.{2,}\s*(?:0x)?[0-9a-f]{1,16}\s*$|^(?:\S{0,64}[0-9a-f]{8}\s*){2,}$|^[A-Za-z][\w /-]*:\s*$/i;
const ATTRIBUTE = /^([A-Za-z][\w /.,&()+-]*)[:=]\s*(?:0x)?[0-9a-f]{1,16}\s*$/i;
const ATTRIBUTE_NOUN = /(?:register|address|mask|pointer|bits?|vector|offset)\s*$/i;

/** Longer messages are judged by their beginning: enough for any sentence, and it bounds the work. */
const JUDGED = 600;

const levelWeight = (level: number): number =>
  level >= LEVEL.critical
    ? 3
    : level === LEVEL.error
      ? 2
      : level === LEVEL.warn
        ? 1
        : level === LEVEL.debug || level === LEVEL.trace
          ? -1
          : 0;

const isAttribute = (message: string): boolean => {
  if (DUMP.test(message)) return true;
  const label = ATTRIBUTE.exec(message)?.[1];
  if (label === undefined) return false;
  return ATTRIBUTE_NOUN.test(label) || !(FAILURE.test(label) || STRONG.test(label));
};

/** `level`: index into LEVELS. `isBinary`: in a program or an image any bytes stand, and mean no attack. Source of the formula: research on eight corpora, see docs/decisions/0003-evidence.md. */
export function gravity(message: string, level: number, isBinary = false): Gravity {
  const text = message.slice(0, JUDGED);
  const spoken = text.replace(HARMLESS, " ");
  const strong = STRONG.exec(spoken);
  const failure = strong ?? FAILURE.exec(spoken) ?? CLASS_NAME.exec(spoken);
  const found = failure ?? WEAK.exec(spoken);
  let words = strong ? 3 : failure ? 2 : found ? 1 : 0;
  const word = found?.[0] ?? "";
  let weight = levelWeight(level);
  const isPayload = !isBinary && PAYLOAD.test(text);
  const isDump = !isPayload && isAttribute(text);
  const isCallerError = !isPayload && !isDump && CALLER.test(text);
  const as = (score: number): Gravity => ({ score, word, words, isDump, isCallerError, isPayload });
  if (isPayload) return as(3.5);
  if (isDump) return as(Math.min(Math.max(weight, 0), 1) * 0.5);
  if (isCallerError) {
    words = Math.min(words, 1);
    weight = Math.min(weight, 1);
  }
  if (RESOLVED.test(text)) words = Math.max(0, words - 1.5);
  if (weight < 0) return as(Math.max(0, words - 1.5));
  // A level of info or notice is the programmer's word that this is ordinary; no level says nothing.
  // A strong word without a level leaves little doubt; it stays below ERROR with failure words.
  if (weight === 0) return as(words * (level !== LEVEL.none ? 0.6 : words >= 3 ? 0.9 : 0.8));
  return as(Math.max(weight, words) + 0.4 * Math.min(weight, words));
}
