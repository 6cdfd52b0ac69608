import type { Case } from "../core/case.ts";
import { LEVELS } from "../core/levels.ts";
import { levelIndex, lineParts, messageOf } from "./line-parts.ts";
import { printable } from "./printable.ts";

export const LOG_PATTERNS = [
  "retry_operation",
  "connection_operation",
  "configuration_operation",
  "start_complete_sequence",
  "request_response_sequence",
] as const;
export type LogPattern = (typeof LOG_PATTERNS)[number];

/** What the thinking step extracts. Keys as the original wrote them. */
export interface LogInfo {
  /** In capitals; UNKNOWN: the line carries no level. */
  readonly severity: string;
  readonly component: string;
  /** The verb of the message, and what follows it: `connect`, `write`. */
  readonly action: string;
  readonly error_indicators: readonly string[];
  readonly patterns: readonly LogPattern[];
  readonly is_startup_related: boolean;
  readonly contains_sensitive_info: boolean;
  readonly has_numeric_values: boolean;
  /** Numbers with their unit, as they stand in the message; at most 12. */
  readonly numeric_values: readonly string[];
  /** What detectors measured, a sentence each. */
  readonly statistical_evidence: readonly string[];
  /** Lines near it in time. */
  readonly neighbours: readonly { readonly id: string; readonly text: string }[];
}

const INDICATORS =
  /\b(?:errors?|fail(?:ed|ure|ures|s|ing)?|exceptions?|fatal|critical|panic|crash(?:ed)?|timed? ?out|timeout|refused|denied|rejected|unable|cannot|could not|invalid|lost|aborted|killed|corrupt(?:ed)?|exhausted|unreachable|unavailable|overflow|segfault|deadlock|no space left|out of memory)\b/gi;
const PATTERNS: Readonly<Record<LogPattern, RegExp>> = {
  retry_operation: /\bretr(?:y|ies|ying|ied)\b|\battempt\b|backing off/i,
  connection_operation: /\bconnect\w{0,6}\b|\bdisconnect\w{0,3}\b|\bsocket\b|\bhandshake\b/i,
  configuration_operation: /\bconfig\w{0,10}\b|\bsettings?\b|\bparameters?\b|\boptions?\b/i,
  start_complete_sequence:
    /\b(?:start(?:ed|ing)?|begin|began|complet(?:ed?|ing)|finish(?:ed)?|done|stopp(?:ed|ing))\b/i,
  request_response_sequence: /\brequests?\b|\bresponses?\b|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) \/|\bHTTP\/\d/i,
};
const STARTUP = /\b(?:start(?:ed|ing|up)?|boot(?:ed|ing)?|initiali[sz]\w{1,5}|launch\w{0,3}|bootstrap\w{0,4})\b/i;
const SENSITIVE =
  /\b(?:passw(?:or)?d|pwd|secret|token|api[_-]?key|authorization|bearer|credential|private[_ -]key|cookie|ssn|card|cvv|iban)s?\b/i;
const ACTION =
  /\b(?:failed to|unable to|cannot|could not|can't|trying to|attempting to|starting to)\s+([a-z]+(?:\s[a-z]+)?)|\b(connect|read|writ|open|clos|send|receiv|start|stop|creat|delet|updat|load|sav|fetch|process|execut|authenticat|login|log ?out|retry|rollback|deploy|allocat|acquir|schedul|restart|shutdown|reject|declin)(?:e|ed|es|ing|s|ion)?\b/i;
const NUMBER = /(?<![\w.])-?\d{1,15}(?:\.\d{1,6})?\s?(?:%|ms|µs|ns|s|sec|min|h|[KMGT]i?B|kb|mb|gb|bytes)?(?![\w.-])/g;

const VALUES = 12;
const NEIGHBOURS = 5;
const JUDGED = 4000;

/** Extracts what the words and the measurements of a case say. */
export function logInfoOf(subject: Case): LogInfo {
  const parts = lineParts(subject.log);
  const message = messageOf(subject).slice(0, JUDGED);
  const level = LEVELS[levelIndex(subject)] ?? "none";
  const action = ACTION.exec(message);
  const indicators = [...message.matchAll(INDICATORS)].map(([word]) => word.toLowerCase());
  const numbers = [...message.matchAll(NUMBER)].map(([number]) => number.trim()).slice(0, VALUES);
  const { established } = subject;
  return {
    severity: level === "none" ? "UNKNOWN" : level.toUpperCase(),
    component: subject.component === "" ? parts.component : subject.component,
    action: (action?.[1] ?? action?.[0] ?? "").toLowerCase(),
    error_indicators: [...new Set(indicators)].slice(0, VALUES),
    patterns: LOG_PATTERNS.filter((name) => PATTERNS[name].test(message)),
    is_startup_related: STARTUP.test(message),
    contains_sensitive_info: subject.secrets.length > 0 || SENSITIVE.test(message),
    has_numeric_values: numbers.length > 0,
    numeric_values: numbers,
    statistical_evidence: [
      ...(established === undefined
        ? []
        : [`detectors: severity ${established.severity}, score ${established.score}, ${established.lines} lines`]),
      ...subject.factors.map(({ kind, text }) => `${kind}: ${text}`),
    ],
    neighbours: subject.evidence
      .filter(({ text }) => text !== subject.log)
      .slice(0, NEIGHBOURS)
      .map(({ id, text }) => ({ id, text: printable(text, 300) })),
  };
}
