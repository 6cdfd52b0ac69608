import type { Severity, Verdict } from "../core/anomaly.ts";
import type { Case } from "../core/case.ts";
import type { Factor } from "../core/detector.ts";
import { gravity } from "../core/gravity.ts";
import { LEVEL, LEVELS } from "../core/levels.ts";
import { explanationOf, measure } from "./explanation.ts";
import { FAMILIES } from "./families.ts";
import type { Family } from "./family.ts";
import type { Judgement } from "./judgement.ts";
import { levelIndex, messageOf, messageOfLine } from "./line-parts.ts";
import { stepsOf } from "./next-steps.ts";
import { printable, sentence } from "./printable.ts";
import { clauseOfCase, titleOf } from "./title.ts";
import { TOPICS } from "./topics.ts";

/** Gravity from which a bare line is abnormal, and from which it is doubtful. */
const ABNORMAL = 2;
const DOUBTFUL = 1;
/** Gravity of a line that reports a failure. */
const FAILING = 1.5;
/** Families whose tags and steps are taken; the first leads. */
const FAMILIES_TAKEN = 3;
/** Characters of a message that are judged: enough for any sentence, and it bounds the work. */
const JUDGED = 2000;

const CONFIDENCE: Readonly<Record<Severity, number>> = { low: 0.6, medium: 0.7, high: 0.85, critical: 0.95 };

/** Families whose words stand in the text, the narrowest first. */
export const familiesIn = (text: string): readonly Family[] => {
  const judged = text.slice(0, JUDGED);
  return FAMILIES.filter(({ words }) => words.test(judged)).slice(0, FAMILIES_TAKEN);
};

/** Families of an incident: those of its most telling line, then those of its other lines that report a failure. */
function familiesOf(subject: Case, text: string): readonly Family[] {
  const found = new Set(familiesIn(text));
  if (subject.subject.kind === "incident")
    for (const line of subject.evidence) {
      const message = messageOfLine(line);
      if (gravity(message, LEVELS.indexOf(line.level)).score >= FAILING)
        for (const other of familiesIn(message)) found.add(other);
    }
  return [...found].slice(0, FAMILIES_TAKEN);
}

/** Whether a case's lines hold orders to a language model: then its answer cannot lower what the rules say. */
export const isTainted = (subject: Case): boolean => {
  const words = FAMILIES.find(({ name }) => name === "instruction")?.words;
  const texts = [subject.log, ...subject.evidence.map(({ text }) => text)];
  return words !== undefined && texts.some((text) => words.test(text.slice(0, JUDGED * 4)));
};

const levelTag = (level: number): string | undefined =>
  level >= LEVEL.error
    ? "Error"
    : level === LEVEL.warn
      ? "Warning"
      : level === LEVEL.info || level === LEVEL.notice
        ? "Info"
        : level === LEVEL.debug || level === LEVEL.trace
          ? "Debug"
          : undefined;

function tagsOf(subject: Case, text: string, families: readonly Family[], level: number, isFailure: boolean): string[] {
  const tags = new Set<string>();
  if (subject.secrets.length > 0) tags.add("Security").add("Secret");
  const ofLevel = levelTag(level) ?? (isFailure ? "Error" : undefined);
  if (ofLevel !== undefined) tags.add(ofLevel);
  for (const { tags: own } of families) for (const tag of own) tags.add(tag);
  for (const [tag, words] of TOPICS) if (words.test(text.slice(0, JUDGED))) tags.add(tag);
  if (subject.factors.some(({ kind }) => kind === "FLOOD" || kind === "BURST DETECTED")) tags.add("Flood");
  if (subject.factors.some(({ kind }) => kind === "UNUSUAL VALUE")) tags.add("Performance");
  if (tags.size === 0) tags.add("Unknown");
  return [...tags];
}

/** The factor that says most: a measure before a level, a level before a mere distance. */
const leading = (factors: readonly Factor[]): Factor | undefined =>
  factors.find(({ kind }) => kind !== "SEVERITY" && kind !== "OUTLIER") ?? factors[0];

const LEVEL_WORDS: Readonly<Record<string, string>> = { warn: "A warning" };
const levelWords = (level: number): string => {
  const name = LEVELS[level] ?? "none";
  return LEVEL_WORDS[name] ?? (name === "none" ? "A line" : `A line of level ${name.toUpperCase()}`);
};

function reasonOf(subject: Case, family: Family | undefined, level: number, classification: Verdict): string {
  const factor = leading(subject.factors);
  const clause = clauseOfCase(subject, 90);
  if (factor !== undefined) return sentence(printable(`${clause}: ${measure(factor)}`, 300));
  if (clause === "") return "The line holds no text.";
  if (classification === "normal") {
    return sentence(`${levelWords(level)} that reports no failure: “${clause}”`);
  }
  if (subject.secrets.length > 0) {
    return sentence(`The line holds a secret in clear (${subject.secrets.join(", ")}); normal is none`);
  }
  if (family !== undefined) {
    return sentence(`${family.observed}: “${clause}”; normal is ${family.normal}`);
  }
  const says = level === LEVEL.warn ? "" : " reports a failure";
  return sentence(`${levelWords(level)}${says}: “${clause}”; normal is none`);
}

/** Judges a case by its evidence and its words: always the same answer for the same case, and without a network. */
export function classifyByRules(subject: Case): Judgement {
  const [, ...folded] = subject.log.split("\n");
  const text = [`${subject.component} ${messageOf(subject)}`, ...folded].join("\n");
  const level = levelIndex(subject);
  const judged = gravity(messageOf(subject), level);
  const isTrouble = judged.score >= DOUBTFUL || subject.established !== undefined || subject.secrets.length > 0;
  const families = familiesOf(subject, text).filter(({ isSecurity }) => isTrouble || isSecurity === true);
  const isSecurity = families.some((found) => found.isSecurity === true) || subject.secrets.length > 0;
  const isAbnormal = subject.established !== undefined || isSecurity || isTainted(subject) || judged.score >= ABNORMAL;
  const classification: Verdict = isAbnormal ? "anomaly" : judged.score >= DOUBTFUL ? "uncertain" : "normal";
  const confidence =
    subject.established !== undefined
      ? CONFIDENCE[subject.established.severity]
      : classification === "uncertain"
        ? 0.5
        : Math.min(0.9, 0.5 + Math.abs(judged.score - 1.5) * 0.2);
  return {
    classification,
    reason: reasonOf(subject, families[0], level, classification),
    tags: tagsOf(subject, text, families, level, judged.score >= ABNORMAL),
    confidence: Math.round(confidence * 100) / 100,
    title: titleOf(subject),
    explanation: explanationOf(subject, families[0], classification),
    next_steps: classification === "normal" ? [] : stepsOf(subject, families),
  };
}
