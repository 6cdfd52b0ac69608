import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/core/anomaly.ts";
import type { Results } from "../../src/core/results.ts";
import { type TextOptions, textSummary } from "../../src/report/index.ts";
import { exampleByRules, exampleQuiet, exampleResults } from "./example-results.ts";

const options: TextOptions = {
  width: 80,
  color: false,
  seconds: 3.9,
  author: "written by rules (no model configured)",
  wrote: "results/shop-logs_{anomalies,incidents,summary}.json",
  look: "loganomaly show results/",
  share: "loganomaly report results/ --html report.html",
};

const withIncidents = (incidents: readonly Incident[]): Results => ({ ...exampleByRules, incidents });

describe("textSummary", () => {
  it("says verdict, proof, list, accounting and commands, in this order", () => {
    expect(textSummary(exampleByRules, options)).toBe(
      `◆ Critical: web out of database connections after db-2 failover, 03:41 to 04:18
  4,116 checkouts failed in 37 min

  first cause  03:41:52  db-1 closed its replication stream       db.log:44907
  then         03:41:55  selected new timeline ID: 8              db.log:44911
               03:42:07  pool web-rw: 50/50 in use, 112 waiting…  db.log:44938
               03:42:07  checkout failed: timeout acquiring con…  web.log:201433
  normal       12–31, here 50 of 50; 0–2 an hour, here 4,116 in 36 min
  do next      give pool web-rw the failover address, not db-1
               pgbouncer.ini: [databases] web-rw = host=db-rw.internal

6 incidents from 23 anomalies in 444,584 lines, 16 Mar 09:00 – 17 Mar 09:00 UTC

1  ◆ CRIT  03:41      37m  Web out of database connections after db-2 failover
2  ▲ HIGH  03:49   1h 11m  Queue orders: 11,940 retries, 48,210 jobs behind
3  ▲ HIGH  22:17       6m  1,204 failed logins from one address in 6 min
4  ● MED   19:30      18m  /api/cart/merge takes 2.9 s; normal is 180 ms
5  ● MED   13:05      27m  WAL archiving silent 27 min; normal is every 5 min
6  ○ LOW   15:02  17h 57m  New warning since 4.18.2: deprecated x-cart-v1

lines   444,584 = 441,325 parsed + 3,214 joined + 45 skipped (31 blank, 13 not
        decodable, 1 too long)
secrets 19 found, 19 redacted: 11 passwords, 6 JWT, 2 API keys
took    3.9 s, 113,996 lines/s, written by rules (no model configured)
wrote   results/shop-logs_{anomalies,incidents,summary}.json

look    loganomaly show results/
share   loganomaly report results/ --html report.html
`,
    );
  });

  it("tells a model's story with its proof and says how many citations were found", () => {
    const text = textSummary(exampleResults, options);
    expect(text).toContain("  db-1 closed its replication stream at 03:41:52 [1] and db-2 was promoted 3 s\n");
    expect(text).toContain("  [4] web.log:201433 03:42:07 ERROR checkout failed: timeout acquiring connect…");
    expect(text).toContain("  do next  1 Give pool web-rw the failover address, not db-1.");
    expect(text).toContain("model   mistral:instruct wrote 3, rules 3; 15 of 15 citations found in the log\n");
  });

  it("says that nothing is abnormal, and how near it came", () => {
    const text = textSummary(exampleQuiet, options);
    expect(text.split("\n").slice(0, 4)).toEqual([
      "✓ Nothing abnormal in 413,009 lines, 16 Mar 09:00 – 17 Mar 09:00 UTC",
      "",
      "nearest 0.41 of 0.52  slow request POST /api/cart/merge 200 702ms  web.log:65112",
      "hidden  214 lines by 3 rules in known_normal",
    ]);
  });

  it("says of a damaged input what was read of it, and no rate of a short one", () => {
    const { summary } = exampleQuiet;
    const first = [{ source_file: "logs/broken.log.gz", line: 1486, byte: -1, text: "" }];
    const warnings = [{ kind: "compression", count: 1, first }];
    const input = { ...summary.input, lines: 1486, parsed: 1486, joined: 0, skipped: {}, warnings };
    const text = textSummary({ ...exampleQuiet, summary: { ...summary, input } }, options);
    expect(text.split("\n").slice(0, 4)).toEqual([
      "✓ Nothing abnormal in the 1,486 lines that could be read, 16 Mar 09:00 – 17 Mar",
      "  09:00 UTC",
      "  broken.log.gz is damaged after line 1,486",
      "",
    ]);
    expect(text).toContain("took    3.9 s, written by rules");
  });

  it("puts what came before the first cause above it, and names days where the log spans several", () => {
    const [gravest, ...others] = exampleByRules.incidents;
    if (gravest === undefined) throw new Error("the fixture is empty");
    const evidence = gravest.evidence.slice(0, 3).map((line, i) => ({
      ...line,
      time: ["2026-03-17T03:41:52Z", "2026-03-18T00:00:00Z", "2026-03-16T22:00:00Z"][i] ?? null,
    }));
    const { summary } = exampleByRules;
    const time_metrics = { ...summary.time_metrics, end_time: "2026-03-19T09:00:00Z" };
    const incidents = [{ ...gravest, evidence }, ...others];
    const rows = textSummary({ ...exampleByRules, incidents, summary: { ...summary, time_metrics } }, options);
    expect(
      rows.split("\n").flatMap((row) => /^ {2}(before|first cause|then) +(\d+ \w+ \d\d:\d\d) /.exec(row) ?? []),
    ).toEqual(
      expect.arrayContaining(["before", "16 Mar 22:00", "first cause", "17 Mar 03:41", "then", "18 Mar 00:00"]),
    );
    expect(rows.indexOf("  before")).toBeLessThan(rows.indexOf("  first cause"));
    expect(rows.indexOf("  first cause")).toBeLessThan(rows.indexOf("  then"));
  });

  it("does not repeat in the second line what the title says", () => {
    const [gravest, ...others] = exampleByRules.incidents;
    if (gravest === undefined) throw new Error("the fixture is empty");
    const second = (title: string, subtitle: string): string =>
      textSummary(withIncidents([{ ...gravest, title, subtitle }, ...others]), options).split("\n")[1] ?? "";
    expect(second("300 failed logins", "300 lines, over 2 min, 2 logins accepted from the same source")).toBe(
      "  300 lines, 2 logins accepted from the same source",
    );
    expect(second("deadlock detected, 9 lines", "9 lines, over 2 min")).toBe("");
  });

  it("does not call an empty input normal", () => {
    const { summary } = exampleQuiet;
    const input = { ...summary.input, lines: 0, parsed: 0, joined: 0, skipped: {} };
    const text = textSummary({ ...exampleQuiet, summary: { ...summary, input } }, { ...options, seconds: 0 });
    expect(text).toMatch(/^No lines to judge: the input is empty\n/);
    expect(text).not.toMatch(/✓|NaN|Infinity/);
  });

  it("lists ten incidents and counts the rest by severity", () => {
    const low = exampleByRules.incidents.at(-1);
    if (low === undefined) throw new Error("the fixture is empty");
    const many = Array.from({ length: 15 }, (_, i): Incident => ({ ...low, rank: i + 1 }));
    expect(textSummary(withIncidents(many), options)).toContain("\n    and 5 more, low\n");
    const mixed = many.map((incident, i): Incident => (i > 12 ? { ...incident, severity: "medium" } : incident));
    expect(textSummary(withIncidents(mixed), options)).toContain("\n    and 5 more: 2 medium, 3 low\n");
  });

  it("names the day where the log spans more than 24 hours", () => {
    const { summary } = exampleByRules;
    const time_metrics = { ...summary.time_metrics, start_time: "2026-03-14T09:00:00Z" };
    const text = textSummary({ ...exampleByRules, summary: { ...summary, time_metrics } }, options);
    expect(text).toContain("1  ◆ CRIT  17 Mar 03:41      37m  Web out of database");
    expect(text).toMatch(/failover, 17 Mar 03:41 to\s+04:18/);
  });

  it("lives without times", () => {
    const incidents = exampleByRules.incidents.map(
      (incident): Incident => ({
        ...incident,
        start: null,
        end: null,
        first_cause: { ...incident.first_cause, time: null },
        evidence: incident.evidence.map((line) => ({ ...line, time: null })),
      }),
    );
    const text = textSummary(withIncidents(incidents), options);
    expect(text).toContain("  first cause  db-1 closed its replication stream");
    expect(text).toContain("1  ◆ CRIT  —  —  Web out of");
    expect(text).not.toMatch(/null|NaN|undefined/);
  });

  it("R-80 has no escape byte without colour, and only its own with colour", () => {
    expect(textSummary(exampleByRules, options)).not.toContain("\u001b");
    const colored = textSummary(exampleByRules, { ...options, color: true });
    expect(colored).toContain("\u001b[1;91m◆ CRIT\u001b[0m");
    expect(colored.replace(/\u001b\[[\d;]+m/g, "")).toBe(textSummary(exampleByRules, options));
  });

  it("R-80 uses ASCII shapes where asked", () => {
    const text = textSummary(exampleByRules, { ...options, ascii: true });
    expect(text).toContain("1  !! CRIT  03:41");
    expect(text).toContain("2  !  HIGH  03:49");
    expect(text).not.toMatch(/[◆▲●○✓]/);
  });

  it("R-110 keeps hostile log text within its line, its width and its characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.integer({ min: 20, max: 200 }), (evil, width) => {
        const incidents = exampleResults.incidents.map(
          (incident, i): Incident => ({
            ...incident,
            title: evil,
            first_cause: { ...incident.first_cause, text: evil, source_file: evil },
            evidence: incident.evidence.map((line) => ({ ...line, text: evil, source_file: evil })),
            next_steps: [{ text: evil, command: evil }],
            author: i === 0 ? { ...incident.author, name: evil } : incident.author,
          }),
        );
        const text = textSummary({ ...exampleResults, incidents }, { ...options, width });
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/);
        const most = Math.max(40, Math.min(80, width));
        // Commands and paths are never broken: they are copied.
        for (const line of text.split("\n").filter((each) => !/^(wrote|look|share) /.test(each)))
          expect(stringWidth(line)).toBeLessThanOrEqual(most);
      }),
      { numRuns: 60 },
    );
  });
});
