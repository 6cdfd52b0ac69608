import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gravity } from "../../src/core/gravity.ts";
import { LEVEL } from "../../src/core/levels.ts";
import { weigh } from "../../src/decisions/evidence.ts";
import { type Assigned, assign, type Grouping, type Leak } from "../../src/incidents/assign.ts";
import { draftsOf } from "../../src/incidents/drafts.ts";
import { secretKindsOf } from "../../src/incidents/nodes.ts";
import { type MadeEvent, type MadeRun, madeRun, statementOf } from "../features/made-run.ts";

/** A run with what severity alone says of it. */
function grouped(events: readonly MadeEvent[], leaks: readonly Leak[] = [], gap = 300_000) {
  const run = madeRun(events);
  const { profile } = run;
  const scores = Float64Array.from(profile.statements, (s) => gravity(s.messages[0] ?? "", s.level).score);
  const grouping: Grouping = {
    profile,
    evidence: weigh(profile.statements.length, [{ gives: "gravity", scores }]),
    spans: [],
    leaks,
    candidate: 1.5,
    gap,
    isKnownNormal: new Uint8Array(profile.statements.length),
  };
  const assigned = assign(run.run, grouping);
  return { run, assigned, drafts: draftsOf(assigned, grouping) };
}

/** Node of each event, as the second walk tells it. */
function replayed({ run }: MadeRun, assigned: Assigned): number[] {
  const { next } = assigned.replay();
  const nodes = new Array<number>(run.length).fill(-1);
  for (const { stretch, rows, count } of assigned.events()) {
    const { base, events, time, statement } = stretch;
    for (const i of rows.subarray(0, count)) nodes[base + i] = next(events, i, base + i, statement[i]!, time[i]!);
  }
  return nodes;
}

const MESSAGES = [
  "all is well",
  "kernel panic",
  "request failed",
  "Failed password for root from 10.0.0.1",
  "Failed password for root from 10.0.0.2",
  "Accepted password for root from 10.0.0.1",
];
const event = fc
  .record({
    said: fc.nat({ max: 5 }),
    host: fc.integer({ min: -1, max: 3 }),
    source: fc.nat({ max: 1 }),
    time: fc.nat({ max: 5000 }),
  })
  .map(
    ({ said, host, source, time }): MadeEvent => ({
      shape: said,
      host,
      source,
      time: time * 1000,
      message: MESSAGES[said] ?? "",
    }),
  );

describe("the second walk", () => {
  it("tells every event the node that the first walk gave it", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 120 }),
        fc.array(fc.nat({ max: 119 }), { maxLength: 5 }),
        (events, leaking) => {
          const leaks = [...new Set(leaking)].filter((i) => i < events.length).sort((a, b) => a - b);
          const { run, assigned } = grouped(
            events,
            leaks.map((at) => ({ event: at, kind: "token" })),
            60_000,
          );
          const counts = new Map<number, number>();
          for (const node of replayed(run, assigned)) counts.set(node, (counts.get(node) ?? 0) + 1);
          for (const node of assigned.nodes) expect(counts.get(node.id) ?? 0).toBe(node.lines);
          const own = assigned.nodes.reduce((sum, node) => sum + node.lines, 0);
          expect((counts.get(-1) ?? 0) + own).toBe(events.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});

const calm = (count: number): MadeEvent[] =>
  Array.from(
    { length: count },
    (_, i): MadeEvent => ({ shape: 0, time: i * 60_000, host: i % 5, message: "all is well" }),
  );
const failing = (minutes: number, host = 1, shape = 2): MadeEvent => ({
  shape,
  host,
  level: LEVEL.error,
  time: minutes * 60_000,
  message: shape === 1 ? "kernel panic" : "request failed",
});
const inOrder = (events: readonly MadeEvent[]): MadeEvent[] =>
  [...events].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));

describe("episodes", () => {
  it("are one where failures share their host within the gap, two beyond it", () => {
    const of = (minutes: number) =>
      grouped(inOrder([...calm(300), failing(100, 1, 1), failing(100 + minutes, 1, 2)])).assigned.nodes.length;
    expect([of(5), of(6)]).toEqual([1, 2]);
  });

  it("are two where neither host nor statement is shared", () => {
    expect(grouped(inOrder([...calm(300), failing(100, 1, 1), failing(101, 2, 2)])).assigned.nodes.length).toBe(2);
    expect(grouped(inOrder([...calm(300), failing(100, 1, 2), failing(101, 2, 2)])).assigned.nodes.length).toBe(1);
  });

  it("join when a later failure shares the statement of one and the host of the other", () => {
    const events = [failing(100, 1, 2), failing(101, 2, 1), { ...failing(102, 2, 2) }];
    const { assigned, drafts } = grouped(inOrder([...calm(300), ...events]));
    expect(assigned.nodes.length).toBe(2);
    expect(drafts.filter(({ kind }) => kind === "episode")).toHaveLength(1);
    expect(drafts[0]?.lines).toBe(3);
  });

  it("that repeat fold into one incident that knows how many times it happened", () => {
    const { drafts } = grouped(inOrder([...calm(600), ...[60, 160, 260, 360].map((at) => failing(at, 1, 1))]));
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toMatchObject({ episodes: 4, lines: 4, kind: "episode" });
  });
});

describe("kinds of nodes", () => {
  it("calls chronic what was there from the start and never stopped, and does not list it unless it is grave", () => {
    const chronic = (shape: number) => Array.from({ length: 60 }, (_, i) => failing(i * 10 + 0.5, i % 5, shape));
    const [mild] = grouped(inOrder([...calm(600), ...chronic(2)])).drafts;
    expect(mild).toMatchObject({ kind: "chronic", severity: "low", lines: 60 });
    expect(mild?.score).toBeLessThan(3);
  });

  it("makes one actor of many refused logins from one address, and raises it when a login is accepted", () => {
    const guess = (count: number, peer: string): MadeEvent[] =>
      Array.from(
        { length: count },
        (_, i): MadeEvent => ({
          shape: 3,
          level: LEVEL.none,
          time: 6_000_000 + i * 2000,
          host: 2,
          message: `Failed password for root from ${peer} port ${i}`,
        }),
      );
    const accepted: MadeEvent = {
      shape: 5,
      time: 6_200_000,
      host: 2,
      message: "Accepted password for root from 10.0.0.1 port 99",
    };
    const [refused] = grouped(inOrder([...calm(300), ...guess(60, "10.0.0.1")])).drafts;
    const breached = grouped(inOrder([...calm(300), ...guess(60, "10.0.0.1"), accepted]));
    expect(refused).toMatchObject({ kind: "actor", lines: 60 });
    expect(breached.drafts).toHaveLength(1);
    expect(breached.drafts[0]?.score).toBeGreaterThan((refused?.score ?? 9) + 0.4);
    expect([...breached.assigned.accepted.values()]).toEqual([{ count: 1, first: expect.any(Number) }]);
    const other = grouped(
      inOrder([
        ...calm(300),
        ...guess(60, "10.0.0.1"),
        { ...accepted, message: "Accepted password for root from 10.0.0.77" },
      ]),
    );
    expect(other.drafts[0]?.score).toBeCloseTo(refused?.score ?? 0);
  });

  it("gives an actor its refused logins of every statement, those of one that is no candidate too", () => {
    const guesses = Array.from(
      { length: 60 },
      (_, i): MadeEvent => ({
        // One statement in thirty says the same at a lower level.
        shape: i % 30 === 7 ? 4 : 3,
        level: LEVEL.none,
        time: 6_000_000 + i * 2000,
        host: 2,
        message: `Failed password for root from 10.0.0.1 port ${i}`,
      }),
    );
    const run = madeRun(inOrder([...calm(300), ...guesses]));
    const { profile } = run;
    const quiet = statementOf(run, 4);
    const scores = Float64Array.from(profile.statements, (s) => gravity(s.messages[0] ?? "", s.level).score);
    const evidence = weigh(profile.statements.length, [{ gives: "gravity", scores }]);
    const strength = Float64Array.from(evidence.strength, (value, id) => (id === quiet ? 0 : value));
    const assigned = assign(run.run, {
      profile,
      evidence: { ...evidence, strength },
      spans: [],
      leaks: [],
      candidate: 1.5,
      gap: 300_000,
      isKnownNormal: new Uint8Array(profile.statements.length),
    });
    expect(assigned.nodes.map(({ kind, lines }) => [kind, lines])).toEqual([["actor", 60]]);
  });

  it("gives three actors an incident of their own and folds the rest into one", () => {
    const peers = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"];
    const guesses = peers.flatMap((peer, p) =>
      Array.from(
        { length: 40 - p * 5 },
        (_, i): MadeEvent => ({
          shape: 3,
          level: LEVEL.none,
          time: 3_000_000 * (p + 1) + i * 2000,
          host: 2,
          message: `Failed password for root from ${peer}`,
        }),
      ),
    );
    const { assigned, drafts } = grouped(inOrder([...calm(400), ...guesses]));
    expect(drafts.filter(({ kind }) => kind === "actor")).toHaveLength(4);
    expect(assigned.actorsFolded).toBe(2);
  });

  it("makes no actor of a few wrong passwords, and no incident of them either", () => {
    const few = Array.from(
      { length: 5 },
      (_, i): MadeEvent => ({
        shape: 3,
        level: LEVEL.none,
        time: 6_000_000 + i * 60_000,
        host: 2,
        message: "Failed password for root from 10.0.0.1",
      }),
    );
    const { drafts } = grouped(inOrder([...calm(300), ...few]));
    expect(drafts.map(({ kind }) => kind)).toEqual(["episode"]);
    expect(drafts[0]?.score).toBeLessThan(3);
  });

  it("lists a secret, whatever else its line says", () => {
    const { drafts, run } = grouped(calm(300), [{ event: 150, kind: "token" }]);
    expect(drafts[0]).toMatchObject({ kind: "secret", severity: "medium", lines: 1, firstEvent: 150 });
    expect(drafts[0]?.top).toBe(statementOf(run, 0));
  });

  it("tells of an outage whose lines hold a secret as an outage, and of the secret with it", () => {
    const outage = (count: number) =>
      inOrder([...calm(300), ...Array.from({ length: count }, (_, i) => failing(200 + i / 10, 1, 2))]);
    const leaksOf = (events: readonly MadeEvent[]): Leak[] =>
      events.flatMap(({ message }, event) => (message === failing(0, 1, 2).message ? [{ event, kind: "card" }] : []));
    const told = (events: readonly MadeEvent[], leaks = leaksOf(events)) =>
      grouped(events, leaks).drafts.map((draft) => [
        draft.kind,
        draft.lines,
        secretKindsOf(draft.nodes),
        draft.score >= 3.5,
      ]);
    expect(told(outage(60))).toEqual([["episode", 60, ["card"], true]]);
    expect(told(outage(60), [])).toEqual([["episode", 60, [], true]]);
    // A few lines are no outage: what is readable is the news.
    expect(told(outage(4))).toEqual([["secret", 4, ["card"], true]]);
    // Nor is a secret in lines that report nothing.
    const both = outage(60);
    expect(told(both, [{ event: 3, kind: "token" }, ...leaksOf(both)])).toEqual(
      expect.arrayContaining([
        ["episode", 60, ["card"], true],
        ["secret", 1, ["token"], true],
      ]),
    );
  });

  it("never calls volume alone critical", () => {
    const many = Array.from({ length: 5000 }, (_, i): MadeEvent => failing(200 + i / 1000, 1, 2));
    const { drafts } = grouped(inOrder([...calm(300), ...many]));
    expect(drafts[0]?.severity).not.toBe("critical");
    expect(
      grouped(inOrder([...calm(300), ...many.map((e) => ({ ...e, shape: 1, message: "kernel panic" }))])).drafts[0]
        ?.severity,
    ).toBe("critical");
  });
});
