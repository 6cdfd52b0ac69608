import { expect } from "vitest";
import { detectors } from "../../src/detectors/index.ts";
import type { Analyzed } from "../pipeline/harness.ts";
import type { Effects } from "./effects.ts";
import { configWith, flaggedBy, judged, scoresOf } from "./symptoms.ts";

const withKey = (key: string, value: unknown): Promise<Analyzed> => judged(configWith(key, value));

const bursts = ({ anomalies }: Analyzed, words: string): number =>
  anomalies.filter(({ kind, template }) => kind === "burst" && template.includes(words)).length;

const floods = ({ anomalies }: Analyzed): number => anomalies.filter(({ kind }) => kind === "flood").length;

/** A detector that is off scores nothing. */
const enabled: Effects = Object.fromEntries(
  detectors.map(({ name }) => [
    `detectors.${name}.enabled`,
    async () => {
      expect(scoresOf(await judged(), name)).toBeDefined();
      expect(scoresOf(await withKey(`detectors.${name}.enabled`, false), name)).toBeUndefined();
    },
  ]),
);

/** Other scores of one detector, and none of the others'. */
const otherScores = (detector: string, key: string, value: unknown) => async (): Promise<void> => {
  const [before, after] = [await judged(), await withKey(`detectors.${detector}.${key}`, value)];
  expect(scoresOf(after, detector)).not.toEqual(scoresOf(before, detector));
  expect(scoresOf(after, "severity")).toEqual(scoresOf(before, "severity"));
};

/** A smaller bound flags less. */
const bound = (detector: string, key: string, value: number) => async (): Promise<void> => {
  const [before, after] = [await judged(), await withKey(key, value)];
  expect(flaggedBy(before, detector)).toBeGreaterThan(0);
  expect(flaggedBy(after, detector)).toBe(0);
};

const shifts = ({ incidents }: Analyzed): number =>
  incidents.filter((incident) => incident.detectors.some(({ name }) => name === "level_shift")).length;

export const detectorKeys: Effects = {
  ...enabled,
  "detectors.rules.patterns": async () => {
    const patterns = [{ name: "zeppelin", pattern: "zeppelin", reason: "none may land" }];
    const after = await withKey("detectors.rules.patterns", patterns);
    const landed = ({ anomalies }: Analyzed) => anomalies.filter(({ log }) => log.includes("zeppelin")).length;
    expect([landed(await judged()), landed(after)]).toEqual([0, 1]);
  },
  "detectors.template.most": async () => {
    const most = async (found: Promise<Analyzed>) => Math.max(...(scoresOf(await found, "template") ?? []));
    expect(await most(judged())).toBeGreaterThan(1);
    expect(await most(withKey("detectors.template.most", 0.5))).toBe(0.5);
  },
  "detectors.parameters.ratio": async () => {
    const slow = ({ incidents }: Analyzed): number =>
      incidents.filter(({ factors }) => factors.some(({ kind }) => kind === "UNUSUAL VALUE")).length;
    expect([slow(await judged()), slow(await withKey("detectors.parameters.ratio", 20))]).toEqual([1, 0]);
  },
  "detectors.rate.ratio": async () => {
    expect(bursts(await judged(), "retrying")).toBe(1);
    expect(bursts(await withKey("detectors.rate.ratio", 1000), "retrying")).toBe(0);
  },
  "detectors.rate.presence": async () => {
    expect(bursts(await judged(), "purging")).toBe(1);
    expect(bursts(await withKey("detectors.rate.presence", 1), "purging")).toBe(0);
  },
  "detectors.rolling_window.window_size": async () => {
    expect([floods(await judged()), floods(await withKey("detectors.rolling_window.window_size", 100)) > 0]).toEqual([
      0,
      true,
    ]);
  },
  "detectors.rolling_window.repetition_threshold": async () => {
    const small = configWith("detectors.rolling_window.window_size", 100);
    const strict = await judged(configWith("detectors.rolling_window.repetition_threshold", 1, small));
    expect([floods(await judged(small)) > 0, floods(strict)]).toEqual([true, 0]);
  },
  "detectors.level_shift.least": async () => {
    expect([shifts(await judged()), shifts(await withKey("detectors.level_shift.least", 1000))]).toEqual([1, 0]);
  },
  "detectors.level_shift.surprise": async () => {
    expect([shifts(await judged()), shifts(await withKey("detectors.level_shift.surprise", 300))]).toEqual([1, 0]);
  },
  "detectors.silence.least": async () => {
    const silences = ({ anomalies }: Analyzed) => anomalies.filter(({ kind }) => kind === "missing").length;
    expect([silences(await judged()), silences(await withKey("detectors.silence.least", 1000))]).toEqual([1, 0]);
  },
  "detectors.lof.neighbors": otherScores("lof", "neighbors", 3),
  "detectors.lof.contamination": bound("lof", "detectors.lof.contamination", 0.0001),
  "detectors.isolation_forest.trees": otherScores("isolation_forest", "trees", 3),
  "detectors.isolation_forest.contamination": bound(
    "isolation_forest",
    "detectors.isolation_forest.contamination",
    0.0001,
  ),
  "detectors.isolation_forest.seed": otherScores("isolation_forest", "seed", 7),
  "detectors.isolation_forest.implementation": otherScores("isolation_forest", "implementation", "ml-isolation-forest"),
  "decision.false_positive_rate": async () => {
    const flagged = (found: Analyzed) => flaggedBy(found, "lof") + flaggedBy(found, "isolation_forest");
    const before = flagged(await judged());
    const after = flagged(await withKey("decision.false_positive_rate", 0.0001));
    expect([before > 0, after]).toEqual([true, 0]);
  },
  "incidents.gap_seconds": async () => {
    const [before, after] = [await judged(), await withKey("incidents.gap_seconds", 86_400)];
    expect(after.incidents.length).toBeLessThan(before.incidents.length);
  },
};
