import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";
import { criLine, dockerLine } from "./wrappers.ts";

const BLOCK = 16 * 1024;
const places = (text: string): (readonly [number, number, string])[] =>
  readLog(text).events.map(({ line, folded, message }) => [line, folded, message] as const);

describe("R-61 lines that a container runtime cut", () => {
  it("CRI: pieces of two streams that alternate are put together by stream", () => {
    const lines = [
      criLine("first half of out, ", 0, "stdout", "P"),
      criLine("first half of err, ", 1, "stderr", "P"),
      criLine("more of out, ", 2, "stdout", "P"),
      criLine("second half of err", 3, "stderr", "F"),
      criLine("the end of out", 4, "stdout", "F"),
      criLine("a whole line", 5, "stdout", "F"),
    ];
    const { events, accounting } = readLog(lines.join("\n"));
    expect(events.map(({ line, folded, message }) => [line, folded, message])).toEqual([
      [1, 2, "first half of out, more of out, the end of out"],
      [2, 1, "first half of err, second half of err"],
      [6, 0, "a whole line"],
    ]);
    expect(events[0]?.record).toBe(`${lines[0]}more of out, the end of out`);
    expect(events[0]?.time).toBe("2025-04-01T12:00:00.000Z");
    expect(accounting).toMatchObject({ lines: 6, parsed: 3, joined: 3, skipped: {} });
  });

  it("CRI: what was cut is read as if it had been written whole", () => {
    const json = JSON.stringify({
      level: "error",
      logger: "shop",
      msg: "x".repeat(40_000),
      ts: "2025-04-01T12:00:09Z",
    });
    const pieces = [json.slice(0, BLOCK), json.slice(BLOCK, 2 * BLOCK), json.slice(2 * BLOCK)];
    const [event, ...more] = readLog(
      pieces.map((piece, i) => criLine(piece, i, "stdout", i < 2 ? "P" : "F")).join("\n"),
    ).events;
    expect(more).toEqual([]);
    expect(event).toMatchObject({ level: "error", component: "shop", message: "x".repeat(40_000), folded: 2 });
    expect(event?.time).toMatch(/^2025-04-01T12:00:09/);
  });

  it("CRI: a last piece that never came is replaced by the end of the input", () => {
    const { events, accounting } = readLog(
      [
        criLine("whole", 0),
        criLine("cut, ", 1, "stdout", "P"),
        criLine("whole", 2),
        criLine("cut", 3, "stdout", "P"),
      ].join("\n"),
    );
    expect(events.map(({ line, folded, message }) => [line, folded, message])).toEqual([
      [1, 0, "whole"],
      [2, 1, "cut, cut"],
      [3, 0, "whole"],
    ]);
    expect(isBalanced(accounting)).toBe(true);
  });

  it("CRI: pieces that are seconds apart are of different lines", () => {
    const text = [
      criLine("lost", 0, "stdout", "P"),
      criLine("later", 6000, "stdout", "F"),
      criLine("next", 6001, "stdout"),
    ];
    expect(places(text.join("\n"))).toEqual([
      [1, 0, "lost"],
      [2, 0, "later"],
      [3, 0, "next"],
    ]);
  });

  it("CRI: a line of many pieces keeps 256 KiB, counts the rest, and ends where a record begins", () => {
    const piece = "x".repeat(BLOCK);
    const many = Array.from({ length: 100 }, (_, i) => criLine(piece, i, "stdout", "P"));
    const whole = readLog([...many, criLine("end", 100, "stdout")].join("\n"));
    expect(whole.events.map(({ folded }) => folded)).toEqual([100]);
    expect(whole.events[0]?.record.length).toBeLessThan(257 * 1024);
    const lost = [...many, criLine("2025-04-01 12:00:01 INFO started", 100, "stdout"), criLine("on", 101, "stdout")];
    expect(readLog(lost.join("\n")).events.map(({ line, folded }) => [line, folded])).toEqual([
      [1, 99],
      [101, 0],
      [102, 0],
    ]);
  });

  it("CRI: a piece cut within a trace belongs to the trace", () => {
    const text = [
      criLine("java.io.IOException: gone", 0),
      criLine("\tat shop.Store", 1, "stderr", "P"),
      criLine("served", 2, "stdout"),
      criLine(".read(Store.java:7)", 3),
      criLine("\tat shop.Main.main(Main.java:3)", 4),
      criLine("served", 5, "stdout"),
    ];
    const { events, accounting } = readLog(text.join("\n"));
    expect(events.map(({ line, folded }) => [line, folded])).toEqual([
      [1, 3],
      [3, 0],
      [6, 0],
    ]);
    expect(events[0]?.record).toBe(`${text[0]}\n\tat shop.Store.read(Store.java:7)\n\tat shop.Main.main(Main.java:3)`);
    expect(isBalanced(accounting)).toBe(true);
  });

  it("CRI: the place of pieces that went to a trace is used again, from nothing", () => {
    const text = [
      criLine('  File "a.py", line 1', 0, "stderr", "P"),
      "served",
      criLine("ValueError: bad", 2, "stderr", "P"),
      criLine('{"level":"error","msg":"no"}', 3, "stdout", "P"),
      "java.io.IOException: gone",
      criLine("served", 5),
      "served",
    ];
    const { events, accounting } = readLog(text.join("\n"));
    expect(events.reduce((sum, { folded }) => sum + folded, 0)).toBe(accounting.joined);
    expect(events.at(-1)).toMatchObject({ line: 7, folded: 0 });
  });

  it("Docker: pieces go on until one has a line break", () => {
    const inner = JSON.stringify({ level: "warn", msg: `"quoted" ${"ü".repeat(12_000)}` });
    const text = [
      dockerLine("before\n", 0, "stdout"),
      dockerLine(inner.slice(0, 6000), 1, "stdout"),
      dockerLine("other\n", 2, "stderr"),
      dockerLine(`${inner.slice(6000)}\n`, 3, "stdout"),
      dockerLine("after\n", 4, "stdout"),
    ];
    const { events, accounting } = readLog(text.join("\n"));
    expect(events.map(({ line, folded, level }) => [line, folded, level])).toEqual([
      [1, 0, "none"],
      [2, 1, "warn"],
      [3, 0, "none"],
      [5, 0, "none"],
    ]);
    expect(events[1]?.message).toBe(`"quoted" ${"ü".repeat(12_000)}`);
    expect(events[1]?.record).toBe(dockerLine(`${inner}\n`, 1, "stdout"));
    expect(isBalanced(accounting)).toBe(true);
  });

  it("Docker: where a shipper took the line breaks off, no line is a piece", () => {
    const text = ["one", "two", "three"].map((log, i) => dockerLine(log, i));
    expect(places(text.join("\n"))).toEqual([
      [1, 0, "one"],
      [2, 0, "two"],
      [3, 0, "three"],
    ]);
  });

  it("a program's own JSON with a key named log is left alone", () => {
    const text = ["a", "b"].map((log) =>
      JSON.stringify({ log, level: "info", stream: "jobs", time: "2025-04-01T12:00:00Z" }),
    );
    expect(readLog(text.join("\n")).events.map(({ folded }) => folded)).toEqual([0, 0]);
  });

  it("lines without content are blank", () => {
    const { accounting } = readLog([criLine("a", 0), criLine("", 1), criLine("  ", 2), criLine("b", 3)].join("\n"));
    expect(accounting).toMatchObject({ parsed: 2, skipped: { blank: 2 } });
  });
});

describe("R-62 long traces that a container runtime wrapped", () => {
  it("keep 500 lines and their causes, and count the rest", () => {
    const frames = Array.from({ length: 5000 }, (_, i) => `\tat a.b.C(D.java:${i})`);
    const trace = ["java.lang.StackOverflowError", ...frames, "Caused by: a.b.Deep: gone", ...frames.slice(0, 9)];
    const { events, accounting } = readLog(
      ["failed", ...trace, "served"].map((line, i) => dockerLine(`${line}\n`, i)).join("\n"),
    );
    expect(events.map(({ folded }) => folded)).toEqual([0, trace.length - 1, 0]);
    expect(events[1]?.record.split("\n").slice(1)).toEqual([...trace.slice(1, 500), "Caused by: a.b.Deep: gone"]);
    expect(isBalanced(accounting)).toBe(true);
  });
});

describe("R-64 lines of several writers", () => {
  const trace = ["java.io.IOException: gone", "\tat shop.Store.read(Store.java:7)", "\tat shop.Main.main(Main.java:3)"];
  const mixed = (prefixes: readonly string[]): string =>
    trace.flatMap((line) => prefixes.map((prefix) => `${prefix}${line}`)).join("\n");

  it("knows Docker's own file where other programs wrote it again, with blanks behind the colons", () => {
    const lines = [
      "2026-03-16 08:00:00 INFO app: served",
      "2026-03-16 08:00:01 ERROR app: failed",
      "Traceback (most recent call last):",
      '  File "a.py", line 1',
      "KeyError: 12",
    ];
    const spaced = [...lines, lines[0]].map((line, i) => dockerLine(`${line}\n`, i).replaceAll(/":"/g, '": "'));
    const { events } = readLog(spaced.join("\n"));
    expect(events.map(({ level, folded }) => [level, folded])).toEqual([
      ["info", 0],
      ["error", 3],
      ["info", 0],
    ]);
  });

  it("docker compose: traces of two services that alternate are two events", () => {
    const { events } = readLog(`web_1  | started\n${mixed(["web_1  | ", "db_1   | "])}\nweb_1  | served`);
    expect(events.map(({ component, folded }) => [component, folded])).toEqual([
      ["web_1", 0],
      ["web_1", 2],
      ["db_1", 2],
      ["web_1", 0],
    ]);
    expect(events[1]?.record).toBe(`web_1  | ${trace.join("\n")}`);
  });

  it("Docker with the container's name in every line", () => {
    const text = trace.flatMap((line, i) =>
      ["web", "db"].map((container_name) =>
        JSON.stringify({ log: `${line}\n`, stream: "stderr", container_name, time: `2025-04-01T12:00:00.00${i}Z` }),
      ),
    );
    expect(readLog(text.join("\n")).events.map(({ component, folded }) => [component, folded])).toEqual([
      ["web", 2],
      ["db", 2],
    ]);
  });

  it("records that a shipper made of single lines, by host and stream", () => {
    const text = trace.flatMap((message, i) =>
      ["web1 stderr", "web1 stdout", "web2 stderr"].map((writer) => {
        const [host, stream] = writer.split(" ");
        return JSON.stringify({ "@timestamp": `2025-04-01T12:00:00.00${i}Z`, stream, message, host: { name: host } });
      }),
    );
    const { events } = readLog(text.join("\n"));
    expect(events.map(({ host, folded }) => [host, folded])).toEqual([
      ["web1", 2],
      ["web1", 2],
      ["web2", 2],
    ]);
    expect(events[1]?.record).toBe([text[1], ...trace.slice(1)].join("\n"));
  });

  it("records of a shipper that are no traces stay single, also where they are indented or empty", () => {
    const said = ["2025-04-01 12:00:01 ERROR failed", "  indented", "", "}", "from 10.0.0.1"];
    const text = said.map((message) => JSON.stringify({ "@timestamp": "2025-04-01T12:00:00Z", message, host: "web1" }));
    expect(readLog(text.join("\n")).events.map(({ folded }) => folded)).toEqual(said.map(() => 0));
  });

  it("a trace behind a record of another thread that reports nothing bad is left alone", () => {
    const text = [
      "2025-04-01 12:00:01,123 ERROR [t1] com.example.Shop: order failed",
      "2025-04-01 12:00:01,124 INFO [t2] com.example.Shop: served",
      ...trace,
      "2025-04-01 12:00:01,125 INFO [t2] com.example.Shop: served",
    ];
    expect(readLog(text.join("\n")).events.map(({ line, folded }) => [line, folded])).toEqual([
      [1, 0],
      [2, 0],
      [3, 2],
      [6, 0],
    ]);
  });

  it("more writers than are followed at once", () => {
    const prefixes = Array.from({ length: 100 }, (_, i) => `job_${i} | `);
    const { events, accounting } = readLog(mixed(prefixes));
    for (const { record, component } of events) expect(record.startsWith(`${component} | `)).toBe(true);
    expect(isBalanced(accounting)).toBe(true);
  });
});

describe("properties of lines of containers", () => {
  const content = fc.constantFrom(
    "served",
    "",
    "2025-04-01 12:00:01 ERROR failed",
    "java.io.IOException: gone",
    "\tat a.b.C(D.java:1)",
    "Caused by: x.Y: z",
    "Traceback (most recent call last):",
    '  File "a.py", line 1',
    "ValueError: bad",
    "panic: x",
    "goroutine 1 [running]:",
    '{"level":"error","msg":"no"}',
    '{"level":"err',
    "\u001b[31mred\u001b[0m",
    'back\\slash " quote',
  );
  const line = fc
    .tuple(content, fc.constantFrom("stdout", "stderr"), fc.boolean(), fc.constantFrom("cri", "docker", "bare"))
    .map(([text, stream, isWhole, kind]) => ({ text, stream, isWhole, kind }));
  const logs = fc
    .tuple(fc.array(line, { minLength: 1, maxLength: 40 }), fc.constantFrom("cri", "docker"))
    .map(([lines, main]) =>
      lines.map(({ text, stream, isWhole, kind }, i) => {
        if (kind === "bare") return text;
        if (main === "cri") return criLine(text, i, stream, isWhole ? "F" : "P");
        return dockerLine(isWhole ? `${text}\n` : text, i, stream);
      }),
    );

  it("other batches change nothing, and every line is accounted for", () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 1, max: 9 }), (lines, size) => {
        const whole = readLog(lines.join("\n"));
        expect(readLog(lines.join("\n"), { size })).toEqual(whole);
        expect(isBalanced(whole.accounting)).toBe(true);
        expect(whole.accounting.joined).toBe(whole.events.reduce((sum, { folded }) => sum + folded, 0));
        expect(whole.events.map((event) => event.line)).toEqual(
          whole.events.map((event) => event.line).toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 150 },
    );
  });

  it("no event holds lines of two streams", () => {
    const marked = fc.array(fc.tuple(content, fc.constantFrom("stdout", "stderr"), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(marked, (lines) => {
        const text = lines.map(([said, stream, isWhole], i) =>
          criLine(said === "" ? "" : `${said} of ${stream};`, i, stream, isWhole ? "F" : "P"),
        );
        for (const { record } of readLog(text.join("\n")).events)
          expect(record.includes("of stdout;") && record.includes("of stderr;")).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});
