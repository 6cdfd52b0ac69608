import type { Span, StatementEvidence } from "../core/evidence.ts";
import { columnOf } from "../core/matrix.ts";
import type { Settings } from "../core/settings.ts";
import { type AlarmFacts, isAlarm, isSeldom } from "../decisions/alarm.ts";
import { CANDIDATE, riskOf, weigh } from "../decisions/evidence.ts";
import { type Assigned, assign } from "../incidents/assign.ts";
import { behaviorDrafts, withEpisodes } from "../incidents/behavior.ts";
import { type Draft, draftsOf, TOLD } from "../incidents/drafts.ts";
import type { Privacy } from "../privacy/reveal.ts";
import { behaviorOf, type FileScope } from "./behavior.ts";
import { type KnownNormal, knownNormal } from "./known-normal.ts";
import type { Model, Seen } from "./learn.ts";
import type { Events } from "./read.ts";

/** What was found, still in columns: alarms by event, incidents without words. */
export interface Judgement {
  readonly evidence: StatementEvidence;
  readonly spans: readonly Span[];
  readonly assigned: Assigned;
  /** Told incidents, ranked. */
  readonly drafts: readonly Draft[];
  /** Alarms in the order of time, source, line. */
  readonly alarms: Alarms;
  /** Outlier detectors' view of a line: score and the share of lines at least as strange. */
  readonly outliers: readonly Outlier[];
  readonly knownNormal: KnownNormal;
  readonly knownNormalLines: number;
  /** Notes of the behavioral rules. */
  readonly notes: readonly string[];
  /** Alarms below the configured score. */
  readonly belowThreshold: number;
}

export interface Alarms {
  readonly length: number;
  readonly event: Uint32Array;
  readonly statement: Uint32Array;
  /** Index into `drafts`; -1: an alarm outside any told incident. */
  readonly draft: Int32Array;
  readonly risk: Float64Array;
  /** Row of the line samples. */
  readonly row: Uint32Array;
}

export interface Outlier {
  readonly name: string;
  readonly scores: Float64Array;
  /** By row of the line samples: share of lines with at least that score. */
  readonly rank: Float64Array;
  /** 1 where the row is strange enough to count. */
  readonly isStrange: Uint8Array;
}

/** Judges a run against its model. */
export function judge(
  events: Events,
  model: Model,
  settings: Settings,
  files: readonly FileScope[],
  privacy: Privacy,
): Judgement {
  const { profile } = model;
  const statements = profile.statements.length;
  const evidence = weigh(
    statements,
    model.seen
      .filter(({ detector }) => detector.sees === "statement" || detector.gives === "change")
      .map(({ detector, samples, scores }) => ({
        gives: detector.gives,
        scores:
          detector.sees === "statement"
            ? scores
            : bestByKey(statements, detector.sees === "series", samples.key, scores),
      })),
  );
  const spans = oneEach(
    withoutEnds(
      model.seen.flatMap((seen) => (seen.detector.gives === "change" ? spansOf(seen) : [])),
      evidence.gravity,
    ),
  );
  const outliers = model.seen
    .filter(({ detector }) => detector.gives === "outlier")
    .map((seen) => rank(seen, settings));
  const known = knownNormal(model, settings);
  const isKnownNormal = known.isKnown;
  const grouping = {
    profile,
    evidence,
    spans,
    leaks: events.leaks,
    candidate: CANDIDATE,
    gap: gapOf(events, model, settings),
    isKnownNormal,
  };
  const assigned = assign(model.run, grouping);
  const behavior = behaviorOf(events, model, settings, files, isKnownNormal, privacy);
  const all = draftsOf(assigned, grouping).filter((draft) => draft.score >= TOLD);
  const drafts = withEpisodes(all, behaviorDrafts(behavior.findings, grouping.gap, assigned.nodes.length));
  const raised = raise(model, evidence, assigned, drafts, isKnownNormal, settings.anomaly_threshold);
  return { evidence, spans, assigned, drafts, ...raised, outliers, knownNormal: known, notes: behavior.notes };
}

/** The best score of a key's samples; only where keys are statements. */
function bestByKey(statements: number, isByStatement: boolean, key: Int32Array, scores: Float64Array): Float64Array {
  const best = new Float64Array(statements);
  if (isByStatement)
    scores.forEach((score, row) => {
      const id = key[row]!;
      if (id >= 0 && id < statements) best[id] = Math.max(best[id]!, score);
    });
  return best;
}

/** Samples that are worth an incident by themselves: the best one of each key. */
function spansOf({ detector, samples, scores }: Seen): Span[] {
  const best = new Map<number, number>();
  scores.forEach((score, row) => {
    const known = best.get(samples.key[row]!);
    if (score >= TOLD && (known === undefined || score > scores[known]!)) best.set(samples.key[row]!, row);
  });
  const rows =
    detector.sees === "window" ? [...scores.keys()].filter((row) => scores[row]! >= TOLD) : [...best.values()];
  const count = samples.features.names.includes("count")
    ? columnOf(samples.features, "count")
    : columnOf(samples.features, "bad");
  return rows.map((row): Span => {
    const [factor] = detector.explain(samples, row);
    if (!factor) throw new Error(`${detector.name} explains nothing of what it scored`);
    const isByComponent = detector.sees === "share";
    return {
      detector: detector.name,
      statement: isByComponent ? -1 : samples.key[row]!,
      component: isByComponent ? samples.key[row]! : -1,
      from: samples.from[row]!,
      // Windows end with their last event, buckets before the next one.
      to: samples.to[row]! + (detector.sees === "window" ? 1 : 0),
      count: count(row),
      score: scores[row]!,
      factor,
      others: [],
    };
  });
}

/** A failure from here on: that it comes no more is good news. */
const FAILURE = 1;

/** The silence after a flood or burst is only its end, and the silence of a failure is none. */
function withoutEnds(spans: readonly Span[], gravity: Float64Array): Span[] {
  const loud = new Set(spans.filter(({ factor }) => factor.kind !== "MISSING EVENT").map(({ statement }) => statement));
  return spans.filter(
    ({ factor, statement }) =>
      factor.kind !== "MISSING EVENT" || !(loud.has(statement) || gravity[statement]! >= FAILURE),
  );
}

/** A flood is a burst too: spans of one statement that overlap are one, told as a flood where one of them is. */
function oneEach(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  const rank = (span: Span): number => (span.factor.kind === "FLOOD" ? 0 : 1);
  for (const span of [...spans].sort((a, b) => rank(a) - rank(b) || b.score - a.score)) {
    const at = joined.findIndex(
      (j) => j.statement >= 0 && j.statement === span.statement && span.from < j.to && span.to > j.from,
    );
    const home = joined[at];
    if (!home) {
      joined.push(span);
      continue;
    }
    joined[at] = {
      ...home,
      from: Math.min(home.from, span.from),
      to: Math.max(home.to, span.to),
      score: Math.max(home.score, span.score),
      others: [...home.others, span],
    };
  }
  return joined;
}

/** Outliers support; they count only among the strangest lines, at most the share their contamination allows. */
function rank({ detector, samples, scores }: Seen, settings: Settings): Outlier {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
  const all = samples.weight.reduce((a, b) => a + b, 0);
  const share = new Float64Array(scores.length);
  const isStrange = new Uint8Array(scores.length);
  const contamination = settings.detectors[detector.name]?.["contamination"];
  const most = Math.min(
    typeof contamination === "number" ? contamination : 0.01,
    settings.decision.false_positive_rate,
  );
  let sum = 0;
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && scores[order[j]!] === scores[order[i]!]) sum += samples.weight[order[j++]!]!;
    for (; i < j; i++) {
      share[order[i]!] = sum / Math.max(1, all);
      isStrange[order[i]!] = sum / Math.max(1, all) <= most ? 1 : 0;
    }
  }
  return { name: detector.name, scores, rank: share, isStrange };
}

const HOURS = 3_600_000;

/** Milliseconds between events of one incident: the configured gap, longer in a log that speaks rarely. */
function gapOf(events: Events, model: Model, settings: Settings): number {
  const { profile } = model;
  const active = profile.total.reduce((n, count) => n + (count > 0 ? 1 : 0), 0);
  const spoken = active * profile.bucketWidth;
  const mean = events.store.length > 0 ? spoken / events.store.length : 0;
  return Math.max(settings.incidents.gap_seconds * 1000, Math.min(6 * HOURS, 3 * mean));
}

/** The last walk: which events are alarms. */
function raise(
  model: Model,
  evidence: StatementEvidence,
  assigned: Assigned,
  drafts: readonly Draft[],
  isKnownNormal: Uint8Array,
  threshold: number,
): { alarms: Alarms; knownNormalLines: number; belowThreshold: number } {
  const draftOf = new Int32Array(assigned.nodes.length).fill(-1);
  drafts.forEach((draft, d) => {
    for (const node of draft.nodes) draftOf[node.id] = d;
  });
  const ofNodes = drafts.filter(({ nodes }) => nodes.length > 0);
  const firsts = new Set(ofNodes.map((draft) => draft.statements.get(draft.top)?.first ?? draft.firstEvent));
  const found: { event: number; statement: number; draft: number; risk: number; row: number; time: number }[] = [];
  const knownNormalLines = model.profile.statements.reduce((sum, s) => sum + isKnownNormal[s.id]! * s.count, 0);
  let belowThreshold = 0;
  const seldom = model.profile.statements.map(({ count }) => isSeldom(count, model.profile.events));
  // One for all events: there are many, and few are alarms.
  const facts: { -readonly [Key in keyof AlarmFacts]: AlarmFacts[Key] } = {
    gravity: 0,
    strength: 0,
    kind: "episode",
    incident: 0,
    isSeldom: false,
    isFirst: false,
  };
  const { next } = assigned.replay();
  for (const { stretch, rows, count } of assigned.events()) {
    const { base, events: batch, time: times, statement: statements } = stretch;
    for (let r = 0; r < count; r++) {
      const i = rows[r]!;
      const index = base + i;
      const time = times[i]!;
      const statement = statements[i]!;
      const node = next(batch, i, index, statement, time);
      if (node < 0) continue;
      const draft = draftOf[node]!;
      facts.gravity = evidence.gravity[statement]!;
      facts.strength = evidence.strength[statement]!;
      facts.kind = assigned.nodes[node]!.kind;
      facts.incident = drafts[draft]?.score ?? 0;
      facts.isSeldom = seldom[statement]!;
      facts.isFirst = firsts.has(index);
      if (!isAlarm(facts)) continue;
      const risk = Math.max(0.5, riskOf(Math.max(facts.strength, Math.min(facts.incident, facts.strength + 1))));
      if (risk < threshold) {
        belowThreshold++;
        continue;
      }
      found.push({
        event: index,
        statement,
        draft,
        risk,
        row: model.lines.rowOf(batch, i, statement, time),
        time,
      });
    }
  }
  found.sort((a, b) => a.time - b.time || a.event - b.event);
  return {
    alarms: {
      length: found.length,
      event: Uint32Array.from(found, (f) => f.event),
      statement: Uint32Array.from(found, (f) => f.statement),
      draft: Int32Array.from(found, (f) => f.draft),
      risk: Float64Array.from(found, (f) => f.risk),
      row: Uint32Array.from(found, (f) => f.row),
    },
    knownNormalLines,
    belowThreshold,
  };
}
