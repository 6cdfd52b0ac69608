import type { EvidenceLine } from "../core/anomaly.ts";
import type { Case } from "../core/case.ts";
import { gravity } from "../core/gravity.ts";
import { LEVEL, LEVELS, type LevelName, levelNamed } from "../core/levels.ts";

/** What a bare line says of itself. */
export interface LineParts {
  readonly level: LevelName;
  readonly component: string;
  readonly time: string | null;
  /** The line without its head. */
  readonly message: string;
}

const TIME =
  /\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?|\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}(?: [+-]\d{4})?|[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\b\d{2}:\d{2}:\d{2}(?:[.,]\d{1,6})?\b/;
/** Tokens among which a level is looked for: beyond them it is a word of the message. */
const HEAD_TOKENS = 8;
const FIELD = /\b(?:level|lvl|severity|log\.level)["']?\s{0,2}[=:]\s{0,2}["']?([A-Za-z]{3,13})\b/;
const COMPONENT_FIELD = /\b(?:component|logger|service|module|app)["']?\s{0,2}[=:]\s{0,2}["']?([\w./$-]{1,64})/;
const MESSAGE_FIELD = /\b(?:msg|message|event)["']?\s{0,2}[=:]\s{0,2}(?:"((?:[^"\\]|\\.){1,2000})"|([^\s,}]{1,200}))/;

const isLevelToken = (token: string): boolean => {
  const bare = token.replace(/^[[(<"'|]+|[\])>"'|:,-]+$/g, "");
  if (levelNamed(bare) < 0) return false;
  // "Failure to connect" begins with a word, not with a level.
  return bare === bare.toUpperCase() || /^[[(<|]/.test(token) || /[\]):>|]$/.test(token);
};

/** `Db: …` names a component, `Error: …` and `Exception: …` do not. */
const componentHead = (found: RegExpExecArray | null): RegExpExecArray | null =>
  found === null || levelNamed(found[1] ?? "") >= 0 || gravity(found[1] ?? "", LEVEL.none).words > 0 ? null : found;

const levelOf = (index: number): LevelName => LEVELS[index] ?? "none";

/** Finds level, component, time and message of a line of any common form. Only its beginning is looked at. */
export function lineParts(text: string): LineParts {
  const line = (text.split("\n", 1)[0] ?? "").slice(0, 4000);
  const time = TIME.exec(line.slice(0, 120))?.[0] ?? null;
  const field = FIELD.exec(line)?.[1];
  const named = field === undefined ? -1 : levelNamed(field);
  if (named >= 0) {
    const found = MESSAGE_FIELD.exec(line);
    const message = found?.[1] ?? found?.[2] ?? line;
    return { level: levelOf(named), component: COMPONENT_FIELD.exec(line)?.[1] ?? "", time, message };
  }
  const tokens = [...line.matchAll(/\S+/g)];
  const at = tokens.slice(0, HEAD_TOKENS).findIndex(([token]) => isLevelToken(token));
  const token = tokens[at];
  if (token === undefined) {
    const syslog =
      /^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d [\d:]{8} \S{1,255} ([\w./-]{1,64})(?:\[\d{1,10}\])?: (.*)$/.exec(line);
    if (syslog !== null) return { level: "none", component: syslog[1] ?? "", time, message: syslog[2] ?? "" };
    const rest = time === null ? line : line.slice(line.indexOf(time) + time.length).replace(/^[\s\]:,-]+/, "");
    return { level: "none", component: "", time, message: rest.trim() || line.trim() };
  }
  const level = levelOf(levelNamed(token[0].replace(/[^A-Za-z]/g, "")));
  const rest = line.slice(token.index + token[0].length).replace(/^[\s:|-]+/, "");
  const head =
    /^\[([\w .:/$-]{1,64})\]\s*[:-]?\s*(.*)$/.exec(rest) ??
    componentHead(/^([A-Za-z][\w.$/-]{1,63}):\s+(.*)$/.exec(rest));
  const message = head?.[2] ?? rest;
  return { level, component: (head?.[1] ?? "").trim(), time, message: message.trim() || line.trim() };
}

/** Lines of one record that are shown as evidence. */
const RECORD_LINES = 12;

/** A case of one line, or of one record of several lines. */
export function caseOfLine(log: string): Case {
  const parts = lineParts(log);
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  return {
    subject: { kind: "line", id: "line" },
    log,
    level: parts.level,
    component: parts.component,
    template: "",
    evidence: (lines.length === 0 ? [log] : lines).slice(0, RECORD_LINES).map((text, index) => ({
      id: `e${index + 1}`,
      source_file: "",
      line: index + 1,
      time: index === 0 ? parts.time : null,
      level: index === 0 ? parts.level : "none",
      component: index === 0 ? parts.component : "",
      text,
      message: index === 0 ? parts.message : text,
    })),
    factors: [],
    secrets: [],
  };
}

/** The message of a case's most telling line, without its head. */
export function messageOf(subject: Case): string {
  const { log, template, telling } = subject;
  if (telling !== undefined) return (log.split("\n").find((line) => line.trim() !== "") ?? "").trim();
  const start = template.split(/<[^<>\s]{1,40}>|[“”"]/)[0]?.trim() ?? "";
  if (start.length >= 3) {
    const at = log.indexOf(start);
    if (at >= 0) return (log.slice(at).split("\n", 1)[0] ?? "").trim();
  }
  return lineParts(log).message;
}

/** The evidence line that the case's log comes from; undefined: there is no evidence. */
export function tellingLine(subject: Case): EvidenceLine | undefined {
  const { evidence, log, telling } = subject;
  const message = messageOf(subject);
  return (
    evidence.find(({ id }) => id === telling) ??
    evidence.find(({ text }) => text === log) ??
    evidence.find(({ text }) => message !== "" && text.includes(message)) ??
    evidence[0]
  );
}

/** What one of the evidence lines says, without its head. */
export const messageOfLine = ({ message, text }: EvidenceLine): string =>
  message
    .split("\n")
    .find((part) => part.trim() !== "")
    ?.trim() ?? lineParts(text).message;

/** Index into LEVELS of a case's level; of a bare one, what its line says. */
export const levelIndex = (subject: Case): number => {
  const index = LEVELS.indexOf(subject.level);
  return index > LEVEL.none ? index : Math.max(LEVEL.none, LEVELS.indexOf(lineParts(subject.log).level));
};
