import type { EvidenceLine, Incident, LLMStatus } from "../core/anomaly.ts";
import type { Candidate, Drafted } from "../core/candidate.ts";
import type { Case, Explained } from "../core/case.ts";
import type { Run } from "../core/run.ts";
import { count } from "../core/words.ts";
import { behaviorTag } from "../incidents/behavior.ts";
import type { Draft } from "../incidents/drafts.ts";
import { secretKindsOf } from "../incidents/nodes.ts";
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
  /** The incidents, in the order of their candidates, with the words that were found for them. */
  tell(incidents: readonly Incident[]): Incident[];
  ofTemplate(id: string): Explained | undefined;
  /** Alarms by tag, most first. */
  readonly tags: Readonly<Record<string, number>>;
  /** What could not be done, one sentence each: cases that a model was asked about in vain. */
  readonly incomplete: readonly string[];
}

const IN_VAIN: ReadonlySet<LLMStatus> = new Set(["unavailable", "unparsed", "refused", "blocked"]);

/** What the model may be asked about, in order: one candidate an incident, then one a distinct template. */
export function candidatesOf(
  events: Events,
  model: Model,
  judgement: Judgement,
  look: Lookup,
  words: (statement: number) => readonly StatementWord[],
  incidents: readonly Incident[],
): Candidate[] {
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
      if (node.span && node.span.statement >= 0 && node.firstEvent >= 0) note(node.span.statement, node.firstEvent, d);
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
    if (isMoreTelling(statement, known.statement)) known.statement = statement;
  }
  // What a rule of the user's matches is told in the user's words: the template's are of its other lines, if it has any.
  function isMoreTelling(one: number, other: number): boolean {
    const isOfRule = (statement: number): boolean => (model.profile.statements[statement]?.rule ?? -1) >= 0;
    if (isOfRule(one) !== isOfRule(other)) return isOfRule(other);
    return judgement.evidence.strength[one]! > judgement.evidence.strength[other]!;
  }
  const evidenceOf = (list: readonly number[]): EvidenceLine[] =>
    list.map((event, i) => {
      const { source_file, line, time, level, component, text, message } = look.line(event);
      return { id: `e${i + 1}`, source_file, line, time, level, component, text, message };
    });
  const incidentCandidates = incidents.map(
    (incident, d): Candidate => ({
      case: incidentCase(incident, drafts[d]!, model, judgement, look, incident.evidence),
      alarms: drafts[d]?.findings?.length ?? 0,
      drafted: {
        title: incident.title,
        keeps_title: keepsTitle(drafts[d]!),
        citations: incident.citations,
        rule: ruleOf(drafts[d]!),
      },
    }),
  );
  const alarmsOf = new Map<number, number>();
  for (const statement of alarms.statement) {
    const template = model.profile.statements[statement]?.template ?? -1;
    alarmsOf.set(template, (alarmsOf.get(template) ?? 0) + 1);
  }
  const templates = [...byTemplate.values()]
    .sort(
      (a, b) =>
        judgement.evidence.strength[b.statement]! - judgement.evidence.strength[a.statement]! ||
        a.statement - b.statement,
    )
    .slice(0, TEMPLATES);
  const templateCandidates = templates.map((t): Candidate => {
    const s = model.profile.statements[t.statement];
    const first = look.line(t.events[0]!);
    const incident = incidents[t.draft];
    const subject: Case = {
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
    return { case: subject, alarms: alarmsOf.get(s?.template ?? -1) ?? 0, drafted: null };
  });
  return [...incidentCandidates, ...templateCandidates];
}

/** Asks the workflow about each candidate. The only slow part of a run; changes words, never findings. */
export async function explain(
  candidates: readonly Candidate[],
  workflow: LogAnalysisWorkflow,
  concurrency: number,
  hide: (text: string) => string,
  run: Run,
): Promise<Explanations> {
  // Placeholders are numbered in the order of first sight: fixed here, before calls overtake each other.
  for (const { case: subject } of candidates)
    hide([subject.log, ...subject.evidence.map(({ text }) => text)].join("\n"));
  const explained: (Explained | undefined)[] = new Array(candidates.length).fill(undefined);
  let done = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < candidates.length; at = next++) {
      const candidate = candidates[at];
      if (!candidate) return;
      explained[at] = await workflow.explain(candidate.case, run.signal);
      run.emit({ type: "case-explained", done: ++done, of: candidates.length });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  const ofTemplate = new Map<string, Explained>();
  candidates.forEach(({ case: { subject }, drafted }, i) => {
    const answer = explained[i];
    if (answer !== undefined && drafted === null) ofTemplate.set(subject.id, answer);
  });
  return {
    tell: (incidents) =>
      incidents.map((incident, i) => {
        const [drafted, answer] = [candidates[i]?.drafted, explained[i]];
        return drafted && answer ? told(incident, drafted, answer) : incident;
      }),
    ofTemplate: (id) => ofTemplate.get(id),
    tags: tagSums(candidates, explained, ofTemplate),
    incomplete: inVain(explained),
  };
}

/** What the budget refused is counted by the connection. */
function inVain(explained: readonly (Explained | undefined)[]): string[] {
  const unanswered = explained.filter((words) => words !== undefined && IN_VAIN.has(words.llm.status)).length;
  if (unanswered === 0) return [];
  return [`the model gave no usable answer to ${count(unanswered, "case")}; rules wrote the text`];
}

/** Of each tag, the alarms of events whose template carries it, and the findings of rules whose incident does. */
function tagSums(
  candidates: readonly Candidate[],
  explained: readonly (Explained | undefined)[],
  ofTemplate: ReadonlyMap<string, Explained>,
): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  candidates.forEach(({ case: { subject }, alarms, drafted }, i) => {
    if (alarms === 0) return;
    const own = explained[i];
    const tags = drafted ? own && tagsOf(drafted, own) : ofTemplate.get(subject.id)?.tags;
    for (const tag of tags ?? []) sums.set(tag, (sums.get(tag) ?? 0) + alarms);
  });
  return Object.fromEntries([...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
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
  const { accepted, actorName } = judgement.assigned;
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
    secrets: secretKindsOf(draft.nodes),
  };
}

/** The behavioral rule that found it; its name stays, whoever explains. */
function ruleOf({ findings }: Draft): Drafted["rule"] {
  const rule = findings?.[0]?.rule;
  return rule === undefined ? null : { name: rule.name, reason: rule.reason };
}

const tagsOf = ({ rule }: Drafted, explained: Explained): readonly string[] =>
  rule === null ? explained.tags : [behaviorTag(rule.name), ...explained.tags];

/** A title that counts what only detectors know stays, unless a model wrote the new one. */
const keepsTitle = (draft: Draft): boolean =>
  draft.kind === "actor" || draft.kind === "secret" || draft.factors.some(({ kind }) => kind !== "LEVEL SHIFT");

function told(incident: Incident, drafted: Drafted, explained: Explained): Incident {
  const isModels = explained.classified_by !== "rules";
  const { rule } = drafted;
  const title = explained.title !== "" && !rule && (isModels || !drafted.keeps_title) ? explained.title : drafted.title;
  const citations = explained.citations.flatMap((id) => {
    const line = incident.evidence.find((e) => e.id === id);
    return line ? [{ source_file: line.source_file, line: line.line }] : [];
  });
  return {
    ...incident,
    title,
    tags: tagsOf(drafted, explained),
    explanation:
      rule && rule.reason !== ""
        ? [{ text: rule.reason, evidence: incident.evidence.map(({ id }) => id) }, ...explained.explanation]
        : explained.explanation,
    next_steps: explained.next_steps,
    citations: citations.length > 0 ? citations : drafted.citations,
    author: {
      name: explained.classified_by,
      citations_found: explained.citations.length,
      citations_given: explained.citations_given,
    },
  };
}
