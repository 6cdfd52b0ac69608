import { describe, expect, it } from "vitest";
import { bucketWidth, clock } from "../../src/features/clock.ts";
import { type MadeEvent, START, storeOf } from "./made-run.ts";

/** What one walk through the run reads. */
function read(events: readonly MadeEvent[]): { isTimed: boolean; start: number; end: number; times: number[] } {
  const store = storeOf(events);
  const time = clock(store);
  const at = time.reader();
  const times = Iterator.from(store.stretches())
    .flatMap(({ base, events: batch }) =>
      Array.from({ length: batch.length }, (_, i) => at(batch.source[i] ?? 0, batch.time[i] ?? Number.NaN, base + i)),
    )
    .toArray();
  return { isTimed: time.isTimed, start: time.start, end: time.end, times };
}

const at = (seconds: number, source = 0): MadeEvent => ({ shape: 1, time: START + seconds * 1000, source });
const untimed = (source = 0): MadeEvent => ({ shape: 1, time: Number.NaN, source });

describe("clock", () => {
  it("spans from the earliest to the latest time, also where lines are out of order", () => {
    expect(read([at(5), at(1), at(9), at(3)])).toEqual({
      isTimed: true,
      start: START + 1000,
      end: START + 9000,
      times: [5, 1, 9, 3].map((s) => START + s * 1000),
    });
  });

  it("carries the time of the line before, within its own source", () => {
    const { times } = read([at(5, 0), at(70, 1), untimed(0), untimed(1), at(6, 0), untimed(0)]);
    expect(times.map((time) => (time - START) / 1000)).toEqual([5, 70, 5, 70, 6, 6]);
  });

  it("gives lines before the first time of their source that time", () => {
    const { times } = read([untimed(0), at(9, 0), untimed(1), at(4, 1)]);
    expect(times.map((time) => (time - START) / 1000)).toEqual([9, 9, 4, 4]);
  });

  it("gives one event a second to a run without times", () => {
    expect(read([untimed(), untimed(), untimed()])).toEqual({
      isTimed: false,
      start: 0,
      end: 2000,
      times: [0, 1000, 2000],
    });
  });

  it("stands an empty run and one event", () => {
    expect(read([])).toEqual({ isTimed: false, start: 0, end: 0, times: [] });
    expect(read([untimed()])).toMatchObject({ isTimed: false, start: 0, end: 0, times: [0] });
    expect(read([at(3)])).toMatchObject({ isTimed: true, start: START + 3000, end: START + 3000 });
  });
});

describe("the width of buckets", () => {
  it("is a handy step, and never makes more buckets than asked for", () => {
    for (const span of [0, 1, 999, 60_000, 3_600_000, 86_400_000, 30 * 86_400_000, 4e12, 2.5e14])
      for (const most of [12, 288, 4096]) {
        const width = bucketWidth(span, most);
        expect(width).toBeGreaterThan(0);
        expect(span / width).toBeLessThanOrEqual(most);
      }
    expect(bucketWidth(86_400_000, 4096)).toBe(30_000);
    expect(bucketWidth(3_600_000, 288)).toBe(15_000);
  });
});

describe("a source without times beside one with times", () => {
  it("is spread over the run in its order, and is not placed", () => {
    const events = [
      ...Array.from({ length: 5 }, (_, i): MadeEvent => ({ shape: 0, source: 0, time: 1000 + i * 1000 })),
      ...Array.from({ length: 4 }, (): MadeEvent => ({ shape: 1, source: 1, time: Number.NaN })),
    ];
    const time = clock(storeOf(events));
    const at = time.reader();
    expect(events.map((event, i) => at(event.source ?? 0, event.time ?? Number.NaN, i)).slice(5)).toEqual([
      1000, 2000, 3000, 4000,
    ]);
    expect([time.isPlaced(0), time.isPlaced(1)]).toEqual([true, false]);
  });
});
