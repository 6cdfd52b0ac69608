import { LEVEL, levelNamed } from "../core/levels.ts";
import { isBlank, isDigit, isLetter } from "./bytes.ts";
import { wordTable } from "./word-table.ts";

const NAMES =
  "trace verbose finest finer debug dbg fine info information informational inf log notice warn warning wrn error err severe fail critical crit fatal ftl failure panic alert emerg emergency note system statement detail hint config dpanic eror".split(
    " ",
  );
const OTHERS: Readonly<Record<string, number>> = {
  note: LEVEL.notice,
  system: LEVEL.info,
  statement: LEVEL.info,
  detail: LEVEL.info,
  hint: LEVEL.info,
  config: LEVEL.debug,
  dpanic: LEVEL.critical,
  eror: LEVEL.error,
};
const TABLE = wordTable(NAMES, true);
const INDEX = Uint8Array.from(NAMES, (name) => OTHERS[name] ?? Math.max(0, levelNamed(name)));
/** Words that begin too many messages to be a level there. */
const NOT_LEADING = new Set([
  "log",
  "fine",
  "inf",
  "note",
  "system",
  "statement",
  "detail",
  "hint",
  "config",
  "information",
]);
const LEADS = NAMES.map((name) => !NOT_LEADING.has(name));
/** Written in capitals with nothing behind them: only what can hardly be another word. */
const BARE = NAMES.map((name) =>
  /^(trace|debug|info|warn|warning|error|err|severe|critical|crit|fatal|panic|emerg)$/.test(name),
);

/** Of the last call of `levelAt`: the position behind the word. */
export let levelEnd = 0;

/** The end of the run of letters at `at`. */
const wordEnd = (bytes: Uint8Array, at: number, end: number): number => {
  let position = at;
  while (position < end && position < at + 14 && isLetter(bytes[position])) position++;
  return position;
};

/** A level's name at `at`, any case, with nothing but a digit (`DEBUG5`) glued to it: index into LEVELS; -1: none. */
export function levelAt(bytes: Uint8Array, at: number, end: number): number {
  let behind = wordEnd(bytes, at, end);
  const index = TABLE.find(bytes, at, behind);
  if (index < 0) return -1;
  if (behind < end && isDigit(bytes[behind])) behind++;
  if (behind < end && (isDigit(bytes[behind]) || isLetter(bytes[behind]))) return -1;
  levelEnd = behind;
  return INDEX[index]!;
}

/** The whole text as a level: a name, a syslog number (0-7) or one of pino's and bunyan's (10-60); 0: none. */
export function levelValue(bytes: Uint8Array, start: number, end: number): number {
  if (!isDigit(bytes[start])) {
    const level = levelAt(bytes, start, end);
    return level > 0 && levelEnd === end ? level : 0;
  }
  let value = 0;
  for (let i = start; i < end && i < start + 4; i++) {
    if (!isDigit(bytes[i])) return 0;
    value = value * 10 + bytes[i]! - 48;
  }
  if (value < 8) return syslogLevel(value);
  if (value < 10 || value > 60) return 0;
  return (
    [LEVEL.trace, LEVEL.debug, LEVEL.info, LEVEL.warn, LEVEL.error, LEVEL.critical][Math.floor(value / 10) - 1] ?? 0
  );
}

/** Level of a syslog severity. Source: RFC 5424, 6.2.1. */
export const syslogLevel = (severity: number): number =>
  [LEVEL.emergency, LEVEL.alert, LEVEL.critical, LEVEL.error, LEVEL.warn, LEVEL.notice, LEVEL.info, LEVEL.debug][
    severity
  ] ?? LEVEL.none;

/** Level of a glog letter, -1: none. */
export function letterLevel(byte: number | undefined): number {
  switch (byte) {
    case 73:
      return LEVEL.info;
    case 87:
      return LEVEL.warn;
    case 69:
      return LEVEL.error;
    case 70:
      return LEVEL.critical;
    case 68:
      return LEVEL.debug;
    case 86:
    case 84:
      return LEVEL.trace;
    default:
      return -1;
  }
}

/** Bytes that close a word used as a level: `ERROR:`, `[warn]`, `<info>`, `(error)`, `|WARN|`. */
const closes = (byte: number | undefined): boolean =>
  byte === 58 || byte === 93 || byte === 62 || byte === 41 || byte === 124;

/** The level that a message says of itself: a leading `error:`, `[WARN]` or `FATAL`; 0: none. Words elsewhere say nothing. */
export function leadingLevel(bytes: Uint8Array, start: number, end: number, tokens = 1): number {
  let at = start;
  for (let token = 0; token < tokens; token++) {
    while (at < end && isBlank(bytes[at])) at++;
    const first = bytes[at];
    const isOpened = first === 91 || first === 60 || first === 40 || first === 124;
    const from = isOpened ? at + 1 : at;
    const behind = wordEnd(bytes, from, end);
    const index = behind > from + 2 ? TABLE.find(bytes, from, behind) : -1;
    if (index >= 0) {
      const next = behind < end ? bytes[behind] : undefined;
      if (LEADS[index] === true && closes(next)) return INDEX[index]!;
      const isCapital = (bytes[from]! & 32) === 0 && (bytes[behind - 1]! & 32) === 0;
      if (BARE[index] === true && isCapital && !isOpened && (next === undefined || isBlank(next))) return INDEX[index]!;
    }
    if (token + 1 === tokens) break;
    while (at < end && !isBlank(bytes[at])) at++;
  }
  return 0;
}
