import { describe, expect, it } from "vitest";
import { TRACES } from "../fixtures/traces.ts";
import { isBalanced, readLog } from "./harness.ts";
import { criLine, dockerLine } from "./wrappers.ts";

/** More lines than one stretch has. */
const LINES = 50_000;
const go = (TRACES.find(({ name }) => name.startsWith("Go, a panic"))?.text ?? "").split("\n");
const python = (TRACES.find(({ name }) => name.startsWith("Python, one exception"))?.text ?? "").split("\n");
const said = (lines: readonly string[]): number => lines.filter((line) => line !== "").length;

/** How often an event of so many lines comes. */
function sizes(lines: readonly string[]): Record<string, number> {
  const { events, accounting } = readLog(lines.join("\n"), { size: 999 });
  expect(isBalanced(accounting)).toBe(true);
  const found: Record<string, number> = {};
  for (const { folded } of events) found[folded + 1] = (found[folded + 1] ?? 0) + 1;
  return found;
}

/** `block` so often that it fills several stretches, each line made by `wrap`. */
const filled = (block: readonly string[], wrap: (line: string, index: number) => string): [string[], number] => {
  const times = Math.ceil(LINES / block.length);
  return [Array.from({ length: times }, () => block).flatMap((lines, i) => lines.map((line) => wrap(line, i))), times];
};

describe("no record is cut where a long input is", () => {
  it("lines without heads", () => {
    const [lines, times] = filled(["started", ...go, "stopped", ...python], (line) => line);
    expect(sizes(lines)).toEqual({ 1: 2 * times, [said(go)]: times, [said(python)]: times });
  });

  it("a slow query log", () => {
    const block = ["# Time: 2021-01-26T23:45:57.678222Z", "# User@Host: a[a] @ b []", "SELECT *", "FROM a", "WHERE b;"];
    const [lines, times] = filled(block, (line) => line);
    expect(sizes(lines)).toEqual({ 5: times });
  });

  it("traces with a head before each line", () => {
    const [lines, times] = filled(["served", ...python], (line) => `Mar 16 09:00:03 web1 app[12]: ${line}`);
    expect(sizes(lines)).toEqual({ 1: times, [python.length]: times });
  });

  it("PostgreSQL's details", () => {
    const block = ["LOG:  a", "ERROR:  b", "DETAIL:  c", "HINT:  d", "STATEMENT:  e"];
    const [lines, times] = filled(block, (line) => `2025-08-13 01:45:01.123 UTC [12] ${line}`);
    expect(sizes(lines)).toEqual({ 1: times, 4: times });
  });

  for (const [name, wrap] of Object.entries({ criLine, dockerLine }))
    it(`streams of a container that alternate: ${name}`, () => {
      const write = (content: string, i: number, stream: string): string =>
        wrap(name === "dockerLine" ? `${content}\n` : content, i, stream);
      const block = ["failed", ...go].flatMap((line) => [`e${line}`, "oserved"]);
      const [lines, times] = filled(block, (line, i) => write(line.slice(1), i, line[0] === "e" ? "stderr" : "stdout"));
      expect(sizes(lines)).toEqual({ 1: times * (block.length / 2 + 1), [said(go)]: times });
    });

  it("pieces of cut lines", () => {
    const block = ["oa P", "ea P", "ob P", "eb F", "oc F", "od F"];
    const [lines, times] = filled(block, (line, i) =>
      criLine(line.slice(1, 2), i, line[0] === "e" ? "stderr" : "stdout", line.slice(3)),
    );
    expect(sizes(lines)).toEqual({ 1: times, 2: times, 3: times });
  });
});
