import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/core/codec.ts";
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

  it("is plain data of bounded size that survives the codec", () => {
    const sketch = sketchOf([...numbers(0, 100_000), "x".repeat(100_000)]);
    const text = encode(sketch.state);
    expect(text.length).toBeLessThan(60_000);
    expect(decode(text)).toEqual(sketch.state);
  });
});
