import type { EvidenceLine, Severity, Verdict } from "../core/anomaly.ts";
import type { Case } from "../core/case.ts";
import type { Factor } from "../core/detector.ts";
import { gravity } from "../core/gravity.ts";
import { LEVEL, LEVELS } from "../core/levels.ts";
import { beforeStep, searchStep } from "./commands.ts";
import { FAMILIES } from "./families.ts";
import type { Family } from "./family.ts";
import type { Claim, Judgement, NextStep } from "./judgement.ts";
import { levelIndex, messageOf } from "./line-parts.ts";
import { printable, sentence } from "./printable.ts";
import { clauseOf, clauseOfCase, countOfLines, titleOf } from "./title.ts";
import { TOPICS } from "./topics.ts";

/** Gravity from which a bare line is abnormal, and from which it is doubtful. */
const ABNORMAL = 2;
const DOUBTFUL = 1;
/** Families whose tags and steps are taken; the first leads. */
const FAMILIES_TAKEN = 3;
const STEPS = 3;
/** Characters of a message that are judged: enough for any sentence, and it bounds the work. */
const JUDGED = 2000;

const CONFIDENCE: Readonly<Record<Severity, number>> = { low: 0.6, medium: 0.7, high: 0.85, critical: 0.95 };

/** Families whose words stand in the text, the narrowest first. */
export const familiesIn = (text: string): readonly Family[] => {
  const judged = text.slice(0, JUDGED);
  return FAMILIES.filter(({ words }) => words.test(judged)).slice(0, FAMILIES_TAKEN);
};

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
  if (tags.size === 0) tags.add("Unknown");
  return [...tags];
}

/** The factor that says most: a measure before a level, a level before a mere distance. */
const leading = (factors: readonly Factor[]): Factor | undefined =>
  factors.find(({ kind }) => kind !== "SEVERITY" && kind !== "OUTLIER") ?? factors[0];

const measure = ({ text, expected }: Factor): string =>
  /normal is|expected/i.test(text) || expected === "" ? text : `${text.replace(/[.\s]+$/, "")}; normal is ${expected}`;

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

const clockOf = (time: string | null): string => (time === null ? "" : (/\d{2}:\d{2}:\d{2}/.exec(time)?.[0] ?? ""));

/** What happened, why it is abnormal, what else: each with the lines that prove it. */
function explanationOf(subject: Case, family: Family | undefined, classification: Verdict): Claim[] {
  const telling = subject.evidence.find(({ text }) => text === subject.log) ?? subject.evidence[0];
  if (telling === undefined || subject.log.trim() === "") return [];
  const first = subject.evidence[0] ?? telling;
  const who = subject.component === "" ? "The log" : printable(subject.component, 60);
  const lines = subject.established?.lines ?? 1;
  const since = clockOf(first.time);
  const at = since === "" ? "" : lines > 1 ? `, first at ${since}` : ` at ${since}`;
  const clause = clauseOfCase(subject, 120);
  const what =
    subject.subject.kind === "incident" && lines > 1
      ? `${countOfLines(lines)}${at}, such as “${clause}”`
      : `${who} wrote “${clause}”${lines > 1 ? ` in ${countOfLines(lines)}` : ""}${at}`;
  const proof = telling === first ? [first.id] : [first.id, telling.id];
  const claims: Claim[] = [{ text: `${what}.`, evidence: proof }];
  const factors = subject.factors.filter(({ kind }) => kind !== "OUTLIER").slice(0, 2);
  if (factors.length > 0) {
    const text = factors.map((factor) => sentence(printable(measure(factor), 240))).join(" ");
    claims.push({ text, evidence: [telling.id] });
  } else if (family !== undefined && classification !== "normal") {
    claims.push({ text: sentence(`${family.observed}; normal is ${family.normal}`), evidence: [telling.id] });
  }
  if (subject.secrets.length > 0) {
    const text = sentence(`secrets stand in clear in the log: ${subject.secrets.join(", ")}`);
    claims.push({ text, evidence: [telling.id] });
  } else {
    const later = laterLine(subject, telling);
    if (later !== undefined) claims.push(later);
  }
  return claims;
}

/** A further line that says something else, and when. */
function laterLine(subject: Case, telling: EvidenceLine): Claim | undefined {
  const said = messageOf(subject).slice(0, 24);
  const other = subject.evidence.findLast(
    ({ id, text, time }) => id !== telling.id && time !== null && !text.includes(said) && text.trim() !== "",
  );
  if (other === undefined) return undefined;
  const clock = clockOf(other.time);
  const clause = clauseOf(messageOf({ ...subject, log: other.text, template: "" }), 120);
  return { text: sentence(`${clock === "" ? "Also" : `At ${clock}`}: “${clause}”`), evidence: [other.id] };
}

const ROTATE: NextStep = { text: "Rotate what was written in clear, then stop writing it.", command: "" };

/** One to three things to do, the most useful first. */
function stepsOf(subject: Case, families: readonly Family[]): NextStep[] {
  const steps: NextStep[] = [];
  if (subject.secrets.length > 0) {
    const what = subject.secrets.slice(0, 3).join(", ");
    steps.push({ ...ROTATE, text: `Rotate what stands in clear (${what}), then stop writing it to the log.` });
  }
  const family = families[0];
  const search = searchStep(subject);
  const before = beforeStep(subject);
  const own = family?.steps ?? [];
  const wanted = [own[0], before, search, own[1], ...families.slice(1).map(({ steps: [first] }) => first)];
  for (const step of wanted) if (step !== undefined && steps.length < STEPS) steps.push(step);
  if (steps.length === 0) {
    const command = "journalctl -p warning --since '-1 hour' | tail -n 50";
    steps.push({ text: "Read the warnings of the last hour.", command });
  }
  return steps;
}

/** Judges a case by its evidence and its words: always the same answer for the same case, and without a network. */
export function classifyByRules(subject: Case): Judgement {
  const [, ...folded] = subject.log.split("\n");
  const text = [`${subject.component} ${messageOf(subject)}`, ...folded].join("\n");
  const level = levelIndex(subject);
  const judged = gravity(messageOf(subject), level);
  const isTrouble = judged.score >= DOUBTFUL || subject.established !== undefined || subject.secrets.length > 0;
  const families = familiesIn(text).filter(({ isSecurity }) => isTrouble || isSecurity === true);
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
