import { describe, expect, it } from "vitest";
import { detect } from "../../src/parsing/detection.ts";
import { Fields } from "../../src/parsing/fields.ts";
import { FORMATS } from "../../src/parsing/index.ts";
import { fit, recognizers } from "../../src/parsing/recognizer.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const compiled = recognizers(FORMATS);

describe("every format", () => {
  it("has a name of its own and enough samples", () => {
    expect(new Set(FORMATS.map(({ name }) => name)).size).toBe(FORMATS.length);
    for (const format of FORMATS) {
      expect(format.samples.length, format.name).toBeGreaterThanOrEqual(3);
      expect(format.negatives.length, format.name).toBeGreaterThanOrEqual(1);
      expect(format.summary, format.name).not.toBe("");
    }
  });
  for (const recognizer of compiled) {
    const { format } = recognizer;
    it(`${format.name} reads its samples, refuses its negatives, and wins`, () => {
      const fields = new Fields();
      for (const sample of format.samples) {
        const bytes = encode(sample);
        expect(fit(recognizer, bytes, 0, bytes.length, fields), sample).toBeGreaterThan(0);
        const alone = detect([{ bytes, start: 0, end: bytes.length }], compiled);
        expect(alone.recognizer?.format.name, sample).toBe(format.name);
      }
      for (const negative of format.negatives) {
        const bytes = encode(negative);
        expect(fit(recognizer, bytes, 0, bytes.length, fields), negative).toBe(0);
      }
    });
    it(`${format.name} never reads beyond the end of a line that is cut anywhere`, () => {
      const fields = new Fields();
      for (const sample of format.samples) {
        const bytes = encode(`${sample}\n${sample}`);
        for (let end = 0; end <= sample.length; end++) {
          if (fit(recognizer, bytes, 0, end, fields) === 0) continue;
          for (const span of fields.spans) expect(span).toBeLessThanOrEqual(Math.max(end, fields.messageIn.length));
          if (fields.messageIn === bytes) for (const span of fields.spans) expect(span).toBeLessThanOrEqual(end);
        }
      }
    });
  }
});
