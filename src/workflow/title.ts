import type { Case } from "../core/case.ts";
import { countWords, flat, IDENTIFIER, withoutEnd, wordsOf } from "../core/common-words.ts";
import type { Factor } from "../core/detector.ts";
import { clauseOf, clauseWith, failureWord, holds } from "./clause.ts";
import { TITLE_LIMIT } from "./judgement.ts";
import { levelIndex, messageOf, messageOfLine } from "./line-parts.ts";
import { cutAtWord, printable } from "./printable.ts";
import { restartsOf } from "./restarts.ts";

/** A number as people read it: 4,116. */
export const thousands = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");

/** `1 line`, `4,116 lines`. */
export const countOfLines = (count: number): string => `${thousands(count)} ${count === 1 ? "line" : "lines"}`;

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]+\b/.test(text) && !/^[A-Z][a-z]+[A-Z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** The clause of a case's most telling line: the one in which the failure is named, where the first does not reach it. */
export function clauseOfCase(subject: Case, limit: number): string {
  const message = messageOf(subject);
  return clauseWith(message, failureWord(message, levelIndex(subject)), limit);
}

const BRACKETS = [
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
] as const;

/** A clause without brackets that lost their partner when it was cut, as long as it still says what failed. */
function closed(clause: string, word: string): string {
  let text = clause;
  for (const [open, close] of BRACKETS) {
    const at = text.lastIndexOf(open);
    if (at >= 0 && text.indexOf(close, at) < 0) {
      const cut = text.slice(0, at).trimEnd();
      if (countWords(cut) >= 2 && (word === "" || holds(cut, word))) text = cut;
      else if (at === 0) text = text.slice(1);
    }
    if (text.endsWith(close) && !text.includes(open)) text = text.slice(0, -1);
  }
  return withoutEnd(text, false);
}

/** Python names what was raised on the last line of its trace; empty: the message is no trace's head. */
function raisedIn({ evidence }: Case, message: string): string {
  if (!message.startsWith("Traceback (most recent call last)")) return "";
  const record = evidence.find(({ text }) => text.includes(message))?.text ?? "";
  const last = record.trimEnd().split("\n").at(-1) ?? "";
  return /^[\w.]+(?::\s|$)/.test(last) ? flat(last) : "";
}

/** What a title says: of many lines what they have in common, of one line its message. */
function subjectOfTitle(subject: Case): string {
  const message = messageOf(subject);
  const word = failureWord(message, levelIndex(subject));
  const raised = raisedIn(subject, message);
  if (raised !== "") return raised;
  if ((subject.established?.lines ?? 1) <= 1 && countWords(message) >= 2) return flat(message);
  const isGood = (text: string): boolean => countWords(text) >= 2 && (word === "" || holds(text, word));
  // Where every line that begins like it says the very same, nothing in it varies.
  const start = message.split(/\s+/, 2).join(" ");
  const alike = subject.evidence.map(messageOfLine).filter((line) => line.startsWith(start));
  if (alike.length >= 2 && alike.every((line) => line === subject.log) && countWords(message) >= 2)
    return flat(message);
  const common = wordsOf(subject.template);
  if (isGood(common)) return common;
  const own = wordsOf(message);
  if (isGood(own) && own !== message) return own;
  if (countWords(message.replace(IDENTIFIER, "")) >= 2 && isGood(message)) return message;
  // The first line of the record is an identifier: one below it says what happened.
  const below = [...subject.log.split("\n").slice(1), ...subject.evidence.map((line) => line.message)]
    .map((line) => wordsOf(line.trim().split("\n", 1)[0] ?? ""))
    .filter((line) => countWords(line) >= 2);
  if (word === "" || countWords(message.replace(IDENTIFIER, "").replace(/^\s*[\w.-]+[:=]\s*$/, "")) === 0) {
    const failing = below.find((line) => failureWord(line, 0) !== "") ?? below[0];
    if (failing !== undefined) return failing;
  }
  return message;
}

/** Factors whose measure says more than the words. */
const MEASURED: readonly Factor["kind"][] = ["BURST DETECTED", "FLOOD", "MISSING EVENT", "UNUSUAL VALUE"];

/** A component's name where it is short enough to stand in front. */
const prefixOf = (component: string): string => {
  const name = printable(component, 60);
  return name !== "" && name.length <= 20 ? `${name}: ` : "";
};

/** A title from the lines alone: who, what, how many. Never more than the lines show. */
export function titleOf(subject: Case): string {
  const restarts = restartsOf(subject);
  if (restarts !== undefined) {
    const head = `${restarts.name === "" ? "It" : restarts.name} restarts again and again`;
    if (restarts.cause === "") return cutAtWord(head, TITLE_LIMIT);
    const clause = clauseOf(wordsOf(restarts.cause) || restarts.cause, TITLE_LIMIT - head.length - 2);
    return countWords(clause) >= 2
      ? cutAtWord(`${head}: ${lowerFirst(clause)}`, TITLE_LIMIT)
      : cutAtWord(head, TITLE_LIMIT);
  }
  const prefix = prefixOf(subject.component);
  const lines = subject.established?.lines ?? 1;
  const measured = subject.factors.find(({ kind, observed }) => MEASURED.includes(kind) && observed.length <= 24);
  const suffixes =
    measured === undefined
      ? lines > 1
        ? [`, ${countOfLines(lines)}`]
        : [""]
      : [`: ${measured.observed}; normal is ${measured.expected}`, `: ${measured.observed}`];
  const text = subjectOfTitle(subject);
  const word = failureWord(text, levelIndex(subject));
  const shown = clauseWith(text, word, TITLE_LIMIT);
  const isWhole = shown === clauseOf(text, 400);
  const whole = closed(shown, word);
  for (const suffix of suffixes) {
    for (const front of [prefix, ""]) {
      const title = `${front}${front === "" ? whole : lowerFirst(whole)}${suffix}`;
      if (isWhole && title.length <= TITLE_LIMIT) return title;
    }
  }
  // The clause is cut to the room that the count leaves, never the count.
  const suffix = suffixes.at(-1) ?? "";
  const cut = (front: string): string => {
    const room = TITLE_LIMIT - front.length - suffix.length;
    let clause = closed(clauseWith(text, word, room), word);
    // A label alone says nothing: `load: …` is told by what follows it.
    const label = text.indexOf(": ");
    if (countWords(clause) < 2 && label > 0)
      clause = closed(clauseWith(text.slice(label + 2), word, room), word) || clause;
    return `${front}${front === "" ? clause : lowerFirst(clause)}${suffix}`;
  };
  const title = prefix.length + suffix.length <= TITLE_LIMIT / 2 ? cut(prefix) : cut("");
  const plain = cut("");
  return cutAtWord(holds(title, word) || !holds(plain, word) ? title : plain, TITLE_LIMIT);
}
