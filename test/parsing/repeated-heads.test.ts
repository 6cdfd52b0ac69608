import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";

const java = [
  "java.io.IOException: gone",
  "\tat shop.Store.read(Store.java:7)",
  "\t... 3 more",
  "Caused by: a.B: c",
  "\tat d.E.f(E.java:1)",
];
const python = [
  "Traceback (most recent call last):",
  '  File "a.py", line 1, in f',
  "    f()",
  "shop.OutOfStock: none left",
];
const go = ["panic: order failed", "goroutine 1 [running]:", "main.main()", "\t/srv/main.go:5 +0x1d", "exit status 2"];
const app = (line: string): string => `Mar 16 09:00:03 web1 app[12]: ${line}`;
const foldedOf = (lines: readonly string[]): number[] => readLog(lines.join("\n")).events.map(({ folded }) => folded);

describe("a record whose lines each have a head", () => {
  for (const [name, trace] of Object.entries({ java, python, go })) {
    it(`R-64 a ${name} trace that was sent to syslog line by line is one event`, () => {
      const { events, accounting } = readLog([app("served"), ...trace.map(app), app("served")].join("\n"));
      expect(events.map(({ folded }) => folded)).toEqual([0, trace.length - 1, 0]);
      expect(events[1]?.record).toBe(trace.map(app).join("\n"));
      expect(isBalanced(accounting)).toBe(true);
    });
    it(`R-64 a ${name} trace with nothing but a time before each line is one event`, () => {
      const timed = (line: string): string => `2025-04-01T12:00:01.123456789Z ${line}`;
      expect(foldedOf([timed("served"), ...trace.map(timed), timed("served")])).toEqual([0, trace.length - 1, 0]);
    });
    it(`R-64 a ${name} trace with a tag before each line is one event, others between it or not`, () => {
      for (const head of ["", "2025-04-01T12:00:01Z "]) {
        const tagged = (line: string): string => `${head}[pid 12] ${line}`;
        expect(foldedOf([tagged("served"), ...trace.map(tagged), tagged("served")])).toEqual([0, trace.length - 1, 0]);
        const mixed = trace.flatMap((line) => [tagged(line), `${head}[pid 13] ${line}`]);
        for (const { record } of readLog(mixed.join("\n")).events)
          expect(record.includes("pid 12") && record.includes("pid 13")).toBe(false);
      }
    });
    it(`R-64 ${name} traces of two processes that alternate are never mixed`, () => {
      const lines = trace.flatMap((line) => [app(line), `Mar 16 09:00:03 web1 app[13]: ${line}`]);
      for (const { record } of readLog(lines.join("\n")).events)
        expect(record.includes("app[12]") && record.includes("app[13]")).toBe(false);
    });
  }

  it("lines of another program, host or process do not join", () => {
    const frame = "\tat shop.Store.read(Store.java:7)";
    for (const other of ["web1 app[13]", "web1 cron[12]", "web2 app[12]", "web1 app"])
      expect(foldedOf([app("java.io.IOException: gone"), `Mar 16 09:00:03 ${other}: ${frame}`, app("served")])).toEqual(
        [0, 0, 0],
      );
  });

  it("PHP's own list of calls", () => {
    const said = [
      "PHP Warning:  a",
      "PHP Warning:  b",
      "PHP Stack trace:",
      "PHP   1. {main}() /a.php:0",
      "PHP   2. f() /a.php:3",
    ];
    for (const head of ["[01-Apr-2025 12:00:00 UTC] ", "2025-04-01 12:00:00 ", "Mar 16 09:00:03 web1 php[12]: "])
      expect(foldedOf([...said, "PHP Warning:  c"].map((line) => head + line))).toEqual([0, 3, 0]);
  });

  it("sentences that begin like frames are records", () => {
    const lines = ["at startup 3 files", "from 10.0.0.1", "... retrying", "Caused by: nobody", "- done", "Found: 3"];
    expect(foldedOf(lines.map(app))).toEqual(lines.map(() => 0));
  });

  it("PostgreSQL: what explains an error belongs to it, if the process is the same", () => {
    const line = (pid: number, text: string): string => `2025-08-13 01:45:01.123 PDT [${pid}] ${text}`;
    const log = [
      line(12, "LOG:  connection authorized"),
      line(12, 'ERROR:  duplicate key value violates unique constraint "a"'),
      line(12, "DETAIL:  Key (id)=(1) already exists."),
      line(12, "HINT:  Choose another."),
      line(12, "CONTEXT:  PL/pgSQL function f() line 3"),
      line(12, "STATEMENT:  INSERT INTO a"),
      "\tVALUES (1)",
      "\tRETURNING id",
      line(13, "STATEMENT:  SELECT 1"),
      line(12, "LOG:  disconnection"),
      line(120, "DETAIL:  of another process"),
    ];
    const { events, accounting } = readLog(log.join("\n"));
    expect(accounting.format.name).toBe("postgres");
    expect(events.map(({ folded }) => folded)).toEqual([0, 6, 0, 0, 0]);
    expect(events[1]?.record).toBe(log.slice(1, 8).join("\n"));
    expect(events[1]?.level).toBe("error");
    expect(isBalanced(accounting)).toBe(true);
  });
});

describe("properties of lines with repeated heads", () => {
  const line = fc.tuple(
    fc.constantFrom(
      "Mar 16 09:00:03 web1 app[12]: ",
      "Mar 16 09:00:03 web1 app[13]: ",
      "Mar 16 09:00:03 web2 app[12]: ",
      "",
    ),
    fc.constantFrom("", "[t1] ", "[t2] "),
    fc.constantFrom(...java, ...python, ...go, "served", "", "During handling of the above exception, another"),
  );
  it("other batches change nothing, every line is accounted for, and writers are not mixed", () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const text = lines.map(([head, tag, said]) => head + tag + said).join("\n");
        const whole = readLog(text);
        expect(readLog(text, { size })).toEqual(whole);
        expect(isBalanced(whole.accounting)).toBe(true);
        for (const { record } of whole.events) {
          const heads = new Set(record.match(/web\d app\[\d\d\]/g) ?? []);
          expect(heads.size).toBeLessThan(2);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("MySQL's slow query log", () => {
  const query = (id: number, time: boolean): string[] => [
    ...(time ? ["# Time: 2021-01-26T23:45:57.678222Z"] : []),
    `# User@Host: shop[shop] @ localhost []  Id:     ${id}`,
    "# Query_time: 0.011853  Lock_time: 0.011542 Rows_sent: 268  Rows_examined: 268",
    "use shop;",
    "SET timestamp=1611704757;",
    "SELECT *",
    "FROM orders",
    "WHERE id = 1;",
  ];
  it("has one record a query, with or without a time of its own", () => {
    const queries = [query(1, true), query(2, false), query(3, true), query(4, true)];
    const { events, accounting } = readLog(queries.flat().join("\n"));
    expect(events.map(({ record }) => record)).toEqual(queries.map((lines) => lines.join("\n")));
    expect(isBalanced(accounting)).toBe(true);
  });
});
