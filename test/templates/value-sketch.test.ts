import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/core/codec.ts";
import { seededRandom } from "../../src/core/random.ts";
import { valueParts } from "../../src/templates/value-kind.ts";
import { valueSketch } from "../../src/templates/value-sketch.ts";

describe("the kind of a value", () => {
  it.each([
    ["12", "num"],
    ["-1,234.5e3", "num"],
    ["12 ms", "num"],
    ["1.5KB", "num"],
    ["10.0.0.1", "ip"],
    ["/10.0.0.1:50010", "ip"],
    ["fe80::1", "ip"],
    ["999.0.0.1", "str"],
    ["0x1F", "hex"],
    ["deadbeef01", "hex"],
    ["00:0a:ff:f2:9f:cc", "hex"],
    ["550e8400-e29b-41d4-a716-446655440000", "uuid"],
    ["/var/log", "path"],
    ["https://a.b/c", "path"],
    ["C:\\x", "path"],
    ["10:20:30", "time"],
    ["2024-05-01 10:20:30,123", "time"],
    ["Mon Jun 14 15:16:01 2004", "time"],
    ["bob@example.org", "str"],
    ["", "str"],
  ])("of %j is %s", (text, kind) => {
    expect(valueParts(text).kind).toBe(kind);
  });
});

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => String(from + i));
const sketchOf = (texts: readonly string[]): ReturnType<typeof valueSketch> => {
  const sketch = valueSketch();
  for (const text of texts) sketch.add(text);
  return sketch;
};

describe("a value sketch", () => {
  it("is empty at first", () => {
    const sketch = valueSketch();
    expect([sketch.count, sketch.distinct(), sketch.top(5), sketch.quantiles(), sketch.kind()]).toEqual([
      0,
      0,
      [],
      null,
      "str",
    ]);
  });

  it("counts distinct values exactly up to 1,024 and nearly beyond", () => {
    expect(sketchOf([...numbers(0, 1024), ...numbers(0, 1024)]).distinct()).toBe(1024);
    const many = sketchOf(numbers(0, 50_000)).distinct();
    expect(Math.abs(many - 50_000) / 50_000).toBeLessThan(0.08);
  });

  it("finds the most frequent values among many rare ones and never counts too high", () => {
    const texts = Array.from({ length: 20_000 }, (_, i) =>
      i % 4 === 0 ? "often" : i % 10 === 1 ? "sometimes" : `rare${i}`,
    );
    const [first, second] = sketchOf(texts).top(2);
    const real = (value: string): number => texts.filter((text) => text === value).length;
    expect([first?.value, second?.value]).toEqual(["often", "sometimes"]);
    expect(first!.count).toBeLessThanOrEqual(real("often"));
    expect(first!.count).toBeGreaterThan(real("often") * 0.9);
    expect(second!.count).toBeLessThanOrEqual(real("sometimes"));
  });

  it("gives minimum, quartiles and maximum of numbers only", () => {
    const [minimum, low, middle, high, maximum] = sketchOf(numbers(0, 100_000)).quantiles() ?? [];
    expect([minimum, maximum]).toEqual([0, 99_999]);
    for (const [value, expected] of [
      [low, 25_000],
      [middle, 50_000],
      [high, 75_000],
    ] as const) {
      expect(Math.abs(value! - expected)).toBeLessThan(2_500);
    }
    expect(sketchOf(["1", "2", "x"]).quantiles()).toBeNull();
    expect(sketchOf(["1,000 ms", "<2 ms"]).quantiles()).toEqual([2, 2, 2, 1000, 1000]);
  });

  it("merges into what one sketch would have seen", () => {
    const merged = sketchOf(numbers(0, 3_000));
    merged.merge(sketchOf(numbers(2_000, 6_000)).state);
    expect(merged.count).toBe(7_000);
    expect(merged.distinct()).toBe(sketchOf(numbers(0, 6_000)).distinct());
    expect(merged.quantiles()?.at(-1)).toBe(5_999);
    const few = sketchOf(["a", "a", "b"]);
    few.merge(sketchOf(["b", "b", "b", "c"]).state);
    expect(few.top(2)).toEqual([
      { value: "b", count: 4 },
      { value: "a", count: 2 },
    ]);
  });

  it("merged from parts is the sketch of the whole", () => {
    const value = fc.oneof(
      fc.integer({ min: -1000, max: 1000 }).map(String),
      fc.integer({ min: 0, max: 9 }).map((n) => `${n} ms`),
      fc.constantFrom("alice", "bob", "10.0.0.1", "/var/log", "550e8400-e29b-41d4-a716-446655440000"),
    );
    const values = fc.array(value, { maxLength: 40 });
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const whole = sketchOf([...a, ...b, ...c]);
        const left = sketchOf(a);
        left.merge(sketchOf(b).state);
        left.merge(sketchOf(c).state);
        const right = sketchOf(c);
        const rest = sketchOf(b);
        rest.merge(sketchOf(a).state);
        right.merge(rest.state);
        for (const merged of [left, right]) {
          expect(merged.count).toBe(whole.count);
          expect(merged.distinct()).toBe(whole.distinct());
          expect(merged.kind()).toBe(whole.kind());
          expect(merged.quantiles()).toEqual(whole.quantiles());
          if (whole.distinct() <= 64) expect(merged.top(64)).toEqual(whole.top(64));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("merged from many parts stays as near as one of the whole, in either order", () => {
    const random = seededRandom(17);
    const texts = Array.from({ length: 40_000 }, (_, i) =>
      i % 5 === 0 ? "7" : String(Math.floor(random() ** 3 * 100_000)),
    );
    const parts = Array.from({ length: 16 }, (_, part) => sketchOf(texts.filter((_text, i) => i % 16 === part)));
    const sorted = texts.map(Number).sort((p, q) => p - q);
    const rank = (value: number): number => sorted.filter((each) => each <= value).length / sorted.length;
    const whole = sketchOf(texts);
    for (const order of [parts, [...parts].reverse()]) {
      const merged = valueSketch();
      for (const { state } of order) merged.merge(structuredClone(state));
      expect(merged.count).toBe(texts.length);
      expect(merged.distinct()).toBe(whole.distinct());
      expect(merged.top(1)[0]!.value).toBe("7");
      expect(merged.top(1)[0]!.count).toBeLessThanOrEqual(texts.filter((text) => text === "7").length);
      expect(merged.top(1)[0]!.count).toBeGreaterThan(7_900);
      const quantiles = merged.quantiles()!;
      expect([quantiles[0], quantiles[4]]).toEqual([sorted[0], sorted.at(-1)]);
      for (const [at, share] of [0.25, 0.5, 0.75].entries())
        expect(Math.abs(rank(quantiles[at + 1]!) - share), `${share}`).toBeLessThan(0.02);
      expect(encode(merged.state).length).toBeLessThan(60_000);
    }
  });

  it("is plain data of bounded size that survives the codec", () => {
    const sketch = sketchOf([...numbers(0, 100_000), "x".repeat(100_000)]);
    const text = encode(sketch.state);
    expect(text.length).toBeLessThan(60_000);
    expect(decode(text)).toEqual(sketch.state);
  });
});
