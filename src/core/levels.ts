/** Levels from mild to grave; a column holds the index. `none`: the line carries no level. */
export const LEVELS = [
  "none",
  "trace",
  "debug",
  "info",
  "notice",
  "warn",
  "error",
  "critical",
  "alert",
  "emergency",
] as const;

export type LevelName = (typeof LEVELS)[number];

export const LEVEL = {
  none: 0,
  trace: 1,
  debug: 2,
  info: 3,
  notice: 4,
  warn: 5,
  error: 6,
  critical: 7,
  alert: 8,
  emergency: 9,
} as const;

const SPELLINGS: Readonly<Record<string, number>> = {
  trace: LEVEL.trace,
  verbose: LEVEL.trace,
  finest: LEVEL.trace,
  finer: LEVEL.trace,
  debug: LEVEL.debug,
  dbg: LEVEL.debug,
  fine: LEVEL.debug,
  info: LEVEL.info,
  information: LEVEL.info,
  informational: LEVEL.info,
  inf: LEVEL.info,
  log: LEVEL.info,
  notice: LEVEL.notice,
  warn: LEVEL.warn,
  warning: LEVEL.warn,
  wrn: LEVEL.warn,
  error: LEVEL.error,
  err: LEVEL.error,
  severe: LEVEL.error,
  fail: LEVEL.error,
  critical: LEVEL.critical,
  crit: LEVEL.critical,
  fatal: LEVEL.critical,
  ftl: LEVEL.critical,
  failure: LEVEL.critical,
  panic: LEVEL.critical,
  alert: LEVEL.alert,
  emerg: LEVEL.emergency,
  emergency: LEVEL.emergency,
};

/** Index into LEVELS of a level as logs spell it, any case; -1: not the name of a level. */
export const levelNamed = (text: string): number => SPELLINGS[text.toLowerCase()] ?? -1;

/** Error or graver: what `error_rate` counts. */
export const isErrorLevel = (level: number): boolean => level >= LEVEL.error;
