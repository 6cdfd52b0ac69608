import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { analyzed, clockAt, isBalanced, quietLines } from "./harness.ts";

const read = (lines: readonly string[], config: object = {}) =>
  analyzed([{ name: "app.log", text: `${lines.join("\n")}\n` }], { wantScores: true, config });

const random = seededRandom(7);
/** The lines in the order in which they come when each is late by up to so many seconds. */
const delayed = (lines: readonly string[], seconds: (i: number) => number): string[] =>
  lines
    .map((line, i) => ({ line, at: Date.parse(`${line.slice(0, 19)}Z`) / 1000 + seconds(i), i }))
    .toSorted((a, b) => a.at - b.at || a.i - b.i)
    .map(({ line }) => line);
const shown = ({ incidents }: Awaited<ReturnType<typeof read>>): string[] => incidents.map(({ title }) => title).sort();

describe("lines that are not in the order of their times", () => {
  const lines = [...quietLines(3000, 10_800), `${clockAt(9000)} FATAL [db] kernel panic: disk failure on sda`];
  const sorted = delayed(lines, () => 0);

  it("R-49 lines late by up to 5 s change no incident and are not counted", async () => {
    const [plain, late] = [await read(sorted), await read(delayed(sorted, () => random() * 5))];
    expect(plain.incidents).toHaveLength(1);
    expect(shown(late)).toEqual(shown(plain));
    expect(late.results.summary.notes.join()).not.toContain("older than the one before");
    expect(isBalanced(late)).toBe(true);
  });

  it("R-49 lines late by up to 2 h make no false alarm and are counted", async () => {
    const late = await read(delayed(sorted, (i) => (i % 40 === 0 ? random() * 7200 : 0)));
    expect(shown(late)).toEqual(shown(await read(sorted)));
    expect(late.results.summary.notes.join()).toMatch(/\d+ events more than 5 seconds older than the one before/);
    expect(isBalanced(late)).toBe(true);
  });

  it("R-50 a clock that is set back by a day is told", async () => {
    const back = quietLines(300).map((line, i) => (i < 200 ? line : line.replace("2026-03-16", "2026-03-15")));
    const { results } = await read(back);
    expect(results.summary.notes.join()).toContain("1 event more than 5 seconds older than the one before");
    expect(results.timeline.buckets.length).toBeLessThanOrEqual(1000);
  });
});

describe("the hour that comes twice", () => {
  it("R-47 with the zone given it is no burst", async () => {
    // One line in two seconds through a night in which clocks are set back.
    const clocks = Array.from({ length: 10_800 }, (_, i) => {
      const at = new Date(Date.UTC(2025, 9, 25, 22, 30) + i * 2000);
      return at.toLocaleString("sv-SE", { timeZone: "Europe/Berlin" });
    });
    const night = clocks.map((clock, i) => `${clock} INFO [web] GET /cart/${i % 7} took ${(i * 7) % 40} ms`);
    const { incidents, results } = await read(night, { tz: "Europe/Berlin" });
    expect(incidents).toEqual([]);
    expect(results.summary.time_metrics).toMatchObject({
      time_span_seconds: 21_598,
      start_time: "2025-10-26T00:30:00",
    });
    const events = results.timeline.buckets.slice(1, -1).map((bucket) => bucket.events);
    expect(Math.max(...events) - Math.min(...events)).toBeLessThanOrEqual(1);
  });
});

describe("odd numbers in fields", () => {
  it("R-56 negative durations and values that are no numbers never reach a file as such", async () => {
    const odd = ["-5", "NaN", "Infinity", "-Infinity", "1e999", "-0", "0x1p-2", "1e-400", "9".repeat(400)];
    const text = quietLines(400).map((line, i) => `${line.slice(0, 20)}INFO [web] page took ${odd[i % 9]} ms`);
    const json = quietLines(400).map(
      (line, i) =>
        `{"time":"${line.slice(0, 19)}","level":"info","msg":"page took ${odd[i % 9]} ms","ms":${odd[i % 9]}}`,
    );
    for (const lines of [text, json]) {
      const found = await read(lines);
      for (const [name, content] of Object.entries(found.files)) {
        if (name.endsWith("ndjson")) for (const line of content.trim().split("\n")) line && JSON.parse(line);
        else if (name.endsWith("json")) JSON.parse(content);
        // As a value, not within the text of a line.
        expect(content.replace(/"(?:\\.|[^"\\])*"/g, '""')).not.toMatch(/NaN|Infinity|[:[,]\s*-?1e999/);
      }
      expect(isBalanced(found)).toBe(true);
    }
  });
});
