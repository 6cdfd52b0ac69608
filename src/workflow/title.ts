import type { Case } from "../core/case.ts";
import type { Factor } from "../core/detector.ts";
import { gravity } from "../core/gravity.ts";
import { LEVELS } from "../core/levels.ts";
import { TITLE_LIMIT } from "./judgement.ts";
import { messageOf } from "./line-parts.ts";
import { cutAtWord, printable } from "./printable.ts";

/** A number as people read it: 4,116. */
export const thousands = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");

/** `1 line`, `4,116 lines`. */
export const countOfLines = (count: number): string => `${thousands(count)} ${count === 1 ? "line" : "lines"}`;

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]+\b/.test(text) && !/^[A-Z][a-z]+[A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** What a message says, in at most `limit` characters: whole if it fits, else its first clause, else its first words. */
export function clauseOf(message: string, limit: number): string {
  const whole = printable(message, 400)
    .replace(/\s+/g, " ")
    .replace(/[\s.:;,]+$/, "");
  if (whole.length <= limit) return whole;
  let end = 0;
  for (const { index } of whole.matchAll(/[;,:](?=\s)| [-–—(]|\.(?= )/g)) if (index <= limit) end = index;
  return end >= limit * 0.75 ? whole.slice(0, end).trimEnd() : cutAtWord(whole, limit);
}

/** The clause of a case's most telling line: the one in which the failure is named, where the first does not reach it. */
export function clauseOfCase(subject: Case, limit: number): string {
  const message = messageOf(subject);
  const clause = clauseOf(message, limit);
  const { word } = gravity(message, LEVELS.indexOf(subject.level));
  if (word === "" || clause.toLowerCase().includes(word.toLowerCase())) return clause;
  const at = message.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return clause;
  const before = message.slice(0, at);
  const start = Math.max(before.lastIndexOf(": "), before.lastIndexOf("; "), before.lastIndexOf(" - "));
  return clauseOf(message.slice(start < 0 ? before.lastIndexOf(" ") + 1 : start + 2).replace(/^[\s-]+/, ""), limit);
}

/** Factors whose measure says more than the words. */
const MEASURED: readonly Factor["kind"][] = [
  "BURST DETECTED",
  "FLOOD",
  "MISSING EVENT",
  "UNUSUAL VALUE",
  "LEVEL SHIFT",
];

/** A component's name where it is short enough to stand in front. */
const prefixOf = (component: string): string => {
  const name = printable(component, 60);
  return name !== "" && name.length <= 20 ? `${name}: ` : "";
};

/** A title from the lines alone: who, what, how many. Never more than the lines show. */
export function titleOf(subject: Case): string {
  const prefix = prefixOf(subject.component);
  const lines = subject.established?.lines ?? 1;
  const measured = subject.factors.find(({ kind, observed }) => MEASURED.includes(kind) && observed.length <= 24);
  const suffixes =
    measured === undefined
      ? lines > 1
        ? [`, ${countOfLines(lines)}`]
        : [""]
      : [`: ${measured.observed}; normal is ${measured.expected}`, `: ${measured.observed}`];
  const whole = clauseOfCase(subject, TITLE_LIMIT);
  for (const suffix of suffixes) {
    for (const front of [prefix, ""]) {
      const title = `${front}${front === "" ? whole : lowerFirst(whole)}${suffix}`;
      if (title.length <= TITLE_LIMIT) return title;
    }
  }
  const suffix = suffixes.at(-1) ?? "";
  const front = prefix.length + suffix.length <= TITLE_LIMIT / 2 ? prefix : "";
  const clause = clauseOfCase(subject, TITLE_LIMIT - front.length - suffix.length);
  return cutAtWord(`${front}${front === "" ? clause : lowerFirst(clause)}${suffix}`, TITLE_LIMIT);
}
