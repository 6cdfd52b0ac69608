import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import type { EventBatch, EventStore } from "../../src/core/event-batch.ts";
import { type Spool, spool } from "../../src/store/spool.ts";
import { batchOf, type MadeEvent } from "../features/made-run.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "loganomaly-spool-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** An event as a plain object. */
const plain = (batch: EventBatch, i: number) => ({
  source: batch.source[i],
  line: batch.line[i],
  folded: batch.folded[i],
  offset: batch.offset[i],
  time: batch.time[i],
  level: batch.level[i],
  component: batch.component[i],
  host: batch.host[i],
  key: batch.key[i],
  shape: batch.shape[i],
  record: decoder.decode(batch.bytes.subarray(batch.start[i], batch.end[i])),
  message: decoder.decode(batch.bytes.subarray(batch.messageStart[i], batch.messageEnd[i])),
});
const all = (batch: EventBatch) => Array.from({ length: batch.length }, (_, i) => plain(batch, i));
/** A stretch is valid until the next one is asked for. */
const walked = (store: EventStore) =>
  Iterator.from(store.stretches())
    .flatMap(({ events }) => all(events))
    .toArray();

const filled = (batches: readonly EventBatch[], memoryBytes?: number): Spool => {
  const store = spool({ folder, ...(memoryBytes !== undefined && { memoryBytes }) });
  for (const batch of batches) store.append(batch);
  store.seal();
  return store;
};

const made = (count: number, from = 0): MadeEvent[] =>
  Array.from(
    { length: count },
    (_, i): MadeEvent => ({
      shape: (from + i) % 500,
      level: i % 10,
      component: (i % 7) - 1,
      host: (i % 5) - 1,
      source: i % 3,
      time: i % 11 === 0 ? Number.NaN : 1e12 + i * 137.25,
      message: `message ${from + i} ${"é".repeat(i % 30)}`,
    }),
  );

describe.each([
  ["in memory", undefined],
  ["on disk", 0],
  ["half in memory, half on disk", 1_500_000],
])("a spool %s", (_, memoryBytes) => {
  it("gives back what was appended, as often as it is walked", () => {
    const batches = [
      batchOf(made(18_000)),
      batchOf(made(1, 18_000), 18_000),
      batchOf([]),
      batchOf(made(17_000, 18_001), 18_001),
    ];
    const store = filled(batches, memoryBytes);
    const expected = batches.flatMap(all);
    expect(store.length).toBe(35_001);
    expect(walked(store)).toEqual(expected);
    expect(walked(store)).toEqual(expected);
    store.close();
  });

  it("finds single events in any order, while it is being walked", () => {
    const batch = batchOf(made(36_000));
    const store = filled([batch], memoryBytes);
    let seen = 0;
    for (const { base, events } of store.stretches()) {
      for (const index of [0, 35_999, (base * 7919) % 36_000, 16_383, 16_384, 33_000]) {
        const stretch = store.stretchOf(index);
        expect(plain(stretch.events, index - stretch.base)).toEqual(plain(batch, index));
      }
      // The stretch at hand is still what it was.
      expect(plain(events, events.length - 1)).toEqual(plain(batch, base + events.length - 1));
      seen += events.length;
    }
    expect(seen).toBe(36_000);
    store.close();
  });

  it("keeps a decoded message that stands outside its record", () => {
    const text = new TextEncoder().encode('{"msg":"a\\tb"}a\tb{"msg":"c"}');
    const one = batchOf([{ shape: 0 }, { shape: 1 }]);
    const batch: EventBatch = {
      ...one,
      bytes: text,
      start: Uint32Array.of(0, 17),
      end: Uint32Array.of(14, 28),
      messageStart: Uint32Array.of(14, 25),
      messageEnd: Uint32Array.of(17, 26),
    };
    const store = filled([batch, batchOf(made(3))], memoryBytes);
    expect(walked(store).slice(0, 2)).toEqual(all(batch));
    expect(walked(store)[0]?.message).toBe("a\tb");
    store.close();
  });

  it("leaves nothing in the temporary folder, not even while it is open", () => {
    const store = filled([batchOf(made(40_000))], memoryBytes);
    expect(readdirSync(folder)).toEqual([]);
    store.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a spool", () => {
  it("is the same whatever the batches that came in, in memory and on disk", () => {
    const events = fc.array(
      fc.record({ shape: fc.nat({ max: 9 }), message: fc.string({ unit: "binary", maxLength: 20 }) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 20 }), (list, size) => {
        const whole = filled([batchOf(list)]);
        const cut: EventBatch[] = [];
        for (let at = 0; at < list.length; at += size) cut.push(batchOf(list.slice(at, at + size), at));
        const [inPieces, onDisk] = [filled(cut), filled(cut, 0)];
        // Offsets are of the made batches, not of a source.
        const told = (store: EventStore) => walked(store).map(({ offset: _, ...event }) => event);
        expect(told(inPieces)).toEqual(told(whole));
        expect(told(onDisk)).toEqual(told(whole));
        for (const store of [whole, inPieces, onDisk]) store.close();
      }),
      { numRuns: 60 },
    );
  });

  it("cuts its stretches by their number of events, not by the batches", () => {
    const sizes = (store: EventStore): number[] =>
      Iterator.from(store.stretches())
        .map(({ events }) => events.length)
        .toArray();
    const events = made(40_000);
    const whole = filled([batchOf(events)]);
    const pieces = filled(
      Array.from({ length: 40 }, (_, i) => batchOf(events.slice(i * 1000, (i + 1) * 1000), i * 1000)),
    );
    expect(sizes(pieces)).toEqual(sizes(whole));
  });

  it("stands very long records", () => {
    const long = "x".repeat(3_000_000);
    const batch = batchOf([1, 2, 3, 4].map((shape): MadeEvent => ({ shape, message: `${shape}${long}` })));
    for (const memoryBytes of [undefined, 0]) {
      const store = filled([batch], memoryBytes);
      expect(walked(store).map(({ record }) => [record[0], record.length])).toEqual(
        ["1", "2", "3", "4"].map((c) => [c, 3_000_001]),
      );
      store.close();
    }
  });

  it("is empty when nothing was appended, and knows no event beyond its end", () => {
    const store = filled([]);
    expect([store.length, walked(store).length]).toEqual([0, 0]);
    expect(() => store.stretchOf(0)).toThrow(RangeError);
    const some = filled([batchOf(made(3))]);
    expect(() => some.stretchOf(3)).toThrow(RangeError);
    expect(() => some.stretchOf(-1)).toThrow(RangeError);
  });

  it("says what to do where the temporary folder cannot be written", () => {
    const store = spool({ memoryBytes: 0, folder: join(folder, "missing") });
    store.append(batchOf(made(3)));
    expect(() => store.seal()).toThrow(UserError);
  });
});
