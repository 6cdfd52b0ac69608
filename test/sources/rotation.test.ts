import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/core/run.ts";
import { findSources } from "../../src/sources/index.ts";
import { inReadingOrder } from "../../src/sources/rotation.ts";
import { linesOf, readSource, recordedRun } from "./harness.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rotation-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array): void => {
  mkdirSync(join(root, name, ".."), { recursive: true });
  writeFileSync(join(root, name), content);
};
const find = (inputs: readonly string[], emit: (event: RunEvent) => void = () => undefined) =>
  findSources(inputs, { exclude: [], stdin: () => ReadableStream.from([]), batchSize: 100, emit });
const read = async (inputs: readonly string[]) => {
  const { run, events } = recordedRun();
  const sources = await find(inputs, run.emit);
  const lines: string[] = [];
  for (const source of sources) lines.push(...linesOf(await readSource(source, run)));
  const notes = events.flatMap((event) => (event.type === "note" ? [event.text.replaceAll(`${root}/`, "")] : []));
  return { names: sources.map(({ name }) => name.replace(`${root}/`, "")), lines, notes };
};
const hours = (from: number, to: number): string =>
  Array.from(
    { length: (to - from) * 10 },
    (_, i) => `2026-05-01T${from + Math.floor(i / 10)}:0${i % 10}:00Z INFO tick\n`,
  ).join("");

describe("a log that was rotated", () => {
  it.each([
    [["app.log.10.gz", "app.log.2.gz", "app.log.1", "app.log", "apq.log"]],
    [["app.log-20251231", "app.log-20260101.gz", "app.log-20260102", "app.log"]],
    [["app-2025-12-31.log.gz", "app-2026-01-01.log", "app.log"]],
    [["app.2026-01-01.0.log.gz", "app.2026-01-01.2.log", "app.2026-01-01.10.log", "app.2026-01-02.0.log", "app.log"]],
    [["app.log.2025-12-31", "app.log.2026-01-01", "app.log"]],
    [["postgresql-2026-01-01_000000.log", "postgresql-2026-01-01_120000.log", "postgresql-2026-01-02_000000.log"]],
    [["messages.9", "messages.0.bz2", "messages"]],
    [["access.log.old", "access.log", "error.log.1", "error.log"]],
    [["logs/app.log.2", "logs/app.log.1", "logs/app.log", "more/app.log.1", "more/app.log"]],
    [["a.log", "b.log", "c-1.log", "c-2.log", "host-20261399.log", "host-20269999.log"]],
  ])("R-40: %j is read in this order, however it is listed", (names) => {
    for (const listed of [names.toSorted(), names.toReversed(), names])
      expect(inReadingOrder(listed, (name) => name)).toEqual(names);
  });

  it("R-40: is read oldest first from a folder and by a pattern; as typed where it was typed", async () => {
    put("app.log", hours(12, 14));
    put("app.log.1", hours(11, 12));
    put("app.log.2.gz", gzipSync(hours(10, 11)));
    put("app.log.10.zst", zstdCompressSync(hours(1, 2).replaceAll("T1:", "T01:")));
    const order = ["app.log.10.zst", "app.log.2.gz", "app.log.1", "app.log"];
    for (const input of [root, join(root, "app.log*")]) {
      const { names, lines, notes } = await read([input]);
      expect(names).toEqual(order);
      expect(lines).toEqual(lines.toSorted());
      expect(lines.length).toBe(50);
      expect(notes).toEqual([]);
    }
    const typed = ["app.log", "app.log.10.zst", "app.log.1"];
    expect((await read(typed.map((name) => join(root, name)))).names).toEqual(typed);
  });

  it("R-40: a packed copy beside its file is read once, also one that is not finished", async () => {
    put("app.log", hours(13, 14));
    put("app.log.1", hours(12, 13));
    put("app.log.1.gz", gzipSync(hours(12, 13)));
    put("app.log.2", hours(10, 12));
    const half = gzipSync(Buffer.from(hours(10, 12)), { level: 0 });
    put("app.log.2.gz", half.subarray(0, half.length >> 1));
    const { names, lines, notes } = await read([root]);
    expect(names).toEqual(["app.log.2", "app.log.1", "app.log"]);
    expect(lines.length).toBe(40);
    expect(notes).toEqual(["app.log.2.gz repeats app.log.2: read once", "app.log.1.gz repeats app.log.1: read once"]);
  });

  it("R-40: a copy whose log was not cut afterwards is read once", async () => {
    put("app.log.1", hours(10, 12));
    put("app.log", hours(10, 13));
    expect(await read([root])).toMatchObject({ names: ["app.log"], notes: [expect.stringContaining("app.log.1")] });
    put("app.log", hours(10, 12));
    expect((await read([root])).names).toEqual(["app.log"]);
  });

  it("R-40: files that only look alike are all read", async () => {
    put("app.log.1", "done\n");
    put("app.log", "done\n");
    put("app.log.2", "");
    put("other.log.1", hours(10, 12));
    put("other.log", hours(10, 11));
    expect((await read([root])).names).toEqual(["app.log.2", "app.log.1", "app.log", "other.log.1", "other.log"]);
  });
});
