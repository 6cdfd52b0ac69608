import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generate } from "../../src/demo/generate.ts";
import { analyzed, bytesOf, isBalanced, type Log } from "./harness.ts";

const SIZES = [1, 7, 500, 5000] as const;

/** Every file's text for one way to cut the input. */
const filesOf = async (logs: readonly Log[], batchSize: number, chunkBytes: number) => {
  const found = await analyzed(logs, { batchSize, chunkBytes, wantScores: true });
  expect(isBalanced(found)).toBe(true);
  return found.files;
};

const dayOf = (seed: number, lines: number): Log[] =>
  generate({ seed, lines }).files.map(({ name, lines: text }) => ({
    name,
    text: Uint8Array.from(Buffer.from(`${text.join("\n")}\n`, "latin1")),
  }));

describe("the same bytes in every file, however the input is cut", () => {
  it.each([11, 12])("on a generated day, seed %i", async (seed) => {
    const day = dayOf(seed, 3000);
    const whole = await filesOf(day, 5000, 1 << 20);
    expect(whole["incidents.json"]?.length).toBeGreaterThan(1000);
    for (const size of SIZES.slice(0, 3))
      expect(await filesOf(day, size, 4099), `${size} lines a batch`).toEqual(whole);
  });

  it("when the run is made twice", async () => {
    const day = dayOf(13, 3000);
    expect(await filesOf(day, 5000, 1 << 20)).toEqual(await filesOf(day, 5000, 1 << 20));
  });

  const head = fc.constantFrom(
    "",
    "2026-03-16T09:00:01Z ERROR [db] ",
    "2026-03-16 09:00:02,123 INFO web: ",
    "Mar 16 09:00:03 host sshd[12]: ",
    '{"time":"2026-03-16T09:00:04Z","level":"error","msg":"',
    "\tat com.example.Main.run(Main.java:1)",
    "Caused by: ",
    "time=2026-03-16T09:00:05Z level=warn msg=",
  );
  const tail = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.constantFrom(
      "Connection refused",
      "password=hunter2hunter2",
      "\u001b[31mred\u001b[0m",
      '"}',
      "\ufeff",
      "\r",
      "\0\0\0",
    ),
  );
  const lines = fc.array(
    fc.tuple(head, tail).map(([a, b]) => a + b),
    { maxLength: 60 },
  );

  it("on hostile text", async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 64 }), async (hostile, chunkBytes) => {
        const log: Log[] = [{ name: "hostile.log", text: bytesOf(hostile.join("\n")) }];
        const whole = await filesOf(log, 5000, 1 << 20);
        for (const size of SIZES) expect(await filesOf(log, size, chunkBytes)).toEqual(whole);
      }),
      { numRuns: 20, seed: 7 },
    );
  });

  it("when reading stops at --max-logs, wherever that is in a batch", async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom("\n", "\r\n"),
        async (text, limit, end) => {
          const log: Log[] = [
            { name: "a.log", text: bytesOf(text.slice(0, 20).join(end)) },
            { name: "b.log", text: bytesOf(text.slice(20).join(end)) },
          ];
          const config = { max_log_lines: limit };
          const whole = await analyzed(log, { config, wantScores: true });
          expect(isBalanced(whole)).toBe(true);
          for (const batchSize of SIZES.slice(0, 2))
            expect((await analyzed(log, { config, batchSize, wantScores: true })).files).toEqual(whole.files);
        },
      ),
      { numRuns: 20, seed: 8 },
    );
  });

  it("on bytes that are no text at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        const log: Log[] = [{ name: "bytes.log", text: bytes }];
        const whole = await filesOf(log, 5000, 1 << 20);
        for (const size of [1, 7]) expect(await filesOf(log, size, 5)).toEqual(whole);
      }),
      { numRuns: 30, seed: 8 },
    );
  });

  it("on hostile text whose files are valid JSON without NaN and Infinity", async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (hostile) => {
        const files = await filesOf([{ name: "hostile.log", text: bytesOf(hostile.join("\n")) }], 5000, 1 << 20);
        for (const [name, text] of Object.entries(files))
          if (name.endsWith(".json")) expect(() => JSON.parse(text), name).not.toThrow();
      }),
      { numRuns: 25, seed: 9 },
    );
  });
});
