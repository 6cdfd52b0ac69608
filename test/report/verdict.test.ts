import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/core/anomaly.ts";
import { verdict } from "../../src/report/index.ts";
import { exampleResults } from "./example-results.ts";

const day = { lines: 412_381, start: "2026-03-16T09:00:00Z", end: "2026-03-17T09:00:00Z" };
const [first] = exampleResults.incidents;
const incident = (over: Partial<Incident>): Incident => {
  if (first === undefined) throw new Error("the fixture is empty");
  return { ...first, ...over };
};

describe("verdict", () => {
  it("says what, when, and what it began with", () => {
    expect(verdict(exampleResults.incidents, day)).toBe(
      "Web out of database connections after db-2 failover at 03:41; it began with “db-1 closed its replication stream”, 3 s before “selected new timeline ID: 8”",
    );
  });

  it("says what came just before, where the cause is earlier than the incident", () => {
    expect(verdict([incident({ start: "2026-03-17T03:42:07Z" })], day)).toBe(
      "Web out of database connections after db-2 failover at 03:42, 15 s after “db-1 closed its replication stream”",
    );
  });

  it("says what is near by kinship, where the lines say nothing more", () => {
    const alone = incident({
      evidence: [],
      title: "Pool empty",
      first_cause: { source_file: "a", line: 1, time: "2026-03-17T03:41:52Z", text: "pool empty", why: "" },
    });
    expect(verdict([alone, ...exampleResults.incidents.slice(1)], day)).toBe(
      "Pool empty at 03:41, 7 min 18 s before “Queue orders: 11,940 retries, 48,210 jobs behind”",
    );
  });

  it("names the day where the log spans more than one, and no time where there is none", () => {
    expect(verdict([incident({})], { ...day, start: "2026-03-01T00:00:00Z" })).toContain(" at 17 Mar 03:41;");
    expect(verdict([incident({ start: null })], day)).not.toContain(" at 0");
  });

  it("says that nothing is abnormal, in how many lines and when", () => {
    expect(verdict([], day)).toBe("Nothing abnormal in 412,381 lines from 16 Mar 09:00 to 17 Mar 09:00 UTC");
    expect(verdict([], { lines: 1, start: null, end: null })).toBe("Nothing abnormal in 1 line");
    expect(verdict([], { lines: 2, start: "2026-03-16T09:00:00", end: "2026-03-16T09:00:09" })).toBe(
      "Nothing abnormal in 2 lines at 16 Mar 09:00",
    );
    expect(verdict([], { lines: 0, start: null, end: null })).toBe("No lines to judge: the input is empty");
  });

  it("speaks of the lines that were read, where not all were", () => {
    expect(verdict([], { lines: 5, start: null, end: null, isPartial: true })).toBe(
      "Nothing abnormal in the 5 lines that could be read",
    );
    expect(verdict([], { lines: 0, start: null, end: null, isPartial: true })).toBe(
      "No lines to judge: nothing could be read",
    );
  });

  it("quotes what an envelope holds, and nothing that the title says already", () => {
    const line = { id: "e1", source_file: "a", line: 1, level: "error", component: "db", time: null } as const;
    const message = "failed to connect to database: dial tcp 10.3.0.12";
    const text = JSON.stringify({ ts: "2026-03-17T03:41:52Z", level: "error", msg: message });
    const over = { evidence: [{ ...line, text, message }], first_cause: { ...line, text, why: "" }, related: [] };
    expect(verdict([incident({ ...over, title: "Pods restart" })], day)).toBe(
      "Pods restart at 03:41; it began with “db: failed to connect to database: dial tcp 10.3.0.12”",
    );
    expect(verdict([incident({ ...over, title: "Failed to connect to database: dial tcp, 36 lines" })], day)).toBe(
      "Failed to connect to database: dial tcp, 36 lines at 03:41",
    );
  });

  it("R-110 is one line of printable characters", () => {
    const evil = "\u001b[2Jx\u202e\r\ny";
    const text = verdict([incident({ title: evil, evidence: [] })], day);
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain("\\x1b[2Jx");
  });
});
