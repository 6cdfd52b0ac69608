import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlacedEvents } from "../../src/core/event-batch.ts";
import { clock } from "../../src/features/clock.ts";
import { placedRun } from "../../src/features/placed-run.ts";
import { statementTable } from "../../src/features/statements.ts";
import { spool } from "../../src/store/spool.ts";
import { batchOf, type MadeEvent, START } from "./made-run.ts";

const event = fc.record({
  shape: fc.nat({ max: 4 }),
  level: fc.nat({ max: 3 }),
  source: fc.nat({ max: 2 }),
  time: fc.oneof(
    fc.nat({ max: 5000 }).map((s) => START + s * 1000),
    fc.constant(Number.NaN),
  ),
});
/** Runs of several stretches, in memory or not: a stretch ends with a large message. */
const run = fc.array(fc.array(event, { minLength: 1, maxLength: 12 }), { maxLength: 5 });
const LARGE = "x".repeat(8 << 20);

function storeOf(stretches: readonly (readonly MadeEvent[])[]) {
  const store = spool({ memoryBytes: 0 });
  for (const [i, events] of stretches.entries())
    store.append(
      batchOf([...events.slice(0, -1), { ...events.at(-1)!, ...(i % 2 === 0 && { message: LARGE }) }], undefined),
    );
  store.seal();
  return store;
}

const told = (events: PlacedEvents): [number, number, number][] =>
  Iterator.from(events.stretches())
    .flatMap(({ base, events: batch, time, statement }) =>
      Array.from({ length: batch.length }, (_, i): [number, number, number] => [base + i, time[i]!, statement[i]!]),
    )
    .toArray();

describe("a placed run", () => {
  it("tells of each event what clock and statements say, however much is kept and however often it is walked", () => {
    fc.assert(
      fc.property(run, fc.nat({ max: 200 }), fc.nat({ max: 6 }), (stretches, keptBytes, seen) => {
        const store = storeOf(stretches);
        const templates = [0, 1, 2, 2, 3];
        const expected: [number, number, number][] = [];
        const table = statementTable(templates);
        const at = clock(store).reader();
        for (const { base, events } of store.stretches())
          for (let i = 0; i < events.length; i++)
            expected.push([base + i, at(events.source[i]!, events.time[i]!, base + i), table.of(events, i)]);
        const placed = placedRun(store, clock(store), statementTable(templates), keptBytes);
        // A walk that nobody ends, and two that go side by side.
        let left = seen;
        for (const _ of placed.stretches()) if (left-- === 0) break;
        const sides = [placed.stretches(), placed.stretches()].map((walk) => walk[Symbol.iterator]());
        const both = sides.map(() => 0);
        for (let isOver = false; !isOver; )
          for (const [side, walk] of sides.entries()) {
            const { value, done } = walk.next();
            isOver = done === true;
            if (value) both[side]! += value.events.length;
          }
        expect(both).toEqual([store.length, store.length]);
        expect(told(placed)).toEqual(expected);
        expect(told(placed)).toEqual(expected);
        store.close();
      }),
      { numRuns: 60 },
    );
  });
});
