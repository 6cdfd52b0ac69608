import { describe, expect, it } from "vitest";
import { TRACES } from "../fixtures/traces.ts";
import { isBalanced, readLog } from "./harness.ts";
import { criLine, dockerLine, WRAPPED } from "./wrappers.ts";

const calm = (index: number): string => `2025-04-01 12:00:0${index},123 INFO [main] com.example.Shop: served request`;
const grave = "2025-04-01 12:00:05,123 ERROR [main] com.example.Shop: order failed";
const plain = ["one", "two goes on", "three", "four goes on"] as const;

describe("R-62 a stack trace is one record", () => {
  for (const { name, text } of TRACES) {
    const lines = text.split("\n");
    const said = lines.filter((line) => line.trim() !== "");
    const record = said.join("\n");
    describe(name, () => {
      it("alone", () => {
        const { events, accounting } = readLog(text);
        expect(events.map((event) => event.record)).toEqual([record]);
        expect(isBalanced(accounting)).toBe(true);
      });
      it("among records that report nothing bad", () => {
        const { events } = readLog([calm(1), calm(2), ...lines, calm(3), calm(4)].join("\n"));
        expect(events.map((event) => event.record)).toEqual([calm(1), calm(2), record, calm(3), calm(4)]);
      });
      it("together with the record that reports the failure", () => {
        const { events } = readLog([calm(1), grave, ...lines, calm(2)].join("\n"));
        expect(events.map((event) => event.record)).toEqual([calm(1), `${grave}\n${record}`, calm(2)]);
      });
      it("among lines without heads", () => {
        const { events } = readLog([plain[0], plain[1], ...lines, plain[2], plain[3]].join("\n"));
        expect(events.map((event) => event.record)).toEqual([plain[0], plain[1], record, plain[2], plain[3]]);
      });
      it("twice, with a line between", () => {
        const { events } = readLog([...lines, plain[0], ...lines].join("\n"));
        expect(events.map((event) => event.record)).toEqual([record, plain[0], record]);
      });
      for (const { name: setting, wrap } of WRAPPED)
        it(`wrapped line by line: ${setting}`, () => {
          const all = [calm(1), plain[0], ...lines, plain[1], calm(2)].map(wrap);
          const { events, accounting } = readLog(all.join("\n"));
          expect(events.map(({ folded }) => folded)).toEqual([0, 0, said.length - 1, 0, 0]);
          expect(isBalanced(accounting)).toBe(true);
        });
      it("beside another stream that writes between its lines", () => {
        const docker = (log: string, index: number, stream: string): string => dockerLine(`${log}\n`, index, stream);
        for (const wrap of [criLine, docker]) {
          const all = ["one", ...lines, "two"].flatMap((line, i) => [
            wrap(line, 2 * i, "stderr"),
            wrap(lines[i] ?? "three", 2 * i + 1, "stdout"),
          ]);
          const { events, accounting } = readLog(all.join("\n"));
          const long = events.filter(({ folded }) => folded > 0);
          expect(long.map(({ folded }) => folded)).toEqual([said.length - 1, said.length - 1]);
          expect(isBalanced(accounting)).toBe(true);
        }
      });
      it("wherever the input is cut into batches", () => {
        const all = [calm(1), ...lines, calm(2), plain[0], ...lines].join("\n");
        for (const size of [1, 2, 3, 7]) expect(readLog(all, { size })).toEqual(readLog(all));
      });
      it("R-63 cut off by the end of the input, counted once", () => {
        for (let kept = 1; kept < said.length; kept++) {
          const { events, accounting } = readLog([calm(1), ...said.slice(0, kept)].join("\n"));
          expect(events.map(({ folded }) => folded)).toEqual([0, kept - 1]);
          expect(isBalanced(accounting)).toBe(true);
        }
      });
    });
  }
});

describe("what only looks like part of a trace is a record of its own", () => {
  const java = ["java.io.IOException: gone", "\tat shop.Store.read(Store.java:7)"];
  const python = ["Traceback (most recent call last):", '  File "a.py", line 1, in f', "    f()", "ValueError: bad"];
  const lines = [
    "at startup 12 files were read",
    "from now on the cache is warm",
    "State: running",
    "note: nothing to do",
    "goroutine pool resized",
    "Server started",
    "exit status of job 12 is 0",
    "example.com",
    "main.run(12) took 3 ms and more",
    "[signal received]",
  ];
  for (const [name, trace] of Object.entries({ java, python }))
    for (const line of lines)
      it(`"${line}" behind a ${name} trace`, () => {
        const { events } = readLog(["one", ...trace, line, "two"].join("\n"));
        expect(events.map(({ record }) => record)).toEqual(["one", trace.join("\n"), line, "two"]);
      });

  it("a second trace of the same kind is a second record", () => {
    for (const trace of [java, python, ["panic: a", "", "goroutine 1 [running]:", "main.main()", "\t/a.go:1 +0x1"]])
      expect(readLog(["one", ...trace, ...trace].join("\n")).events.length).toBe(3);
  });
});
