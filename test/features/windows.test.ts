import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellOf, type MadeEvent, madeRun, samplesOfUnit } from "./made-run.ts";

/** By definition: each statement's events in windows in which it has the share, joined where they touch. */
function naive(shapes: readonly number[], size: number, share: number) {
  const n = shapes.length;
  const window = Math.min(size, n);
  const least = Math.ceil(share * window);
  const spans: { shape: number; first: number; last: number; share: number }[] = [];
  for (const shape of new Set(shapes)) {
    let open: (typeof spans)[number] | undefined;
    for (let end = window; end <= n; end++) {
      const inside = shapes.slice(end - window, end);
      const count = inside.filter((other) => other === shape).length;
      if (count < least || count === 0) continue;
      const first = end - window + inside.indexOf(shape);
      const last = end - window + inside.lastIndexOf(shape);
      if (open && first - open.last <= window) {
        open.last = Math.max(open.last, last);
        open.share = Math.max(open.share, count / window);
      } else {
        open = { shape, first, last, share: count / window };
        spans.push(open);
      }
    }
  }
  return spans
    .map((span) => {
      const inside = shapes.slice(span.first, span.last + 1);
      const isIt = (shape: number): boolean => shape === span.shape;
      const outside = n - inside.length;
      const count = inside.filter(isIt).length;
      return {
        ...span,
        count,
        events: inside.length,
        rest: outside > 0 ? (shapes.filter(isIt).length - count) / outside : 0,
      };
    })
    .sort((a, b) => a.shape - b.shape || a.first - b.first);
}

const rolling = (shapes: readonly number[], size: number, share: number) => {
  const run = madeRun(shapes.map((shape): MadeEvent => ({ shape, message: "m" })));
  const samples = samplesOfUnit("window", run, { events: size, share });
  return Array.from({ length: samples.length }, (_, row) => ({
    shape: run.table.template[samples.key[row] ?? -1] ?? -1,
    first: cellOf(samples, row, "first"),
    last: cellOf(samples, row, "last"),
    share: cellOf(samples, row, "share"),
    count: cellOf(samples, row, "count"),
    events: cellOf(samples, row, "events"),
    rest: cellOf(samples, row, "rest_share"),
  })).sort((a, b) => a.shape - b.shape || a.first - b.first);
};

/** Stretches of one shape between mixed ones: what floods look like. */
const shapes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 14 })
  .map((runs) => runs.flatMap(([shape, length]) => new Array<number>(length).fill(shape)));

describe("rolling windows", () => {
  it("find the spans that a naive look at every window finds", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 2, max: 20 }), fc.constantFrom(0.6, 0.75, 1), (list, size, share) => {
        expect(rolling(list, size, share)).toEqual(naive(list, size, share));
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it("see a flood in the first window, whatever line ends it", () => {
    const flood = [...new Array<number>(9).fill(0), 1];
    expect(rolling([...flood, ...[2, 3].flatMap((shape) => new Array<number>(5).fill(shape))], 10, 0.75)).toMatchObject(
      [{ shape: 0, first: 0, last: 8, count: 9, share: 0.9 }],
    );
  });

  it("count each event once where spans of one statement touch", () => {
    const wobbling = [1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0];
    expect(rolling(wobbling, 12, 0.75)).toMatchObject([
      { shape: 1, first: 0, last: 12, count: 10, events: 13, rest: 0 },
    ]);
  });

  it("never say that more than all of the rest is one statement", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 2, max: 20 }), (list, size) => {
        for (const { rest, share, count, events } of rolling(list, size, 0.6)) {
          expect(rest).toBeLessThanOrEqual(1);
          expect(share).toBeLessThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(events);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("see one window where the run is shorter than a window", () => {
    expect(rolling([0, 0, 0, 1], 1000, 0.75)).toMatchObject([{ shape: 0, first: 0, last: 2, count: 3, share: 0.75 }]);
  });

  it("see nothing in an empty run", () => {
    expect(rolling([], 10, 0.75)).toEqual([]);
  });
});
