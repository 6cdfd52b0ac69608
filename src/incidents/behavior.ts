import type { BehaviorFinding } from "../core/behavior.ts";
import type { Factor } from "../core/detector.ts";
import { count, duration, number, percent } from "../core/words.ts";
import { byRank, type Draft, MEDIUM } from "./drafts.ts";

/** A rule of the user's was written to be heard: always told, higher the further it was passed. */
const REACHED = 3.5;
const HIGH = 4;
/** Lines shown. */
const PROOF = 10;

/** The tag by which what a rule found is known. */
export const behaviorTag = (name: string): string => `behavioral_${name}`;

/** How far beyond its limit, 1: just reached. */
const excess = ({ rule, peak }: BehaviorFinding): number =>
  rule.type === "ratio" ? peak / (rule.threshold_ratio ?? 1) : peak / (rule.threshold ?? 1);

/** Score of one finding on the scale of incidents. */
export const scoreOfFinding = (finding: BehaviorFinding): number =>
  REACHED + Math.min(1, 0.3 * Math.log2(Math.max(1, excess(finding)))) + Math.min(0.5, 0.1 * Math.log10(finding.lines));

const whoOf = ({ rule, group }: BehaviorFinding): string =>
  rule.group_by === null ? "" : ` of ${rule.group_by} ${group}`;

/** What was counted, and from where on it is too much. */
export function behaviorFactor(finding: BehaviorFinding): Factor {
  const { rule, peak, of } = finding;
  const time = duration(rule.window_minutes * 60_000);
  const limit = rule.threshold ?? 1;
  const below = limit > 1 ? `fewer than ${number(limit)}` : "none";
  const [observed, expected] =
    rule.type === "ratio"
      ? [
          `${percent(peak * of, of)} of ${count(of, "line")} in ${time}`,
          `less than ${percent(rule.threshold_ratio ?? 1, 1)}`,
        ]
      : rule.type === "count"
        ? [`${count(peak, "line")} in ${time}`, below]
        : [`${number(peak)} values of ${rule.field ?? "it"} in ${time}`, below];
  return {
    kind: "BEHAVIORAL RULE",
    observed,
    expected,
    text: `${rule.name}${whoOf(finding)}: ${observed}; normal is ${expected}`,
    values: [peak, rule.type === "ratio" ? (rule.threshold_ratio ?? 1) : limit],
  };
}

/** One incident a rule and stretch of time: groups that did the same at the same time are told together. `firstId`: ids that are free. */
export function behaviorDrafts(findings: readonly BehaviorFinding[], gap: number, firstId: number): Draft[] {
  const groups: { readonly findings: BehaviorFinding[]; end: number }[] = [];
  const openOf = new Map<BehaviorFinding["rule"], (typeof groups)[number]>();
  for (const finding of findings) {
    const open = openOf.get(finding.rule);
    if (open && finding.from - open.end <= gap) {
      open.findings.push(finding);
      open.end = Math.max(open.end, finding.to);
      continue;
    }
    const fresh = { findings: [finding], end: finding.to };
    openOf.set(finding.rule, fresh);
    groups.push(fresh);
  }
  return groups.map((group, i) => draftOf(group.findings, firstId + i));
}

/**
 * An episode that lies wholly in what a rule counted is the same thing, told by the rule: its events go to the rule's incident.
 * Actors, secrets and what is worse than the rule's incident keep their own.
 */
export function withEpisodes(drafts: readonly Draft[], behavior: readonly Draft[]): Draft[] {
  const taken = new Set<Draft>();
  const told = behavior.map((own): Draft => {
    const inside = drafts.filter(
      (draft) => draft.kind === "episode" && !taken.has(draft) && byRank(own, draft) < 0 && holds(own, draft),
    );
    for (const draft of inside) taken.add(draft);
    return { ...own, nodes: inside.flatMap(({ nodes }) => nodes) };
  });
  return [...drafts.filter((draft) => !taken.has(draft)), ...told].sort(byRank);
}

const holds = (own: Draft, draft: Draft): boolean =>
  draft.start >= own.start &&
  draft.end <= own.end &&
  [...draft.statements].every(([id, { count: lines }]) => (own.statements.get(id)?.count ?? 0) >= lines);

function draftOf(found: readonly BehaviorFinding[], id: number): Draft {
  const findings = [...found].sort(
    (a, b) => scoreOfFinding(b) - scoreOfFinding(a) || a.from - b.from || a.firstEvent - b.firstEvent,
  );
  const statements = new Map<number, { count: number; first: number; firstTime: number }>();
  for (const finding of findings)
    for (const [statement, s] of finding.statements) {
      const known = statements.get(statement);
      if (!known) {
        statements.set(statement, { ...s });
        continue;
      }
      known.count += s.count;
      if (s.firstTime < known.firstTime) [known.first, known.firstTime] = [s.first, s.firstTime];
    }
  const first = findings.reduce((a, b) => (b.from < a.from ? b : a));
  const last = findings.reduce((a, b) => (b.to > a.to ? b : a));
  const top = [...statements].sort((a, b) => b[1].count - a[1].count || a[0] - b[0])[0]?.[0] ?? 0;
  const score = findings.reduce((most, finding) => Math.max(most, scoreOfFinding(finding)), MEDIUM);
  return {
    id,
    nodes: [],
    kind: "behavior",
    findings,
    score,
    severity: score >= HIGH ? "high" : "medium",
    top,
    statements,
    lines: findings.reduce((sum, { lines }) => sum + lines, 0),
    episodes: 1,
    start: first.from,
    end: last.to,
    firstEvent: first.firstEvent,
    lastEvent: last.lastEvent,
    factors: findings.slice(0, 3).map(behaviorFactor),
    detectors: [{ name: "behavioral", score }],
  };
}

/** Lines that prove a draft: each finding's in turn, the strongest first, until there are ten. */
export function proofOf(findings: readonly BehaviorFinding[]): number[] {
  const proof = new Set<number>();
  const shared = Math.max(2, Math.floor(PROOF / findings.length));
  for (const finding of findings)
    for (const event of finding.proof.slice(0, shared)) if (proof.size < PROOF) proof.add(event);
  for (const event of findings.flatMap((finding) => finding.proof)) if (proof.size < PROOF) proof.add(event);
  return [...proof];
}

/** `Repeated Failed Logins: alice`, or of how many. */
export function behaviorTitle(findings: readonly BehaviorFinding[]): string {
  const [finding] = findings;
  if (!finding) return "";
  const { name, group_by } = finding.rule;
  const groups = new Set(findings.map(({ group }) => group));
  if (group_by === null) return name;
  return groups.size === 1 ? `${name}: ${finding.group}` : `${name}: ${number(groups.size)} of ${group_by}`;
}
