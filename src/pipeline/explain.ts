import type { EvidenceLine, Incident } from "../core/anomaly.ts";
import type { Case, Explained } from "../core/case.ts";
import type { Run } from "../core/run.ts";
import { behaviorTag } from "../incidents/behavior.ts";
import type { Draft } from "../incidents/drafts.ts";
import type { LogAnalysisWorkflow } from "../workflow/index.ts";
import type { StatementWord } from "./anomalies.ts";
import type { Judgement } from "./judge.ts";
import type { Model } from "./learn.ts";
import type { Lookup } from "./lookup.ts";
import type { Events } from "./read.ts";

/** Templates that get a verdict of their own; the rest shares that of its incident's leading template. */
const TEMPLATES = 2_000;
/** A model reads this many templates beside the incidents; the rules read the rest. */
const LINES = 3;

export interface Explanations {
  readonly incidents: readonly Incident[];
  ofStatement(statement: number): Explained | undefined;
}

/** Words for what was found: one case an incident, one a distinct template. The only slow part of a run; changes words, never findings. */
export async function explain(
  events: Events,
  model: Model,
  judgement: Judgement,
  look: Lookup,
  words: (statement: number) => readonly StatementWord[],
  incidents: readonly Incident[],
  workflow: LogAnalysisWorkflow,
  concurrency: number,
  hide: (text: string) => string,
  run: Run,
): Promise<Explanations> {
  const { alarms, drafts } = judgement;
  const leakKinds = new Map<number, Set<string>>();
  const leaks = new Map(events.leaks.map((leak) => [leak.event, leak.kind]));
  const byTemplate = new Map<number, { statement: number; events: number[]; count: number; draft: number }>();
  for (let a = 0; a < alarms.length; a++) {
    const statement = alarms.statement[a]!;
    const kind = leaks.get(alarms.event[a]!);
    if (kind !== undefined) leakKinds.set(statement, (leakKinds.get(statement) ?? new Set()).add(kind));
    note(statement, alarms.event[a]!, alarms.draft[a]!);
  }
  drafts.forEach((draft, d) => {
    for (const node of draft.nodes)
      if (node.span && node.span.statement >= 0) note(node.span.statement, node.firstEvent, d);
  });
  function note(statement: number, event: number, draft: number): void {
    const template = model.profile.statements[statement]?.template ?? -1;
    const known = byTemplate.get(template);
    if (!known) {
      byTemplate.set(template, { statement, events: [event], count: 1, draft });
      return;
    }
    known.count++;
    if (known.events.length < LINES) known.events.push(event);
    if (judgement.evidence.strength[statement]! > judgement.evidence.strength[known.statement]!)
      known.statement = statement;
  }
  const evidenceOf = (list: readonly number[]): EvidenceLine[] =>
    list.map((event, i) => {
      const { source_file, line, time, level, component, text, message } = look.line(event);
      return { id: `e${i + 1}`, source_file, line, time, level, component, text, message };
    });
  const incidentCases = incidents.map((incident, d) =>
    incidentCase(incident, drafts[d]!, model, judgement, look, incident.evidence),
  );
  const templates = [...byTemplate.values()]
    .sort(
      (a, b) =>
        judgement.evidence.strength[b.statement]! - judgement.evidence.strength[a.statement]! ||
        a.statement - b.statement,
    )
    .slice(0, TEMPLATES);
  const templateCases = templates.map((t): Case => {
    const s = model.profile.statements[t.statement];
    const first = look.line(t.events[0]!);
    const incident = incidents[t.draft];
    return {
      subject: { kind: "template", id: model.templates[s?.template ?? -1]?.id ?? "" },
      log: first.message,
      level: first.level,
      component: s?.componentName ?? "",
      template: s?.templateText ?? "",
      evidence: evidenceOf(t.events),
      telling: "e1",
      factors: words(t.statement).map(({ factor }) => factor),
      established: { severity: incident?.severity ?? "low", score: incident?.score ?? 0, lines: t.count },
      secrets: [...(leakKinds.get(t.statement) ?? [])],
    };
  });
  const cases = [...incidentCases, ...templateCases];
  // Placeholders are numbered in the order of first sight: fixed here, before calls overtake each other.
  for (const { log, evidence } of cases) hide([log, ...evidence.map(({ text }) => text)].join("\n"));
  const explained: (Explained | undefined)[] = new Array(cases.length).fill(undefined);
  let done = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++) {
      const subject = cases[at];
      if (!subject) return;
      explained[at] = await workflow.explain(subject, run.signal);
      run.emit({ type: "case-explained", done: ++done, of: cases.length });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  const byStatementTemplate = new Map<number, Explained>();
  templates.forEach((t, i) => {
    const answer = explained[incidents.length + i];
    if (answer) byStatementTemplate.set(model.profile.statements[t.statement]?.template ?? -1, answer);
  });
  return {
    incidents: incidents.map((incident, i) => told(incident, explained[i], drafts[i]!)),
    ofStatement: (statement) => byStatementTemplate.get(model.profile.statements[statement]?.template ?? -1),
  };
}

/** Statements of a draft by the place of a line of theirs, as far as they are shown as evidence. */
function statementsShown(
  draft: Draft,
  ranked: readonly number[],
  look: Lookup,
  evidence: readonly EvidenceLine[],
): Map<string, number> {
  const wanted = new Set(evidence.map(placeOf));
  const shown = new Map<string, number>();
  const events = [...ranked.map((id) => draft.statements.get(id)?.first ?? -1), draft.firstEvent, draft.lastEvent];
  for (const event of events) {
    if (shown.size >= wanted.size) break;
    if (event < 0) continue;
    const place = placeOf(look.line(event));
    if (wanted.has(place) && !shown.has(place)) shown.set(place, look.statement(event));
  }
  return shown;
}

const placeOf = ({ source_file, line }: { source_file: string; line: number }): string => `${source_file}:${line}`;

function incidentCase(
  incident: Incident,
  draft: Draft,
  model: Model,
  judgement: Judgement,
  look: Lookup,
  evidence: readonly EvidenceLine[],
): Case {
  const { strength } = judgement.evidence;
  const others = [...draft.statements.keys()].filter((id) => id !== draft.top);
  const ranked = [draft.top, ...others.sort((a, b) => strength[b]! - strength[a]! || a - b)];
  const shown = statementsShown(draft, ranked, look, evidence);
  const statementOf = (line: EvidenceLine): number => shown.get(placeOf(line)) ?? -1;
  // The line that is quoted must be one that is shown: of the strongest statement that has one.
  const statement = ranked.find((id) => evidence.some((line) => statementOf(line) === id)) ?? draft.top;
  const telling = evidence.find((line) => statementOf(line) === statement);
  const first = telling ?? look.line(draft.statements.get(draft.top)?.first ?? draft.firstEvent);
  const s = model.profile.statements[telling ? statement : draft.top];
  const { accepted, actorName, secretKinds } = judgement.assigned;
  const breached = draft.nodes.filter(({ kind, key }) => kind === "actor" && (accepted.get(key)?.count ?? 0) > 0);
  return {
    subject: { kind: "incident", id: incident.id },
    log: first.message,
    level: first.level,
    component: s?.componentName ?? "",
    template: s?.templateText ?? "",
    evidence,
    ...(telling && { telling: telling.id }),
    cause: { source_file: incident.first_cause.source_file, line: incident.first_cause.line },
    counts: evidence.map((line) => draft.statements.get(statementOf(line))?.count ?? 1),
    accepted_from: [...new Set(breached.map(({ key }) => actorName(key)))],
    factors: incident.factors,
    established: { severity: incident.severity, score: incident.score, lines: incident.lines },
    secrets:
      draft.kind === "secret"
        ? [...new Set(draft.nodes.map((node) => secretKinds[node.key] ?? ""))].filter(Boolean)
        : [],
  };
}

/** The model may find better words; titles that count what only detectors know stay, unless a model wrote the new one. */
function told(incident: Incident, explained: Explained | undefined, draft: Draft): Incident {
  if (!explained) return incident;
  // What a rule of the user's found keeps the name that the user gave it.
  const isModels = explained.classified_by !== "rules";
  const isMeasured = draft.factors.some(({ kind }) => kind !== "LEVEL SHIFT");
  const counts = draft.kind === "actor" || draft.kind === "secret" || isMeasured;
  const title = explained.title !== "" && !draft.findings && (isModels || !counts) ? explained.title : incident.title;
  const citations = explained.citations.flatMap((id) => {
    const line = incident.evidence.find((e) => e.id === id);
    return line ? [{ source_file: line.source_file, line: line.line }] : [];
  });
  const [rule] = draft.findings?.map((finding) => finding.rule) ?? [];
  return {
    ...incident,
    title,
    tags: rule ? [behaviorTag(rule.name), ...explained.tags] : explained.tags,
    explanation:
      rule && rule.reason !== ""
        ? [{ text: rule.reason, evidence: incident.evidence.map(({ id }) => id) }, ...explained.explanation]
        : explained.explanation,
    next_steps: explained.next_steps,
    citations: citations.length > 0 ? citations : incident.citations,
    author: {
      name: explained.classified_by,
      citations_found: explained.citations.length,
      citations_given: explained.citations_given,
    },
  };
}
