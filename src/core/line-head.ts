/** Times as lines begin with them: ISO, slashes and dots, syslog, `081109 203615`, BGL's two heads, epoch seconds; in brackets or not. */
const HEAD =
  /^[[(<"]?(?:(?:- )?\d{10} \d{4}\.\d\d\.\d\d|\d{2,4}[-/.]\d\d[-/.]\d{2,4}[T _-]\d\d[:.]\d\d[:.]\d\d|\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d|\d{6} \d{6}|\d{10}(?=[. ]))(?:[.,:]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?(?: \d{4}(?=\]))?[\])>"]?[\s:|,]*(?:- )?/;

/** A log line without the time it begins with, where the time is shown beside it. */
export const withoutTime = (line: string): string => line.slice(0, 80).replace(HEAD, "") + line.slice(80);

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
