import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/core/codec.ts";

const arrays = fc.oneof(
  fc.float64Array({ noNaN: false }),
  fc.float32Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.uint16Array(),
  fc.uint8Array(),
);
const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const state = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    plain,
    arrays,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

describe("codec", () => {
  it("gives back what it was given, typed arrays included", () => {
    fc.assert(
      fc.property(state, (value) => {
        expect(decode(encode(value))).toEqual(value);
        expect(encode(decode(encode(value)))).toBe(encode(value));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps every bit of a number in an array: NaN, infinities and the negative zero", () => {
    const back = decode(encode({ values: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324) }));
    expect(back).toEqual({ values: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324) });
  });

  it("saves only the part that a view shows", () => {
    const whole = Uint32Array.of(1, 2, 3, 4);
    expect(decode(encode(whole.subarray(1, 3)))).toEqual(Uint32Array.of(2, 3));
  });

  it("leaves data alone that only looks like an array", () => {
    for (const value of [{ $: "Nonsense", data: "AAAA" }, { $: "Uint8Array" }, { data: "AAAA" }])
      expect(decode(encode(value))).toEqual(value);
  });
});
