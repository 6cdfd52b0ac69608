import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Analyzed } from "../pipeline/harness.ts";
import { analyzed } from "../pipeline/harness.ts";
import type { Effects } from "./effects.ts";
import { configWith, judged, LOG } from "./symptoms.ts";

const withKey = (key: string, value: unknown): Promise<Analyzed> => judged(configWith(key, value));

const holding = ({ anomalies }: Analyzed, words: string): number =>
  anomalies.filter(({ log }) => log.includes(words)).length;

const behavioral = ({ anomalies }: Analyzed): number => anomalies.filter(({ kind }) => kind === "behavioral").length;

const landing = { name: "uploads", type: "count", pattern: "retrying upload", threshold: 50, window_minutes: 5 };

export const runKeys: Effects = {
  schema_version: async () => {
    await judged({ schema_version: 1 });
    await expect(withKey("schema_version", 2)).rejects.toThrow("newer than this version");
  },
  "rules.additional_rule_based_patterns": async () => {
    const rules = [{ name: "elephants", pattern: "zeppelin \\d+", reason: "none may land" }];
    const after = await withKey("rules.additional_rule_based_patterns", rules);
    expect([holding(await judged(), "zeppelin"), holding(after, "zeppelin")]).toEqual([0, 1]);
  },
  "rules.additional_security_patterns": async () => {
    const rules = [{ name: "passenger list", pattern: "981273", reason: "a number of ours" }];
    const after = await withKey("rules.additional_security_patterns", rules);
    const leaks = ({ results }: Analyzed) => results.summary.security_leaks.map(({ kind }) => kind);
    expect([leaks(await judged()), leaks(after)]).toEqual([[], ["passenger-list"]]);
    expect(Object.values(after.files).join("")).not.toContain("981273");
  },
  known_normal: async () => {
    const marks = [
      { pattern: "kernel panic: disk failure on sda, mail sent to dora@example.org", reason: "a drill", expires: null },
    ];
    const after = await withKey("known_normal", marks);
    expect(after.results.summary.known_normal).toEqual({ lines: 1, rules: 1 });
    expect([holding(await judged(), "panic"), holding(after, "panic")]).toEqual([1, 0]);
  },
  "behavioral.enabled": async () => {
    const rules = { rules: [landing] };
    const off = await judged({ behavioral: { ...rules, enabled: false } });
    expect([behavioral(off), behavioral(await judged({ behavioral: { ...rules, enabled: true } }))]).toEqual([0, 1]);
  },
  "behavioral.rules": async () => {
    const [none, one] = [[], [landing]].map((rules) => judged({ behavioral: { enabled: true, rules } }));
    expect([behavioral(await none!), behavioral(await one!)]).toEqual([0, 1]);
  },
  "behavioral.rules_file": async () => {
    const file = join(mkdtempSync(join(tmpdir(), "loganomaly-effects-")), "rules.yaml");
    writeFileSync(file, `behavioral_rules: [${JSON.stringify(landing)}]\n`);
    const after = await judged({ behavioral: { enabled: true, rules_file: file } });
    rmSync(dirname(file), { recursive: true, force: true });
    expect([behavioral(await judged({ behavioral: { enabled: true } })), behavioral(after)]).toEqual([0, 1]);
  },
  field_extraction: async () => {
    const grouped = { ...landing, threshold: 1, pattern: "zeppelin", group_by: "place" };
    const fields = [{ name: "place", regex: "landed on the (\\w+)" }];
    const base = { behavioral: { enabled: true, rules: [grouped] } };
    const keys = ({ anomalies }: Analyzed) =>
      anomalies.filter(({ kind }) => kind === "behavioral").map(({ key }) => key);
    expect(keys(await judged(configWith("field_extraction", fields, base)))).toEqual(["roof"]);
    expect(keys(await judged(base))).not.toEqual(["roof"]);
  },
  anomaly_threshold: async () => {
    const [all, few] = [await judged(), await withKey("anomaly_threshold", 0.9)];
    expect(all.anomalies.some(({ score }) => score < 0.9)).toBe(true);
    expect(few.anomalies.every(({ score }) => score >= 0.9)).toBe(true);
    expect(few.incidents.length).toBe(all.incidents.length);
  },
  large_log_warning_threshold: async () => {
    const notes = ({ events }: Analyzed) => events.filter((event) => event.type === "note").map(({ text }) => text);
    const large = notes(await withKey("large_log_warning_threshold", 1000));
    expect([notes(await judged()).join(), large.join()]).toEqual([
      "",
      expect.stringContaining("more than 1,000 lines"),
    ]);
  },
  compliance_mode: async () => {
    const shown = ({ files }: Analyzed) => Object.values(files).join("").includes("dora@example.org");
    expect([shown(await judged()), shown(await withKey("compliance_mode", true))]).toEqual([true, false]);
  },
  max_log_lines: async () => {
    const { summary } = (await withKey("max_log_lines", 700)).results;
    expect([summary.original_log_count, summary.notes.join()]).toEqual([
      700,
      expect.stringContaining("after 700 lines"),
    ]);
  },
  encoding: async () => {
    const text = Buffer.from("2026-05-01T12:00:00Z INFO [web] caf\xe9 opened\n".repeat(5), "latin1");
    const templates = async (config: object) =>
      (await analyzed([{ name: "app.log", text }], { config })).results.templates
        .map(({ template }) => template)
        .join();
    expect([await templates({}), await templates({ encoding: "latin1" })]).toEqual([
      expect.stringContaining("caf\ufffd"),
      expect.stringContaining("café"),
    ]);
  },
  batch_size: async () => {
    const progress = async (batchSize: number) => {
      const { events, files } = await analyzed(LOG, { batchSize, wantScores: true });
      return { batches: events.filter(({ type }) => type === "lines-read").length, files };
    };
    const [large, small] = [await progress(5000), await progress(100)];
    expect(small.files).toEqual(large.files);
    expect(small.batches).toBeGreaterThan(large.batches);
  },
  workers: async () => {
    const read = async (workers: number | null) => {
      const { events, files } = await analyzed(LOG, { config: { workers }, wantScores: true });
      return { threads: events.flatMap((event) => (event.type === "threads-start" ? [event.count] : [])), files };
    };
    const [few, two] = [await read(null), await read(2)];
    // A small log is read before a thread has started.
    expect([few.threads, two.threads]).toEqual([[0], [2]]);
    expect(two.files).toEqual(few.files);
  },
};
