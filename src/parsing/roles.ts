import { LEVEL } from "../core/levels.ts";
import { ESCAPE, isDigit } from "./bytes.ts";
import type { Fields } from "./fields.ts";
import { SLOT } from "./fields.ts";
import { letterLevel, levelValue, risingLevel } from "./level-words.ts";
import { joinedText, unescaped, withoutControls } from "./text.ts";
import { anyTime } from "./times.ts";
import { wordTable } from "./word-table.ts";

/** What a key of a structured line can stand for. */
export const ROLES = ["time", "level", "message", "component", "host", "error", "status", "rising"] as const;

/** Keys by role, the most telling first. Keys inside an object follow its name and a dot. */
const KEYS: Readonly<Record<(typeof ROLES)[number], string>> = {
  time: "@timestamp timestamp time ts datetime date asctime eventTime eventtime lastTimestamp firstTimestamp @t t t.$date __REALTIME_TIMESTAMP timeUnixNano start_time record.time Timestamp TimeCreated TimeGenerated observedTimeUnixNano metadata.creationTimestamp time_iso8601 time_local",
  // What numbers mean under the last ones differs: see `oddLevel`.
  level:
    "level severity lvl levelname log.level loglevel log_level logLevel level_name severity_text severityText @l priority PRIORITY sev record.level.name error_severity LevelDisplayName Severity type Level severityNumber severity_number s",
  message:
    "message msg MESSAGE @m @mt short_message text body body.stringValue textPayload log event record.message Message RenderedMessage MessageTemplate",
  component:
    "logger logger_name loggerName log.logger component module service service.name SYSLOG_IDENTIFIER SourceContext category app application program container_name channel name caller source.component reportingComponent ProviderName scope.name logName c",
  host: "hostname host host.name host.hostname _HOSTNAME pod kubernetes.pod_name kubernetes.pod.name node instance MachineName Computer source.host",
  error: "error err exception error.message err.message exc_info @x Exception",
  status:
    "http.response.status_code http.status_code http_status status_code statusCode DownstreamStatus OriginStatus status",
  // No value, but a sign: who writes this one (Nextcloud) counts levels upwards.
  rising: "reqId",
};
const WORDS = ROLES.flatMap((role, index) => KEYS[role].split(" ").map((word, rank) => ({ word, role: index, rank })));
const TABLE = wordTable(WORDS.map(({ word }) => word));
/** Objects whose keys are looked at as if they stood outside. */
const TRANSPARENT = wordTable(["@fields", "fields", "attributes", "data", "payload", "jsonPayload", "Properties"]);
/** Objects whose keys are looked at under their name. */
const NAMED = wordTable([
  ..."log error err host service kubernetes record level t body source scope metadata".split(" "),
]);
const NAMES = "log error err host service kubernetes record level t body source scope metadata"
  .split(" ")
  .map((name) => `${name}.`);
/** Lists of OTLP: their first element is looked at as if it stood outside. Source: opentelemetry-proto, logs.proto. */
const LISTS = wordTable(["resourceLogs", "scopeLogs", "logRecords"]);
const LEVEL_WORDS = KEYS.level.split(" ");
const FIRST_ODD = LEVEL_WORDS.indexOf("Level");
const LAST_LEVEL = LEVEL_WORDS.length - 1;
const LAST_COMPONENT = KEYS.component.split(" ").length - 1;
const joined = new Uint8Array(64);
/** Longer lists are not looked at: a message of journald has 64 KiB at most, each byte of it four characters. */
const LONGEST_LIST = 256 * 1024;

const ERROR = ROLES.indexOf("error");
const STATUS = ROLES.indexOf("status");
const RISING = ROLES.indexOf("rising");
const FIVE = 0x35;

/** The values found so far in one line, by role. */
export class RoleValues {
  readonly start = new Int32Array(ROLES.length);
  readonly end = new Int32Array(ROLES.length);
  readonly rank = new Int32Array(ROLES.length);
  /** 1: the value holds escapes. */
  readonly escaped = new Uint8Array(ROLES.length);
  /** Texts that do not stand in the line; undefined: of this line all do. */
  decoded: (Uint8Array | undefined)[] | undefined;
  /** A list was looked at. */
  hasList = false;

  clear(): void {
    this.hasList = false;
    this.decoded = undefined;
    this.rank.fill(1000);
    this.start.fill(0);
    this.end.fill(0);
  }

  /** Keeps a value if its key has a role and no better key had it. Gives the role, or -1. */
  offer(
    bytes: Uint8Array,
    prefix: string,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
    isEscaped: boolean,
  ): number {
    const index = lookUp(bytes, prefix, keyStart, keyEnd);
    const word = index < 0 ? undefined : WORDS[index];
    if (word === undefined) return -1;
    if (end <= start || word.rank > this.rank[word.role]!) return word.role;
    this.rank[word.role] = word.rank;
    this.start[word.role] = start;
    this.end[word.role] = end;
    this.escaped[word.role] = isEscaped ? 1 : 0;
    if (this.decoded !== undefined) this.decoded[word.role] = undefined;
    return word.role;
  }

  /** Keeps a list under a key with a role: the bytes of a text as journald writes what is no UTF-8, or the first of several texts. */
  offerList(bytes: Uint8Array, prefix: string, keyStart: number, keyEnd: number, start: number, end: number): void {
    const index = lookUp(bytes, prefix, keyStart, keyEnd);
    const word = index < 0 ? undefined : WORDS[index];
    if (word === undefined) return;
    this.hasList = true;
    if (word.rank > this.rank[word.role]! || end - start > LONGEST_LIST) return;
    const list = new TextDecoder().decode(bytes.subarray(start + 1, end - 1));
    let text: Uint8Array | undefined;
    if (/^[\d,\s]+$/.test(list)) {
      const numbers = list.split(",").map(Number);
      if (numbers.every((number) => number <= 255)) text = Uint8Array.from(numbers);
    } else {
      const first = /^\s*"((?:[^"\\]|\\.)*)"/.exec(list)?.[1];
      if (first !== undefined) {
        const raw = new TextEncoder().encode(first);
        text = unescaped(raw, 0, raw.length);
      }
    }
    if (text === undefined || text.length === 0) return;
    this.rank[word.role] = word.rank;
    this.start[word.role] = start;
    this.end[word.role] = end;
    this.escaped[word.role] = 1;
    this.decoded ??= [];
    this.decoded[word.role] = text;
  }

  has(role: number): boolean {
    return this.rank[role]! < 1000;
  }

  text(bytes: Uint8Array, role: number): Uint8Array {
    const start = this.start[role]!;
    const end = this.end[role]!;
    if (this.escaped[role] !== 1) return bytes.subarray(start, end);
    const text = this.decoded?.[role] ?? unescaped(bytes, start, end);
    // Control sequences of terminals stand in JSON as escapes.
    return text.includes(ESCAPE) ? withoutControls(text, 0, text.length) : text;
  }

  #levelOf(bytes: Uint8Array, start: number, end: number): number {
    const rank = this.rank[1]!;
    const rising = this.has(RISING) ? risingLevel(bytes, start, end) : 0;
    if (rising > 0) return rising;
    return rank < FIRST_ODD ? levelValue(bytes, start, end) : oddLevel(LEVEL_WORDS[rank] ?? "", bytes, start, end);
  }

  #isServerError(bytes: Uint8Array): boolean {
    const start = this.start[STATUS]!;
    return (
      this.end[STATUS] === start + 3 && bytes[start] === FIVE && isDigit(bytes[start + 1]) && isDigit(bytes[start + 2])
    );
  }

  /** Moves the values into `fields`; without a message what failed is it, or else the whole line. */
  fill(bytes: Uint8Array, start: number, end: number, fields: Fields): void {
    fields.clear(bytes);
    const { spans } = fields;
    const { decoded } = this;
    if (decoded !== undefined) {
      const [time, level, , component, host] = decoded;
      if (time !== undefined) anyTime(time, 0, time.length, fields.moment);
      if (level !== undefined) fields.level = this.#levelOf(level, 0, level.length);
      if (component !== undefined && component.length <= 160) {
        fields.componentIn = component;
        spans[SLOT.component + 1] = component.length;
      }
      if (host !== undefined && host.length <= 160) {
        fields.hostIn = host;
        spans[SLOT.host + 1] = host.length;
      }
    }
    if (this.has(0) && decoded?.[0] === undefined) anyTime(bytes, this.start[0]!, this.end[0]!, fields.moment);
    if (this.has(1) && decoded?.[1] === undefined) fields.level = this.#levelOf(bytes, this.start[1]!, this.end[1]!);
    // As of access logs: an answer of 500 and more is an error of the server, whatever level it was written at.
    if (this.has(STATUS) && fields.level < LEVEL.warn && this.#isServerError(bytes)) fields.level = LEVEL.error;
    for (const [role, slot] of [
      [3, SLOT.component],
      [4, SLOT.host],
    ] as const) {
      // MongoDB's `c` is a component beside its `s`; anywhere else it is any value.
      if (role === 3 && this.rank[3] === LAST_COMPONENT && this.rank[1] !== LAST_LEVEL) continue;
      if (!this.has(role) || this.escaped[role] === 1 || this.end[role]! - this.start[role]! > 160) continue;
      spans[slot] = this.start[role]!;
      spans[slot + 1] = this.end[role]!;
    }
    if (!this.has(2) && this.has(ERROR)) {
      fields.messageIn = this.text(bytes, ERROR);
      spans[SLOT.message] = 0;
      spans[SLOT.message + 1] = fields.messageIn.length;
    } else if (!this.has(2)) {
      spans[SLOT.message] = start;
      spans[SLOT.message + 1] = end;
    } else if (this.escaped[2] === 1 || this.has(ERROR)) {
      const message = this.text(bytes, 2);
      // What failed is told beside the message: two failures with one message are two things.
      fields.messageIn = this.has(ERROR) ? joinedText(message, ": ", this.text(bytes, ERROR)) : message;
      spans[SLOT.message] = 0;
      spans[SLOT.message + 1] = fields.messageIn.length;
    } else {
      spans[SLOT.message] = this.start[2]!;
      spans[SLOT.message + 1] = this.end[2]!;
    }
  }
}

/** Levels of Windows events. Source: winmeta.xml. */
const WINDOWS = [LEVEL.none, LEVEL.critical, LEVEL.error, LEVEL.warn, LEVEL.info, LEVEL.debug];
/** Bands of four. Source: OpenTelemetry, logs data model, SeverityNumber. */
const OTEL = [LEVEL.trace, LEVEL.debug, LEVEL.info, LEVEL.warn, LEVEL.error, LEVEL.critical];

/** A level under a key whose numbers or letters have a meaning of their own. */
function oddLevel(key: string, bytes: Uint8Array, start: number, end: number): number {
  if (key === "s")
    return end - start === 1 || (end - start === 2 && isDigit(bytes[start + 1]))
      ? Math.max(0, letterLevel(bytes[start]))
      : levelValue(bytes, start, end);
  if (!isDigit(bytes[start])) return levelValue(bytes, start, end);
  const number = Number(new TextDecoder().decode(bytes.subarray(start, end)));
  return (key === "Level" ? WINDOWS[number] : OTEL[Math.ceil(number / 4) - 1]) ?? LEVEL.none;
}

function lookUp(bytes: Uint8Array, prefix: string, keyStart: number, keyEnd: number): number {
  if (prefix === "") return TABLE.find(bytes, keyStart, keyEnd);
  const length = prefix.length + keyEnd - keyStart;
  if (length > joined.length) return -1;
  for (let i = 0; i < prefix.length; i++) joined[i] = prefix.charCodeAt(i);
  joined.set(bytes.subarray(keyStart, keyEnd), prefix.length);
  return TABLE.find(joined, 0, length);
}

/** Whether the first element of a list under this key is looked at. */
export const isLookedInto = (bytes: Uint8Array, keyStart: number, keyEnd: number): boolean =>
  LISTS.find(bytes, keyStart, keyEnd) >= 0;

/** How an object under this key is looked at: a prefix of its keys; undefined: not at all. */
export function prefixOf(bytes: Uint8Array, keyStart: number, keyEnd: number): string | undefined {
  if (TRANSPARENT.find(bytes, keyStart, keyEnd) >= 0) return "";
  const named = NAMED.find(bytes, keyStart, keyEnd);
  return named < 0 ? undefined : NAMES[named];
}
