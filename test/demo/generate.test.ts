import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { generate } from "../../src/demo/generate.ts";
import { KINDS, type LabelledIncident, SLOW_KINDS } from "../../src/demo/label.ts";

const SEEDS = [1, 2, 3, 4, 5];
const days = SEEDS.map((seed) => generate({ seed, lines: 50_000 }));
const HEADS: Readonly<Record<string, RegExp>> = {
  "web.log": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARN|ERROR) {1,2}\[[a-z]+\] \S/,
  "db.log": /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC \[\d+\] (LOG|WARNING|ERROR|FATAL): {2}\S/,
  "auth.log": /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d auth-1 [A-Za-z]+(\[\d+\])?: \S/,
};
const FOLLOWING = /^(\t| {4}|javax?\.|Caused by)/;

/** Milliseconds of a line that starts a record; undefined for a line of a trace. */
function time(file: string, line: string): number | undefined {
  if (file === "queue.log") return Date.parse(String(JSON.parse(line).time));
  if (HEADS[file]?.test(line) !== true) return undefined;
  if (file === "web.log") return Date.parse(line.slice(0, 24));
  if (file === "db.log") return Date.parse(`${line.slice(0, 10)}T${line.slice(11, 23)}Z`);
  return Date.parse(`2026 ${line.slice(0, 15)} UTC`);
}

const linesOf = (day: (typeof days)[number], name: string): readonly string[] =>
  day.files.find((file) => file.name === name)?.lines ?? [];
const labelled = (day: (typeof days)[number], incident: LabelledIncident): string[] =>
  incident.lines.map((line) => linesOf(day, incident.file)[line - 1] ?? "");

describe("a generated day", () => {
  it("is the same for the same seed and another for another seed", () => {
    expect(generate({ seed: 1, lines: 50_000 })).toEqual(days[0]);
    expect(days[1]?.files).not.toEqual(days[0]?.files);
  });

  it("has as many lines as asked for, whatever their number", () => {
    const property = fc.property(fc.integer(), fc.integer({ min: 2000, max: 30_000 }), (seed, lines) => {
      const day = generate({ seed, lines });
      const total = day.files.reduce((sum, file) => sum + file.lines.length, 0);
      expect(Math.abs(total - lines)).toBeLessThanOrEqual(lines * 0.02);
      for (const incident of day.incidents) {
        expect(incident.first).toBe(incident.lines[0]);
        expect(incident.last).toBe(incident.lines.at(-1));
        expect(incident.lines).toEqual([...new Set(incident.lines)].sort((a, b) => a - b));
      }
    });
    fc.assert(property, { numRuns: 20, seed: 7 });
  });

  it("refuses too few lines with a clear sentence", () => {
    expect(() => generate({ seed: 1, lines: 10 })).toThrow(UserError);
    expect(() => generate({ seed: 1, lines: Number.NaN })).toThrow(/at least 2000 lines/);
  });

  it("keeps its formats and its times run forward in every file", () => {
    for (const day of days) {
      for (const { name, lines } of day.files) {
        let before = Number.NEGATIVE_INFINITY;
        let following = 0;
        for (const line of lines) {
          const at = time(name, line);
          if (at === undefined) {
            expect(line).toMatch(FOLLOWING);
            following++;
            continue;
          }
          if (!(at >= before)) throw new Error(`${name}: ${line}`);
          before = at;
        }
        expect(following).toBeLessThan(lines.length / 20);
      }
    }
  });

  it("has one or two of each kind, apart from each other in time", () => {
    for (const { incidents } of days) {
      for (const kind of KINDS) {
        const count = incidents.filter((incident) => incident.kind === kind).length;
        expect([1, 2]).toContain(count);
      }
      for (const kind of SLOW_KINDS) expect(incidents.filter((incident) => incident.kind === kind)).toHaveLength(1);
      const ordered = [...incidents].sort((a, b) => a.from - b.from);
      for (const [index, incident] of ordered.entries()) {
        const next = ordered[index + 1];
        if (next !== undefined) expect(next.from - incident.to).toBeGreaterThanOrEqual(20 * 60_000);
      }
    }
  });

  it("labels lines that hold what they say, in the promised sizes", () => {
    const secret = /AKIA[A-Z2-7]{16}|Bearer eyJ|password=|PASSWORD '|:\/\/report:|ghp_/;
    for (const day of days) {
      for (const incident of day.incidents) {
        const texts = labelled(day, incident);
        const minutes = (incident.to - incident.from) / 60_000;
        switch (incident.kind) {
          case "new_error":
            expect(texts.filter((text) => time(incident.file, text) !== undefined).length).toBeLessThanOrEqual(6);
            expect(texts.join("\n")).toMatch(/error|fatal|segfault/i);
            break;
          case "burst":
            expect(texts.length).toBeGreaterThanOrEqual(60);
            expect(texts.length).toBeLessThanOrEqual(400);
            expect(minutes).toBeLessThanOrEqual(5);
            break;
          case "flood":
            expect(texts.length).toBeGreaterThanOrEqual(1200);
            expect(texts.length).toBeLessThanOrEqual(4000);
            expect(texts.length / (incident.last - incident.first + 1)).toBeGreaterThanOrEqual(0.8);
            expect(new Set(texts).size).toBeGreaterThan(texts.length / 2);
            break;
          case "secret_leak":
            expect(texts.length).toBeLessThanOrEqual(3);
            for (const text of texts) expect(text).toMatch(secret);
            break;
          case "brute_force": {
            const address = /203\.0\.113\.\d+/.exec(texts[0] ?? "")?.[0] ?? "none";
            expect(texts.every((text) => text.includes(address))).toBe(true);
            const failed = texts.filter((text) => /Failed password|login failed/.test(text)).length;
            expect(failed).toBeGreaterThanOrEqual(40);
            expect(failed).toBeLessThanOrEqual(300);
            break;
          }
          case "slow_degradation": {
            const values = texts.map((text) => Number(/(\d+) ms/.exec(text)?.[1]));
            const middle = (from: number[]): number => from.toSorted((a, b) => a - b)[from.length >> 1] ?? Number.NaN;
            const third = Math.floor(values.length / 3);
            expect(middle(values.slice(-third))).toBeGreaterThan(4 * middle(values.slice(0, third)));
            expect(minutes).toBeGreaterThan(45);
            break;
          }
          case "tone_change": {
            const first = texts.map((text) => /(?:"msg":"|\] )(\w+)/.exec(text)?.[1]);
            expect(minutes).toBeGreaterThan(45);
            expect(new Set(first).size).toBe(3);
            break;
          }
          case "error_rate_shift":
            expect(minutes).toBeGreaterThan(45);
            expect(texts.length / (minutes / 60)).toBeLessThan(90);
        }
      }
    }
  });

  it("bursts at 20 to 60 times the usual rate of a template that is heard all day", () => {
    const mask = (text: string): string => text.replace(/^.{23}/, "").replace(/[0-9a-f]{8,}|\d+|ios|android|web/g, "#");
    for (const day of days) {
      for (const incident of day.incidents.filter(({ kind }) => kind === "burst")) {
        const own = new Set(incident.lines);
        const text = mask(labelled(day, incident)[0] ?? "").slice(-24);
        const usual = linesOf(day, incident.file).filter((line, i) => !own.has(i + 1) && mask(line).endsWith(text));
        const usualRate = usual.length / (24 * 60);
        const rate = incident.lines.length / ((incident.to - incident.from) / 60_000);
        expect(rate / usualRate).toBeGreaterThan(20);
        expect(rate / usualRate).toBeLessThan(75);
      }
    }
  });

  it("keeps planted messages, attackers and secrets out of ordinary life", () => {
    const planted =
      /203\.0\.113\.|AKIA|eyJ|password=|ghp_|corrupt|certificate|invalid page|No space left|segfault|unreachable|ShareLock|pool_timeout|out of range|acquiring connection|memory limit|does not exist|offline|cannot decode|unhandled|standby db-2 at|evaluated/;
    for (const day of days) {
      for (const { name, lines } of day.files) {
        const own = new Set(day.incidents.filter(({ file }) => file === name).flatMap((incident) => incident.lines));
        expect(lines.filter((line, index) => !own.has(index + 1) && planted.test(line))).toEqual([]);
      }
    }
  });

  it("has routine warnings and errors in every quarter of the day", () => {
    for (const day of days) {
      const web = linesOf(day, "web.log");
      for (const text of ["card declined", "out_of_stock", "Broken pipe", "client aborted"]) {
        for (let quarter = 0; quarter < 4; quarter++) {
          const part = web.slice((quarter * web.length) / 4, ((quarter + 1) * web.length) / 4);
          expect(part.some((line) => line.includes(text))).toBe(true);
        }
      }
    }
  });
});
