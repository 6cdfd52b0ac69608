import type { Case } from "../core/case.ts";
import type { LogInfo } from "./log-info.ts";
import { fenceFor, neutralise, printable } from "./printable.ts";

/** Characters of a line, lines of a case and measurements that a prompt holds: together about a thousand tokens. */
const LIMITS = { line: 300, lines: 10, facts: 6, fact: 200 };

/** Evidence as a model sees it. */
export interface Shown {
  /** The fenced lines, each behind its id. */
  readonly evidence: string;
  /** The fenced measurements. */
  readonly facts: string;
  /** Text of each line by id, as it stands in the prompt: what a quote must match. */
  readonly lines: ReadonlyMap<string, string>;
}

const fenced = (label: string, lines: readonly string[]): string => {
  const text = lines.join("\n");
  const fence = fenceFor(text);
  return `${fence}${label}\n${text}\n${fence}`;
};

/** Renders a case for a prompt: identifiers hidden first, then what cannot be seen taken out, then special tokens broken. */
export function showCase(subject: Case, info: LogInfo | undefined, hide: (text: string) => string): Shown {
  const safe = (text: string, limit: number): string => printable(neutralise(printable(hide(text), limit)), limit);
  const lines = new Map<string, string>();
  const rows = subject.evidence.slice(0, LIMITS.lines).map(({ id, source_file, line, time, level, text }) => {
    const shown = safe(text, LIMITS.line);
    lines.set(id, shown);
    const place = source_file === "" ? "" : `${safe(source_file, 80)}:${line}`;
    const head = [
      place,
      time === null || text.includes(time) ? "" : safe(time, 40),
      level === "none" ? "" : level.toUpperCase(),
    ];
    return `${id} | ${[...head.filter((part) => part !== ""), shown].join(" | ")}`;
  });
  const facts: string[] = [];
  const add = (name: string, value: string): void => {
    if (value !== "") facts.push(safe(`${name}: ${value}`, LIMITS.fact));
  };
  if (info !== undefined) {
    add("severity", info.severity);
    add("component", info.component);
    add("action", info.action);
    add("error words", info.error_indicators.join(", "));
    add("patterns", info.patterns.join(", "));
    for (const text of info.statistical_evidence.slice(0, LIMITS.facts)) facts.push(safe(text, LIMITS.fact));
  }
  if (subject.secrets.length > 0) add("secrets found and hidden", subject.secrets.join(", "));
  return {
    evidence: fenced("log", rows),
    facts: fenced("measured", facts.length > 0 ? facts : ["nothing was measured"]),
    lines,
  };
}
