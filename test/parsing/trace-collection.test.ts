import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";
import { criLine, dockerLine, WRAPPED } from "./wrappers.ts";

interface Trace {
  readonly name: string;
  readonly lines: readonly string[];
}

const isTrace = (value: unknown): value is Trace => typeof value === "object" && value !== null && "lines" in value;

const FILE = join(import.meta.dirname, "../../../shared/data/formats/multiline/stacktraces.jsonl");
const traces = existsSync(FILE)
  ? readFileSync(FILE, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): unknown => JSON.parse(line))
      .filter(isTrace)
  : [];

const calm = (index: number): string => `2025-04-01 12:00:0${index},123 INFO [main] com.example.Shop: served request`;
const said = (lines: readonly string[]): string[] => lines.filter((line) => line.trim() !== "");

describe.skipIf(traces.length === 0)("R-62 each stack trace of the collection (skipped without the data)", () => {
  for (const { name, lines } of traces) {
    it(`${name} alone is one event`, () => {
      const { events, accounting } = readLog(lines.join("\n"));
      expect(events.map(({ record }) => record)).toEqual([said(lines).join("\n")]);
      expect(isBalanced(accounting)).toBe(true);
    });
    it(`${name} among records with heads is one event`, () => {
      const { events } = readLog([calm(1), calm(2), ...lines, calm(3), calm(4)].join("\n"));
      expect(events.map(({ record }) => record)).toEqual([calm(1), calm(2), said(lines).join("\n"), calm(3), calm(4)]);
    });
    it(`${name} among lines without heads is one event`, () => {
      const { events } = readLog(["one", "two goes on", ...lines, "three", "four"].join("\n"));
      expect(events.map(({ record }) => record)).toEqual([
        "one",
        "two goes on",
        said(lines).join("\n"),
        "three",
        "four",
      ]);
    });
    for (const { name: setting, wrap } of WRAPPED) {
      it(`${name} in ${setting} is one event`, () => {
        const all = ["one", "two goes on", ...lines, "three", "four"].map(wrap);
        const { events, accounting } = readLog(all.join("\n"));
        const kept = said(lines);
        expect(events.map(({ folded }) => folded)).toEqual([0, 0, kept.length - 1, 0, 0]);
        expect(events[2]?.record).toBe([all[2], ...kept.slice(1)].join("\n"));
        expect(isBalanced(accounting)).toBe(true);
      });
      it(`${name} in ${setting} among records with heads is one event`, () => {
        const all = [calm(1), calm(2), ...lines, calm(3), calm(4)].map(wrap);
        const { events } = readLog(all.join("\n"));
        expect(events.map(({ folded }) => folded)).toEqual([0, 0, said(lines).length - 1, 0, 0]);
      });
    }
    it(`${name} beside another stream that writes between its lines is one event`, () => {
      for (const wrap of [
        criLine,
        (line: string, index: number, stream: string) => dockerLine(`${line}\n`, index, stream),
      ]) {
        const text = ["one", ...lines, "two"].flatMap((line, index) => [
          wrap(line, index * 2, "stderr"),
          wrap(`request ${index} served`, index * 2 + 1, "stdout"),
        ]);
        const { events, accounting } = readLog(text.join("\n"));
        expect(events.filter(({ folded }) => folded > 0).map(({ folded }) => folded)).toEqual([said(lines).length - 1]);
        expect(events.length).toBe(3 + lines.length + 2);
        expect(isBalanced(accounting)).toBe(true);
      }
    });
    it(`${name} in one string of JSON is one event`, () => {
      const json = (msg: string): string => JSON.stringify({ time: "2025-04-01T12:00:00Z", level: "error", msg });
      expect(readLog([json("one"), json(lines.join("\n")), json("two")].join("\n")).events.length).toBe(3);
    });
  }
});
