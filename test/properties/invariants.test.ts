import { describe, expect, it } from "vitest";
import { generate } from "../../src/demo/generate.ts";
import { analyzed, clockAt, type Log, quietLines } from "../pipeline/harness.ts";

const dayOf = (seed: number): Log[] =>
  generate({ seed, lines: 3000 }).files.map(({ name, lines }) => ({
    name,
    text: Uint8Array.from(Buffer.from(`${lines.join("\n")}\n`, "latin1")),
  }));

/** Lines that are anomalies. */
const alarms = async (logs: readonly Log[], config: object): Promise<Set<string>> =>
  new Set(
    (await analyzed(logs, { config })).anomalies.map(({ source_file, line, kind }) => `${source_file}:${line}:${kind}`),
  );
const isWithin = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((each) => all.has(each));

describe("invariants of a run", () => {
  it("a lower false positive rate never adds alarms", async () => {
    const day = dayOf(31);
    const rates = [1, 0.1, 0.01, 0.0001];
    let before: ReadonlySet<string> | undefined;
    for (const rate of rates) {
      const now = await alarms(day, { decision: { false_positive_rate: rate } });
      if (before) expect(isWithin(now, before), `rate ${rate}`).toBe(true);
      before = now;
    }
  });

  it("a detector less never leaves a reference to it", async () => {
    const day = dayOf(32);
    for (const name of [
      "lof",
      "isolation_forest",
      "rate",
      "rolling_window",
      "level_shift",
      "silence",
      "template",
      "onset",
      "concentration",
      "severity",
    ]) {
      const found = await analyzed(day, { config: { detectors: { [name]: { enabled: false } } } });
      const told = [...found.anomalies, ...found.incidents].flatMap(({ detectors }) =>
        detectors.map((each) => each.name),
      );
      expect(told, name).not.toContain(name);
      expect(Object.keys(found.results.timeline.score_histograms), name).not.toContain(name);
    }
  });

  it("secrets are told although every detector is off", async () => {
    const lines = quietLines(300);
    lines[150] = `${clockAt(1800)} INFO [web] token ghp_Ab3dE5gH7jK9mN2pQ4rS6tU8vWxY1zA0bCdE issued`;
    const off = Object.fromEntries(
      [
        "lof",
        "isolation_forest",
        "rate",
        "rolling_window",
        "level_shift",
        "silence",
        "template",
        "onset",
        "concentration",
        "severity",
      ].map((name) => [name, { enabled: false }]),
    );
    const found = await analyzed([{ name: "app.log", text: lines.join("\n") }], { config: { detectors: off } });
    expect(found.anomalies.map(({ line }) => line)).toEqual([151]);
  });

  it("two copies of a log in two files give each anomaly twice", async () => {
    const lines = quietLines(400);
    lines.splice(200, 0, `${clockAt(1801)} FATAL [disk] disk failure on sda`);
    const text = `${lines.join("\n")}\n`;
    const found = await analyzed([
      { name: "a.log", text },
      { name: "b.log", text },
    ]);
    expect(found.anomalies.map(({ source_file, line }) => `${source_file}:${line}`)).toEqual([
      "a.log:201",
      "b.log:201",
    ]);
    expect(new Set(found.anomalies.map(({ id }) => id)).size).toBe(2);
    expect(found.incidents).toHaveLength(1);
  });
});
