import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { parameters } from "../../src/detectors/parameters.ts";
import { type PlaceValues, valueSamples } from "../../src/features/values.ts";
import { cellOf, madeRun } from "./made-run.ts";

const { profile } = madeRun([{ shape: 0, time: 0 }]);

const place = (values: readonly number[]): PlaceValues => ({
  statement: 0,
  unit: 4,
  stride: 1,
  times: values.map((_, i) => i * 1000),
  values,
});
const course = (length: number, of: (i: number, random: () => number) => number): PlaceValues => {
  const random = seededRandom(3);
  return place(Array.from({ length }, (_, i) => of(i, random)));
};
const scoreOf = (values: PlaceValues): number => {
  const samples = valueSamples(profile, [values]);
  const options = parameters.options.parse({});
  const state = parameters.fit({ profile, samples }, options, seededRandom(1));
  return parameters.score(state, samples)[0] ?? 0;
};

describe("a measured value", () => {
  it("that rises slowly for a while is worth an incident, and its first and last line show it", () => {
    const values = course(600, (i, random) => (20 + 20 * random()) * (i > 300 && i < 400 ? 1 + (i - 300) / 10 : 1));
    expect(scoreOf(values)).toBeGreaterThanOrEqual(3);
    const samples = valueSamples(profile, [values]);
    for (const time of [samples.from[0]!, samples.to[0]! - 1]) expect(values.values[time / 1000]).toBeGreaterThan(40);
    expect(samples.from[0]).toBeGreaterThan(300_000);
    expect(samples.to[0]).toBeLessThanOrEqual(400_000);
    expect(cellOf(samples, 0, "outside")).toBeCloseTo(30, -1);
  });

  it.each([
    ["that wavers as it always did", course(600, (_, random) => 10 + 90 * random())],
    ["that counts up", course(600, (i) => i + 1)],
    ["that counts up and begins anew", course(600, (i) => (i % 150) + 1)],
    ["that identifies something", course(600, (_, random) => Math.floor(random() * 1e9))],
    ["that follows the day", course(600, (i, random) => 30 * (1.5 + Math.sin(i / 60)) + 10 * random())],
    ["that was high from the start", course(600, (i, random) => (i < 200 ? 300 : 30) + 10 * random())],
    ["that rose in the middle and stayed", course(600, (i, random) => (i > 300 ? 300 : 30) + 10 * random())],
    ["with a single peak", course(600, (i) => (i === 350 ? 9000 : 30))],
    ["with few values", course(80, (i) => (i > 50 && i < 70 ? 900 : 30))],
  ])("%s is none", (_, values) => {
    expect(scoreOf(values)).toBeLessThan(2.4);
  });

  it("gives finite features whatever the values, and the same in any order of equal times", () => {
    const value = fc.oneof(fc.nat(1000), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 100, maxLength: 300 }), (values) => {
        const samples = valueSamples(profile, [place(values)]);
        expect(samples.features.values.every(Number.isFinite)).toBe(true);
        for (let row = 0; row < samples.length; row++) expect(samples.to[row]!).toBeGreaterThan(samples.from[row]!);
      }),
    );
  });
});
