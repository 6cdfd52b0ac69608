import type { Draw } from "./draw.ts";

/** The four logs of the imagined system. */
export const FILES = ["web", "db", "queue", "auth"] as const;
export type File = (typeof FILES)[number];
export type Level = "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

/** One record on its way into a log. */
export interface Entry {
  readonly file: File;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Its physical lines. */
  readonly lines: readonly string[];
  /** Index of the incident that it belongs to; -1: ordinary life. */
  readonly incident: number;
}

/** What a record says; its log adds the head. */
export interface Saying {
  readonly file: File;
  readonly level: Level;
  readonly component: string;
  readonly message: string;
  /** Further lines: stack traces, details. */
  readonly trace?: readonly string[];
  /** Process id, where several records must share it. */
  readonly pid?: number;
}

/** Writes a record `delay` milliseconds after the start of what is told. */
export type Emit = (delay: number, saying: Saying) => void;
/** Something that happens, told in one or more records of one or more logs. */
export type Tell = (draw: Draw, emit: Emit) => void;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const POSTGRES_LEVELS = { DEBUG: "DEBUG1", INFO: "LOG", WARN: "WARNING", ERROR: "ERROR", FATAL: "FATAL" } as const;
/** Processes that live all day keep their id. */
const PIDS: Readonly<Record<string, number>> = {
  checkpointer: 412,
  autovacuum: 415,
  archiver: 416,
  pooler: 733,
  authd: 812,
  tokend: 814,
  systemd: 1,
  ntpd: 655,
};

const iso = (time: number): string => new Date(time).toISOString();

/** `Mar  6 09:00:00`, as RFC 3164 has it. */
export function syslogTime(time: number): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

/** Puts the head of its log before what is said. */
export function written(saying: Saying, time: number, draw: Draw): readonly string[] {
  const { level, component, message } = saying;
  const trace = saying.trace ?? [];
  const pid = saying.pid ?? PIDS[component] ?? draw.int(2000, 9999);
  switch (saying.file) {
    case "web":
      return [`${iso(time)} ${level.padEnd(5)} [${component}] ${message}`, ...trace];
    case "db":
      return [
        `${iso(time).replace("T", " ").replace("Z", "")} UTC [${pid}] ${POSTGRES_LEVELS[level]}:  ${message}`,
        ...trace,
      ];
    case "queue": {
      const record = { time: iso(time), level: level.toLowerCase(), component, host: "queue-1", msg: message };
      return [JSON.stringify(trace.length > 0 ? { ...record, stack: trace.join("\n") } : record)];
    }
    case "auth":
      return [`${syslogTime(time)} auth-1 ${component}${component === "kernel" ? "" : `[${pid}]`}: ${message}`];
  }
}
