import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statementTable } from "../../src/features/statements.ts";
import { batchOf, type MadeEvent } from "./made-run.ts";

const event = fc.record({
  shape: fc.integer({ min: 0, max: 40 }),
  level: fc.integer({ min: 0, max: 9 }),
  component: fc.integer({ min: -1, max: 5 }),
});

describe("statements", () => {
  it("are numbered as a map of (template, level, component) would number them", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 300 }),
        fc.array(fc.integer({ min: -1, max: 8 }), { minLength: 41, maxLength: 41 }),
        (events, templates) => {
          const table = statementTable(templates);
          const known = new Map<string, number>();
          const batch = batchOf(events);
          events.forEach(({ shape, level, component }, i) => {
            const key = `${templates[shape]} ${level} ${component}`;
            if (!known.has(key)) known.set(key, known.size);
            expect(table.of(batch, i)).toBe(known.get(key));
          });
          expect(table.length).toBe(known.size);
          for (const [key, id] of known)
            expect(`${table.template[id]} ${table.level[id]} ${table.component[id]}`).toBe(key);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("are apart where the user's patterns tell shapes of one template apart", () => {
    const marks = { rule: [-1, 0, 0, 1, -1], known: [-1, -1, -1, -1, 0] };
    const table = statementTable([7, 7, 7, 7, 7], marks);
    const batch = batchOf([0, 1, 2, 3, 4, 0].map((shape) => ({ shape })));
    expect([0, 1, 2, 3, 4, 5].map((row) => table.of(batch, row))).toEqual([0, 1, 1, 2, 3, 0]);
    expect(table.template).toEqual([7, 7, 7, 7]);
    expect([table.rule, table.known]).toEqual([
      [-1, 0, 1, -1],
      [-1, -1, -1, 0],
    ]);
  });

  it("stay what they were when the table grows many times", () => {
    const events = Array.from(
      { length: 30_000 },
      (_, i): MadeEvent => ({ shape: i % 10_000, level: i % 10, component: i % 7, message: "m" }),
    );
    const table = statementTable(Int32Array.from({ length: 10_000 }, (_, i) => i));
    const batch = batchOf(events);
    const first = events.map((_, i) => table.of(batch, i));
    expect(new Set(first).size).toBe(table.length);
    expect(events.map((_, i) => table.of(batch, i))).toEqual(first);
  });
});
