import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { causeLine, lineText } from "../../src/core/line-text.ts";
import { exampleResults } from "./example-results.ts";

describe("lineText", () => {
  it.each([
    ["a zone by its name", "2024-05-14 10:00:00.123 CEST [4] LOG:  done", "[4] LOG:  done"],
    ["a zone by its place", "2024-05-14 10:00:00 Europe/Berlin started", "started"],
    ["a level in capitals is no zone", "2024-05-14 10:00:00 ERROR failed", "ERROR failed"],
    ["a word that begins like a zone", "2024-05-14 10:00:00 ESTABLISHED x", "ESTABLISHED x"],
    ["an access log", '10.0.2.154 - - [14/May/2024:08:26:26 +0000] "GET / HTTP/1.1" 500', '"GET / HTTP/1.1" 500'],
    ["an access log with host and user", 'a.org:80 ::1 - bob [14/May/2024:08:26:26 +0000] "GET /"', '"GET /"'],
    ["colours, whole and without their escape", "\u001b[31mERROR\u001b[0m a [1mbold[0m b", "ERROR a bold b"],
    ["a duration is no colour", "rate(x[5m]) is high", "rate(x[5m]) is high"],
    ["lines of one record", "boom\r\n\tat a\n\tat b\n", "boom at a at b"],
    ["a bracket with more than the time", "[2024-05-14 11:03:02,336: ERROR/F-3] Task a[b] x", "ERROR/F-3: Task a[b] x"],
  ])("shows a line without its time: %s", (_, text, shown) => {
    expect(lineText({ text })).toBe(shown);
  });

  it("shows level, component and message of what is only an envelope", () => {
    const line = { level: "error", component: "db", message: "connection refused" } as const;
    const json = '{"ts":"2024-05-14T03:12:02Z","level":"error","logger":"db","msg":"connection refused","n":1}';
    expect(lineText({ ...line, text: json })).toBe("ERROR db: connection refused");
    expect(lineText({ ...line, text: json }, { level: false })).toBe("db: connection refused");
    const pairs = 'time=2024-05-14T03:24:39Z level=error component=db msg="connection refused"';
    expect(lineText({ ...line, text: pairs })).toBe("ERROR db: connection refused");
    expect(lineText({ ...line, text: `<11>1 ${pairs} n=1` })).toBe("ERROR db: connection refused");
  });

  it("keeps a line that ends or begins with its message as it is", () => {
    const said = "Heap usage 88 %";
    const line = { level: "warn", component: "Heap", message: said } as const;
    expect(lineText({ ...line, text: `2024-05-14 07:46:04 WARN [gc] Heap - ${said}` })).toBe(
      `WARN [gc] Heap - ${said}`,
    );
    expect(lineText({ ...line, text: `07 WARN Heap - ${said}\n\tat x` })).toBe(`07 WARN Heap - ${said} at x`);
    expect(lineText({ ...line, text: `${said} "-" "agent"` })).toBe(`${said} "-" "agent"`);
  });

  it("reads the message out of the text where nothing else is known", () => {
    expect(lineText({ text: '{"level":"fatal","msg":"a \\"q\\"","logger":"main"}' })).toBe('CRIT main: a "q"');
    expect(lineText({ text: '{"log":"2024-05-14 10:00:00 ERROR disk full\\n"}' })).toBe("ERROR disk full");
    expect(lineText({ text: 'level=warn msg="slow x" component=api' })).toBe("WARN api: slow x");
    expect(lineText({ text: '{"a":1}' })).toBe('{"a":1}');
    const audit = "type=USER_LOGIN msg=audit(1715679907.149:4164): pid=20297";
    expect(lineText({ text: audit })).toBe(audit);
  });

  it("R-110 ends for any text, on one line", () => {
    const hostile = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(hostile, hostile, hostile, (text, message, component) => {
        for (const whole of [text, `{"msg":"${text}`, `a=${text}`])
          expect(lineText({ text: whole, message, component, level: "error" })).not.toMatch(/[\r\n]/);
      }),
    );
    const long = `{"msg":"${"\\".repeat(100_000)}`;
    expect(lineText({ text: long }).length).toBeLessThanOrEqual(4_000);
  });
});

describe("causeLine", () => {
  it("takes from the evidence what is known of the same line", () => {
    const [incident] = exampleResults.incidents;
    const [line] = incident?.evidence ?? [];
    if (incident === undefined || line === undefined) throw new Error("the fixture is empty");
    const cause = { ...incident.first_cause, text: line.text };
    expect(causeLine({ ...incident, first_cause: cause })).toBe(line);
    expect(causeLine(incident)).toEqual({ text: incident.first_cause.text });
  });
});
