import { describe, expect, it } from "vitest";
import { dictionary } from "../../src/core/dictionary.ts";
import type { LineStretch } from "../../src/parsing/index.ts";
import { sourceReaders } from "../../src/parsing/index.ts";
import { adopt, type ReadStretch } from "../../src/pipeline/read-stretch.ts";
import { stretchPool } from "../../src/pipeline/stretch-pool.ts";
import { shapeTable } from "../../src/templates/index.ts";
import { bytesOf, lineBatches } from "../parsing/harness.ts";
import { analyzed, clockAt } from "./harness.ts";

/** Many lines of a service: values, stack traces, a secret, words that come late, a second format. */
function lines(count: number): string[] {
  return Array.from({ length: count }, (_, i): string => {
    const at = clockAt(i / 20);
    if (i % 997 === 0)
      return `${at} ERROR [web] order ${i} failed\njava.lang.IllegalStateException: no stock\n\tat shop.Order.place(Order.java:${i % 90})`;
    if (i === count - 300) return `${at} WARN [vault] login with password=hunter2-${i} refused`;
    if (i % 211 === 0)
      return `Mar ${String(1 + (i % 28)).padStart(2)} 10:00:00 host${i % 7} cron[${i}]: job ${i % 3} done`;
    if (i % 5 === 0) return `${at} INFO [db-${i % 40}] query ${i * 7919} returned ${i % 41} rows in ${i % 900} ms`;
    return `${at} INFO [web] user u${i % 5000} opened page /item/${i % 77}`;
  });
}
const TEXT = lines(60_000).join("\n");

const stretchesOf = (size: number): LineStretch[] => {
  const source = { name: "app.log", sizeBytes: TEXT.length, year: 2026, async *read() {} };
  const reader = sourceReaders({ sources: [source], emit: () => undefined }).of(0);
  return [...lineBatches(bytesOf(TEXT), size).flatMap((batch) => [...reader.push(batch)]), ...reader.end()];
};

describe("stretches of lines", () => {
  it("end at the same lines however the input is cut into batches", () => {
    const ends = (size: number) => stretchesOf(size).map(({ lines }) => [lines.first, lines.length, lines.offset]);
    const expected = ends(5000);
    expect(expected.length).toBeGreaterThan(2);
    expect(ends(777)).toEqual(expected);
    expect(ends(100_000)).toEqual(expected);
  });

  it("begin with a record, never within a trace", () => {
    for (const { lines } of stretchesOf(5000)) {
      const first = new TextDecoder().decode(lines.bytes.subarray(lines.start[0], lines.end[0]));
      expect(first).toMatch(/^2026-/);
    }
  });

  it("are read by a thread as they are read here", async () => {
    const here = stretchPool(0, { reading: {}, marksZones: false });
    const pool = stretchPool(1, { reading: {}, marksZones: false });
    const seen: (readonly [own: unknown, other: unknown])[] = [];
    // A thread needs time to start; until then the pool reads by itself.
    while ((await threadRead(pool)) === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const [i, stretch] of stretchesOf(5000).entries()) {
      const other = pool.read(stretchesOf(5000)[i] ?? stretch);
      expect(other).toBeInstanceOf(Promise);
      seen.push([plain(await here.read(stretch)), plain(await other)]);
    }
    await Promise.all([here.close(), pool.close()]);
    expect(seen.length).toBeGreaterThan(2);
    for (const [own, other] of seen) expect(other).toEqual(own);
  });

  it("give the same bytes with any number of workers", async () => {
    const run = async (workers: number) =>
      (await analyzed([{ name: "app.log", text: TEXT }], { config: { workers }, wantScores: true })).files;
    const expected = await run(0);
    expect(await run(1)).toEqual(expected);
    expect(await run(3)).toEqual(expected);
  });

  it("give the same bytes of a table with any number of workers", async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => {
      const [hour, minute, second] = [Math.floor(i / 3600) % 24, Math.floor(i / 60) % 60, i % 60];
      const time = `3/${1 + (i % 28)}/2026 ${hour % 12 || 12}:${String(minute).padStart(2, "0")}:${String(second).padStart(2, "0")} ${hour < 12 ? "AM" : "PM"}`;
      if (i === 41_000) return `time,message,level\n${time},"broke, ""for good""",ERROR`;
      const said =
        i % 997 === 0
          ? `"java.lang.IllegalStateException: no\n\tat shop.Order.place(Order.java:${i % 90})"`
          : `order ${i} took ${i % 90} ms`;
      return i < 41_000 ? `${time},INFO,${said}` : `${time},${said},INFO`;
    });
    const run = async (workers: number) =>
      analyzed([{ name: "app.csv", text: `time,level,message\n${rows.join("\n")}\n` }], { config: { workers } });
    const [alone, helped] = [await run(0), await run(2)];
    expect(helped.files).toEqual(alone.files);
    expect(alone.results.summary.input).toMatchObject({ parsed: 60_000, joined: 61, skipped: { header: 2 } });
    // Of a row whose message goes on in the next line, the level stands there.
    expect(alone.results.summary.log_severity_summary).toEqual({ error: 1, info: 59_980, none: 19 });
  });
});

const threadRead = async (pool: ReturnType<typeof stretchPool>): Promise<ReadStretch | undefined> => {
  const read = pool.read(stretchesOf(100_000)[0] ?? never());
  return read instanceof Promise ? read : undefined;
};
const never = (): never => {
  throw new Error("the text has no stretch");
};

/** What a stretch gave, once it has the words and shapes of a run. */
const plain = (read: ReadStretch): unknown => {
  const words = dictionary();
  const shapes = shapeTable();
  adopt(read, words, shapes);
  const { events, ...rest } = read.parsed;
  return { rest, events, suspicious: read.suspicious, shapes: shapes.shapes.length, words: words.size };
};
