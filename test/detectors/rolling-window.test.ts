import { describe, expect, it } from "vitest";
import { listed } from "../../src/core/detector.ts";
import { rollingWindow } from "../../src/detectors/rolling-window.ts";
import { type MadeEvent, statementOf } from "../features/made-run.ts";
import { background, judged } from "./judged.ts";

const detector = listed(rollingWindow);
const FLOOD: MadeEvent = { shape: 9, component: 1, message: "flood" };

/** A run in which positions that the rule picks are the flooding statement. */
const flooded = (count: number, isFlood: (i: number) => boolean, options: object = {}) => {
  const found = judged(
    detector,
    background(count).map((event, i) => (isFlood(i) ? { ...FLOOD, time: event.time ?? 0 } : event)),
    options,
  );
  return { ...found, own: found.score(statementOf(found.run, 9)) };
};

describe("rolling window", () => {
  it("calls a statement that fills three quarters of a thousand lines a flood, and says how it is otherwise", () => {
    const found = flooded(8000, (i) => i >= 3000 && i < 5000 && i % 5 > 0);
    expect(found.own).toBeGreaterThanOrEqual(3);
    const [factor] = found.factors(statementOf(found.run, 9));
    expect(factor?.kind).toBe("FLOOD");
    expect(factor?.values[0]).toBeCloseTo(0.8, 2);
    expect(factor?.values[1]).toBeLessThan(0.05);
  });

  it("gives a longer flood a higher score", () => {
    const of = (events: number): number => flooded(30_000, (i) => i >= 5000 && i < 5000 + events).own;
    expect(of(12_000)).toBeGreaterThan(of(2000));
  });

  it("calls nothing a flood that fills less than the threshold", () => {
    expect(flooded(8000, (i) => i >= 3000 && i < 5000 && i % 10 < 7).own).toBeLessThan(2.4);
    expect(flooded(8000, (i) => i >= 3000 && i < 3700).own).toBeLessThan(2.4);
  });

  it("obeys its options", () => {
    expect(flooded(8000, (i) => i >= 3000 && i < 3700, { window_size: 500 }).own).toBeGreaterThanOrEqual(3);
    const often = (i: number): boolean => i >= 3000 && i < 5000 && i % 10 < 7;
    expect(flooded(8000, often, { repetition_threshold: 0.6 }).own).toBeGreaterThanOrEqual(3);
  });

  it("calls it no flood where the rest of the log repeats the statement nearly as much", () => {
    // Half of the log is this message anyway, and in one stretch four of five.
    const found = flooded(8000, (i) => (i >= 3000 && i < 5000 ? i % 5 > 0 : i % 2 === 0));
    expect(found.own).toBeLessThan(2.4);
  });

  it("calls it no flood where the whole log is so: nothing is known that would be otherwise", () => {
    expect(flooded(8000, (i) => i % 10 > 0).own).toBeLessThan(2.4);
    expect(flooded(8000, () => true).own).toBeLessThan(2.4);
    expect(flooded(20, (i) => i % 10 > 0).own).toBeLessThan(2.4);
  });

  it("calls a flood whose share wobbles around the threshold one flood", () => {
    // Forty lines of it, then ten others at most, again and again: the share goes up and down by the window.
    const found = flooded(12_000, (i) => i >= 4000 && i < 8000 && (i % 1500 < 200 ? i % 2 === 0 : i % 50 < 41));
    expect(found.own).toBeGreaterThanOrEqual(3);
  });
});
