import { describe, expect, it } from "vitest";
import { listed } from "../../src/core/detector.ts";
import { LEVEL } from "../../src/core/levels.ts";
import { levelShift } from "../../src/detectors/level-shift.ts";
import type { MadeEvent } from "../features/made-run.ts";
import { judged } from "./judged.ts";

const detector = listed(levelShift);

/** One component, one line every ten seconds; the rule says which lines report a failure. */
const component = (count: number, isBad: (i: number) => boolean): MadeEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    shape: isBad(i) ? 1 : 0,
    level: isBad(i) ? LEVEL.error : LEVEL.info,
    component: 4,
    time: i * 10_000,
    message: "said",
  }));
const scoreOf = (events: readonly MadeEvent[], options: object = {}): number =>
  judged(detector, events, options).score(4);

describe("level shift", () => {
  it("sees a component in which every second line fails for a while, and one in a hundred otherwise", () => {
    const found = judged(
      detector,
      component(6000, (i) => i % 100 === 0 || (i >= 3000 && i < 3120 && i % 2 === 0)),
    );
    expect(found.score(4)).toBeGreaterThanOrEqual(3);
    const [factor] = found.factors(4);
    expect(factor?.kind).toBe("LEVEL SHIFT");
    expect(factor?.values[0]).toBeGreaterThan(0.3);
    expect(factor?.values[1]).toBeLessThan(0.05);
  });

  it("sees none in a component that always fails as much", () => {
    expect(scoreOf(component(6000, (i) => i % 3 === 0))).toBeLessThan(2.4);
  });

  it("sees none where a failing component only talks more", () => {
    const usual = component(6000, (i) => i % 20 === 0);
    const more = component(1200, (i) => i % 20 === 0).map(
      (event): MadeEvent => ({ ...event, time: 30_000_000 + (event.time ?? 0) / 20 }),
    );
    const events = [...usual, ...more].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
    expect(scoreOf(events)).toBeLessThan(2.4);
  });

  it("sees none where the share of failures doubles", () => {
    expect(scoreOf(component(6000, (i) => i % 20 === 0 || (i >= 3000 && i < 3200 && i % 20 === 10)))).toBeLessThan(2.4);
  });

  it("sees none where failures come in lumps anyway", () => {
    expect(scoreOf(component(6000, (i) => i % 600 < 30 && i % 2 === 0))).toBeLessThan(2.4);
  });

  it("needs ten failures, or what its options say", () => {
    const few = component(6000, (i) => i >= 3000 && i < 3012 && i % 2 === 0);
    expect(scoreOf(few)).toBeLessThan(3);
    expect(scoreOf(few, { least: 5 })).toBeGreaterThanOrEqual(3);
    const many = component(6000, (i) => i >= 3000 && i < 3060 && i % 2 === 0);
    expect(scoreOf(many)).toBeGreaterThanOrEqual(3);
    expect(scoreOf(many, { least: 100 })).toBeLessThan(3);
  });
});
