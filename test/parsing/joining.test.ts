import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";

const head = "2025-04-01 12:00:01,123 ERROR [main] com.example.Shop: order failed";

const traces: Readonly<Record<string, readonly string[]>> = {
  java: [
    "java.lang.IllegalStateException: no stock",
    "\tat com.example.Shop.order(Shop.java:42)",
    "\t... 23 more",
    "Caused by: java.io.IOException: gone",
    "    at com.example.Store.read(Store.java:7)",
    "    Suppressed: java.io.IOException: close",
    "    ... 12 common frames omitted",
  ],
  python: [
    "Traceback (most recent call last):",
    '  File "shop.py", line 3, in order',
    "    store.read()",
    "KeyError: 'stock'",
    "",
    "During handling of the above exception, another exception occurred:",
    "",
    "Traceback (most recent call last):",
    '  File "shop.py", line 9, in main',
    "    order()",
    "shop.errors.OrderError: no stock",
  ],
  go: [
    "panic: runtime error: index out of range",
    "",
    "goroutine 1 [running]:",
    "main.order(0xc000010000, 0x1)",
    "\t/src/shop/main.go:12 +0x1d",
    "main.main()",
    "\t/src/shop/main.go:5 +0x20",
    "created by main.init",
    "\t/src/shop/main.go:2 +0x20",
  ],
  node: ["Error: no stock", "    at order (/src/shop.js:3:9)", "    at main (/src/shop.js:9:1)"],
};

describe("record joining", () => {
  for (const [name, lines] of Object.entries(traces)) {
    it(`joins a ${name} trace to the event before it`, () => {
      const { events, accounting } = readLog([head, ...lines, head].join("\n"));
      expect(events.length).toBe(2);
      const said = lines.filter((line) => line !== "");
      expect(events[0]).toMatchObject({
        folded: said.length,
        record: [head, ...said].join("\n"),
        message: "order failed",
        level: "error",
        line: 1,
      });
      expect(events[1]?.line).toBe(lines.length + 2);
      expect(isBalanced(accounting)).toBe(true);
    });
    it(`keeps a ${name} trace in plain text one event`, () => {
      const { events } = readLog(["before", ...lines, "after"].join("\n"));
      expect(events.map(({ line }) => line)).toEqual([1, 2, lines.length + 2]);
    });
  }

  it("an unindented line without a head is an event of its own, without time", () => {
    const { events } = readLog([head, "Server stopped.", head].join("\n"));
    expect(events.map(({ message, time }) => [message, time])).toEqual([
      ["order failed", "2025-04-01T12:00:01.123"],
      ["Server stopped.", ""],
      ["order failed", "2025-04-01T12:00:01.123"],
    ]);
  });

  it("two plain traces in a row are two events", () => {
    const trace = ["Traceback (most recent call last):", '  File "a.py", line 1', "    f()", "ValueError: bad"];
    expect(readLog([...trace, ...trace].join("\n")).events.map(({ folded }) => folded)).toEqual([3, 3]);
  });

  it("R-62 a trace of 5,000 frames is one event that keeps 500 lines and its causes", () => {
    const frames = Array.from({ length: 5000 }, (_, i) => `\tat a.b.C(D.java:${i})`);
    const lines = [head, "java.lang.StackOverflowError", ...frames, "Caused by: a.b.Deep: gone", ...frames.slice(0, 9)];
    const { events, accounting } = readLog([...lines, head].join("\n"), { size: 97 });
    expect(events.map(({ folded }) => folded)).toEqual([lines.length - 1, 0]);
    expect(events[0]?.record).toBe([...lines.slice(0, 500), "Caused by: a.b.Deep: gone"].join("\n"));
    expect(isBalanced(accounting)).toBe(true);
  });

  it("a trace goes on as another event where its lines can no longer be counted", () => {
    const lines = [head, ...Array.from({ length: 70_000 }, () => "\tat a.b.C(D.java:1)")];
    const { events, accounting } = readLog(lines.join("\n"));
    expect(events[0]?.folded).toBe(65_534);
    expect(events.length).toBeLessThan(4);
    expect(isBalanced(accounting)).toBe(true);
  });

  it("a record that is no trace has at most 500 lines; what goes on is another event", () => {
    const lines = [head, ...Array.from({ length: 1200 }, (_, i) => `  column ${i}`)];
    const { events, accounting } = readLog(lines.join("\n"), { size: 97 });
    expect(events.map(({ folded }) => folded)).toEqual([499, 499, 200]);
    expect(isBalanced(accounting)).toBe(true);
  });

  it("an event has at most about 256 KiB", () => {
    const { events } = readLog([head, ...Array.from({ length: 60 }, () => `  ${"x".repeat(10_000)}`)].join("\n"));
    expect(events.length).toBeGreaterThan(1);
    for (const { record } of events) expect(record.length).toBeLessThan(256 * 1024 + 10_010);
  });
});

describe("a crash behind a record that reports nothing bad", () => {
  const calm = "2025-04-01T12:00:00.000 INFO [a] request served";
  const grave = "2025-04-01T12:00:00.000 ERROR [a] request failed";
  const crashes: Readonly<Record<string, readonly string[]>> = {
    go: ["panic: runtime error: index out of range [5] with length 3", "", "goroutine 1 [running]:", "main.main()"],
    python: ["Traceback (most recent call last):", '  File "a.py", line 1, in f', "    f()", "MemoryError"],
    node: ["Error: connect ECONNREFUSED 127.0.0.1:5432", "    at TCPConnectWrap.afterConnect (node:net:1595:16)"],
  };
  for (const [name, lines] of Object.entries(crashes)) {
    it(`is an event of its own: ${name}`, () => {
      expect(readLog([calm, ...lines, calm].join("\n")).events.map(({ line }) => line)).toEqual([
        1,
        2,
        lines.length + 2,
      ]);
    });
    it(`belongs to a record that reports a failure: ${name}`, () => {
      expect(readLog([grave, ...lines, grave].join("\n")).events.map(({ line }) => line)).toEqual([
        1,
        lines.length + 2,
      ]);
    });
  }
});
