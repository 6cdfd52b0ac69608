import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";

const head = (i: number, text = "executing:") => `2024-05-14 00:${String(10 + (i % 50))}:00,332 DEBUG [sql] ${text}`;
const statement = [
  "SELECT id, error_code, failed_at",
  "FROM payments p",
  "WHERE p.status IN ('FAILED')",
  "  AND p.id > 1",
];
const repeat = (count: number, lines: (i: number) => readonly string[]): string =>
  Array.from({ length: count }, (_, i) => lines(i).join("\n")).join("\n");

describe("lines without a head behind a timed head", () => {
  it("belong to the record before them, also where they are most of the lines but come regularly", () => {
    const text = repeat(60, (i) => [head(i), ...statement, head(i, `${i} rows in 6 ms`)]);
    for (const size of [1, 7, 1000]) {
      const { events, accounting } = readLog(text, { size });
      expect(accounting).toMatchObject({ lines: 360, parsed: 120, joined: 240, format: { name: "app", ratio: 1 } });
      expect(events[0]).toMatchObject({ folded: 4, component: "sql", message: "executing:" });
      expect(events[0]?.record.split("\n").slice(1)).toEqual(statement);
      expect(events.every(({ time }) => time !== "")).toBe(true);
      expect(isBalanced(accounting)).toBe(true);
    }
  });

  it("belong to it where long statements leave the format fewer than three of ten lines", () => {
    const text = repeat(40, (i) => [
      head(i, `batch ${i} executes`),
      ...Array.from({ length: 6 }, (_, k) => `COLUMN ${k}`),
    ]);
    expect(readLog(text).accounting).toMatchObject({ parsed: 40, joined: 240, format: { name: "app" } });
  });

  it("stay events where most lines of the first have no head and come as they like", () => {
    let seed = 7;
    const next = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const text = repeat(400, (i) => [next() < 0.4 ? head(i, `thing ${i}`) : `progress ${i} of many`]);
    expect(readLog(text).accounting).toMatchObject({ parsed: 400, joined: 0 });
  });

  it("stay events in plain text, in JSON and where the format names no time", () => {
    for (const line of [
      "plain words",
      '{"time":"2024-05-14T00:00:01Z","level":"info","msg":"x"}',
      "ERROR [db] refused",
    ]) {
      const { accounting } = readLog(repeat(30, (i) => (i % 3 === 2 ? ["Server stopped."] : [line])));
      expect(accounting).toMatchObject({ parsed: 30, joined: 0 });
    }
  });

  it("stay events where they name a level, begin with a whole time, or another format fits", () => {
    const { events } = readLog(
      `${repeat(20, (i) => [head(i, `thing ${i}`)])}\nFATAL: out of memory\n2024-05-14 00:1\n[2024-05-14 00:00:10] odd\n1715678057|WARN|gw|x\n`,
    );
    expect(events.slice(20).map(({ level, record }) => [level, record])).toEqual([
      ["critical", "FATAL: out of memory\n2024-05-14 00:1"],
      ["none", "[2024-05-14 00:00:10] odd"],
      ["warn", "1715678057|WARN|gw|x"],
    ]);
  });

  it("go on as another event beyond 500 lines", () => {
    const { events, accounting } = readLog(
      `${repeat(200, (i) => [head(i, `thing ${i}`)])}\n${repeat(1200, (i) => [`ROW ${i}`])}`,
      { size: 97 },
    );
    expect(events.slice(199).map(({ folded }) => folded)).toEqual([499, 499, 200]);
    expect(isBalanced(accounting)).toBe(true);
  });
});
