import type { Span } from "../core/evidence.ts";

/** Why events belong together. */
export type NodeKind = "actor" | "chronic" | "episode" | "span" | "secret";

/** Events that were put together for one reason; incidents are made of nodes that belong together. */
export interface Node {
  readonly id: number;
  readonly kind: NodeKind;
  /** Actor: its number (-1: all others). Secret: 0. Else -1. */
  readonly key: number;
  readonly span: Span | undefined;
  /** Events by statement, and the first event of each. */
  readonly statements: Map<number, { count: number; first: number; firstTime: number }>;
  /** Kinds of the secrets that stand in its lines. */
  readonly secrets: Set<string>;
  lines: number;
  /** Clock. */
  start: number;
  end: number;
  /** Index of its first event in time, and of its last. */
  firstEvent: number;
  lastEvent: number;
  /** The source of its first event, and its host. */
  source: number;
  host: number;
}

export const newNode = (id: number, kind: NodeKind, key: number, span?: Span): Node => ({
  id,
  kind,
  key,
  span,
  statements: new Map(),
  secrets: new Set(),
  lines: 0,
  start: Number.POSITIVE_INFINITY,
  end: Number.NEGATIVE_INFINITY,
  firstEvent: -1,
  lastEvent: -1,
  source: -1,
  host: -1,
});

/** Adds one event. */
export function addEvent(
  node: Node,
  statement: number,
  index: number,
  time: number,
  source: number,
  host: number,
): void {
  const known = node.statements.get(statement);
  if (known) {
    known.count++;
    if (time < known.firstTime) {
      known.firstTime = time;
      known.first = index;
    }
  } else node.statements.set(statement, { count: 1, first: index, firstTime: time });
  node.lines++;
  if (time < node.start) {
    node.start = time;
    node.firstEvent = index;
  }
  if (time >= node.end) {
    node.end = time;
    node.lastEvent = index;
  }
  if (node.source < 0) {
    node.source = source;
    node.host = host;
  }
}

/** Kinds of the secrets that stand in the lines of these nodes. */
export const secretKindsOf = (nodes: readonly Node[]): readonly string[] =>
  [...new Set(nodes.flatMap(({ secrets }) => [...secrets]))].sort();

/** Disjoint sets over small numbers; the smaller number represents. */
export interface Union {
  find(a: number): number;
  join(a: number, b: number): void;
}

export function union(): Union {
  const parent: number[] = [];
  const find = (a: number): number => {
    let root = a;
    while ((parent[root] ?? root) !== root) root = parent[root]!;
    for (let at = a; at !== root; ) {
      const next = parent[at] ?? at;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  return {
    find,
    join(a, b) {
      const x = find(a);
      const y = find(b);
      if (x !== y) parent[Math.max(x, y)] = Math.min(x, y);
    },
  };
}
