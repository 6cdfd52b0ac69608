import { describe, expect, it } from "vitest";
import { readLog } from "./harness.ts";

const LINES = Array.from(
  { length: 30 },
  (_, i) => `2026-03-16 08:00:${10 + i} ${i === 20 ? "ERROR" : "INFO"} [shop] order ${i} stored`,
);
const indented = (lines: readonly string[], blanks: string): string =>
  lines.map((line) => `${blanks}${line}\n`).join("");

describe("a log that is indented throughout", () => {
  it.each(["  ", "\t", "      "])("is read as if it were not: %j", (blanks) => {
    const plain = readLog(indented(LINES, ""));
    const { events, accounting } = readLog(indented(LINES, blanks));
    expect(accounting.format.name).toBe(plain.accounting.format.name);
    expect(accounting.joined).toBe(0);
    const told = ({ time, level, component, message, shaped }: (typeof events)[number]) => [
      time,
      level,
      component,
      message,
      shaped,
    ];
    expect(events.map(told)).toEqual(plain.events.map(told));
    expect(events[20]?.record).toBe(`${blanks}${LINES[20]}`);
  });

  it("keeps traces together, and lines that are indented less", () => {
    const trace = ["java.lang.IllegalStateException: no ledger", "\tat a.b.Shop.open(Shop.java:12)"];
    const lines = [...LINES, "2026-03-16 08:01:00 ERROR [shop] failed", ...trace, ...LINES];
    const { events } = readLog(`${indented(lines, "  ")}2026-03-16 08:02:00 INFO [shop] the last\n`);
    expect(events).toHaveLength(62);
    expect([events[30]?.folded, events.at(-1)?.message]).toEqual([2, "the last"]);
  });

  it("has its common blanks taken off without a format too, where it is no trace", () => {
    const lines = Array.from(
      { length: 40 },
      (_, i) => `  widget ${i} is ready${i % 10 === 0 ? "\n      as asked" : ""}\n`,
    );
    const { events } = readLog(lines.join(""));
    expect(events).toHaveLength(40);
    expect(events[0]).toMatchObject({ folded: 1, message: "widget 0 is ready" });
    const frames = Array.from({ length: 40 }, (_, i) => `\tat com.example.Shop.m${i}(Shop.java:${i})\n`);
    expect(readLog(frames.join("")).events).toHaveLength(1);
  });

  it("has nothing taken off where no format stands behind the blanks", () => {
    const { events } = readLog("  one thing\n    of more\n  another\n");
    expect(events[0]?.record.startsWith("  one thing")).toBe(true);
  });
});

describe("a head without a message", () => {
  const alert = (i: number, ...rest: readonly string[]): string[] => [
    `2026-03-16T08:00:${10 + (i % 50)}.000000+00:00`,
    ...rest,
  ];
  const calm = (i: number): string[] =>
    alert(i, `Thread 1 advanced to log sequence ${i}`, `  Current log# ${i} mem# 0: /u01/redo.log`);

  it("has the line behind it for a message, whatever that says", () => {
    const lines = [
      ...Array.from({ length: 40 }, (_, i) => calm(i)).flat(),
      ...alert(41, "ORA-00600: internal error code", "Incident details in: /u01/trace.trc"),
      ...calm(42),
    ];
    const { events, accounting } = readLog(`${lines.join("\n")}\n`);
    expect(events).toHaveLength(42);
    expect(events[0]?.message).toBe("Thread 1 advanced to log sequence 0");
    expect(events[0]?.shaped).toBe("Thread 1 advanced to log sequence 0");
    expect(events[40]).toMatchObject({ message: "ORA-00600: internal error code", folded: 2 });
    expect(events[40]?.record.split("\n")).toEqual(lines.slice(120, 123));
    expect([accounting.lines, accounting.joined]).toEqual([126, 84]);
  });

  it("stays empty where a blank line follows", () => {
    const lines = [...Array.from({ length: 10 }, (_, i) => calm(i)).flat(), ...alert(11, "", "later"), ...calm(12)];
    const { events } = readLog(`${lines.join("\n")}\n`);
    expect(events[10]?.message).toBe("");
  });
});
