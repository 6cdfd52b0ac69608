import { SEVERITIES, type Severity } from "../core/anomaly.ts";
import type { BehaviorFinding } from "../core/behavior.ts";
import type { Factor } from "../core/detector.ts";
import type { Span } from "../core/evidence.ts";
import { FAILURE_SCORE } from "../core/gravity.ts";
import { LEVEL } from "../core/levels.ts";
import type { Profile, Statement } from "../core/samples.ts";
import type { Assigned, Grouping } from "./assign.ts";
import { type Node, secretKindsOf, type Union, union } from "./nodes.ts";

/** An incident before it has words. */
export interface Draft {
  /** Smallest id of its nodes. */
  readonly id: number;
  readonly nodes: readonly Node[];
  readonly kind: Node["kind"] | "behavior";
  /** Only of a behavioral rule, which needs no nodes: what it found. */
  readonly findings?: readonly BehaviorFinding[];
  readonly score: number;
  readonly severity: Severity;
  /** Statement with the most evidence. */
  readonly top: number;
  readonly statements: ReadonlyMap<
    number,
    { readonly count: number; readonly first: number; readonly firstTime: number }
  >;
  readonly lines: number;
  /** How many separate times it happened. */
  readonly episodes: number;
  readonly start: number;
  readonly end: number;
  readonly firstEvent: number;
  readonly lastEvent: number;
  /** Factors of its spans: floods, bursts, shifts, silences. */
  readonly factors: readonly Factor[];
  readonly detectors: readonly { readonly name: string; readonly score: number }[];
}

/** Scores below this are not told. */
export const TOLD = 2.4;
/** From here on an incident is at least of medium severity. */
export const MEDIUM = 3;
/** Least score where a secret stands in the log: it is told always, but a failing service comes first. */
const SECRET = 3.5;
/** At most this for what happens everywhere every day. */
const EVERYDAY = MEDIUM - 0.3;

interface Sums {
  readonly statements: Map<number, { count: number; first: number; firstTime: number }>;
  lines: number;
  start: number;
  end: number;
  firstEvent: number;
  lastEvent: number;
}

const sum = (nodes: readonly Node[]): Sums => {
  const all: Sums = {
    statements: new Map(),
    lines: 0,
    start: Number.POSITIVE_INFINITY,
    end: Number.NEGATIVE_INFINITY,
    firstEvent: -1,
    lastEvent: -1,
  };
  for (const node of nodes) {
    for (const [id, s] of node.statements) {
      const known = all.statements.get(id);
      if (!known) all.statements.set(id, { ...s });
      else {
        known.count += s.count;
        if (s.firstTime < known.firstTime) {
          known.first = s.first;
          known.firstTime = s.firstTime;
        }
      }
    }
    all.lines += node.lines;
    if (node.start < all.start) {
      all.start = node.start;
      all.firstEvent = node.firstEvent;
    }
    if (node.end > all.end) {
      all.end = node.end;
      all.lastEvent = node.lastEvent;
    }
  }
  return all;
};

/** Level and the first three fixed words: what a person would call the same complaint, whoever makes it. */
const family = (s: Statement, words = 3): string =>
  `${s.level} ${s.templateText
    .split(/\s+/)
    .filter((word) => !word.includes("<"))
    .slice(0, words)
    .join(" ")}`;

/** How much of the shorter one lies in both, 0 to 1; 0 where one is so long that it holds anything. */
const overlaps = (a: Node, b: Node, slack: number): number => {
  const shorter = Math.max(1, Math.min(a.end - a.start, b.end - b.start));
  const longer = Math.max(a.end - a.start, b.end - b.start);
  if (longer > 4 * shorter + 5 * slack) return 0;
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start) + 2 * slack;
  return Math.min(1, Math.max(0, both) / shorter);
};

/** Joins nodes that tell of one thing: bursts at one time, a burst with the episode around it, a shift with what caused it. */
function relate(assigned: Assigned, grouping: Grouping): Union {
  const { nodes } = assigned;
  const all = union();
  for (const node of nodes) all.join(node.id, assigned.union.find(node.id));
  // A burst whose events an actor or a secret took is theirs.
  for (const node of nodes) {
    const span = node.span;
    if (!span || node.lines > 0 || span.statement < 0 || span.factor.kind === "MISSING EVENT") continue;
    const [owner] = nodes
      .filter((other) => other.statements.has(span.statement) && other.start < span.to && other.end >= span.from)
      .sort(
        (a, b) =>
          Number(b.key >= 0) - Number(a.key >= 0) ||
          (b.statements.get(span.statement)?.count ?? 0) - (a.statements.get(span.statement)?.count ?? 0) ||
          a.id - b.id,
      );
    if (owner) all.join(node.id, owner.id);
  }
  const spans = nodes.filter((node) => node.kind === "span" && node.lines > 0);
  const others = nodes.filter((node) => node.kind !== "span" && node.kind !== "chronic" && node.lines > 0);
  const components = (node: Node): Set<number> =>
    new Set([...node.statements.keys()].map((id) => grouping.profile.statements[id]?.component ?? -1));
  /** `token rejected client=web`, `token rejected client=ios`: one program complains of one thing in two wordings. */
  const isOneComplaint = (a: Node, b: Node): boolean => {
    const [one, two] = [a, b].map(({ span }) => grouping.profile.statements[span?.statement ?? -1]);
    return (
      one !== undefined && two !== undefined && one.component === two.component && family(one, 2) === family(two, 2)
    );
  };
  const actorNodes = nodes.filter((node) => node.kind === "actor" && node.lines > 0);
  spans.forEach((span, i) => {
    // More refused logins than usual are the work of whoever was refused then.
    if (assigned.speaksOfLogins[span.span?.statement ?? -1] === 1) {
      const shared = (actor: Node): number =>
        Math.min(span.end, actor.end) - Math.max(span.start, actor.start) + grouping.gap;
      const [actor] = actorNodes
        .filter((node) => shared(node) > 0)
        .sort((a, b) => Number(b.key >= 0) - Number(a.key >= 0) || shared(b) - shared(a) || a.id - b.id);
      if (actor) {
        all.join(span.id, actor.id);
        return;
      }
    }
    for (const other of spans.slice(i + 1))
      if (
        overlaps(span, other, grouping.gap / 10) >= 0.5 ||
        [...span.statements.keys()].some((id) => other.statements.has(id)) ||
        (span.start <= other.end && other.start <= span.end && isOneComplaint(span, other))
      )
        all.join(span.id, other.id);
    const of = components(span);
    for (const other of others) {
      if (overlaps(span, other, grouping.gap / 5) < 0.5) continue;
      const samePlace = other.host >= 0 || span.host >= 0 ? other.host === span.host : other.source === span.source;
      const shared = [...components(other)].some((component) => of.has(component));
      if (other.kind === "episode" && (samePlace || shared)) all.join(span.id, other.id);
    }
  });
  return all;
}

/** Nodes to incidents: related, scored, repeats of one complaint folded, ranked. All of them, also those too weak to tell. */
export function draftsOf(assigned: Assigned, grouping: Grouping): Draft[] {
  const { profile, evidence } = grouping;
  const related = relate(assigned, grouping);
  const groups = new Map<number, Node[]>();
  for (const node of assigned.nodes) {
    if (node.lines === 0 && !node.span) continue;
    const root = related.find(node.id);
    const group = groups.get(root) ?? [];
    group.push(node);
    groups.set(root, group);
  }
  // Spans that describe something without owning events: shifts and silences join what happened in their component then.
  const single: Node[][] = [];
  const loose: Node[] = [];
  for (const group of groups.values())
    if (group.length === 1 && group[0]!.lines === 0) loose.push(group[0]!);
    else single.push(group);
  for (const node of loose) {
    const span = node.span;
    if (!span) continue;
    const home =
      span.factor.kind === "LEVEL SHIFT"
        ? single.find((group) =>
            group.some(
              (other) =>
                other.start < span.to &&
                other.end >= span.from &&
                other.kind !== "chronic" &&
                [...other.statements.keys()].some(
                  (id) =>
                    profile.statements[id]?.component === span.component && evidence.gravity[id]! >= FAILURE_SCORE,
                ),
            ),
          )
        : undefined;
    if (home) home.push(node);
    else single.push([fill(node, profile, evidence.gravity)]);
  }
  const scored = single
    .filter((group) => group.some((node) => node.lines > 0))
    .map((group) => score(group, assigned, grouping));
  scored.sort((a, b) => b.score - a.score || a.id - b.id);
  return fold(scored, profile, evidence.gravity, (draft) => isEverydayLogin(draft, assigned, evidence.gravity));
}

/** Gives a span without events those of its component or statement, so that it has lines to show. */
function fill(node: Node, profile: Profile, gravity: Float64Array): Node {
  const span = node.span;
  if (!span) return node;
  const members = profile.statements.filter((s) =>
    span.statement >= 0 ? s.id === span.statement : s.component === span.component && gravity[s.id]! >= FAILURE_SCORE,
  );
  const filled = { ...node, statements: new Map(node.statements) };
  for (const s of members) {
    const firstTime = Number.isNaN(s.firstTime) ? s.first * 1000 : s.firstTime;
    const isMissing = span.factor.kind === "MISSING EVENT";
    filled.statements.set(s.id, { count: isMissing ? 1 : s.count, first: isMissing ? s.last : s.first, firstTime });
    filled.firstEvent = isMissing ? s.last : filled.firstEvent < 0 ? s.first : Math.min(filled.firstEvent, s.first);
    filled.lastEvent = Math.max(filled.lastEvent, s.last);
  }
  filled.lines = span.factor.kind === "MISSING EVENT" ? 1 : span.count;
  filled.start = span.from;
  filled.end = span.to;
  return filled;
}

/** A wrong password now and then is everyday; who tries many is an actor. */
const isEverydayLogin = (
  { kind, top, statements }: Pick<Draft, "kind" | "top" | "statements">,
  assigned: Assigned,
  gravity: Float64Array,
): boolean =>
  kind === "episode" && gravity[top]! < 2.4 && [...statements.keys()].every((id) => assigned.speaksOfLogins[id] === 1);

const isLeftover = (node: Node, span: Span): boolean =>
  span.statement >= 0 && span.factor.kind !== "MISSING EVENT" && node.lines < 0.5 * span.count;

function score(nodes: readonly Node[], assigned: Assigned, grouping: Grouping): Draft {
  const { profile, evidence } = grouping;
  const all = sum(nodes);
  const weight = ([id, s]: readonly [number, { count: number }]): number =>
    evidence.strength[id]! + 0.3 * Math.log10(s.count);
  const ranked = [...all.statements].sort((a, b) => weight(b) - weight(a) || b[1].count - a[1].count || a[0] - b[0]);
  const kinds = new Set(nodes.map((node) => node.kind));
  // A rush whose lines belong to somebody else has left only the few that do not: they are no rush.
  if (kinds.has("span") && nodes.every((node) => !node.span || isLeftover(node, node.span))) {
    kinds.delete("span");
    kinds.add("episode");
  }
  const kind = (["secret", "actor", "span", "episode", "chronic"] as const).find((k) => kinds.has(k)) ?? "episode";
  const top = ranked[0]?.[0] ?? 0;
  const gravity = evidence.gravity[top]!;
  const severe = ranked.filter(([id]) => evidence.gravity[id]! >= FAILURE_SCORE).length;
  const volume = Math.min(2, 0.5 * Math.log10(all.lines));
  const spans = nodes.flatMap((node) =>
    node.span && !isLeftover(node, node.span) ? [node.span, ...node.span.others] : [],
  );
  const span = spans.reduce((most, s) => Math.max(most, s.score), 0);
  const bySpan = span > 0 ? span + 0.3 * Math.min(2, gravity) : 0;
  let value = evidence.strength[top]! + 0.25 * Math.min(3, Math.log2(Math.max(1, severe))) + volume;
  // What was there from the start and never stopped: the run itself cannot say that it is abnormal.
  if (kind === "chronic") value = gravity >= 3 ? gravity + volume : Math.min(MEDIUM - 0.1, gravity + 0.5 * volume);
  if (isEverydayLogin({ kind, top, statements: all.statements }, assigned, evidence.gravity))
    value = Math.min(value, EVERYDAY);
  if (kind === "span") {
    const hasMore = kinds.has("episode");
    value = Math.max(bySpan, hasMore ? value : 0);
  }
  if (kind === "actor") {
    // Many sources with a few tries each weigh less than one with as many.
    const isOne = nodes.some((node) => node.kind === "actor" && node.key >= 0);
    const many = (isOne ? 0.8 : 0.5) * Math.log10(all.lines);
    value = all.lines >= 20 ? Math.max(2.4, gravity) + many : gravity + 0.5 * Math.log10(all.lines);
  }
  if (kind === "actor") value = Math.max(value, bySpan);
  const breached = nodes.some((node) => node.kind === "actor" && (assigned.accepted.get(node.key)?.count ?? 0) > 0);
  // A few wrong passwords before the right one are everyday; many are a break-in until somebody looked.
  if (breached && all.lines >= 20) value += 1;
  if (kind === "secret") value = SECRET + 0.2 * Math.min(2, Math.log10(all.lines));
  else if (secretKindsOf(nodes).length > 0) value = Math.max(value, SECRET);
  const detectors = new Map<string, number>();
  for (const s of spans) detectors.set(s.detector, Math.max(detectors.get(s.detector) ?? 0, s.score));
  return {
    id: Math.min(...nodes.map((node) => node.id)),
    nodes,
    kind,
    score: value,
    severity: "low",
    top,
    ...all,
    episodes: 1,
    factors: spans.sort((a, b) => b.score - a.score).map((s) => s.factor),
    detectors: [...detectors].map(([name, s]) => ({ name, score: s })),
    ...(profile.statements.length === 0 && { top: 0 }),
  };
}

function fold(
  drafts: readonly Draft[],
  profile: Profile,
  gravity: Float64Array,
  isEveryday: (draft: Draft) => boolean,
): Draft[] {
  const folded = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const top = profile.statements[draft.top];
    const silent = draft.factors[0]?.kind === "MISSING EVENT";
    const key = silent
      ? `silent ${top?.component}`
      : draft.kind === "episode" || draft.kind === "chronic" || draft.kind === "span"
        ? `${draft.kind === "chronic" ? "chronic" : "family"} ${top ? family(top) : ""}`
        : `alone ${draft.id}`;
    const group = folded.get(key) ?? [];
    group.push(draft);
    folded.set(key, group);
  }
  const out = [...folded.values()].map((group): Draft => {
    const [best] = group;
    if (!best) throw new Error("a group of drafts is never empty");
    const s = gravity[best.top]!;
    if (group.length === 1) return { ...best, severity: severityOf(best, s, profile) };
    // Members too weak to be told by themselves would only move the beginning to where nothing began.
    const told = group.filter((draft) => draft === best || draft.score >= TOLD);
    const nodes = told.flatMap((draft) => draft.nodes);
    const all = sum(nodes);
    let value =
      best.score +
      Math.min(2, 0.5 * Math.log10(all.lines)) -
      Math.min(2, 0.5 * Math.log10(Math.max(1, all.lines / told.length)));
    // What comes back again and again without being grave is how this system talks.
    if (told.length >= 5 && s < 2.4) value -= 0.5;
    if (isEveryday(best)) value = Math.min(value, EVERYDAY);
    if (secretKindsOf(nodes).length > 0) value = Math.max(value, SECRET);
    const draft: Draft = {
      ...best,
      ...all,
      id: Math.min(...group.map((d) => d.id)),
      nodes,
      score: value,
      episodes: told.length,
      factors: told.flatMap((d) => d.factors),
    };
    return { ...draft, severity: severityOf(draft, s, profile) };
  });
  return out.sort(byRank);
}

/** The worst first. */
export const byRank = (a: Draft, b: Draft): number =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.score - a.score || a.id - b.id;

/** Volume alone never makes critical. */
function severityOf(draft: Draft, gravity: number, profile: Profile): Severity {
  const hasLevel = (profile.statements[draft.top]?.level ?? LEVEL.none) !== LEVEL.none;
  const isStrong = gravity >= 3 || (gravity >= 2.4 && !hasLevel);
  // One line alone is not: who is hurt shows in more than one.
  if (draft.score >= 5 && isStrong && draft.lines >= 5) return "critical";
  if (draft.score >= 4 && (gravity >= FAILURE_SCORE || draft.kind === "actor")) return "high";
  return draft.score >= MEDIUM ? "medium" : "low";
}
