import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/parsing/index.ts";
import { bytesOf, isBalanced, readLog } from "./harness.ts";

describe("the parser", () => {
  it("R-01: an empty file gives no events and a whole accounting", () => {
    const { events, accounting } = readLog("");
    expect(events).toEqual([]);
    expect(accounting).toMatchObject({ lines: 0, bytes: 0, parsed: 0, joined: 0, skipped: {} });
  });

  it("R-02: a file of 1,000 line breaks is 1,000 blank lines", () => {
    const { events, accounting } = readLog("\n".repeat(1000));
    expect(events).toEqual([]);
    expect(accounting).toMatchObject({ lines: 1000, parsed: 0, skipped: { blank: 1000 } });
  });

  it("R-03: the last line needs no line break", () => {
    expect(readLog("first\nlast").events.map(({ record }) => record)).toEqual(["first", "last"]);
  });

  it("R-04: CRLF, LF and a mix of them give the same events", () => {
    const lines = ["2025-04-01T12:00:01 INFO [A] one", "  more", "2025-04-01T12:00:02 WARN [B] two", ""];
    const strip = (text: string) => readLog(text).events.map(({ offset, ...rest }) => rest);
    const expected = strip(lines.join("\n"));
    expect(expected[0]?.record).toBe("2025-04-01T12:00:01 INFO [A] one\n  more");
    expect(strip(lines.join("\r\n"))).toEqual(expected);
    expect(strip(`${lines[0]}\r\n${lines[1]}\n${lines[2]}\r\n`)).toEqual(expected);
  });

  it("R-05: a lone CR stays inside the line", () => {
    const { events } = readLog("10%\r20%\r30%\n");
    expect(events.map(({ record }) => record)).toEqual(["10%\r20%\r30%"]);
  });

  it("R-10: invalid UTF-8 is counted and told, the event is kept, its bytes untouched", () => {
    const bad = Uint8Array.from([...bytesOf("2025-04-01T12:00:01 ERROR x "), 0xff, 0xfe, 0xc0, 0xaf, 10]);
    const text = new Uint8Array(bad.length * 9);
    for (let i = 0; i < 9; i++) text.set(bad, bad.length * i);
    const { events, warnings } = readLog(text);
    expect(events.length).toBe(9);
    expect(events[0]?.message).toContain("\ufffd");
    expect(events[0]?.level).toBe("error");
    expect(warnings.map(({ kind, line }) => [kind, line])).toEqual([
      ["encoding", 1],
      ["encoding", 2],
      ["encoding", 3],
      ["encoding", 0],
    ]);
    expect(warnings[1]?.byte).toBe(bad.length);
    expect(warnings[3]?.text).toContain("6 more");
  });

  it("R-13: NUL bytes stay in the line", () => {
    const { events } = readLog("2025-04-01T12:00:01 INFO a\0b\n\0\0\0\n");
    expect(events.map(({ message }) => message)).toEqual(["a\0b", "\0\0\0"]);
  });

  it("R-53: lines without times are events without times", () => {
    const { events, accounting } = readLog("ERROR: Failed to connect\n[WARN] slow\nall is well\nan error: none\n");
    expect(accounting.format.name).toBe("plain");
    expect(events.map(({ time }) => time)).toEqual(["", "", "", ""]);
    expect(events.map(({ level }) => level)).toEqual(["error", "warn", "none", "error"]);
    expect(events.map(({ message }) => message)[0]).toBe("ERROR: Failed to connect");
  });

  it("R-69: the label column reaches neither component, host, message nor shape", () => {
    const labels = ["-", "KERNDTLB", "APPSEV"];
    const bgl = (label: string) =>
      `${label} 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.363779 R02-M1 RAS KERNEL FATAL data TLB error\n${label} 1117838571 broken line\n`;
    const thunderbird = (label: string) =>
      `${label} 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[1]: session closed\n${label} cut\n`;
    for (const make of [bgl, thunderbird]) {
      const seen = labels.map((label) => {
        const { events, accounting } = readLog(make(label).repeat(3));
        expect(accounting.labelled).toBe(true);
        return events.map(({ component, host, message, shaped, level, time }) => [
          component,
          host,
          message,
          shaped,
          level,
          time,
        ]);
      });
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    }
    const [first] = readLog(bgl("KERNDTLB")).events;
    expect(first).toMatchObject({
      component: "RAS.KERNEL",
      host: "R02-M1",
      level: "critical",
      message: "data TLB error",
      time: "2005-06-03T15:42:50.363779",
    });
  });

  it("reads JSON: nested keys, escapes, numbers as levels and times", () => {
    const { events, accounting } = readLog(
      [
        '{"level":50,"time":1745532517537,"hostname":"web1","name":"shop","msg":"charge\\tfailed \\u00e9","err":{"message":"refused"}}',
        '{"@timestamp":"2025-04-24T22:08:38.000Z","log":{"level":"warn","logger":"a.b"},"message":"slow"}',
        '{"log":"2025-04-01 12:00:01 ERROR db: refused\\n","stream":"stderr","time":"2025-04-24T22:08:39Z"}',
        "{broken",
      ].join("\n"),
    );
    expect(accounting.format.name).toBe("json");
    expect(events.map(({ level, component, host, message, time }) => [level, component, host, message, time])).toEqual([
      ["error", "shop", "web1", "charge\tfailed é: refused", "2025-04-24T22:08:37.537Z"],
      ["warn", "a.b", "", "slow", "2025-04-24T22:08:38.000Z"],
      ["error", "db", "", "refused", "2025-04-01T12:00:01.000Z"],
      ["none", "", "", "{broken", ""],
    ]);
    expect(events[2]?.record).toContain('"stream":"stderr"');
  });

  it("reads what colours hide, and keeps the record as it was", () => {
    const { events } = readLog(
      "\u001b[32m2025-04-01T12:00:01\u001b[0m \u001b[1mWARN\u001b[0m [db] \u001b[31mslow\u001b[0m\n",
    );
    expect(events[0]).toMatchObject({ level: "warn", component: "db", message: "slow", shaped: "slow" });
    expect(events[0]?.record).toContain("\u001b[31m");
  });

  it("reads lines of another format in the middle, and never drops one that fits none", () => {
    const main = "2025-04-01T12:00:01 INFO [A] one\n";
    const { events, accounting } = readLog(
      `${main.repeat(5)}{"time":"2025-04-01T12:00:02Z","level":"error","msg":"two"}\nthree\n${main}`,
    );
    expect(events.length).toBe(8);
    expect(events[5]).toMatchObject({ level: "error", message: "two" });
    expect(events[6]).toMatchObject({ time: "", message: "three" });
    expect(accounting.format).toMatchObject({ name: "app", ratio: 0.75 });
  });

  it("takes a level from a message only where it leads", () => {
    const line = (message: string) => `Jun 14 15:16:01 host app[1]: ${message}\n`;
    const { events } = readLog(
      ["error: no key", "no error: here", "[WARN] x", "FATAL y", "Fatal y", "warning: z", "information"]
        .map(line)
        .join(""),
    );
    expect(events.map(({ level }) => level)).toEqual(["error", "none", "warn", "critical", "none", "warn", "none"]);
  });

  it("stops after maxLines lines and says so in the accounting", () => {
    const { events, accounting } = readLog("a\nb\nc\nd\n", { size: 3, maxLines: 2 });
    expect(events.map(({ record }) => record)).toEqual(["a", "b"]);
    expect(accounting.lines).toBe(2);
  });

  const pieces = fc.constantFrom(
    ...FORMATS.flatMap(({ samples }) => samples),
    "",
    "   ",
    "  indented",
    "\tat a.b.C(D.java:1)",
    "Caused by: x",
    "Traceback (most recent call last):",
    "ValueError: bad",
    "java.io.IOException: gone",
    "plain words",
    "\u001b[31mred\u001b[0m",
    "#Fields: date time sc-status cs-method",
    "#close\t2024",
    "é ☃ \u0000",
    "}",
  );
  const logs = fc
    .tuple(fc.array(pieces, { maxLength: 40 }), fc.constantFrom("\n", "\r\n"))
    .map(([lines, end]) => lines.map((line) => line + end).join(""));

  it("every line is accounted for, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.oneof(logs, fc.string({ unit: "binary", maxLength: 300 })), (text) => {
        const { events, accounting } = readLog(text);
        expect(isBalanced(accounting)).toBe(true);
        expect(accounting.parsed).toBe(events.length);
        expect(accounting.joined).toBe(events.reduce((sum, { folded }) => sum + folded, 0));
      }),
      { numRuns: 300 },
    );
  });

  it("other batches change no event", () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 7 }), (text, size) => {
        const whole = readLog(text);
        const cut = readLog(text, { size });
        expect(cut.events).toEqual(whole.events);
        expect(cut.accounting).toEqual(whole.accounting);
        expect(cut.warnings).toEqual(whole.warnings);
      }),
      { numRuns: 300 },
    );
  });

  it("other batches change no event where detection ends in the middle", () => {
    const line = (i: number) => `2025-04-01T12:00:01 INFO [A] number ${i}\n${i % 7 === 0 ? "  more\n\n" : ""}`;
    const text = Array.from({ length: 500 }, (_, i) => line(i)).join("");
    const whole = readLog(text);
    for (const size of [1, 13, 199, 200, 201]) expect(readLog(text, { size }).events).toEqual(whole.events);
    expect(whole.events.length).toBe(500);
  });

  it("the message stands in the record's text or was decoded from it, and the shape sees the message", () => {
    fc.assert(
      fc.property(logs, (text) => {
        for (const event of readLog(text).events) {
          expect(event.shaped).toBe(event.message);
          if (!/\\|\u001b|"err|"MESSAGE":\[|<Event/.test(event.record)) expect(event.record).toContain(event.message);
        }
      }),
      { numRuns: 200 },
    );
  });
});
