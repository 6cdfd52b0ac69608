import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { DashboardData } from "../../dashboard/terminal/data.ts";
import { frame } from "../../dashboard/terminal/frame.ts";
import { plain } from "../../dashboard/terminal/spans.ts";
import { press, START, type State } from "../../dashboard/terminal/state.ts";
import type { Incident } from "../../src/core/anomaly.ts";
import type { Results } from "../../src/core/results.ts";
import { exampleQuiet, exampleResults } from "../report/example-results.ts";

const dataOf = ({ name, summary, incidents, timeline }: Results): DashboardData => ({
  name,
  summary,
  incidents,
  timeline,
  templates: 184,
});
const busy = dataOf(exampleResults);
const quiet = dataOf(exampleQuiet);
const screen = (data: DashboardData, state: State, columns: number, rows: number): string[] =>
  frame(data, state, columns, rows).map(plain);
const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trimEnd());

const expectWhole = (lines: readonly string[], columns: number, rows: number): void => {
  expect(lines).toHaveLength(rows);
  for (const line of lines) {
    expect(stringWidth(line)).toBe(columns);
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/);
  }
};

describe("frame", () => {
  it.each([
    [120, 40],
    [80, 24],
    [40, 12],
    [39, 12],
    [80, 11],
    [200, 60],
    [20, 3],
    [1, 1],
  ])("R-80 fills %i x %i exactly, in every view", (columns, rows) => {
    for (const data of [busy, quiet])
      for (const view of ["overview", "incident", "keys"] as const)
        expectWhole(screen(data, { ...START, view }, columns, rows), columns, rows);
  });

  it("R-80 R-110 fills any size exactly, whatever the log says", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 150 }),
        fc.integer({ min: 1, max: 140 }),
        fc.integer({ min: 1, max: 45 }),
        fc.constantFrom("overview", "incident", "keys"),
        fc.nat(5),
        (evil, columns, rows, view, selected) => {
          const incidents = busy.incidents.map(
            (incident): Incident => ({
              ...incident,
              title: evil,
              subtitle: evil,
              components: [evil],
              first_cause: { ...incident.first_cause, text: evil, source_file: evil, why: evil },
              evidence: incident.evidence.map((line) => ({ ...line, text: evil, source_file: evil })),
              explanation: [{ text: evil, evidence: ["e1"] }],
              next_steps: [{ text: evil, command: evil }],
              author: { ...incident.author, name: evil },
            }),
          );
          const data = { ...busy, name: evil, incidents, summary: { ...busy.summary, verdict: evil } };
          expectWhole(screen(data, { ...START, view, selected }, columns, rows), columns, rows);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("shows verdict, counts, timeline and every incident at 80 x 24, none of them cut", () => {
    const lines = trimmed(screen(busy, START, 80, 24));
    expect(lines[0]).toBe("loganomaly › overview                                    shop-logs · 17 Mar 2026");
    expect(lines[1]).toBe("◆ Web ran out of database connections at 03:42, 15 s after db-1 dropped out");
    expect(lines[6]).toBe("◆1 ▲2 ●2 ○1         1 in 19,330         all accounted       first 18.5\u00a0%");
    expect(lines[8]).toBe("                 ●     ○             ●        ▲                ◆");
    expect(lines[14]).toBe("     09       12        15       18        21       00       03        06     09");
    expect(lines.slice(15, 21)).toEqual([
      "▸ ◆ CRIT  03:41  37m      Web out of database connections after db-2 failover",
      "  ▲ HIGH  03:49  1h 11m   Queue orders: 11,940 retries, 48,210 jobs behind",
      "  ▲ HIGH  22:17  6m       1,204 failed logins from one address in 6 min",
      "  ● MED   19:30  18m      /api/cart/merge takes 2.9 s; normal is 180 ms",
      "  ● MED   13:05  27m      WAL archiving silent 27 min; normal is every 5 min",
      "  ○ LOW   15:02  17h 57m  New warning since 4.18.2: deprecated x-cart-v1",
    ]);
    expect(lines.at(-1)).toBe("↑↓ move  ↵ open  ? keys  g G top, end                                     q quit");
  });

  it("adds component, lines and a preview of the chosen row at 120 x 40", () => {
    const text = trimmed(screen(busy, { ...START, selected: 1 }, 120, 40)).join("\n");
    expect(text).toContain("▸ ▲ HIGH  03:49  1h 11m   11,962  queue.orders    Queue orders: 11,940 retries");
    expect(text).toContain("first cause  03:49:10 first retry with err=pool_timeout  queue.log:39022");
    expect(text).toContain("by component db.pool 7   queue.orders 4   auth.login 4   web.api 2");
  });

  it("says shape, word, time and component at 40 x 12", () => {
    const lines = trimmed(screen(busy, START, 40, 12));
    expect(lines[0]).toBe("loganomaly › overview        6 incidents");
    expect(lines[5]).toBe("◆ CRIT 03:41 db.pool       37m");
  });

  it("says one sentence where nothing else fits", () => {
    expect(trimmed(screen(busy, START, 38, 11)).filter((line) => line !== "")).toEqual([
      "Web ran out of database connections at",
      "03:42, 15 s after db-1 dropped out and",
      "db-2 took over",
      "Make the window larger or press q.",
    ]);
  });

  it("says how near a quiet log came, in no colour but the tick's", () => {
    const lines = frame(quiet, START, 80, 24);
    expect(trimmed(lines.map(plain))[2]).toBe(
      "  8 detectors judged each line; highest score 0.41, threshold 0.52. All lines a…",
    );
    const tones = new Set(lines.flat().map(({ tone }) => tone));
    expect([...tones].sort()).toEqual(["bold", "dim", "good", "plain"]);
  });

  it("says what could not be read right below the verdict", () => {
    const first = [{ source_file: "broken.log.gz", line: 1486, byte: -1, text: "" }];
    const input = { ...quiet.summary.input, warnings: [{ kind: "compression", count: 1, first }] };
    const data = { ...quiet, summary: { ...quiet.summary, input } };
    expect(trimmed(screen(data, START, 100, 24)).slice(1, 3)).toEqual([
      "✓ Nothing abnormal in the 413,009 lines that could be read, 16 Mar 09:00 – 17 Mar 09:00 UTC",
      "  broken.log.gz is damaged after line 1,486",
    ]);
  });

  it("shows the message of an envelope, and days where the log spans several", () => {
    const text = '{"ts":"2026-03-17T03:41:52Z","level":"error","msg":"disk full"}';
    const incidents = busy.incidents.map(
      (incident): Incident => ({
        ...incident,
        evidence: incident.evidence.map((line) => ({ ...line, component: "db", text, message: "disk full" })),
      }),
    );
    const time_metrics = { ...busy.summary.time_metrics, start_time: "2026-03-10T00:00:00Z" };
    const data = { ...busy, incidents, summary: { ...busy.summary, time_metrics } };
    const lines = trimmed(screen(data, { ...START, view: "incident" }, 120, 60)).join("\n");
    expect(lines).toMatch(/1 db\.log:44907 +17 Mar 03:41 CRIT +db: disk full/);
    expect(lines).not.toContain('{"ts"');
  });

  it("lives without times, buckets and events", () => {
    const timeline = { ...busy.timeline, bucket_seconds: null, start: null };
    const incidents = busy.incidents.map((incident): Incident => ({ ...incident, start: null, end: null }));
    const text = trimmed(screen({ ...busy, timeline, incidents }, START, 80, 24)).join("\n");
    expect(text).toMatch(/first line +last line/);
    expect(text).not.toMatch(/NaN|null|undefined/);
    expectWhole(screen({ ...busy, timeline: { ...timeline, buckets: [] } }, START, 80, 24), 80, 24);
  });
});

describe("press", () => {
  const size = { columns: 80, rows: 24 };
  const after = (data: DashboardData, ...keys: readonly string[]): State =>
    keys.reduce((state, key) => press(state, key, data, size), START);

  it("moves within the list and stops at its ends", () => {
    expect(after(busy, "down", "j", "k").selected).toBe(1);
    expect(after(busy, "up").selected).toBe(0);
    expect(after(busy, "G", "down").selected).toBe(5);
    expect(after(busy, "G", "g").selected).toBe(0);
    expect(after(quiet, "down", "G", "page-down").selected).toBe(0);
  });

  it("opens the chosen incident, its neighbours, and goes back", () => {
    expect(after(busy, "j", "enter")).toMatchObject({ view: "incident", selected: 1 });
    expect(after(busy, "enter", "]", "]", "[")).toMatchObject({ view: "incident", selected: 1 });
    expect(after(busy, "j", "enter", "escape")).toMatchObject({ view: "overview", selected: 1 });
    expect(after(quiet, "enter").view).toBe("overview");
  });

  it("scrolls a long incident to its last line and no further", () => {
    const end = after(busy, "enter", "G");
    expect(end.scroll).toBeGreaterThan(0);
    expect(press(end, "down", busy, size)).toEqual(end);
    expect(screen(busy, end, 80, 24)[21]).toContain("order ids in common");
  });

  it("shows the keys and returns to where it was", () => {
    expect(after(busy, "enter", "?").view).toBe("keys");
    expect(after(busy, "enter", "?", "?").view).toBe("incident");
    expect(after(busy, "?", "escape").view).toBe("overview");
  });

  it("quits from every view, and ignores keys it does not know", () => {
    for (const keys of [["q"], ["enter", "q"], ["?", "q"]]) expect(after(busy, ...keys).isDone).toBe(true);
    expect(after(busy, "x", "\u001b[200~", "é")).toEqual(START);
  });
});
