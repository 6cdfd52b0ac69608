import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { FORMATS } from "../../src/cli/flags.ts";
import { freshFolder, type Ran, run } from "../cli/built.ts";
import type { Effects } from "./effects.ts";

const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const clock = (i: number): string => `2025-04-01T12:0${Math.floor(i / 60)}:${String(i % 60).padStart(2, "0")}`;
const calm = Array.from({ length: 120 }, (_, i) => `${clock(i)} INFO [Web] request ${i} served in ${(i * 7) % 40} ms`);
const bad = [120, 121, 122].map((i) => `${clock(i)} ERROR [Db] connection to shard ${i} refused`);
writeFileSync(join(cwd, "app.log"), `${[...calm, ...bad].join("\n")}\n`);

interface Made extends Ran {
  readonly files: readonly string[];
  readonly text: (file: string) => string;
}

const known = new Map<string, Promise<Made>>();

/** A run of the built command over the log, with its own folder; equal ones run once. */
function made(flags: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<Made> {
  const key = JSON.stringify([flags, environment]);
  const folder = `made-${known.size}`;
  const make = async (): Promise<Made> => {
    const ran = await run(["-i", "app.log", "-o", folder, ...flags], { cwd, environment });
    const text = (file: string): string => readFileSync(join(cwd, folder, file), "utf8");
    return { ...ran, text, files: readdirSync(join(cwd, folder)).sort() };
  };
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}

/** What a person reads, but for time and place. */
const told = ({ stdout }: Ran): string => stdout.replace(/^(took|wrote|look).*$/gm, "");

const rowsOf = (text: string): number => text.trimEnd().split("\n").length - 1;

/** What a flag does, seen from outside: by the flag. */
export const flagEffects: Effects = {
  "--summary-only": async () => {
    const [all, few] = [await made(), await made(["--summary-only"])];
    expect(all.files).toEqual(
      expect.arrayContaining(["app_anomalies.json", "app_incidents.json", "app_timeline.json"]),
    );
    expect(few.files).toEqual(["app_summary.json", "egress.json", "run.json"]);
    expect(few.text("app_summary.json")).toBe(all.text("app_summary.json"));
  },
  "--scores": async () => {
    const [without, scored] = [await made(), await made(["--scores"])];
    expect(scored.files.filter((file) => !without.files.includes(file))).toEqual(["app_scores.csv"]);
    expect(rowsOf(scored.text("app_scores.csv"))).toBeGreaterThan(1);
  },
  "--format": async () => {
    const [text, json, ndjson, csv, markdown] = await Promise.all(FORMATS.map((format) => made(["--format", format])));
    const anomalies: object[] = JSON.parse((await made()).text("app_anomalies.json"));
    expect(anomalies.length).toBeGreaterThan(0);
    expect(told(text!)).toBe(told(await made()));
    expect(JSON.parse(json!.stdout)).toEqual(anomalies);
    expect(
      ndjson!.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(anomalies);
    expect(rowsOf(csv!.stdout)).toBe(anomalies.length);
    expect(markdown!.stdout).toMatch(/^# /);
  },
  "--fail-on": async () => {
    const [{ severity }]: [{ severity: string }] = JSON.parse((await made()).text("app_incidents.json"));
    expect(["medium", "high"]).toContain(severity);
    const codes = await Promise.all(["low", severity, "critical"].map((limit) => made(["--fail-on", limit])));
    expect([await made(), ...codes].map(({ code }) => code)).toEqual([0, 3, 3, 0]);
    expect(codes[0]!.files).toEqual((await made()).files);
  },
  "--quiet": async () => {
    const [usual, quiet] = [await made(), await made(["--quiet"])];
    expect(usual.stderr).toContain("no model configured");
    expect([quiet.stderr, told(quiet)]).toEqual(["", told(usual)]);
  },
  "--events": async () => {
    const path = join(cwd, "events.ndjson");
    await made();
    expect(existsSync(path)).toBe(false);
    await made(["--events", path]);
    const types = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line).type);
    expect(types).toEqual(expect.arrayContaining(["read-start", "lines-read", "stage-end"]));
  },
  "--no-color": async () => {
    const forced = { FORCE_COLOR: "1" };
    expect((await made([], forced)).stdout).toContain("\u001b[");
    expect(told(await made(["--no-color"], forced))).toBe(told(await made()));
  },
  "--max-logs": async () => {
    const lines = ({ text }: Made): unknown => JSON.parse(text("app_summary.json")).original_log_count;
    const few = await made(["--max-logs", "100"]);
    expect([lines(await made()), lines(few)]).toEqual([123, 100]);
    expect(few.stdout).not.toContain("refused");
  },
};
