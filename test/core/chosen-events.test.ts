import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chosenEvents } from "../../src/core/chosen-events.ts";
import type { PlacedEvents } from "../../src/core/event-batch.ts";
import { batchOf } from "../features/made-run.ts";

/** A run in stretches of so many events; the statement of an event is its shape. */
const runOf = (shapes: readonly number[], size: number): PlacedEvents => ({
  length: shapes.length,
  *stretches() {
    for (let base = 0; base < shapes.length; base += size) {
      const own = shapes.slice(base, base + size);
      yield {
        base,
        events: batchOf(own.map((shape) => ({ shape }))),
        time: new Float64Array(size),
        statement: Int32Array.from(own),
      };
    }
  },
});

describe("chosen events", () => {
  it("are those of the wanted statements and those that were named, in order, each once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 1 }), { minLength: 6, maxLength: 6 }),
        fc.uniqueArray(fc.nat({ max: 59 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        (shapes, marks, named, size) => {
          const run = runOf(shapes, size);
          const wanted = Uint8Array.from(marks);
          const also = named.filter((index) => index < shapes.length).sort((a, b) => a - b);
          const chosen: number[] = [];
          for (const { stretch, rows, count } of chosenEvents(run, wanted, also))
            for (const row of rows.subarray(0, count)) chosen.push(stretch.base + row);
          expect(chosen).toEqual([...shapes.keys()].filter((at) => marks[shapes[at]!] === 1 || also.includes(at)));
        },
      ),
      { numRuns: 200 },
    );
  });
});
