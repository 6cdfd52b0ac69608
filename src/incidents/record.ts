import { createHash } from "node:crypto";
import type { Anomaly, Citation, EvidenceLine, Incident } from "../core/anomaly.ts";
import { withoutEnd, wordsOf } from "../core/common-words.ts";
import type { Factor } from "../core/detector.ts";
import type { StatementEvidence } from "../core/evidence.ts";
import { FAILURE_SCORE } from "../core/gravity.ts";
import type { Profile } from "../core/samples.ts";
import { count, duration, number } from "../core/words.ts";
import type { Assigned } from "./assign.ts";
import { behaviorTitle, proofOf } from "./behavior.ts";
import type { Draft } from "./drafts.ts";
import { secretKindsOf } from "./nodes.ts";

/** A line of the run, without secrets. */
export interface ShownLine {
  readonly source_file: string;
  readonly line: number;
  readonly time: string | null;
  readonly clock: number;
  /** Its source carries times: a clock that people may be told. */
  readonly isPlaced: boolean;
  readonly level: Anomaly["level"];
  readonly component: string;
  readonly text: string;
  /** Only the message. */
  readonly message: string;
}

export interface RecordContext {
  readonly profile: Profile;
  readonly evidence: StatementEvidence;
  readonly assigned: Assigned;
  /** Event index to line. */
  at(event: number): ShownLine;
  templateId(template: number): string;
  /** What detectors say of a statement. */
  factorsOf(
    statement: number,
  ): readonly { readonly detector: string; readonly score: number; readonly factor: Factor }[];
  /** Clock milliseconds as the log writes times; null: the log has none. */
  time(clock: number): string | null;
  /** Milliseconds: an incident whose last event is nearer to the end is open. */
  readonly gap: number;
  /** Clock of the run's last event. */
  readonly end: number;
}

const EVIDENCE = 10;
const TITLE = 52;

export const cutWords = (text: string, most: number): string => {
  const flat = text.replace(/\s+/g, " ").trim();
  if (flat.length <= most) return flat;
  const cut = flat.slice(0, most - 1);
  const blank = cut.lastIndexOf(" ");
  return `${withoutEnd(blank > most * 0.6 ? cut.slice(0, blank) : cut, true)}…`;
};

const stableId = (parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 10);

/** An incident with its lines, factors and a plain title; the explanation is written afterwards. */
export function incidentRecord(draft: Draft, rank: number, context: RecordContext): Incident {
  const { profile, evidence } = context;
  const ranked = [...draft.statements].sort(
    (a, b) => evidence.strength[b[0]]! - evidence.strength[a[0]]! || b[1].count - a[1].count || a[0] - b[0],
  );
  const events = evidenceEvents(draft, ranked, context);
  const lines = events.map((event): EvidenceLine & { event: number; clock: number } => ({
    id: "",
    event,
    ...context.at(event),
  }));
  lines.sort((a, b) => a.clock - b.clock || a.event - b.event);
  const evidenceLines = lines.map(
    ({ source_file, line, time, level, component, text, message }, i): EvidenceLine => ({
      id: `e${i + 1}`,
      source_file,
      line,
      time,
      level,
      component,
      text,
      message,
    }),
  );
  const cause = firstCause(draft, context);
  const factors = factorsOf(draft, context);
  const statements = ranked.map(([id]) => profile.statements[id]).filter((s) => s !== undefined);
  const detectors = new Map(draft.detectors.map((d) => [d.name, d.score]));
  for (const { detector, score } of context.factorsOf(draft.top))
    if (score > 0) detectors.set(detector, Math.max(detectors.get(detector) ?? 0, score));
  const isOpen =
    context.end - draft.end < context.gap && draft.factors[0]?.kind !== "MISSING EVENT"
      ? draft.lines > 1
      : draft.factors[0]?.kind === "MISSING EVENT";
  return {
    id: stableId([
      cause.source_file,
      String(cause.line),
      context.templateId(profile.statements[draft.top]?.template ?? -1),
      draft.kind,
      ...(draft.findings?.slice(0, 1).flatMap(({ rule, group }) => [rule.name, group]) ?? []),
    ]),
    rank,
    score: Math.round(draft.score * 100) / 100,
    severity: draft.severity,
    state: isOpen ? "open" : "over",
    title: titleOf(draft, context),
    subtitle: subtitleOf(draft, context),
    tags: [],
    start: timeAt(draft.firstEvent, draft.start, context),
    end: timeAt(draft.lastEvent, draft.end, context),
    lines: draft.lines,
    anomalies: [],
    templates: [...new Set(statements.map((s) => context.templateId(s.template)))].slice(0, 50),
    components: [...new Set(statements.map((s) => s.componentName).filter(Boolean))].slice(0, 20),
    keys: keysOf(draft, context),
    detectors: [...detectors].map(([name, score]) => ({ name, score: Math.round(score * 1000) / 1000 })),
    factors,
    first_cause: cause,
    related: [],
    evidence: evidenceLines,
    explanation: [],
    citations: evidenceLines.map(({ source_file, line }): Citation => ({ source_file, line })),
    next_steps: [],
    author: { name: "rules", citations_found: 0, citations_given: 0 },
  };
}

function keysOf(draft: Draft, context: RecordContext): string[] {
  const groups = new Set(draft.findings?.map(({ group }) => group).filter((group) => group !== ""));
  const actors = draft.nodes
    .filter((node) => node.kind === "actor" && node.key >= 0)
    .map((node) => context.assigned.actorName(node.key));
  return [...[...groups].slice(0, 20), ...actors];
}

/** Null where the log that holds the event has no times. */
const timeAt = (event: number, clock: number, context: RecordContext): string | null =>
  event >= 0 && !context.at(event).isPlaced ? null : context.time(clock);

function evidenceEvents(
  draft: Draft,
  ranked: readonly (readonly [number, { readonly first: number }])[],
  context: RecordContext,
): number[] {
  if (draft.findings) return proofOf(draft.findings);
  const events = new Set<number>();
  const isMissing = draft.factors[0]?.kind === "MISSING EVENT";
  if (draft.firstEvent >= 0 && !isMissing) events.add(draft.firstEvent);
  for (const [id, { first }] of ranked) {
    if (events.size >= EVIDENCE - 1) break;
    // A line that is no failure proves nothing beside lines that are.
    if (events.size >= 4 && context.evidence.gravity[id]! < FAILURE_SCORE) continue;
    events.add(first);
  }
  if (draft.lastEvent >= 0) events.add(draft.lastEvent);
  return [...events];
}

/** The earliest line that reports a failure; where none does, the earliest line. */
function firstCause(draft: Draft, context: RecordContext): Incident["first_cause"] {
  if (draft.findings) {
    const { source_file, line, time, text } = context.at(draft.firstEvent);
    return { source_file, line, time, text, why: "First line that the rule counted" };
  }
  const gravest = [...draft.statements.keys()].reduce((most, id) => Math.max(most, context.evidence.gravity[id]!), 0);
  const grave = [...draft.statements]
    .filter(([id]) => context.evidence.gravity[id]! >= Math.max(FAILURE_SCORE, 0.5 * gravest))
    .sort((a, b) => a[1].firstTime - b[1].firstTime || a[1].first - b[1].first)[0];
  const event = grave?.[1].first ?? draft.firstEvent;
  const { source_file, line, time, text } = context.at(event);
  const why =
    draft.factors[0]?.kind === "MISSING EVENT"
      ? "Last line before the silence"
      : grave
        ? "Earliest line that reports a failure"
        : "Earliest abnormal line";
  return { source_file, line, time, text, why };
}

/** That secrets stand in its lines; undefined: none do. */
function secretFactor({ kind, lines, nodes }: Draft): Factor | undefined {
  const kinds = secretKindsOf(nodes);
  if (kinds.length === 0) return undefined;
  const isAll = kind === "secret";
  const where = isAll
    ? `A secret stands readable in ${count(lines, "line")} of the log`
    : `Its lines hold secrets in clear`;
  return {
    kind: "SECRET",
    observed: isAll ? count(lines, "line") : `${kinds.join(", ")} in clear`,
    expected: "none",
    text: `${where} (${kinds.join(", ")}); they were redacted in all that was written.`,
    values: [isAll ? lines : kinds.length],
  };
}

function factorsOf(draft: Draft, context: RecordContext): Factor[] {
  const all = [...draft.factors];
  for (const { score, factor } of [...context.factorsOf(draft.top)].sort((a, b) => b.score - a.score))
    if (score >= 0.5 && !all.some((f) => f.kind === factor.kind)) all.push(factor);
  const secret = secretFactor(draft);
  // Where something fails, its lines are the smaller trouble, and still told.
  if (secret !== undefined) all.splice(draft.kind === "secret" ? 0 : 2, 0, secret);
  const isSame = (a: Factor, b: Factor): boolean => a.kind === b.kind && a.observed === b.observed;
  return all.filter((factor, i) => all.findIndex((other) => isSame(factor, other)) === i).slice(0, 6);
}

/** How long: of a run without times, in lines; its clock ticks a second a line. */
const took = (milliseconds: number, context: RecordContext): string =>
  context.profile.isTimed ? duration(Math.max(0, milliseconds)) : count(Math.round(milliseconds / 1000) + 1, "line");

const span = (draft: Draft, context: RecordContext): string => took(draft.end - draft.start, context);

function titleOf(draft: Draft, context: RecordContext): string {
  if (draft.findings) return cutWords(behaviorTitle(draft.findings), TITLE);
  const top = context.profile.statements[draft.top];
  const component = top?.componentName ? `${top.componentName}: ` : "";
  const message = cutWords(context.at(draft.statements.get(draft.top)?.first ?? draft.firstEvent).message, TITLE);
  const factor = draft.factors.find(({ kind }) => kind !== "LEVEL SHIFT");
  const lines = (kind: Draft["kind"]): number =>
    draft.nodes.reduce((sum, node) => sum + (node.kind === kind ? node.lines : 0), 0);
  if (draft.kind === "secret") {
    const kinds = secretKindsOf(draft.nodes);
    return cutWords(`${component}${kinds.join(", ")} readable in ${count(lines("secret"), "line")}`, TITLE);
  }
  if (draft.kind === "actor") {
    const actor = draft.nodes.find((node) => node.kind === "actor");
    const who =
      actor && actor.key >= 0
        ? context.assigned.actorName(actor.key)
        : `${number(context.assigned.actorsFolded)} more sources`;
    const accepted = context.assigned.accepted.get(actor?.key ?? -1)?.count ?? 0;
    if (accepted > 0)
      return cutWords(`${number(lines("actor"))} failed logins, then ${number(accepted)} accepted: ${who}`, TITLE);
    const long = actor ? took(actor.end - actor.start, context) : span(draft, context);
    return cutWords(`${number(lines("actor"))} failed logins from ${who} in ${long}`, TITLE);
  }
  if (factor?.kind === "FLOOD" || factor?.kind === "BURST DETECTED") {
    // The largest of them speaks for all: what it said, how often, how fast.
    const [largest] = loudest(draft);
    if (largest) {
      const said = spoken(largest.statement, context) || context.at(largest.firstEvent).message;
      return cutWords(`${number(largest.lines)} in ${took(largest.end - largest.start, context)}: ${said}`, TITLE);
    }
  }
  if (factor?.kind === "UNUSUAL VALUE") {
    const said = spoken(draft.top, context) || message;
    return cutWords(`${factor.expected} → ${factor.observed}: ${said}`, TITLE);
  }
  if (factor?.kind === "MISSING EVENT")
    return cutWords(`Silent for ${took(context.end - draft.start, context)}: ${message}`, TITLE);
  return cutWords(message, TITLE);
}

/** What the draft's floods and bursts say, each statement once, the most frequent first. */
function loudest(draft: Draft): { statement: number; lines: number; start: number; end: number; firstEvent: number }[] {
  const byStatement = new Map<
    number,
    { statement: number; lines: number; start: number; end: number; firstEvent: number }
  >();
  for (const node of draft.nodes) {
    if (!node.span || node.lines === 0 || node.span.statement < 0) continue;
    const { statement } = node.span;
    const known = byStatement.get(statement);
    if (!known)
      byStatement.set(statement, {
        statement,
        lines: node.lines,
        start: node.start,
        end: node.end,
        firstEvent: node.firstEvent,
      });
    else {
      known.lines += node.lines;
      if (node.start < known.start) known.firstEvent = node.firstEvent;
      known.start = Math.min(known.start, node.start);
      known.end = Math.max(known.end, node.end);
    }
  }
  return [...byStatement.values()].sort((a, b) => b.lines - a.lines || a.statement - b.statement);
}

/** A statement without its values, since each line of it has others. */
const spoken = (statement: number, context: RecordContext): string =>
  wordsOf(context.profile.statements[statement]?.templateText ?? "");

function subtitleOf(draft: Draft, context: RecordContext): string {
  const parts = [count(draft.lines, "line")];
  if (draft.episodes > 1) parts.push(`${number(draft.episodes)} times`);
  if (draft.statements.size > 1) parts.push(`${number(draft.statements.size)} kinds of message`);
  if (draft.end > draft.start && context.profile.isTimed) parts.push(`over ${span(draft, context)}`);
  const breached = draft.nodes
    .filter((node) => node.kind === "actor")
    .reduce((sum, node) => sum + (context.assigned.accepted.get(node.key)?.count ?? 0), 0);
  if (breached > 0) parts.push(`${count(breached, "login")} accepted from the same source`);
  return parts.join(", ");
}
