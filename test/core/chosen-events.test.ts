import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chosenEvents } from "../../src/core/chosen-events.ts";
import { madeRun } from "../features/made-run.ts";

describe("chosen events", () => {
  it("are those of the wanted statements and those that were named, in order, each once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 1 }), { minLength: 6, maxLength: 6 }),
        fc.uniqueArray(fc.nat({ max: 59 }), { maxLength: 8 }),
        (shapes, marks, named) => {
          const { run, table } = madeRun(shapes.map((shape) => ({ shape })));
          const wanted = Uint8Array.from(table.template, (shape) => marks[shape]!);
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
