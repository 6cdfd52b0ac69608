import { describe, expect, it } from "vitest";
import { listed } from "../../src/core/detector.ts";
import { LEVEL } from "../../src/core/levels.ts";
import { concentration } from "../../src/detectors/concentration.ts";
import { onset } from "../../src/detectors/onset.ts";
import { severity } from "../../src/detectors/severity.ts";
import { template } from "../../src/detectors/template.ts";
import { type MadeEvent, statementOf } from "../features/made-run.ts";
import { among, atSeconds, background, judged, range } from "./judged.ts";

const COUNT = 10_000;
const ODD: MadeEvent = { shape: 99, component: 1, message: "odd" };

describe("template", () => {
  const detector = listed(template);
  const odd = (seconds: readonly number[], more: readonly MadeEvent[] = [], options: object = {}) => {
    const found = judged(detector, among(background(COUNT), [...atSeconds(seconds, ODD), ...more]), options);
    const id = statementOf(found.run, 99);
    return { score: found.score(id), factors: found.factors(id) };
  };

  it("gives the more the rarer a template is, nothing for one line in a hundred", () => {
    const [once, ten, hundred] = [[5000.5], range(10, 3000.5, 400), range(120, 100.5, 80)].map((at) => odd(at).score);
    expect(once).toBeCloseTo(-Math.log10(1 / 10_001) - 2, 3);
    expect(ten).toBeLessThan(once ?? 0);
    expect(ten).toBeGreaterThan(0);
    expect(hundred).toBe(0);
  });

  it("gives no more than its option allows", () => {
    expect(odd([5000.5], [], { most: 1 }).score).toBe(1);
    expect(odd([5000.5], [], { most: 0 }).score).toBe(0);
  });

  it("gives less in the company of other rare, harmless templates: a boot explains itself", () => {
    const boot = range(8).map(
      (i): MadeEvent => ({ shape: 100 + i, component: 1, time: 5_000_600 + i * 700, message: "boot" }),
    );
    const alone = odd([5000.5]).score;
    const booting = odd([5000.5], boot).score;
    expect(booting).toBeLessThan(alone / 3);
    expect(booting).toBeGreaterThan(0);
    // The same oddities elsewhere are no company.
    const elsewhere = boot.map((event): MadeEvent => ({ ...event, time: (event.time ?? 0) + 2_000_000 }));
    expect(odd([5000.5], elsewhere).score).toBeGreaterThan(booting * 2);
    // Nor are failures.
    const failing = boot.map((event): MadeEvent => ({ ...event, level: LEVEL.error }));
    expect(odd([5000.5], failing).score).toBeGreaterThan(booting * 2);
  });

  it("gives nothing with fewer than fifty events, whatever is rare", () => {
    const few = (count: number): number =>
      judged(detector, among(background(count), atSeconds([count / 2 + 0.5], ODD))).most;
    expect(few(40)).toBe(0);
    expect(few(1000)).toBeGreaterThan(0);
  });

  it("calls new what begins in the second half, and rare what was there before", () => {
    expect(odd([8000.5]).factors[0]?.kind).toBe("NEW TEMPLATE");
    expect(odd([1000.5, 8000.5]).factors[0]?.kind).toBe("RARE TEMPLATE");
  });
});

describe("onset", () => {
  const detector = listed(onset);
  const score = (seconds: readonly number[]): number => {
    const found = judged(detector, among(background(COUNT), atSeconds(seconds, ODD)));
    return found.score(statementOf(found.run, 99));
  };

  it("sees what begins late and stays", () => {
    expect(score(range(200, 5000.5, 20))).toBe(0.5);
    expect(score(range(25, 5000.5, 150))).toBe(0.5);
  });

  it.each([
    ["what was there from the start", range(400, 0.5, 24)],
    ["what comes fewer than twenty times", range(19, 5000.5, 150)],
    ["what comes once, many times together", range(200, 5000.5, 0.01)],
  ])("sees nothing in %s", (_, seconds) => {
    expect(score(seconds)).toBe(0);
  });
});

describe("concentration", () => {
  const detector = listed(concentration);
  const score = (host: (i: number) => number, seconds = range(60, 5000.5, 20), hosts = 12): number => {
    const events = background(COUNT).map((event): MadeEvent => ({ ...event, host: (event.host ?? 0) % hosts }));
    const odd = atSeconds(seconds, ODD).map((event, i): MadeEvent => ({ ...event, host: host(i) }));
    const found = judged(detector, among(events, odd));
    return found.score(statementOf(found.run, 99));
  };

  it("sees what one of many hosts writes, more with more lines", () => {
    expect(score(() => 3)).toBeCloseTo(0.6 * Math.log10(60));
    expect(score(() => 3, range(400, 5000.5, 10))).toBe(1.5);
    expect(score((i) => (i % 20 === 0 ? 5 : 3))).toBeGreaterThan(0);
  });

  it.each<[string, () => number]>([
    ["what several hosts write", () => score((i) => i % 3)],
    ["what few lines write", () => score(() => 3, range(19, 5000.5, 20))],
    ["what was there from the start", () => score(() => 3, range(60, 0.5, 100))],
    ["a run of few hosts", () => score(() => 3, range(60, 5000.5, 20), 5)],
    ["lines without a host", () => score(() => -1)],
  ])("sees nothing in %s", (_, of) => {
    expect(of()).toBe(0);
  });
});

describe("severity", () => {
  const detector = listed(severity);
  const score = (messages: readonly string[], level: number = LEVEL.none): number => {
    const odd = messages.map((message, i): MadeEvent => ({ ...ODD, level, message, time: i * 1000 + 500 }));
    const found = judged(detector, among(background(200), odd));
    return found.score(statementOf(found.run, 99));
  };

  it("takes the median of what a statement said: a value can hold any word", () => {
    const calm = range(9).map((i) => `user ${i} came`);
    expect(score(calm)).toBe(0);
    expect(score(["user panic came", ...calm.slice(1)])).toBe(0);
    expect(score(calm.map((text, i) => (i < 6 ? "kernel panic" : text)))).toBeCloseTo(2.7);
  });

  it("takes the graver of two", () => {
    expect(score(["all is well", "kernel panic"])).toBeCloseTo(2.7);
  });

  it("says what it heard and how many lines are as grave", () => {
    const odd = [{ ...ODD, level: LEVEL.critical, message: "kernel panic", time: 500 }];
    const found = judged(detector, among(background(199), odd));
    const [factor] = found.factors(statementOf(found.run, 99));
    expect(factor).toMatchObject({ kind: "SEVERITY", values: [1, 200] });
    expect(factor?.observed).toContain("CRITICAL");
    expect(factor?.expected.replaceAll("\u00a0", " ")).toContain("0.5 %");
  });
});
