import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineSamples } from "../../src/features/lines.ts";
import { type MadeEvent, madeRun, START } from "./made-run.ts";

const HOUR = 3_600_000;
const event = fc
  .record({
    shape: fc.nat({ max: 4 }),
    level: fc.nat({ max: 9 }),
    hours: fc.nat({ max: 60 }),
    length: fc.nat({ max: 300 }),
  })
  .map(
    ({ shape, level, hours, length }): MadeEvent => ({
      shape,
      level,
      time: START + hours * HOUR,
      message: "x".repeat(length),
    }),
  );

describe("samples of lines", () => {
  it("stand for every line once, and each line finds its own row", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 120 }), (events) => {
        const { run, profile } = madeRun(events, { 0: "a <*> b <num>", 1: "plain" });
        const { samples, rowOf } = lineSamples(run, profile);
        const counted = new Float64Array(samples.length);
        for (const { base, events: batch, time: times, statement: statements } of run.stretches())
          for (let i = 0; i < batch.length; i++) {
            const time = times[i]!;
            const statement = statements[i]!;
            const row = rowOf(batch, i, statement, time);
            counted[row]! += 1;
            expect(samples.key[row]).toBe(statement);
            const [frequency, level, length, holes, hour] = samples.features.values.subarray(row * 5, row * 5 + 5);
            expect(frequency).toBeCloseTo(Math.log10(profile.statements[statement]?.count ?? 0));
            expect(level).toBe(batch.level[i]);
            expect(length).toBeCloseTo(Math.log2((events[base + i]?.message?.length ?? 0) + 1), 0);
            expect(holes).toBe([2, 0][events[base + i]?.shape ?? 2] ?? 1);
            expect(hour).toBe(new Date(time).getUTCHours());
          }
        expect(counted).toEqual(samples.weight);
      }),
      { numRuns: 100 },
    );
  });

  it("are few where lines are alike", () => {
    const { run, profile } = madeRun(
      Array.from({ length: 5000 }, (_, i): MadeEvent => ({ shape: i % 2, message: `number ${1000 + i}` })),
    );
    expect(lineSamples(run, profile).samples.length).toBeLessThanOrEqual(4);
  });
});
