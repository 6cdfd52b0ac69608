import type { Severity } from "./anomaly.ts";
import type { LevelName } from "./levels.ts";

/** How each severity is written: shape and word, and a shape for terminals that have only ASCII. */
export const SEVERITY_WORDS: Readonly<
  Record<Severity, { readonly shape: string; readonly ascii: string; readonly short: string; readonly name: string }>
> = {
  critical: { shape: "◆", ascii: "!!", short: "CRIT", name: "Critical" },
  high: { shape: "▲", ascii: "! ", short: "HIGH", name: "High" },
  medium: { shape: "●", ascii: "* ", short: "MED", name: "Medium" },
  low: { shape: "○", ascii: "- ", short: "LOW", name: "Low" },
};

/** Levels in five cells. */
export const LEVEL_WORDS: Readonly<Record<LevelName, string>> = {
  none: "",
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  notice: "NOTE",
  warn: "WARN",
  error: "ERROR",
  critical: "CRIT",
  alert: "ALERT",
  emergency: "EMERG",
};
