import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectAnomaliesLof, LOFDetector, RollingWindowDetector, rollingWindowChunking } from "../../src/index.ts";
import { REFUSED, shop } from "./shop.ts";

describe("detectAnomaliesLof", () => {
  it.each([
    [100, 0.05, 5],
    [100, 0.07, 7],
    [101, 0.05, 6],
    [1, 0.1, 1],
    [0, 0.1, 0],
  ])("gives of %i records the share %f, rounded up: %i", (length, contamination, wanted) => {
    expect(detectAnomaliesLof(shop(length), { contamination })).toHaveLength(wanted);
  });

  it("gives the strangest first, the same each time", () => {
    const records = shop(200, { 77: REFUSED });
    const found = detectAnomaliesLof(records, { contamination: 0.05 });
    expect(found[0]).toMatchObject({ line: 78, log: REFUSED.log, component: "Db", level: "error", kind: "event" });
    const scores = found.map(({ detectors }) => detectors[0]?.score ?? Number.NaN);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(found[0]?.factors[0]?.kind).toBe("OUTLIER");
    expect(JSON.stringify(detectAnomaliesLof(records, { contamination: 0.05 }))).toBe(JSON.stringify(found));
  });

  it("shows no secret", () => {
    const found = detectAnomaliesLof(shop(50, { 9: "token rejected: password=hunter2secret" }));
    expect(found.map(({ line }) => line)).toContain(10);
    expect(JSON.stringify(found)).not.toContain("hunter2secret");
  });

  it("refuses a share that is none", () => {
    expect(() => detectAnomaliesLof([], { contamination: 0.9 })).toThrow("contamination");
    expect(() => new LOFDetector({ neighbors: 0 })).toThrow("neighbors");
  });
});

describe("LOFDetector", () => {
  it("scores what it was fitted on as fitting did, and what it never saw higher", () => {
    const records = shop(200);
    const detector = new LOFDetector({ neighbors: 10 }).fit(records);
    const own = detector.score(records);
    expect(own).toBeInstanceOf(Float64Array);
    expect(own).toHaveLength(200);
    expect([...own]).toEqual([...new LOFDetector({ neighbors: 10 }).score(records)]);
    const [strange, usual] = detector.score([REFUSED, ...records.slice(8, 9)]);
    expect(usual).toBe(own[8]);
    expect(strange).toBeGreaterThan(2 * Math.max(...own));
  });

  it("gives one finite score a record, whatever the records are", () => {
    const detector = new LOFDetector().fit(shop(60));
    const record = fc.oneof(fc.string(), fc.record({ log: fc.string(), level: fc.string(), component: fc.string() }));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        const scores = detector.score(records);
        expect(scores).toHaveLength(records.length);
        expect(scores.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 30 },
    );
    expect(new LOFDetector().fit([]).score(["x"])).toHaveLength(1);
  });
});

const disk = (i: number) => ({ level: "warn", component: "Disk", log: `disk sd${i % 3} is full: ${i} bytes left` });
const flooded = [...shop(50), ...Array.from({ length: 200 }, (_, i) => disk(i)), ...shop(50)];

describe("rollingWindowChunking", () => {
  it("folds a flood and tells what varied in it", () => {
    const { records, floods } = rollingWindowChunking(flooded, { windowSize: 100, repetitionThreshold: 0.75 });
    expect(records).toEqual([...shop(50), disk(0), disk(1), disk(2), ...shop(50)]);
    expect(floods).toHaveLength(1);
    const [flood] = floods;
    expect(flood).toMatchObject({ count: 200, first: 51, last: 250, ratio: 1, levels: { warn: 200 } });
    expect(flood?.parameters.some(({ distinct }) => distinct === 3)).toBe(true);
    expect(flood?.parameters.some(({ quantiles }) => quantiles?.[0] === 0 && quantiles.at(-1) === 199)).toBe(true);
  });

  it("names the components of a flood", () => {
    const timed = flooded.map((record, i) =>
      typeof record === "string" ? record : { ...record, timestamp: new Date(1.77e12 + i * 1000).toISOString() },
    );
    const { floods } = rollingWindowChunking(timed, { windowSize: 100 });
    expect(floods.map(({ components }) => components)).toEqual([["Disk"]]);
  });

  it("counts every record once: those left and those folded are all", () => {
    const kinds = fc.array(fc.constantFrom("alpha one", "beta two", "gamma three"), { maxLength: 80 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 2, max: 30 }), (records, windowSize) => {
        const { records: left, floods } = rollingWindowChunking(records, { windowSize, repetitionThreshold: 0.6 });
        const folded = floods.reduce((sum, { count }) => sum + count - 3, 0);
        expect(left.length + folded).toBe(records.length);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves quiet and empty lists alone", () => {
    expect(rollingWindowChunking([])).toEqual({ records: [], floods: [] });
    expect(rollingWindowChunking(shop(60)).records).toEqual(shop(60));
    expect(() => rollingWindowChunking([], { windowSize: 1 })).toThrow("windowSize");
    expect(() => rollingWindowChunking([], { repetitionThreshold: 0 })).toThrow("repetitionThreshold");
  });
});

describe("RollingWindowDetector", () => {
  it("scores each record by the repetition of its window", () => {
    const scores = new RollingWindowDetector({ windowSize: 100 }).fit(flooded).score(flooded);
    expect(scores).toHaveLength(300);
    expect(scores[200]).toBe(1);
    expect(scores[0]).toBeLessThan(0.75);
    expect(new RollingWindowDetector().fit([]).score([])).toHaveLength(0);
  });

  it("agrees with counting each window by itself", () => {
    const words = ["alpha one", "beta two", "gamma three"];
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 40 }), fc.integer({ min: 2, max: 12 }), (kinds, windowSize) => {
        const scores = new RollingWindowDetector({ windowSize }).score(kinds.map((kind) => words[kind] ?? ""));
        const size = Math.min(windowSize, kinds.length);
        kinds.forEach((_, i) => {
          const end = Math.max(size, i + 1);
          const window = kinds.slice(end - size, end);
          const most = Math.max(...words.map((__, kind) => window.filter((each) => each === kind).length));
          expect(scores[i]).toBe(most / size);
        });
      }),
      { numRuns: 60 },
    );
  });
});
