import { LEVEL, levelNamed } from "../core/levels.ts";
import { isBlank, isDigit, isLetter } from "./bytes.ts";

const NAMES =
  "trace verbose finest finer debug dbg fine info information informational inf log notice warn warning wrn error err severe fail critical crit fatal ftl failure panic alert emerg emergency note system statement detail hint context config dpanic eror erro fata debu trac pani trc pnc fehler warnung erreur avertissement errore avviso aviso kritisch".split(
    " ",
  );
const OTHERS: Readonly<Record<string, number>> = {
  note: LEVEL.notice,
  system: LEVEL.info,
  statement: LEVEL.info,
  detail: LEVEL.info,
  hint: LEVEL.info,
  context: LEVEL.info,
  config: LEVEL.debug,
  dpanic: LEVEL.critical,
  eror: LEVEL.error,
  erro: LEVEL.error,
  fata: LEVEL.critical,
  debu: LEVEL.debug,
  trac: LEVEL.trace,
  pani: LEVEL.critical,
  trc: LEVEL.trace,
  pnc: LEVEL.critical,
  // What programs write that speak German, French, Italian, Spanish or Portuguese.
  fehler: LEVEL.error,
  warnung: LEVEL.warn,
  erreur: LEVEL.error,
  avertissement: LEVEL.warn,
  errore: LEVEL.error,
  avviso: LEVEL.warn,
  aviso: LEVEL.warn,
  kritisch: LEVEL.critical,
};
/** An open hash table of the names. Names are letters, so that setting bit 5 folds their case. */
const SLOTS = new Int8Array(256).fill(-1);
const FOLDED = NAMES.map((name) => new TextEncoder().encode(name));
const mixed = (hash: number, byte: number): number => (Math.imul(hash, 33) ^ (byte | 32)) & 0xffff;
FOLDED.forEach((name, index) => {
  let slot = name.reduce(mixed, 0) & 255;
  while (SLOTS[slot]! >= 0) slot = (slot + 1) & 255;
  SLOTS[slot] = index;
});
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
  "context",
  "config",
  "information",
]);
const LEADS = NAMES.map((name) => !NOT_LEADING.has(name));
/** Written in capitals with nothing behind them: only what can hardly be another word. */
const BARE = NAMES.map((name) =>
  /^(trace|debug|info|warn|warning|error|err|severe|critical|crit|fatal|panic|emerg|fehler|warnung|erreur|avertissement|errore)$/.test(
    name,
  ),
);

/** Of the last call of `levelAt`: the position behind the word. */
export let levelEnd = 0;

/** Of the last call of `nameAt`: the end of the run of letters. */
let wordEnd = 0;

/** Index of the name that the run of letters at `at` is; -1: none. */
function nameAt(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  let hash = 0;
  for (; position < end && position < at + 14; position++) {
    const byte = bytes[position]! | 32;
    if (byte < 97 || byte > 122) break;
    hash = mixed(hash, byte);
  }
  wordEnd = position;
  for (let slot = hash & 255; SLOTS[slot]! >= 0; slot = (slot + 1) & 255) {
    const name = FOLDED[SLOTS[slot]!]!;
    let i = name.length === position - at ? 0 : name.length + 1;
    while (i < name.length && name[i] === (bytes[at + i]! | 32)) i++;
    if (i === name.length) return SLOTS[slot]!;
  }
  return -1;
}

/** A level's name at `at`, any case, with nothing but a digit (`DEBUG5`) glued to it: index into LEVELS; -1: none. */
export function levelAt(bytes: Uint8Array, at: number, end: number): number {
  const index = nameAt(bytes, at, end);
  if (index < 0) return -1;
  let behind = wordEnd;
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

const RISING = [LEVEL.debug, LEVEL.info, LEVEL.warn, LEVEL.error, LEVEL.critical];
/**
 * Level of a digit where 0 is the least grave; 0: the text is none. Sources: Nextcloud's administration manual, "Log level"; Azure
 * Monitor, SeverityLevel of traces and exceptions.
 */
export const risingLevel = (bytes: Uint8Array, start: number, end: number): number =>
  end === start + 1 ? (RISING[bytes[start]! - 48] ?? 0) : 0;

/** Level of a letter of glog, or of a sign of Redis; -1: none. */
export function letterLevel(byte: number | undefined): number {
  switch (byte) {
    case 73:
      return LEVEL.info;
    case 35:
      return LEVEL.warn;
    case 42:
      return LEVEL.notice;
    case 45:
    case 46:
      return LEVEL.debug;
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
    const index = nameAt(bytes, from, end);
    const behind = wordEnd;
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

const CEF_WORDS = ["unknown", "low", "medium", "high", "very-high"];
const CEF_LEVELS = [LEVEL.none, LEVEL.info, LEVEL.warn, LEVEL.error, LEVEL.critical];

/** Level of a CEF severity, 0 to 10 or a word, which must be all of the text; -1: it is none. Source: ArcSight CEF, "Severity". */
export function cefLevel(bytes: Uint8Array, start: number, end: number): number {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 10))).toLowerCase();
  const word = CEF_WORDS.indexOf(text);
  if (word >= 0) return CEF_LEVELS[word]!;
  if (!/^(?:\d|10)$/.test(text)) return -1;
  const number = Number(text);
  return CEF_LEVELS[number < 4 ? 1 : number < 7 ? 2 : number < 9 ? 3 : 4]!;
}
