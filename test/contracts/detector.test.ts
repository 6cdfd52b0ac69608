import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decode, encode } from "../../src/core/codec.ts";
import { type Detector, FACTOR_KINDS, type Fitted, type ListedDetector } from "../../src/core/detector.ts";
import { LEVEL } from "../../src/core/levels.ts";
import { seededRandom } from "../../src/core/random.ts";
import type { Samples, SampleUnit } from "../../src/core/samples.ts";
import { concentration } from "../../src/detectors/concentration.ts";
import { detectors } from "../../src/detectors/index.ts";
import { isolationForest } from "../../src/detectors/isolation-forest.ts";
import { levelShift } from "../../src/detectors/level-shift.ts";
import { lof } from "../../src/detectors/lof.ts";
import { onset } from "../../src/detectors/onset.ts";
import { parameters } from "../../src/detectors/parameters.ts";
import { rate } from "../../src/detectors/rate.ts";
import { rollingWindow } from "../../src/detectors/rolling-window.ts";
import { rules } from "../../src/detectors/rules.ts";
import { severity } from "../../src/detectors/severity.ts";
import { silence } from "../../src/detectors/silence.ts";
import { template } from "../../src/detectors/template.ts";
import { type MadeEvent, type MadeRun, madeRun, samplesOfUnit, statementOf } from "../features/made-run.ts";

const EVENTS = 20_000;
const HOSTS = 12;
/** Shape, and component where components are judged, of what is planted. */
const ODD = 99;

/** An ordinary stretch of life: four components, three messages each, twelve hosts, one event a second. */
const ordinary = (): MadeEvent[] => {
  const random = seededRandom(7);
  return Array.from({ length: EVENTS }, () => {
    const component = Math.floor(random() * 4);
    return {
      component,
      shape: component * 3 + Math.floor(random() * 3),
      host: Math.floor(random() * HOSTS),
      message: `request of length ${"x".repeat(Math.floor(random() * 8))} served`,
    };
  });
};

const GRAVE: MadeEvent = { shape: ODD, component: 1, level: LEVEL.critical };

const set = (events: MadeEvent[], at: number, change: MadeEvent): void => {
  events[at] = { ...events[at], ...change };
};

/** For each unit a run in which something odd of that unit is planted, and the key of its sample. */
const PLANTED: Readonly<Record<Exclude<SampleUnit, "session">, () => { run: MadeRun; key: number }>> = {
  // Rare, grave, begins in the middle and stays, on one of many hosts: odd for every detector of statements.
  statement() {
    const events = ordinary();
    for (let i = 0; i < 22; i++)
      set(events, 10_000 + i * 400, { ...GRAVE, host: 3, message: "kernel panic: not syncing", rule: 0 });
    const run = madeRun(events);
    return { run, key: statementOf(run, ODD) };
  },
  line() {
    const events = ordinary();
    set(events, 12_345, { ...GRAVE, message: "y".repeat(900) });
    const run = madeRun(events);
    return { run, key: statementOf(run, ODD) };
  },
  // Comes every 80 events, and 400 times within three minutes.
  series() {
    const events = ordinary();
    for (let i = 0; i < EVENTS; i += 80) set(events, i, { shape: ODD, component: 1 });
    const burst = Array.from({ length: 400 }, (_, i): MadeEvent => ({ shape: ODD, component: 1, time: i * 400 }));
    const at = 12_000;
    const timed = events.map((event, i): MadeEvent => ({ ...event, time: i * 1000 }));
    const run = madeRun([
      ...timed.slice(0, at),
      ...burst.map((event) => ({ ...event, time: at * 1000 + (event.time ?? 0) })),
      ...timed.slice(at),
    ]);
    return { run, key: statementOf(run, ODD) };
  },
  window() {
    const events = ordinary();
    for (let i = 8000; i < 11_000; i++) if (i % 10 > 0) set(events, i, { shape: ODD, component: 2 });
    const run = madeRun(events);
    return { run, key: statementOf(run, ODD) };
  },
  share() {
    const events = ordinary().map((event, i): MadeEvent => {
      const isFailing = i % 400 === 0 || (i > 9000 && i < 9600 && i % 2 === 0);
      return isFailing ? { ...event, component: ODD, shape: 50, level: LEVEL.error } : event;
    });
    for (let i = 5; i < EVENTS; i += 10) set(events, i, { shape: 51, component: ODD, level: LEVEL.info });
    return { run: madeRun(events), key: ODD };
  },
  // Takes 20 to 40 ms, and ten times as long for a while.
  value() {
    const random = seededRandom(9);
    const events = ordinary();
    for (let i = 0; i < EVENTS; i += 20) {
      const took = Math.round((20 + 20 * random()) * (i > 12_000 && i < 15_000 ? 10 : 1));
      set(events, i, { shape: ODD, component: 1, message: `page made in ${took} ms` });
    }
    const run = madeRun(events);
    return { run, key: statementOf(run, ODD) };
  },
  silence() {
    const events = ordinary();
    for (let i = 0; i < 12_000; i += 40) set(events, i, { shape: ODD, component: 1 });
    const run = madeRun(events);
    return { run, key: statementOf(run, ODD) };
  },
};

const optionsOf = (detector: ListedDetector): Record<string, z.ZodType> => {
  expect(detector.options).toBeInstanceOf(z.ZodObject);
  return detector.options instanceof z.ZodObject ? detector.options.shape : {};
};

/** Defaults; a detector of the user's patterns gets one that tells what is planted. */
const fixtureOptions = ({ takesPatterns }: { readonly takesPatterns?: boolean }): object =>
  takesPatterns === true ? { patterns: [{ name: "panic", pattern: "kernel panic", reason: "It stopped" }] } : {};

const runs = new Map<SampleUnit, { run: MadeRun; key: number }>();
const planted = (unit: SampleUnit, detector?: ListedDetector) => {
  if (unit === "session") throw new Error("no detector sees sessions yet: give the suite a run for it");
  const { run, key } = runs.get(unit) ?? PLANTED[unit]();
  runs.set(unit, { run, key });
  return { run, key, samples: samplesOfUnit(unit, run, detector?.window?.({})) };
};

const fitted = (detector: ListedDetector): { of: Fitted; samples: Samples; key: number; run: MadeRun } => {
  const { run, key, samples } = planted(detector.sees, detector);
  return {
    run,
    key,
    samples,
    of: detector.fit({ profile: run.profile, samples }, fixtureOptions(detector), seededRandom(42)),
  };
};

/** The same samples in another order: new row i is old row order[i]. */
function permuted(samples: Samples, order: readonly number[]): Samples {
  const { features } = samples;
  const values = new Float64Array(features.values.length);
  order.forEach((from, to) => {
    values.set(features.values.subarray(from * features.columns, (from + 1) * features.columns), to * features.columns);
  });
  const pick = (of: ArrayLike<number>): number[] => order.map((row) => of[row] ?? 0);
  return {
    length: order.length,
    events: samples.events,
    first: Uint32Array.from(pick(samples.first)),
    end: Uint32Array.from(pick(samples.end)),
    focus: Uint32Array.from(pick(samples.focus)),
    key: Int32Array.from(pick(samples.key)),
    from: Float64Array.from(pick(samples.from)),
    to: Float64Array.from(pick(samples.to)),
    features: { ...features, rows: order.length, values },
    weight: Float64Array.from(pick(samples.weight)),
  };
}

it("detectors have names of their own, as keys of a configuration are written", () => {
  expect(new Set(detectors.map(({ name }) => name)).size).toBe(detectors.length);
  for (const { name } of detectors) expect(name).toMatch(/^[a-z][a-z_]*$/);
});

describe.each(detectors.map((detector) => [detector.name, detector] as const))("the detector %s", (_, detector) => {
  it("has a default and a description for every option, and refuses options it does not know", () => {
    expect(detector.options.safeParse({}).success).toBe(true);
    expect(detector.options.safeParse({ nonsense: 1 }).success).toBe(false);
    expect(detector.summary.length).toBeGreaterThan(10);
    for (const [name, option] of Object.entries(optionsOf(detector)))
      expect(option.description ?? "", name).toMatch(/\w{3}/);
  });

  it("gives one finite score a sample", () => {
    const { of, samples } = fitted(detector);
    expect(samples.length).toBeGreaterThan(0);
    const scores = of.score(samples);
    expect(scores.length).toBe(samples.length);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  it("ranks a planted oddity first", () => {
    const { of, samples, key } = fitted(detector);
    const scores = of.score(samples);
    const best = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
    expect(samples.key[best]).toBe(key);
    const others = scores.filter((_score, row) => samples.key[row] !== key);
    for (const score of others) expect(score).toBeLessThan(scores[best] ?? 0);
  });

  it("explains what it scored highest with what was observed and what is normal", () => {
    const { of, samples } = fitted(detector);
    const scores = of.score(samples);
    const best = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
    const factors = of.explain(samples, best);
    expect(factors.length).toBeGreaterThan(0);
    for (const { kind, observed, expected, text, values } of factors) {
      expect(FACTOR_KINDS).toContain(kind);
      expect(observed.trim()).not.toBe("");
      expect(expected.trim()).not.toBe("");
      expect(text.trim()).not.toBe("");
      expect([observed, expected, text].join()).not.toMatch(/NaN|undefined|Infinity/);
      expect(values.length).toBeLessThanOrEqual(64);
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it("gives the same when it is applied twice, and when it is fitted twice with one seed", () => {
    const a = fitted(detector);
    const b = fitted(detector);
    expect(a.of.score(a.samples)).toEqual(a.of.score(a.samples));
    expect(b.of.score(b.samples)).toEqual(a.of.score(a.samples));
  });

  it("gives no scores for no samples, also when there was nothing to learn from", () => {
    const { of, samples } = fitted(detector);
    expect(of.score(permuted(samples, [])).length).toBe(0);
    const empty = madeRun([]);
    const none = samplesOfUnit(detector.sees, empty, detector.window?.({}));
    expect(none.length).toBe(0);
    expect(detector.fit({ profile: empty.profile, samples: none }, {}, seededRandom(1)).score(none).length).toBe(0);
  });

  it("permutes its scores when the samples are permuted", () => {
    const { of, samples } = fitted(detector);
    const random = seededRandom(5);
    const order = Array.from({ length: samples.length }, (_row, row) => ({ row, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row);
    const scores = of.score(samples);
    expect(of.score(permuted(samples, order))).toEqual(Float64Array.from(order, (row) => scores[row] ?? Number.NaN));
  });

  it("stays calm where nothing is planted: no stretch is worth an incident", () => {
    const run = madeRun(ordinary());
    const samples = samplesOfUnit(detector.sees, run, detector.window?.({}));
    const scores = detector.fit({ profile: run.profile, samples }, {}, seededRandom(42)).score(samples);
    if (detector.gives !== "outlier") for (const score of scores) expect(score).toBeLessThan(2.4);
  });
});

/** One seed gives one state, and a state that was saved scores as before. */
function keeps<Options, State>(detector: Detector<Options, State>): void {
  it(`${detector.name} has one state for one seed, and it survives saving`, () => {
    const listed = detectors.find(({ name }) => name === detector.name);
    const { run, samples } = planted(detector.sees, listed);
    const fit = (): State =>
      detector.fit(
        { profile: run.profile, samples },
        detector.options.parse(fixtureOptions(detector)),
        seededRandom(42),
      );
    const state = fit();
    expect(encode(fit())).toBe(encode(state));
    // Only this detector reads the state: it is taken as what was saved.
    const saved = decode(encode(state)) as State;
    const scores = detector.score(state, samples);
    expect(detector.score(saved, samples)).toEqual(scores);
    const best = scores.indexOf(scores.reduce((a, b) => Math.max(a, b)));
    expect(detector.explain(saved, samples, best)).toEqual(detector.explain(state, samples, best));
    expect(encode(state)).toBe(encode(saved));
  });
}

describe("states", () => {
  const raw = [
    severity,
    rules,
    template,
    onset,
    concentration,
    rate,
    rollingWindow,
    levelShift,
    silence,
    parameters,
    lof,
    isolationForest,
  ];
  it("are looked at for every detector of the list", () => {
    expect(raw.map(({ name }) => name)).toEqual(detectors.map(({ name }) => name));
  });
  keeps(severity);
  keeps(rules);
  keeps(template);
  keeps(onset);
  keeps(concentration);
  keeps(rate);
  keeps(rollingWindow);
  keeps(levelShift);
  keeps(silence);
  keeps(parameters);
  keeps(lof);
  keeps(isolationForest);
});
