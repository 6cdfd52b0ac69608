import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arranger } from "../../src/report/arrange.ts";
import {
  anomaliesJson,
  anomaliesNdjson,
  incidentsJson,
  summaryJson,
  templatesJson,
  timelineJson,
} from "../../src/report/index.ts";
import { jsonArray, jsonText } from "../../src/report/json.ts";
import { anomalySchema, summarySchema } from "../../src/report/schemas.ts";
import { exampleQuiet, exampleResults } from "./example-results.ts";

describe("jsonText", () => {
  it("R-110 says the same to a program and nothing to a terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const written = jsonText({ text });
        expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
        expect(JSON.parse(written)).toEqual({ text });
      }),
    );
    expect(jsonText("\u{e0041}\u202e\u009b")).toBe('"\\udb40\\udc41\\u202e\\u009b"');
  });
});

describe("jsonArray", () => {
  it("is an array whatever the number of elements", () => {
    expect([...jsonArray([])].join("")).toBe("[]\n");
    expect([...jsonArray(["1"])].join("")).toBe("[\n1\n]\n");
    expect([...jsonArray(["1", "2"])]).toEqual(["[\n1", ",\n2", "\n]\n"]);
  });
});

describe("arranger", () => {
  const [anomaly] = exampleResults.anomalies;
  const arrange = arranger(anomalySchema);

  it("writes keys in the order of the schema, whatever order they came in", () => {
    const shuffled = Object.fromEntries(Object.entries(anomaly ?? {}).reverse());
    expect(JSON.stringify(arrange(shuffled))).toBe(JSON.stringify(arrange(anomaly)));
    expect(Object.keys(Object(arrange(shuffled))).slice(0, 4)).toEqual(["id", "kind", "log", "timestamp"]);
  });

  it("leaves out what no schema names", () => {
    expect(arrange({ ...anomaly, secret: "hunter2" })).toEqual(arrange(anomaly));
  });

  it("rounds numbers, keeps whole ones and turns what is none into null", () => {
    const numbers = arranger(summarySchema.shape.siem_report);
    expect(
      numbers({
        a: 0.1 + 0.2,
        b: 1e-9 / 3,
        c: 12_345.678_901_2,
        d: 412_381,
        e: Number.NaN,
        f: [Number.POSITIVE_INFINITY],
      }),
    ).toEqual({ a: 0.3, b: 3.33333e-10, c: 12_345.678_901, d: 412_381, e: null, f: [null] });
  });

  it("sorts free keys, and one of them may be __proto__", () => {
    const counts = arranger(summarySchema.shape.tag_summary);
    const odd: unknown = JSON.parse('{"b":1,"__proto__":3,"a":2}');
    expect(JSON.stringify(counts(odd))).toBe('{"__proto__":3,"a":2,"b":1}');
  });
});

describe("the JSON files", () => {
  const text = (chunks: Iterable<string>): string => [...chunks].join("");

  it("anomalies.json and .ndjson hold the same elements", () => {
    const whole: unknown = JSON.parse(text(anomaliesJson.write(exampleResults)));
    const lines = text(anomaliesNdjson.write(exampleResults)).trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(whole);
    expect(lines).toHaveLength(exampleResults.summary.anomalies_detected);
  });

  it("are arrays even when there is nothing to say", () => {
    expect(text(anomaliesJson.write(exampleQuiet))).toBe("[]\n");
    expect(text(anomaliesNdjson.write(exampleQuiet))).toBe("");
    expect(text(incidentsJson.write(exampleQuiet))).toBe("[]\n");
  });

  it("templates.json ends with a count of those left out, and has none where all are there", () => {
    const elements: unknown = JSON.parse(text(templatesJson.write(exampleResults)));
    expect(elements).toHaveLength(4);
    expect(Array.isArray(elements) && elements.at(-1)).toEqual({ left_out: 181 });
    expect(JSON.parse(text(templatesJson.write({ ...exampleResults, templatesLeftOut: 0 })))).toHaveLength(3);
  });

  it("summary.json and timeline.json hold what the results hold", () => {
    expect(JSON.parse(text(summaryJson.write(exampleResults)))).toMatchObject({
      filename: "shop-logs",
      incidents_detected: 6,
      run: { version: "0.1.0", config_hash: "c0ffee00", seed: 42, schema_version: 1 },
    });
    expect(JSON.parse(text(timelineJson.write(exampleResults)))).toEqual(exampleResults.timeline);
  });

  it("write twenty thousand anomalies without one long string", () => {
    const [sample] = exampleResults.anomalies;
    if (sample === undefined) throw new Error("the fixture is empty");
    let longest = 0;
    let count = 0;
    for (const chunk of anomaliesJson.write({
      ...exampleResults,
      anomalies: Array.from({ length: 20_000 }, () => sample),
    })) {
      longest = Math.max(longest, chunk.length);
      count++;
    }
    expect(count).toBe(20_001);
    expect(longest).toBeLessThan(4000);
  });
});
