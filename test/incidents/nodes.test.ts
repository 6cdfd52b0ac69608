import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addEvent, newNode, union } from "../../src/incidents/nodes.ts";

describe("union", () => {
  it("joins as sets of sets would, and the smallest member represents", () => {
    const pair = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 60 }), (pairs) => {
        const sets = union();
        const group = Array.from({ length: 31 }, (_, i) => i);
        for (const [a, b] of pairs) {
          sets.join(a, b);
          const [from, to] = [Math.max(group[a]!, group[b]!), Math.min(group[a]!, group[b]!)];
          group.forEach((of, i) => {
            if (of === from) group[i] = to;
          });
        }
        for (let i = 0; i <= 30; i++) expect(sets.find(i)).toBe(group[i]);
      }),
    );
  });
});

describe("a node", () => {
  it("counts its events by statement and keeps their first and last in time", () => {
    const node = newNode(3, "episode", -1);
    addEvent(node, 1, 10, 500, 0, 7);
    addEvent(node, 2, 11, 300, 1, 8);
    addEvent(node, 1, 12, 400, 0, 7);
    expect(node).toMatchObject({ lines: 3, start: 300, end: 500, firstEvent: 11, lastEvent: 10, source: 0, host: 7 });
    expect(node.statements.get(1)).toEqual({ count: 2, first: 12, firstTime: 400 });
    expect(node.statements.get(2)).toEqual({ count: 1, first: 11, firstTime: 300 });
  });
});
