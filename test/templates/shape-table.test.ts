import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWatched } from "../../src/templates/places.ts";
import { shapeTable } from "../../src/templates/shape-table.ts";
import { shapesOf } from "./messages.ts";

const feed = (table: ReturnType<typeof shapeTable>, message: string): number => {
  const bytes = Buffer.from(message);
  return table.idOf(bytes, 0, bytes.length);
};
const letters = (number: number): string =>
  [...String(number)].map((digit) => "qwrtpsdghk".charAt(Number(digit))).join("");

describe("a shape table", () => {
  it("numbers shapes densely in order of first appearance", () => {
    const { ids, shapes } = shapesOf(["a 1", "b 1", "a 2", "c", "b 3"]);
    expect(ids).toEqual([0, 1, 0, 2, 1]);
    expect(shapes.length).toBe(3);
    expect(shapes.at(0).elements).toEqual([
      { kind: "word", text: "a", spaced: false },
      { kind: "value", text: "<*>", spaced: true },
    ]);
    expect(Buffer.from(shapes.at(1).sample).toString()).toBe("b 1");
  });

  it("R-04 gives a message the same shape wherever it lies in a batch", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 30 }), (messages) => {
        const clean = messages.map((message) => message.replace(/[\r\n]/g, " "));
        const alone = shapesOf(clean);
        const table = shapeTable();
        const joined = Buffer.from(clean.join("\r\n"));
        let from = 0;
        const ids = clean.map((message) => {
          const end = from + Buffer.byteLength(message);
          const id = table.idOf(joined, from, end);
          from = end + 2;
          return id;
        });
        expect(ids).toEqual(alone.ids);
        for (let id = 0; id < table.shapes.length; id++) {
          expect(table.shapes.at(id).elements).toEqual(alone.shapes.at(id).elements);
        }
      }),
    );
  });

  it("takes empty messages, NUL bytes and bytes that are no UTF-8", () => {
    const { ids, shapes } = shapesOf([
      new Uint8Array(0),
      new Uint8Array([0, 0]),
      new Uint8Array([0xff, 0xfe, 0x20, 0x31]),
    ]);
    expect(ids).toEqual([0, 0, 1]);
    expect(shapes.at(0).elements).toEqual([]);
    expect(shapes.at(1).elements[0]?.text).toBe("\ufffd\ufffd");
  });

  it("keeps of a long message a short sample and short words", () => {
    const { shapes } = shapesOf([`${"x".repeat(100_000)} ${"word ".repeat(10_000)}`]);
    expect(shapes.at(0).sample.length).toBe(4096);
    expect(shapes.at(0).elements.length).toBe(192);
    expect(shapes.at(0).elements[0]?.text.length).toBeLessThan(300);
  });

  it("lets the first elements stand for the rest once it is full", () => {
    const table = shapeTable({ limit: 2 });
    expect(feed(table, "one two three four five")).toBe(0);
    expect(feed(table, "two")).toBe(1);
    const id = feed(table, "three a b c d");
    expect(table.shapes.at(id).elements.map(({ text }) => text)).toEqual(["three", "a", "b", "<*>"]);
    expect(feed(table, "three a b x")).toBe(id);
    expect(feed(table, "one two three four five")).toBe(0);
    expect(table.overflowed).toBe(2);
    expect(table.shapes.at(feed(table, "")).elements.map(({ text }) => text)).toEqual(["<*>"]);
  });

  it("R-66 stays bounded whatever comes, and one shape takes what is left", () => {
    const table = shapeTable({ limit: 100 });
    let last = -1;
    for (let i = 0; i < 20_000; i++)
      last = feed(table, `${letters(i)} ${letters(i * 7)} ${letters(i * 13)} ${letters(i * 17)}`);
    expect(table.shapes.length).toBeLessThanOrEqual(100 + 4096 + 1);
    expect(table.shapes.at(last).elements.map(({ text }) => text)).toEqual(["<*>"]);
    const small = shapeTable({ sizeBytes: 10_000 });
    for (let i = 0; i < 1_000; i++) feed(small, `${letters(i)} is one of many messages`);
    expect(small.overflowed).toBeGreaterThan(0);
    expect(small.shapes.at(small.shapes.length - 1).elements.length).toBe(4);
  });

  it("is not filled by one sentence whose words vary without end", () => {
    const table = shapeTable({ limit: 2_000 });
    for (let i = 0; i < 50_000; i++) feed(table, `login of ${letters(i)} from host ${letters(i * 31)} was accepted`);
    expect(table.shapes.length).toBeLessThan(500);
    expect(table.overflowed).toBe(0);
    const id = feed(table, "login of somebody from host elsewhere was accepted");
    expect(
      table.shapes
        .at(id)
        .elements.map(({ text }) => text)
        .join(" "),
    ).toBe("login of <*> from host <*> was accepted");
  });

  it("is not filled by one sentence whose first word varies without end", () => {
    const table = shapeTable({ limit: 3_000 });
    for (let i = 0; i < 20_000; i++) feed(table, `${letters(i)} has joined the channel`);
    expect(table.shapes.length).toBeLessThan(1_100);
    const id = feed(table, "somebody has joined the channel");
    expect(table.shapes.at(id).elements[0]).toEqual({ kind: "value", text: "<*>", spaced: false });
    const single = shapeTable({ limit: 3_000 });
    for (let i = 0; i < 2_000; i++) feed(single, letters(i));
    expect(single.shapes.length).toBe(2_000);
  });

  it("watches in every message whether a unit, a small stem or dots stay what they were", () => {
    const kept = shapesOf(Array.from({ length: 1000 }, (_, i) => `ssh2 took ${i} ms ....`)).shapes.at(0);
    const changed = shapesOf([
      ...Array.from({ length: 1000 }, (_, i) => `ssh2 took ${i} ms ....`),
      "ssh1 took 5 s ..",
      ...Array.from({ length: 1000 }, (_, i) => `ssh2 took ${i} ms ....`),
    ]).shapes.at(0);
    expect(isWatched(kept) && kept.places.map((place) => place?.fixed)).toEqual(["ssh2", undefined, " ms", "...."]);
    expect(isWatched(changed) && changed.places.map((place) => place?.fixed)).toEqual([null, undefined, null, null]);
  });

  it("keeps of a long message what it shows, not all of it", () => {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    if (typeof collect !== "function") throw new Error("the engine has no collector");
    const used = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = used();
    const rest = "x".repeat(3_900);
    const tables = Array.from({ length: 20 }, (_, t) => {
      const table = shapeTable();
      for (let i = 0; i < 200; i++) feed(table, `the message of ${letters(1e15 + t * 1e6 + i * 7919)} is here ${rest}`);
      return table;
    });
    const shapes = tables.reduce((sum, table) => sum + table.shapes.length, 0);
    expect(shapes).toBeGreaterThan(1_000);
    // A message is four thousand characters, and what is kept of it about three hundred.
    expect((used() - before) / shapes).toBeLessThan(3_000);
  });

  it("refuses ids it never gave", () => {
    expect(() => shapeTable().shapes.at(0)).toThrow("no shape 0 of 0");
  });
});
