/**
 * The patterns that grok users know by name, in RE2's syntax: no looking around, no atomic groups, and every one of them linear.
 * Names: the Logstash core patterns.
 */
const GROK: Readonly<Record<string, string>> = {
  USERNAME: "[a-zA-Z0-9._-]+",
  USER: "%{USERNAME}",
  EMAILADDRESS: "[a-zA-Z0-9._%+=:-]+@%{HOSTNAME}",
  INT: "[+-]?[0-9]+",
  BASE10NUM: "[+-]?(?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)",
  NUMBER: "%{BASE10NUM}",
  BASE16NUM: "[+-]?(?:0x)?[0-9A-Fa-f]+",
  POSINT: "[1-9][0-9]*",
  NONNEGINT: "[0-9]+",
  WORD: "\\w+",
  NOTSPACE: "\\S+",
  SPACE: "\\s*",
  DATA: ".*?",
  GREEDYDATA: ".*",
  QUOTEDSTRING: "(?:\"(?:\\\\.|[^\\\\\"])*\"|'(?:\\\\.|[^\\\\'])*')",
  QS: "%{QUOTEDSTRING}",
  UUID: "[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}",
  MAC: "(?:[A-Fa-f0-9]{2}[:-]){5}[A-Fa-f0-9]{2}",
  IPV4: "(?:[0-9]{1,3}\\.){3}[0-9]{1,3}",
  IPV6: "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[0-9A-Za-z]+)?",
  IP: "(?:%{IPV4}|%{IPV6})",
  HOSTNAME: "[0-9A-Za-z][0-9A-Za-z_-]*(?:\\.[0-9A-Za-z][0-9A-Za-z_-]*)*\\.?",
  IPORHOST: "(?:%{IP}|%{HOSTNAME})",
  HOSTPORT: "%{IPORHOST}:%{POSINT}",
  PATH: "(?:%{UNIXPATH}|%{WINPATH})",
  UNIXPATH: "(?:/[^/\\s]*)+",
  WINPATH: "(?:[A-Za-z]+:|\\\\)(?:\\\\[^\\\\?*\\s]*)+",
  URIPROTO: "[A-Za-z][A-Za-z0-9+.-]*",
  URIHOST: "%{IPORHOST}(?::%{POSINT})?",
  URIPATH: "(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)+",
  URIPARAM: "\\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\\[\\]<>-]*",
  URIPATHPARAM: "%{URIPATH}(?:%{URIPARAM})?",
  URI: "%{URIPROTO}://(?:[^\\s@/]*@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",
  MONTH: "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*",
  MONTHNUM: "(?:0?[1-9]|1[0-2])",
  MONTHDAY: "(?:0[1-9]|[12][0-9]|3[01]|[1-9])",
  DAY: "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*",
  YEAR: "[0-9]{2}(?:[0-9]{2})?",
  HOUR: "(?:2[0-4]|[01]?[0-9])",
  MINUTE: "[0-5][0-9]",
  SECOND: "(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?",
  TIME: "%{HOUR}:%{MINUTE}(?::%{SECOND})?",
  DATE_US: "%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}",
  DATE_EU: "%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}",
  DATE: "(?:%{DATE_US}|%{DATE_EU})",
  DATESTAMP: "%{DATE}[- ]%{TIME}",
  ISO8601_TIMEZONE: "(?:Z|[+-]%{HOUR}(?::?%{MINUTE})?)",
  ISO8601_SECOND: "%{SECOND}",
  TIMESTAMP_ISO8601: "[0-9]{4}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?(?:%{ISO8601_TIMEZONE})?",
  TZ: "[A-Z]{3,5}",
  SYSLOGTIMESTAMP: "%{MONTH} +%{MONTHDAY} %{TIME}",
  SYSLOGBASE: "%{SYSLOGTIMESTAMP:timestamp} %{SYSLOGHOST:host} %{SYSLOGPROG}:",
  SYSLOGHOST: "%{IPORHOST}",
  SYSLOGPROG: "%{PROG:program}(?:\\[%{POSINT:pid}\\])?",
  PROG: "[!-Z\\\\^-~]+",
  HTTPDATE: "%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}",
  HTTPDERROR_DATE: "%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}",
  LOGLEVEL:
    "(?i:alert|trace|debug|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?|panic)",
  JAVACLASS: "(?:[a-zA-Z$_][a-zA-Z$_0-9]*\\.)*[a-zA-Z$_][a-zA-Z$_0-9]*",
  JAVAFILE: "[A-Za-z0-9_. -]+",
  JAVAMETHOD: "(?:<(?:cl)?init>|[a-zA-Z$_][a-zA-Z$_0-9]*)",
};

/** What is wrong with a pattern. */
export interface PatternFault {
  readonly text: string;
  /** A name that is not known, and the ones that are. */
  readonly unknown?: string;
  readonly known?: readonly string[];
}

/** A grok pattern as a regular expression of RE2's syntax; `names`: of its groups `f0`, `f1`, … */
export interface Expanded {
  readonly source: string;
  readonly names: readonly string[];
}

/** Longest regular expression that a pattern may become. */
const LONGEST = 20_000;
const DEEPEST = 12;

/** Replaces every `%{NAME}` and `%{NAME:field}`. */
export function expandGrok(pattern: string): Expanded | PatternFault {
  const names: string[] = [];
  let fault: PatternFault | undefined;
  const expand = (text: string, depth: number): string =>
    text.replace(/%\{(\w+)(?::([^:}]+))?(?::\w+)?\}/g, (whole, name: string, field: string | undefined, at: number) => {
      const inner = Object.hasOwn(GROK, name) ? GROK[name] : undefined;
      if (inner === undefined || depth > DEEPEST) {
        fault ??= { text: `names no known pattern at ${at}: ${whole}`, unknown: name, known: Object.keys(GROK) };
        return "";
      }
      if (field === undefined) return `(?:${expand(inner, depth + 1)})`;
      const group = `f${names.push(field) - 1}`;
      return `(?P<${group}>${expand(inner, depth + 1)})`;
    });
  const source = expand(pattern, 0);
  if (fault !== undefined) return fault;
  const open = source.indexOf("%{");
  if (open >= 0) return { text: `has a "%{" without a name and "}" behind it` };
  if (source.length > LONGEST) return { text: "is too long once its names are replaced" };
  return { source, names };
}
