/** Zones as logs name them; a list, since a level in capitals stands in the same place. */
const ZONE =
  "Z|UTC|GMT|[ECMP][SD]T|AK[SD]T|HST|CES?T|EES?T|WES?T|BST|IST|MSK|JST|KST|HKT|SGT|A[CEW][SD]T|NZ[SD]T|[A-Z][a-z]+/[A-Z][A-Za-z_]+|[+-]\\d\\d:?\\d\\d";

/** Times as lines begin with them: ISO, slashes and dots, syslog, `081109 203615`, BGL's two heads, epoch seconds; in brackets or not. */
const HEAD = new RegExp(
  `^([[(<"]?)(?:(?:- )?\\d{10} \\d{4}\\.\\d\\d\\.\\d\\d|\\d{2,4}[-/.]\\d\\d[-/.]\\d{2,4}[T _-]\\d\\d[:.]\\d\\d[:.]\\d\\d|\\d{1,2}\\/[A-Z][a-z]{2}\\/\\d{4}:\\d\\d:\\d\\d:\\d\\d|[A-Z][a-z]{2},? [A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d (?:[A-Z]{3,4} )?(?:19|20)\\d\\d(?=[\\]\\s:])|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d|\\d{6} \\d{6}|\\d{10}(?=[. ]))(?:[.,:]\\d{1,9})?(?: ?(?:${ZONE})(?![\\w/]))?(?: \\d{4}(?=\\]))?([\\])>"]?)[\\s:|,]*(?:- )?`,
);

/** Who asked and when, as access logs begin: `ip - - [time]`, a virtual host before it or not. */
const ACCESS_HEAD =
  /^(?:[\w.:-]{1,60} )?[\w.:-]{1,60} \S{1,30} \S{1,30} \[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?\]\s*/;

/** No head is longer than this. */
const MOST = 240;

/** A log line without the time it begins with, where the time is shown beside it. */
export const withoutTime = (line: string): string => {
  const start = line.slice(0, MOST);
  const rest = start.replace(ACCESS_HEAD, "").replace(HEAD, "");
  // `[time: LEVEL/worker] text`: a bracket that holds more than the time has lost its opening half.
  const [, opened, closed] = HEAD.exec(start) ?? [];
  const whole = opened === "[" && closed === "" ? rest.replace(/^([^[\]]{0,60})\]:?/, "$1:") : rest;
  return whole + line.slice(MOST);
};

/** Level words as heads of messages: in capitals, or in any case within brackets or before a colon. */
const LEVELS = "TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|CRIT(?:ICAL)?|FATAL|ALERT|EMERG(?:ENCY)?|LOG";
const LEVEL_HEADS = [
  new RegExp(`^(?:${LEVELS})(?:\\s*[:|]\\s*|\\s+)`),
  new RegExp(`^\\[(?:${LEVELS})\\][\\s:]*`, "i"),
  new RegExp(`^(?:${LEVELS}):\\s+`, "i"),
] as const;

/** A log line without the time and the level it begins with, where both are shown beside it. */
export const withoutHead = (line: string): string => {
  const rest = withoutTime(line);
  const head = LEVEL_HEADS.find((pattern) => pattern.test(rest.slice(0, 40)));
  return head === undefined ? rest : rest.slice(0, 40).replace(head, "") + rest.slice(40);
};
