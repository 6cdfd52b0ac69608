import { describe, expect, it } from "vitest";
import { listed } from "../../src/core/detector.ts";
import { silence } from "../../src/detectors/silence.ts";
import { type MadeEvent, statementOf } from "../features/made-run.ts";
import { background, judged } from "./judged.ts";

const detector = listed(silence);
const COUNT = 10_000;

/** A run in which the rule picks the positions of a heartbeat. */
const beating = (isBeat: (i: number) => boolean, options: object = {}, events = background(COUNT)) => {
  const found = judged(
    detector,
    events.map((event, i): MadeEvent => (isBeat(i) ? { ...event, shape: 9, component: 1 } : event)),
    options,
  );
  const id = statementOf(found.run, 9);
  return { score: found.score(id), factors: found.factors(id) };
};

describe("silence", () => {
  it("notices a heartbeat that stops while its component talks on", () => {
    const { score, factors } = beating((i) => i < 6000 && i % 40 === 0);
    expect(score).toBeGreaterThan(2.4);
    expect(factors[0]).toMatchObject({ kind: "MISSING EVENT", values: [150, 8] });
  });

  it("gives more for a message that came more often", () => {
    const of = (every: number): number => beating((i) => i < 6000 && i % every === 0).score;
    expect(of(10)).toBeGreaterThan(of(80));
  });

  it("says nothing of a heartbeat that goes on, that stops near the end, or that stops with its whole component", () => {
    expect(beating((i) => i % 40 === 0).score).toBe(0);
    expect(beating((i) => i < 8500 && i % 40 === 0).score).toBe(0);
    const ends = background(COUNT).map((event, i): MadeEvent => (i >= 6000 ? { ...event, component: 0 } : event));
    expect(beating((i) => i < 6000 && i % 40 === 0, {}, ends).score).toBe(0);
  });

  it("says nothing of an episode that is over: not there from the start, and gone for longer than it lasted", () => {
    const of = (from: number, to: number): number => beating((i) => i >= from && i < to && i % 10 === 0).score;
    expect(of(4000, 6200)).toBe(0);
    expect(of(2000, 7000)).toBeGreaterThan(2.4);
    expect(of(0, 3500)).toBeGreaterThan(2.4);
  });

  it("says nothing of what never came steadily", () => {
    // In every third part of the log, forty times.
    expect(beating((i) => i < 6000 && i % 1500 < 500 && i % 12 === 0).score).toBe(0);
  });

  it("says nothing of what came too seldom to be missed", () => {
    expect(beating((i) => i < 6000 && i % 400 === 0).score).toBe(0);
    const beat = (i: number): boolean => i < 6000 && i % 250 === 0;
    expect(beating(beat).score).toBeGreaterThan(0);
    expect(beating(beat, { least: 50 }).score).toBe(0);
  });
});
