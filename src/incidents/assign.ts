import { type ChosenStretch, chosenEvents } from "../core/chosen-events.ts";
import type { EventBatch, PlacedEvents } from "../core/event-batch.ts";
import type { Span, StatementEvidence } from "../core/evidence.ts";
import { FAILURE_SCORE } from "../core/gravity.ts";
import type { Profile, Statement } from "../core/samples.ts";
import { actors, isAcceptance, isRefusal } from "./actors.ts";
import { addEvent, type Node, newNode, type Union, union } from "./nodes.ts";

/** A secret in the log. */
export interface Leak {
  /** Index of the event within the run. */
  readonly event: number;
  readonly kind: string;
}

export interface Grouping {
  readonly profile: Profile;
  readonly evidence: StatementEvidence;
  readonly spans: readonly Span[];
  readonly leaks: readonly Leak[];
  /** Evidence that makes a candidate. */
  readonly candidate: number;
  /** Milliseconds. */
  readonly gap: number;
  /** 1: a statement the user called normal. */
  readonly isKnownNormal: Uint8Array;
}

/** When something came last, and in which node. */
interface Last {
  time: number;
  node: number;
}

function lastOf(known: Map<number, Last>, key: number): Last {
  let last = known.get(key);
  if (last === undefined) {
    last = { time: Number.NEGATIVE_INFINITY, node: -1 };
    known.set(key, last);
  }
  return last;
}

/** Fewer lines make no actor, fewer lines no chronic statement. */
const ACTOR_LINES = 10;
const CHRONIC_LINES = 8;
const OUTAGE_LINES = 10;
/** Actors with an incident of their own; the rest is one. */
const OWN_ACTORS = 3;

export interface Assigned {
  readonly nodes: readonly Node[];
  /** Which nodes are one episode. */
  readonly union: Union;
  /** The events that may belong to a node, in order: few. */
  events(): Iterable<ChosenStretch>;
  /** Walks through the run again and tells of each event its node, -1 for none. Call `next` for each of `events` in order. */
  replay(): {
    next(events: EventBatch, row: number, index: number, statement: number, time: number): number;
  };
  readonly actorName: (key: number) => string;
  /** Accepted logins by actor. */
  readonly accepted: ReadonlyMap<number, { readonly count: number; readonly first: number }>;
  readonly actorsFolded: number;
  /** 1: the statement reports a refused login, 2: an accepted one. */
  readonly speaksOfLogins: Uint8Array;
}

/**
 * Whether a statement was there from the first quarter to the last, in about as many parts of the run as lines that come by
 * chance would fall into: n of them into 20 (1 - 0.95^n) of 20. Of many lines, half of the parts are enough.
 */
function isAllAlong({ count, slices, begins, ends }: Statement): boolean {
  if (count < CHRONIC_LINES || begins >= 0.25) return false;
  const filled = slices.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  const byChance = slices.length * (1 - (1 - 1 / slices.length) ** count);
  return count >= 20 && filled >= slices.length / 2 ? true : ends > 0.75 && filled >= 0.7 * byChance;
}

/**
 * Gives every event that evidence speaks for to one node: a secret in no outage, a burst or flood, an actor of failed logins, a chronic
 * statement, or an episode (candidates that share host or statement within the gap). Two walks: actors are counted first.
 */
export function assign(run: PlacedEvents, grouping: Grouping): Assigned {
  const { profile, evidence, spans, leaks } = grouping;
  const n = profile.statements.length;
  const isCandidate = new Uint8Array(n);
  const isChronic = new Uint8Array(n);
  /** 1: it reports a failure that came again and again: that is told, and that its lines hold a secret is told with it. */
  const isOutage = new Uint8Array(n);
  const speaksOfLogins = new Uint8Array(n);
  for (const s of profile.statements) {
    if (grouping.isKnownNormal[s.id]) continue;
    isCandidate[s.id] = evidence.strength[s.id]! >= grouping.candidate ? 1 : 0;
    isChronic[s.id] = isAllAlong(s) ? 1 : 0;
    const isFailure = isCandidate[s.id] === 1 && evidence.gravity[s.id]! >= FAILURE_SCORE;
    isOutage[s.id] = isFailure && isChronic[s.id] === 0 && s.count >= OUTAGE_LINES ? 1 : 0;
    if (isRefusal(s.messages)) speaksOfLogins[s.id] = evidence.gravity[s.id]! >= 1 ? 1 : 0;
    else if (isAcceptance(s.messages)) speaksOfLogins[s.id] = 2;
  }

  const known = actors();
  const refused = new Map<number, number>();
  const accepted = new Map<number, { count: number; first: number }>();
  if (speaksOfLogins.some((x) => x > 0))
    for (const { stretch, rows, count } of chosenEvents(
      run,
      speaksOfLogins.map((speaks) => Math.min(speaks, 1)),
    )) {
      const { base, events, statement } = stretch;
      for (let r = 0; r < count; r++) {
        const i = rows[r]!;
        const speaks = speaksOfLogins[statement[i]!]!;
        const actor = known.of(events.bytes, events.messageStart[i]!, events.messageEnd[i]!);
        if (actor < 0) continue;
        if (speaks === 1) refused.set(actor, (refused.get(actor) ?? 0) + 1);
        else if (refused.has(actor)) {
          const seen = accepted.get(actor);
          if (seen) seen.count++;
          else accepted.set(actor, { count: 1, first: base + i });
        }
      }
    }
  const big = [...refused].filter(([, count]) => count >= ACTOR_LINES).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const nodes: Node[] = [];
  const add = (kind: Node["kind"], key: number, span?: Span): Node => {
    const node = newNode(nodes.length, kind, key, span);
    nodes.push(node);
    return node;
  };
  const actorNode = new Map<number, number>();
  for (const [actor] of big.slice(0, OWN_ACTORS)) actorNode.set(actor, add("actor", actor).id);
  const rest = big.slice(OWN_ACTORS);
  if (rest.length > 0) {
    const others = add("actor", -1).id;
    for (const [actor] of rest) actorNode.set(actor, others);
  }
  const spansOf = new Map<number, { from: number; to: number; node: number }[]>();
  for (const span of spans) {
    const node = add("span", -1, span);
    if (span.statement >= 0 && span.factor.kind !== "MISSING EVENT") {
      const list = spansOf.get(span.statement) ?? [];
      list.push({ from: span.from, to: span.to, node: node.id });
      spansOf.set(span.statement, list);
    }
  }
  const leakOf = new Map(leaks.map((leak) => [leak.event, leak.kind]));
  const fixed = nodes.length;
  /** Statements whose events may belong somewhere: few. */
  const mayBelong = Uint8Array.from(profile.statements, ({ id }) =>
    !grouping.isKnownNormal[id] &&
    (isCandidate[id] || spansOf.has(id) || (speaksOfLogins[id] === 1 && actorNode.size > 0))
      ? 1
      : 0,
  );
  const leaking = [...leakOf.keys()].sort((a, b) => a - b);
  const events = (): Iterable<ChosenStretch> => chosenEvents(run, mayBelong, leaking);

  /** One walk's memory of open episodes. `grow`: whether new nodes may be made (the first walk) or are counted again. */
  const walker = (grow: boolean) => {
    const episodes = grow ? union() : undefined;
    let next = fixed;
    const lastByStatement = new Map<number, Last>();
    const lastByPlace = new Map<number, Last>();
    const node = (kind: Node["kind"], key: number): number => {
      if (grow) add(kind, key);
      return next++;
    };
    const secrets = new Map<string, number>();
    const chronic = new Map<number, number>();
    const place = (events: EventBatch, row: number): number =>
      events.host[row]! >= 0 ? events.host[row]! : -1 - events.source[row]!;
    return {
      episodes,
      next(events: EventBatch, row: number, index: number, statement: number, time: number): number {
        const leak = leakOf.size === 0 ? undefined : leakOf.get(index);
        if (leak !== undefined && isOutage[statement] === 0) {
          const key = `${profile.statements[statement]?.component} ${leak}`;
          const mine = secrets.get(key) ?? node("secret", 0);
          secrets.set(key, mine);
          return mine;
        }
        if (grouping.isKnownNormal[statement]) return -1;
        if (speaksOfLogins[statement] === 1 && actorNode.size > 0) {
          const actor = known.of(events.bytes, events.messageStart[row]!, events.messageEnd[row]!);
          const mine = actorNode.get(actor);
          if (mine !== undefined) return mine;
        }
        const own = spansOf.get(statement);
        if (own !== undefined) for (const span of own) if (time >= span.from && time < span.to) return span.node;
        if (!isCandidate[statement]) return -1;
        if (isChronic[statement]) {
          const mine = chronic.get(statement) ?? node("chronic", -1);
          chronic.set(statement, mine);
          return mine;
        }
        const byStatement = lastOf(lastByStatement, statement);
        const byPlace = lastOf(lastByPlace, place(events, row));
        const a = Math.abs(time - byStatement.time) <= grouping.gap ? byStatement.node : -1;
        const b = Math.abs(time - byPlace.time) <= grouping.gap ? byPlace.node : -1;
        const mine = a >= 0 ? a : b >= 0 ? b : node("episode", -1);
        if (a >= 0 && b >= 0) episodes?.join(a, b);
        byStatement.time = time;
        byStatement.node = mine;
        byPlace.time = time;
        byPlace.node = mine;
        return mine;
      },
    };
  };

  const first = walker(true);
  for (const { stretch, rows, count } of events()) {
    const { base, events: batch, time, statement: statements } = stretch;
    for (let r = 0; r < count; r++) {
      const i = rows[r]!;
      const statement = statements[i]!;
      const id = first.next(batch, i, base + i, statement, time[i]!);
      if (id < 0) continue;
      addEvent(nodes[id]!, statement, base + i, time[i]!, batch.source[i]!, batch.host[i]!);
      const leak = leakOf.size === 0 ? undefined : leakOf.get(base + i);
      if (leak !== undefined) nodes[id]!.secrets.add(leak);
    }
  }
  return {
    nodes,
    union: first.episodes ?? union(),
    events,
    replay: () => walker(false),
    actorName: (key) => known.names.text(key),
    accepted,
    actorsFolded: rest.length,
    speaksOfLogins,
  };
}
