import type { Incident } from "./anomaly.ts";
import { LEVEL_WORDS } from "./labels.ts";
import { LEVELS, type LevelName, levelNamed } from "./levels.ts";
import { withoutHead, withoutTime } from "./line-head.ts";

/** What is known of a line that is to be shown; beside its text all may be missing. */
export interface LineParts {
  readonly text: string;
  readonly level?: LevelName;
  readonly component?: string;
  readonly message?: string;
}

/** Colours as terminals know them, also where the escape byte was lost or written out. `[5m]` is a duration of a query. */
const COLOUR = /(?:(?:\u001b|\\x1b|\\u001b|\\e|\\033)\[|\u009b)[\d;]{0,12}[mK]|\[\d{1,3}(?:;\d{1,3}){0,4}m(?!\])/g;

/** Longer texts are never shown. */
const MOST = 4_000;

/** On one line, without colours. */
const flat = (text: string): string =>
  text
    .slice(0, MOST)
    .replace(COLOUR, "")
    .replace(/[ \t]*[\r\n]+[ \t]*/g, " ")
    .trim();

const firstOf = (text: string): string => flat(text.trimStart().split(/[\r\n]/, 1)[0] ?? "");

const QUOTED = '"((?:[^"\\\\]|\\\\.){1,2000})';
const jsonValue = (names: string): RegExp => new RegExp(`"(?:${names})"\\s*:\\s*${QUOTED}`, "i");
const MESSAGE = "msg|message|short_message|log|event|body|text";
const JSON_PARTS = {
  message: jsonValue(MESSAGE),
  level: jsonValue("level|severity|lvl|levelname|log\\.level"),
  component: jsonValue("logger|logger_name|component|module|service|app"),
} as const;
const pairValue = (names: string): RegExp => new RegExp(`(?:^|\\s)(?:${names})=(?:${QUOTED}|([\\w.-]+)(?=\\s|$))`, "i");
const PAIR_PARTS = {
  message: pairValue("msg|message"),
  level: pairValue("level|lvl|severity"),
  component: pairValue("logger|component|module|service|app"),
} as const;

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_, hex: string | undefined, one: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return one === "n" || one === "r" || one === "t" ? " " : (one ?? "");
  });

const isPairs = (text: string): boolean => /^[A-Za-z_][\w.-]*=/.test(text);

/** Level, component and message of a JSON or logfmt line of which only the text is known. */
function guessed(text: string): LineParts | undefined {
  const patterns = text.startsWith("{") ? JSON_PARTS : isPairs(text) ? PAIR_PARTS : undefined;
  if (patterns === undefined) return undefined;
  const value = (pattern: RegExp): string => {
    const [, quoted, bare] = pattern.exec(text) ?? [];
    return quoted === undefined ? (bare ?? "") : unescaped(quoted);
  };
  const message = value(patterns.message);
  if (message === "") return undefined;
  return {
    text: message,
    message,
    level: LEVELS[levelNamed(value(patterns.level))] ?? "none",
    component: value(patterns.component),
  };
}

/** Whether a line is its message with at most a head before it: what is shown of it needs no other words. */
function isPlain(visible: string, said: string): boolean {
  if (visible.startsWith("{")) return false;
  // What carries the message first may go on: a request and its agent, a record and its stack.
  if (visible.startsWith(said)) return true;
  if (isPairs(visible)) return false;
  const at = visible.indexOf(said);
  return at >= 0 && visible.length - at - said.length <= 2;
}

/** `component: message`; a message that names its component already stays as it is. */
const spoken = (component: string, message: string): string =>
  component === "" || message.toLowerCase().startsWith(component.toLowerCase()) ? message : `${component}: ${message}`;

/**
 * What a person reads of a line whose time is shown beside it: the line without its time, or, where the line is an
 * envelope (JSON, logfmt, a wrapper), `LEVEL component: message`. `level: false` where the level is shown beside it, too.
 */
export function lineText(line: LineParts, options: { readonly level: boolean } = { level: true }): string {
  const text = flat(line.text);
  const bare = (): string => (options.level ? withoutTime(text) : withoutHead(text));
  const said = line.message === undefined ? "" : flat(line.message);
  const isKnown = said !== "" && !said.startsWith("{");
  // Lines that follow the first in a record (a stack) are no part of the question.
  if (isKnown && isPlain(withoutTime(firstOf(line.text)), firstOf(line.message ?? ""))) return bare();
  const parts = isKnown ? { ...line, message: said } : guessed(withoutTime(text));
  if (parts === undefined) return bare();
  const level = parts.level === undefined || parts.level === "none" ? (line.level ?? "none") : parts.level;
  const component = flat(parts.component || line.component || "");
  // The level within the message stays where it is the only one that is known.
  const headless = options.level && level === "none" ? withoutTime : withoutHead;
  const words = spoken(component, headless(flat(parts.message ?? "")));
  return options.level && level !== "none" ? `${LEVEL_WORDS[level]} ${words}` : words;
}

/** The line that began an incident, with what its evidence knows of it. */
export function causeLine({ first_cause: cause, evidence }: Incident): LineParts {
  const same = evidence.find(
    ({ source_file, line, text }) => source_file === cause.source_file && line === cause.line && text === cause.text,
  );
  return same ?? { text: cause.text };
}
