import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../../src/pipeline/analyze.ts";
import { type Analyzed, isBalanced, settingsOf, steppedRun, written } from "./harness.ts";

/** The example of the LogAnomaly documentation, word for word. */
const SAMPLE = `2025-04-01T12:00:01 INFO [UserService] User login successful: user123
2025-04-01T12:00:05 INFO [UserService] User profile updated: user123
2025-04-01T12:00:10 ERROR [DatabaseService] Connection failed: timeout after 30s
2025-04-01T12:00:15 WARN [SecurityService] Multiple failed login attempts: user456
2025-04-01T12:00:20 INFO [UserService] User logout: user123
2025-04-01T12:00:25 ERROR [DatabaseService] Connection failed: timeout after 30s
2025-04-01T12:00:30 ERROR [DatabaseService] Connection failed: timeout after 30s
2025-04-01T12:00:35 ERROR [DatabaseService] Connection failed: timeout after 30s
2025-04-01T12:00:40 WARN [SecurityService] Suspicious activity detected: user789
2025-04-01T12:00:45 INFO [SystemService] System health check: OK
`;

describe("the documentation's own example, from a file on disk", () => {
  let folder = "";
  let found: Analyzed;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "loganomaly-sample-"));
    writeFileSync(join(folder, "sample.log"), SAMPLE);
    const { run, events } = steppedRun();
    const analysis = await analyze({
      inputs: [join(folder, "sample.log")],
      exclude: [],
      name: "sample",
      settings: settingsOf(),
      configHash: "hash",
      version: "0.0.0",
      wantScores: true,
      stdin: async function* () {},
      run,
    });
    found = written(analysis, events);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("counts what the document counts", () => {
    const { summary } = found.results;
    expect(summary.original_log_count).toBe(10);
    expect(summary.processed_log_count).toBe(10);
    expect(summary.component_metrics.unique_components).toBe(4);
    expect(summary.time_metrics).toMatchObject({
      available: true,
      start_time: "2025-04-01T12:00:01",
      end_time: "2025-04-01T12:00:45",
      time_span_seconds: 44,
      error_rate: 0.4,
    });
    expect(summary.time_metrics.logs_per_second).toBeCloseTo(10 / 44, 3);
    expect(summary.time_metrics.logs_per_minute).toBeCloseTo(600 / 44, 3);
    expect(summary.log_severity_summary).toEqual({ info: 4, warn: 2, error: 4 });
    expect(summary.template_diversity.unique_templates).toBeGreaterThanOrEqual(6);
    expect(summary.template_diversity.unique_templates).toBeLessThanOrEqual(8);
    expect(isBalanced(found)).toBe(true);
  });

  it("tells the database failure, in one incident, and no ordinary line", () => {
    const told = found.anomalies.map(({ log }) => log).join("\n");
    expect(told).toContain("Connection failed");
    expect(told).not.toMatch(/health check|logout|profile updated/);
    expect(found.incidents.filter(({ components }) => components.includes("DatabaseService"))).toHaveLength(1);
    for (const anomaly of found.anomalies) {
      expect(anomaly.timestamp).toMatch(/^2025-04-01T12:00:\d\d$/);
      expect(anomaly.classification).toBe("anomaly");
      expect(anomaly.reason).not.toBe("");
      expect(anomaly.tags.length).toBeGreaterThan(0);
      expect(anomaly.tag).toEqual(anomaly.tags);
    }
  });

  it("says that ten lines are too little data for novelty, and uses none", () => {
    expect(found.results.summary.notes.join()).toContain("too little data");
    for (const { factors } of [...found.anomalies, ...found.incidents])
      expect(factors.map(({ kind }) => kind).filter((kind) => /TEMPLATE|OUTLIER/.test(kind))).toEqual([]);
  });

  it("writes a row a line into the scores, with the alarms that are anomalies", () => {
    const rows = (found.files["scores.csv"] ?? "").trim().split(/\r?\n/);
    expect(rows).toHaveLength(11);
    const alarms = found.anomalies.filter(({ kind }) => kind === "event").map(({ line }) => line);
    const told = rows.slice(1).map((row) => row.split(","));
    expect(told.filter((row) => row[4] === "1").map((row) => Number(row[1]))).toEqual(alarms);
  });

  it("goes through its stages in order", () => {
    const stages = found.events.flatMap((event) => (event.type === "stage-start" ? [event.stage] : []));
    expect(stages).toEqual(["read", "learn", "judge", "explain", "report"]);
  });
});
