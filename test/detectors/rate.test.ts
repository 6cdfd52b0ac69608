import { describe, expect, it } from "vitest";
import { listed } from "../../src/core/detector.ts";
import { rate } from "../../src/detectors/rate.ts";
import { type MadeEvent, statementOf } from "../features/made-run.ts";
import { among, atSeconds, background, judged, range } from "./judged.ts";

const detector = listed(rate);
const ODD: MadeEvent = { shape: 9, component: 1, message: "odd" };
const HOURS = 20_000;
const of = (more: readonly MadeEvent[], events = background(HOURS)) => judged(detector, among(events, more));
const scoreOf = (found: ReturnType<typeof of>): number => found.score(statementOf(found.run, 9));

/** An incident by itself from here on. */
const LISTED = 3;

describe("rate", () => {
  it("calls a steady template that comes fifty times as often a burst, and says how many and how many are usual", () => {
    const found = of(atSeconds([...range(500, 0, 40), ...range(400, 12_000, 0.4)], ODD));
    expect(scoreOf(found)).toBeGreaterThanOrEqual(LISTED);
    const [factor] = found.factors(statementOf(found.run, 9));
    expect(factor?.kind).toBe("BURST DETECTED");
    const [count = 0, usual = 0] = factor?.values ?? [];
    expect(count).toBeGreaterThanOrEqual(390);
    expect(usual).toBeGreaterThan(1);
    expect(usual).toBeLessThan(20);
  });

  it("calls a burst of a template that comes now and then a burst, when it is an order of magnitude", () => {
    const found = of(atSeconds([...range(8, 500, 2300), ...range(100, 12_000, 1)], ODD));
    expect(scoreOf(found)).toBeGreaterThanOrEqual(LISTED);
  });

  it("gives a burst of something new less than an incident: the message itself must be a warning", () => {
    const score = scoreOf(of(atSeconds(range(100, 12_000, 0.3), ODD)));
    expect(score).toBeGreaterThan(2.4);
    expect(score).toBeLessThan(LISTED);
  });

  it("gives nothing for what is new in the first tenth: the log has to begin with something", () => {
    expect(scoreOf(of(atSeconds(range(100, 600, 0.3), ODD)))).toBeLessThan(2.4);
  });

  it("sees no burst in a spike of load that everything takes part in", () => {
    const usual = background(HOURS);
    const spike = background(6000, 8).map((event, i): MadeEvent => ({ ...event, time: 12_000_000 + i * 40 }));
    const odd = atSeconds([...range(500, 0, 40), ...range(150, 12_000, 1.6)], ODD);
    expect(of(odd, among(usual, spike)).most).toBeLessThan(2.4);
  });

  it("sees no burst in a template that always comes in bursts", () => {
    const bursts = range(20, 300, 1000).flatMap((start, i) => range(60 + (i % 5) * 20, start, 0.5));
    expect(scoreOf(of(atSeconds(bursts, ODD)))).toBeLessThan(2.4);
  });

  it("sees no burst in a template that doubles", () => {
    const found = of(atSeconds([...range(500, 0, 40), ...range(60, 12_000, 40 / 3)], ODD));
    expect(scoreOf(found)).toBeLessThan(2.4);
  });

  it("needs thirty events", () => {
    const found = of(atSeconds([...range(500, 0, 40), ...range(20, 12_000, 0.1)], ODD));
    expect(scoreOf(found)).toBeLessThan(LISTED);
  });

  it("works without times, on the order of lines", () => {
    const events = of(atSeconds([...range(500, 0, 40), ...range(400, 12_000, 0.4)], ODD)).run;
    const untimed = Iterator.from(events.store.stretches())
      .flatMap(({ events: batch }) =>
        Array.from({ length: batch.length }, (_, i): MadeEvent => ({ shape: batch.shape[i] ?? 0, time: Number.NaN })),
      )
      .toArray();
    const found = judged(detector, untimed);
    expect(scoreOf(found)).toBeGreaterThanOrEqual(LISTED);
  });

  it("obeys its options", () => {
    const more = atSeconds([...range(500, 0, 40), ...range(400, 12_000, 0.4)], ODD);
    const strict = judged(detector, among(background(HOURS), more), { ratio: 1000 });
    expect(strict.score(statementOf(strict.run, 9))).toBeLessThan(LISTED);
    const rare = judged(detector, among(background(HOURS), more), { presence: 1 });
    expect(rare.score(statementOf(rare.run, 9))).toBeGreaterThanOrEqual(LISTED);
  });
});
