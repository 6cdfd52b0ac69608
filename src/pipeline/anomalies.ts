import { createHash } from "node:crypto";
import type { Anomaly, DetectorScore, Incident } from "../core/anomaly.ts";
import type { BehaviorFinding } from "../core/behavior.ts";
import type { Explained } from "../core/case.ts";
import type { Factor } from "../core/detector.ts";
import type { Span } from "../core/evidence.ts";
import { behaviorFactor, behaviorTag, scoreOfFinding } from "../incidents/behavior.ts";
import type { Draft } from "../incidents/drafts.ts";
import { parametersOf } from "../templates/index.ts";
import type { Judgement } from "./judge.ts";
import type { Model } from "./learn.ts";
import type { Lookup } from "./lookup.ts";
import type { Events } from "./read.ts";

/** One detector's word on a statement. */
export interface StatementWord {
  readonly detector: string;
  readonly score: number;
  /** Share of events whose statements score at least as high. */
  readonly rank: number;
  readonly factor: Factor;
  /** A rule of the user's says it. */
  readonly isRule: boolean;
}

/** What detectors that judge statements say of each; asked once a statement. */
export function statementWords(model: Model): (statement: number) => readonly StatementWord[] {
  const known = new Map<number, readonly StatementWord[]>();
  const seen = model.seen.filter(({ detector }) => detector.sees === "statement");
  return (statement) => {
    const cached = known.get(statement);
    if (cached) return cached;
    const words = seen.flatMap(({ detector, samples, scores }): StatementWord[] => {
      const score = scores[statement] ?? 0;
      const [factor] = score > 0 ? detector.explain(samples, statement) : [];
      if (!factor) return [];
      let events = 0;
      model.profile.statements.forEach((s) => {
        if (scores[s.id]! >= score) events += s.count;
      });
      return [
        {
          detector: detector.name,
          score,
          rank: events / Math.max(1, model.profile.events),
          factor,
          isRule: detector.takesPatterns,
        },
      ];
    });
    known.set(statement, words);
    return words;
  };
}

/** A flood, burst, silence or behavior as an element of its own. */
interface Summary {
  readonly kind: "flood" | "burst" | "missing" | "behavioral";
  readonly finding?: BehaviorFinding;
  readonly draft: number;
  readonly statement: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly clock: number;
  readonly score: number;
  readonly detector: string;
  readonly factor: Factor;
}

const KIND = { FLOOD: "flood", "BURST DETECTED": "burst", "MISSING EVENT": "missing" } as const;
const isSummarised = (kind: Factor["kind"]): kind is keyof typeof KIND => kind in KIND;

function behaviors(drafts: readonly Draft[], look: Lookup): Summary[] {
  return drafts.flatMap((draft, d) =>
    (draft.findings ?? []).map(
      (finding): Summary => ({
        kind: "behavioral",
        finding,
        draft: d,
        statement: look.statement(finding.firstEvent),
        first: finding.firstEvent,
        last: finding.lastEvent,
        count: finding.lines,
        clock: finding.from,
        score: scoreOfFinding(finding),
        detector: "behavioral",
        factor: behaviorFactor(finding),
      }),
    ),
  );
}

function summaries(drafts: readonly Draft[]): Summary[] {
  return drafts.flatMap((draft, d) =>
    draft.nodes.flatMap((node): Summary[] => {
      const span = node.span;
      if (!span || !isSummarised(span.factor.kind) || node.lines === 0) return [];
      const first = span.factor.kind === "MISSING EVENT" ? node.firstEvent : node.firstEvent;
      return [
        {
          kind: KIND[span.factor.kind],
          draft: d,
          statement: span.statement,
          first,
          last: node.lastEvent,
          count: span.factor.kind === "MISSING EVENT" ? 0 : node.lines,
          clock: node.start,
          score: span.score,
          detector: span.detector,
          factor: span.factor,
        },
      ];
    }),
  );
}

const isSecurity = (tags: readonly string[]): boolean => tags.includes("Security") || tags.includes("Authentication");

/** Shifts and unusual values are told with their incident's first line: by event, what there is to tell. */
function spansWithoutElement(drafts: readonly Draft[]): ReadonlyMap<number, readonly Span[]> {
  return new Map(
    drafts.map((draft) => [
      draft.statements.get(draft.top)?.first ?? draft.firstEvent,
      draft.nodes
        .flatMap(({ span }) => (span ? [span, ...span.others] : []))
        .filter((s) => !isSummarised(s.factor.kind)),
    ]),
  );
}

/** The parts of an anomaly that the workflow writes. */
type Words = Pick<
  Anomaly,
  | "classification"
  | "reason"
  | "tags"
  | "tag"
  | "classified_by"
  | "llm"
  | "is_rule_based"
  | "is_security_related"
  | "is_llm_anomaly"
>;

/** What there is to say of an anomaly without a model. */
export interface Telling {
  readonly kind: Anomaly["kind"];
  readonly isLeak: boolean;
  /** Its first factor. */
  readonly factor: string;
  /** Why the user's rule looks for it, where one does. */
  readonly rule: string | undefined;
}

/** What is said of an anomaly: the reason that the user gave; of a secret, and of a flood, a burst or a silence, what was found. */
export function wordsOf(explained: Explained | undefined, { kind, isLeak, factor, rule }: Telling): Words {
  const tags = [
    ...new Set([
      ...(explained?.tags ?? []),
      ...(isLeak ? ["Security", "Secret"] : []),
      ...(kind === "flood" ? ["Flood"] : []),
    ]),
  ];
  const isRules = explained === undefined || explained.classified_by === "rules";
  return {
    classification: explained?.classification === "normal" || !explained ? "anomaly" : explained.classification,
    reason: rule ?? (kind !== "event" || (isRules && isLeak) ? factor : (explained?.reason ?? factor)),
    tags,
    tag: tags,
    classified_by: explained?.classified_by ?? "rules",
    llm: { status: explained?.llm.status ?? "off" },
    is_rule_based: isRules || rule !== undefined,
    is_security_related: isSecurity(tags),
    is_llm_anomaly: !isRules && explained.classification === "anomaly",
  };
}

/** Every anomaly in order of time, source, line; made as they are asked for. */
export interface AnomalyList extends Iterable<Anomaly> {
  readonly length: number;
  /** Floods, bursts, silences and behaviors below the configured score. */
  readonly belowThreshold: number;
  /** Ids by incident, in order. */
  idsOf(draft: number): string[];
}

const CONTEXT = 2;
const riskOfSummary = ({ score }: Summary): number => Math.min(1, 0.5 + (score - 2.4) / 6);
const rounded = (n: number): number => Math.round(n * 10_000) / 10_000;

export function anomalyList(
  events: Events,
  model: Model,
  judgement: Judgement,
  look: Lookup,
  words: (statement: number) => readonly StatementWord[],
  incidents: readonly Incident[],
  explainedOf: (statement: number) => Explained | undefined,
  threshold: number,
  secretReasons: ReadonlyMap<string, string>,
): AnomalyList {
  const { alarms, drafts } = judgement;
  const all = [...summaries(drafts), ...behaviors(drafts, look)];
  const extra = all
    .filter((summary) => riskOfSummary(summary) >= threshold)
    .sort((a, b) => a.clock - b.clock || a.first - b.first);
  const length = alarms.length + extra.length;
  const idOf = (event: number, kind: string): string => {
    const { source_file, line } = look.line(event);
    return createHash("sha256").update(`${source_file}\0${line}\0${kind}`).digest("hex").slice(0, 12);
  };
  const firsts = spansWithoutElement(drafts);
  const idOfSummary = ({ first, kind, finding }: Summary): string =>
    idOf(first, finding ? [kind, finding.rule.name, finding.group].join("\0") : kind);
  const leakOf = new Map(events.leaks.map((leak) => [leak.event, leak]));
  const eventAnomaly = (a: number): Anomaly => {
    const event = alarms.event[a]!;
    const statement = alarms.statement[a]!;
    const draft = alarms.draft[a]!;
    const row = alarms.row[a]!;
    const said = words(statement);
    const incident = incidents[draft];
    const detectors = said.map(
      ({ detector, score, rank, factor }): DetectorScore => ({
        name: detector,
        score: rounded(score),
        p_value: rounded(rank),
        explanation: factor.text,
      }),
    );
    const factors = said.filter(({ score }) => score >= 0.3).map(({ factor }) => factor);
    for (const span of firsts.get(event) ?? []) {
      detectors.push({
        name: span.detector,
        score: rounded(span.score),
        p_value: rounded(span.count / Math.max(1, model.profile.events)),
        explanation: span.factor.text,
      });
      factors.unshift(span.factor);
    }
    for (const outlier of judgement.outliers)
      if (outlier.isStrange[row]) {
        const seen = model.seen.find(({ detector }) => detector.name === outlier.name);
        const [factor] = seen?.detector.explain(seen.samples, row) ?? [];
        detectors.push({
          name: outlier.name,
          score: rounded(outlier.scores[row]!),
          p_value: rounded(outlier.rank[row]!),
          explanation: factor?.text ?? "",
        });
        if (factor) factors.push(factor);
      }
    const leak = leakOf.get(event);
    if (leak)
      factors.unshift({
        kind: "SECRET",
        observed: leak.kind,
        expected: "none",
        text: `A secret (${leak.kind}) stands readable in this line.${secretReasons.get(leak.kind) ?? ""}`,
        values: [1],
      });
    return record(
      event,
      statement,
      "event",
      incident,
      explainedOf(statement),
      alarms.risk[a]!,
      detectors,
      factors,
      leak !== undefined,
      said.find(({ isRule, score }) => isRule && score > 0),
    );
  };
  const summaryAnomaly = (s: Summary): Anomaly => {
    const whole = record(
      s.first,
      s.statement,
      s.kind,
      incidents[s.draft],
      explainedOf(s.statement),
      riskOfSummary(s),
      [
        {
          name: s.detector,
          score: rounded(s.score),
          p_value: rounded(s.count / Math.max(1, model.profile.events)),
          explanation: s.factor.text,
        },
      ],
      [s.factor],
      false,
    );
    if (s.kind === "missing") return whole;
    const { source_file, line } = look.line(s.last);
    const last = source_file === whole.source_file ? line : whole.line;
    const lines = { first: whole.line, last, count: s.count };
    if (!s.finding) return { ...whole, lines };
    const { rule, group, proof } = s.finding;
    const tags = [...(incidents[s.draft]?.tags ?? [behaviorTag(rule.name)])];
    return {
      ...whole,
      id: idOfSummary(s),
      lines,
      key: group,
      classification: "anomaly",
      reason: rule.reason || s.factor.text,
      tags,
      tag: tags,
      citations: proof.map((event) => {
        const place = look.line(event);
        return { source_file: place.source_file, line: place.line };
      }),
      classified_by: "rules",
      is_rule_based: true,
      is_security_related: isSecurity(tags),
      is_llm_anomaly: false,
    };
  };
  const record = (
    event: number,
    statement: number,
    kind: Anomaly["kind"],
    incident: Incident | undefined,
    explained: Explained | undefined,
    risk: number,
    detectors: DetectorScore[],
    factors: Factor[],
    isLeak: boolean,
    rule?: StatementWord,
  ): Anomaly => {
    const line = look.line(event);
    const s = model.profile.statements[statement];
    const template = model.templates[s?.template ?? -1];
    return {
      id: idOf(event, kind),
      kind,
      log: line.text,
      timestamp: line.time,
      source_file: line.source_file,
      line: line.line,
      level: line.level,
      component: look.component(event),
      template: template?.text ?? "",
      template_id: template?.id ?? "",
      parameters: template ? parametersOf(template, look.message(event)).map(({ text }) => text) : [],
      key: "",
      score: rounded(risk),
      severity: incident?.severity ?? "low",
      detectors,
      factors,
      context: look.around(event, CONTEXT, CONTEXT),
      citations: [{ source_file: line.source_file, line: line.line }],
      incident_id: incident?.id ?? "",
      ...wordsOf(explained, { kind, isLeak, factor: factors[0]?.text ?? "", rule: rule?.factor.text }),
    };
  };
  const clockOf = (event: number): number => look.line(event).clock;
  return {
    length,
    belowThreshold: all.length - extra.length,
    *[Symbol.iterator]() {
      let e = 0;
      for (let a = 0; a < alarms.length; a++) {
        while (
          e < extra.length &&
          (extra[e]!.first <= alarms.event[a]!
            ? extra[e]!.clock <= clockOf(alarms.event[a]!)
            : extra[e]!.clock < clockOf(alarms.event[a]!))
        )
          yield summaryAnomaly(extra[e++]!);
        yield eventAnomaly(a);
      }
      while (e < extra.length) yield summaryAnomaly(extra[e++]!);
    },
    idsOf(draft) {
      const ids: string[] = extra.filter((s) => s.draft === draft).map(idOfSummary);
      for (let a = 0; a < alarms.length; a++) if (alarms.draft[a] === draft) ids.push(idOf(alarms.event[a]!, "event"));
      return ids;
    },
  };
}
