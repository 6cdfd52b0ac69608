import type { Case } from "../core/case.ts";
import { gravity } from "../core/gravity.ts";
import { LEVELS } from "../core/levels.ts";
import { messageOf, messageOfLine } from "./line-parts.ts";
import { printable } from "./printable.ts";

/** A program that starts, fails and starts again. */
export interface Restarts {
  /** What restarts; empty: no line names it. */
  readonly name: string;
  /** The line that says why; empty: none does. */
  readonly cause: string;
  /** Pod or unit as the lines name it; empty: they do not. */
  readonly pod: string;
  readonly unit: string;
}

const LOOP =
  /back-?off restarting|crash-?loop\w{0,8}|start request repeated too quickly|restarting too (?:quickly|often|fast)|scheduled restart job, restart counter is at (?:[3-9]|\d\d)|respawning too (?:rapidly|fast)/i;
/** A program that starts, or cannot: not a task, a session or a thread. */
const PROGRAM =
  "(?:up\\b|application|app|server|service|process|container|daemon|main|[\\w.-]{1,40} (?:application|app|server|service|daemon|v\\d))";
const START = new RegExp(
  `^\\W{0,3}(?:re-?)?(?:starting|started|booting|launching) (?:the )?${PROGRAM}|\\b(?:cannot|failed to|could not|unable to) start(?:\\s*[:;,.]|\\s*$| (?:the )?${PROGRAM})`,
  "i",
);
/** Starts of the same program from which on it is a loop. */
const STARTS = 3;

/** Whether the lines of an incident tell of a program that restarts again and again; undefined: they do not. */
export function restartsOf(subject: Case): Restarts | undefined {
  if (subject.subject.kind !== "incident") return undefined;
  const lines = subject.evidence.map((line, at) => ({
    message: messageOfLine(line).slice(0, 600),
    level: LEVELS.indexOf(line.level),
    component: line.component,
    lines: subject.counts?.[at] ?? 1,
  }));
  const loop = lines.find(({ message }) => LOOP.test(message));
  const start = lines.find(({ message, lines: count }) => START.test(message) && count >= STARTS);
  const sign = loop ?? start;
  if (sign === undefined) return undefined;
  const all = lines.map(({ message }) => message).join("\n");
  const pod = /\bpod[ =:/"]{1,3}(?:[a-z0-9-]{1,63}\/)?([a-z0-9][a-z0-9.-]{0,100}[a-z0-9])/.exec(all)?.[1] ?? "";
  const unit = /\b([\w@.-]{1,80}\.service)\b/.exec(all)?.[1] ?? "";
  const container =
    /\bcontainer[ =:"]{1,3}(?!in\b|is\b|for\b|with\b)([\w.-]{2,60})/.exec(loop?.message ?? "")?.[1] ?? "";
  const own = START.test(sign.message) ? sign.component : (start?.component ?? "");
  const name = printable(container || unit.replace(/\.service$/, "") || pod || own, 30);
  const causes = lines.filter(
    ({ message, level }) => !LOOP.test(message) && !START.test(message) && gravity(message, level).words >= 1.5,
  );
  if (loop === undefined && causes.length === 0) return undefined;
  const told = messageOf(subject);
  const cause = causes.find(({ message }) => message === told) ?? causes[0];
  return { name, cause: cause?.message ?? "", pod, unit };
}
