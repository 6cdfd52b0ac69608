import type { Incident } from "../core/anomaly.ts";
import { cut } from "../core/cells.ts";
import { causeLine, lineText } from "../core/line-text.ts";
import { printable } from "../core/printable.ts";
import { between, clockOf, needsDay, spanOf, stamp } from "../core/stamp.ts";
import { longDuration, seenLines } from "../core/words.ts";

/** What a verdict needs to know of the log as a whole. */
export interface VerdictFacts {
  readonly lines: number;
  /** There were lines, but none with an event. */
  readonly isBlank?: boolean;
  /** First and last time in the log; null: it carries none. */
  readonly start: string | null;
  readonly end: string | null;
  /** A part of the input could not be read. */
  readonly isPartial?: boolean;
}

/** A quoted line is long enough to recognise it, and short enough that the sentence stays one. */
const QUOTE = 60;

/** Titles say a line's words, cut and counted: `deadlock detected, 9 lines`. */
function sameWords(title: string, said: string): boolean {
  const [a, b] = [title.toLowerCase(), said.toLowerCase()];
  const core = a
    .replace(/, [\d,]+ lines?$/, "")
    .replace(/…$/, "")
    .trim();
  return a.includes(b) || (core.length >= 8 && b.includes(core));
}

/** What came just before or just after the incident, as a clause; empty where nothing near is known. */
function neighbour(incident: Incident, others: readonly Incident[]): string {
  const quote = (text: string): string => `“${cut(printable(text), QUOTE)}”`;
  const cause = incident.first_cause;
  const began = lineText(causeLine(incident), { level: false });
  const before = between(cause.time, incident.start) ?? 0;
  if (before >= 1000 && !sameWords(incident.title, began)) return `, ${longDuration(before)} after ${quote(began)}`;
  // Where all lines say the same, what began it is the incident itself.
  if (incident.templates.length <= 1) return "";
  const first = stamp(cause.time ?? incident.start);
  const next = incident.evidence.find((line) => {
    const at = stamp(line.time);
    const isLater = first !== undefined && at !== undefined && at.instant - first.instant >= 1000;
    return isLater && lineText(line, { level: false }) !== began;
  });
  const followed = next === undefined ? "" : lineText(next, { level: false });
  if (began !== "" && !sameWords(incident.title, began)) {
    const after =
      next === undefined ? "" : `, ${longDuration(between(cause.time, next.time) ?? 0)} before ${quote(followed)}`;
    return `; it began with ${quote(began)}${after}`;
  }
  if (next !== undefined)
    return `, ${longDuration(between(cause.time ?? incident.start, next.time) ?? 0)} before ${quote(followed)}`;
  const related = incident.related.map(({ id }) => others.find((other) => other.id === id)).find((other) => other);
  if (related === undefined) return "";
  const earlier = (stamp(related.start)?.instant ?? 0) < (stamp(incident.start)?.instant ?? 0);
  const apart = earlier ? between(related.start, incident.start) : between(incident.start, related.start);
  if (apart === undefined) return "";
  return `, ${longDuration(apart)} ${earlier ? "after" : "before"} ${quote(related.title)}`;
}

/** The run in one sentence: what, when, and what came just before or after. */
export function verdict(incidents: readonly Incident[], facts: VerdictFacts): string {
  const first = incidents[0];
  if (facts.lines === 0)
    return `No lines to judge: ${facts.isPartial ? "nothing could be read" : facts.isBlank ? "all are blank" : "the input is empty"}`;
  if (first === undefined) {
    const span = spanOf(facts.start, facts.end, "to");
    const when = span === "" ? "" : span.includes(" to ") ? ` from ${span}` : ` at ${span}`;
    return `Nothing abnormal in ${seenLines(facts.lines, facts.isPartial === true)}${when}`;
  }
  const when = first.start === null ? "" : ` at ${clockOf(first.start, needsDay(facts.start, facts.end))}`;
  return `${printable(first.title)}${when}${neighbour(first, incidents)}`;
}
