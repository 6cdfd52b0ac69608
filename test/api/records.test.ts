import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordBatches } from "../../src/api/record-batches.ts";
import { recordEvents } from "../../src/api/record-events.ts";
import { type LogRecord, linesOf, ownLog } from "../../src/api/records.ts";
import { REFUSED, shop } from "./shop.ts";

describe("records become lines", () => {
  it.each<[LogRecord, string]>([
    ["plain", "plain"],
    ["  indented", "  indented"],
    [{ log: "x" }, "x"],
    [{ timestamp: "T", level: "warn", component: "a", log: " x" }, "T WARN [a] x"],
    [{ timestamp: "T", component: "a b]c", log: "x" }, "T [a-b-c] x"],
    [{ level: "warn", component: "a:b", log: "x" }, "WARN:a.b:x"],
    [{ level: "\n", timestamp: "1\n2", log: "x" }, "1 2 x"],
  ])("%j is one line", (record, line) => {
    expect(linesOf(record).lines).toEqual([line]);
  });

  it("a blank record is no line", () => {
    for (const record of ["", " \n\t\n", { log: "" }]) expect(linesOf(record).lines.join("")).toBe("");
  });

  it("what the parser sees tells the record's own text again", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (log, isObject) => {
        const record = isObject ? { log, level: "info", component: "c", timestamp: "2026-01-01T00:00:00Z" } : log;
        expect(ownLog(record, linesOf(record).lines.join("\n"))).toBe(log);
      }),
    );
  });

  it("text without its secrets stays without them", () => {
    const record = { level: "info", log: "password=abc\nnext" };
    expect(ownLog(record, "INFO password=[password·1]\n\tnext")).toBe("password=[password·1]\nnext");
  });

  it("a line's number is its record's, however long records are and batches are cut", () => {
    const text = fc.oneof(fc.constantFrom("", "a\nb", "\n", "x\r\ny\n\nz"), fc.string());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (records, size) => {
        const batches = recordBatches(0, size, () => 0);
        const seen: string[] = [];
        let offset = 0;
        for (const batch of [...records.flatMap((record) => [...batches.add(record)]), ...batches.flush()]) {
          expect(batch.offset).toBe(offset);
          offset += batch.bytes.length;
          const isOne = linesOf(records[batch.first - 1] ?? "").lines.length > 1;
          for (let i = 0; i < batch.length; i++) {
            const line = Buffer.from(batch.bytes.subarray(batch.start[i], batch.end[i])).toString();
            const at = batch.first - 1 + (isOne ? 0 : i);
            seen[at] = seen[at] === undefined ? line : `${seen[at]}\n${line}`;
          }
        }
        const toText = (record: string): string => Buffer.from(linesOf(record).lines.join("\n")).toString();
        expect(seen).toEqual(records.map(toText));
      }),
    );
  });
});

const FORMATS: readonly [string, (i: number) => string][] = [
  ["plain text", (i) => `hello ${i}`],
  ["JSON", (i) => JSON.stringify({ time: `2026-01-01T00:00:${10 + (i % 50)}Z`, level: "info", msg: `hello ${i}` })],
  ["logfmt", (i) => `time=2026-01-01T00:00:${10 + (i % 50)}Z level=info msg="hello ${i}"`],
  ["syslog", (i) => `Jan  1 00:00:${10 + (i % 50)} host prog[${i}]: hello ${i}`],
  ["access logs", (i) => `192.0.2.1 - - [01/Jan/2026:00:00:${10 + (i % 50)} +0000] "GET /${i} HTTP/1.1" 200 12`],
  ["log4j", (i) => `2026-01-01 00:00:${10 + (i % 50)},123 INFO app.Main - hello ${i}`],
];

describe("newlines inside a record stay one event", () => {
  it.each(FORMATS)("also where each line of it looks like a record of its own: %s", (_, line) => {
    const records = Array.from({ length: 60 }, (__, i) => line(i));
    records[30] = [line(1), line(2), "", line(3)].join("\n");
    const { events, eventOf } = recordEvents(records);
    expect(events.store.length).toBe(60);
    expect([...eventOf]).toEqual(records.map((__, i) => i));
    events.store.close();
  });

  it("a record of ten thousand lines is one event", () => {
    const records = shop(60, { 30: { ...REFUSED, log: `Connection failed\n${"  at x\n".repeat(10_000)}` } });
    const { events } = recordEvents(records);
    expect(events.store.length).toBe(60);
    events.store.close();
  });

  it("lines of a stack trace that come as records of their own belong to the event before them", () => {
    const trace = ["2026-01-01T00:00:00Z ERROR [a] failed", "  at a.b(c.js:1)", "2026-01-01T00:00:01Z INFO [a] on"];
    const { events, eventOf } = recordEvents(trace);
    expect([...eventOf]).toEqual([0, -1, 1]);
    events.store.close();
  });
});
