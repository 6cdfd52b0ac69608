import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Anomaly, Incident } from "../../src/core/anomaly.ts";
import type { ReportWriter } from "../../src/core/report-writer.ts";
import type { Results, Summary, TemplateRecord, Timeline } from "../../src/core/results.ts";
import { anomaliesJson, incidentsJson, summaryJson, templatesJson, timelineJson } from "../../src/report/index.ts";
import {
  type anomalySchema,
  type EgressRecord,
  type incidentSchema,
  jsonSchema,
  type RunRecord,
  type SchemaName,
  schemaNames,
  type summarySchema,
  type templateSchema,
  type timelineSchema,
} from "../../src/report/schemas.ts";
import { exampleByRules, exampleQuiet, exampleResults } from "./example-results.ts";

type Primitive = string | number | boolean | null | undefined;
type Frozen<T> = T extends Primitive
  ? T
  : T extends readonly (infer E)[]
    ? readonly Frozen<E>[]
    : { readonly [K in keyof T]: Frozen<T[K]> };
/** All paths of keys, so that a key too many is seen, too. */
type Paths<T> = T extends Primitive
  ? never
  : T extends readonly (infer E)[]
    ? Paths<E>
    : { [K in keyof T & string]: K | `${K}.${Paths<T[K]>}` }[keyof T & string];
type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Same<A, B> = Both<Frozen<A>, Frozen<B>> extends true ? Both<Paths<A>, Paths<B>> : false;
/** The original's blocks are open objects in both. */
type Known<T> = Omit<
  T,
  "siem_report" | "security_assessment" | "operational_metrics" | "technical_analysis" | "report_outputs"
>;

// The proof is that this compiles: a key or type that differs makes `true` an error.
const anomaliesAgree: Same<z.infer<typeof anomalySchema>, Anomaly> = true;
const incidentsAgree: Same<z.infer<typeof incidentSchema>, Incident> = true;
const templatesAgree: Same<z.infer<typeof templateSchema>, TemplateRecord> = true;
const timelinesAgree: Same<z.infer<typeof timelineSchema>, Timeline> = true;
const summariesAgree: Same<Known<z.infer<typeof summarySchema>>, Known<Summary>> = true;
// And that a difference is seen at all.
const differs: Same<{ a: string }, { a: string; b?: string }> = false;
const differsDeep: Same<{ a: { b: string }[] }, { a: { b: number }[] }> = false;

const ajv = new Ajv2020({ strict: false });
const validators = new Map(schemaNames.map((name) => [name, ajv.compile(jsonSchema(name))]));
const errorsOf = (name: SchemaName, value: unknown): unknown => {
  const validate = validators.get(name);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  return validate(value) ? [] : validate.errors;
};
const parsed = (writer: ReportWriter, results: Results): unknown => JSON.parse([...writer.write(results)].join(""));

describe("schemas", () => {
  it("say the same as the types of the core", () => {
    expect([anomaliesAgree, incidentsAgree, templatesAgree, timelinesAgree, summariesAgree]).not.toContain(false);
    expect([differs, differsDeep]).toEqual([false, false]);
  });

  it.each(schemaNames)("schemas/%s.schema.json is what scripts/generate-schemas.ts writes", (name) => {
    const stored = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8");
    expect(stored).toBe(`${JSON.stringify(jsonSchema(name), null, 2)}\n`);
  });

  it.each(schemaNames)("the schema %s has a name and a version", (name) => {
    expect(jsonSchema(name)).toMatchObject({ $id: `urn:loganomaly:${name}:1`, version: 1 });
  });

  it.each([
    ["six incidents", exampleResults],
    ["rules only", exampleByRules],
    ["nothing", exampleQuiet],
  ] as const)("hold for what is written of %s", (_, results) => {
    expect(errorsOf("anomalies", parsed(anomaliesJson, results))).toEqual([]);
    expect(errorsOf("incidents", parsed(incidentsJson, results))).toEqual([]);
    expect(errorsOf("templates", parsed(templatesJson, results))).toEqual([]);
    expect(errorsOf("timeline", parsed(timelineJson, results))).toEqual([]);
    expect(errorsOf("summary", parsed(summaryJson, results))).toEqual([]);
  });

  it("refuse a missing key, a wrong word and a number out of range", () => {
    const [anomaly] = exampleResults.anomalies;
    expect(errorsOf("anomalies", [{ ...anomaly, score: 1.5 }])).not.toEqual([]);
    expect(errorsOf("anomalies", [{ ...anomaly, severity: "grave" }])).not.toEqual([]);
    expect(errorsOf("anomalies", [{ ...anomaly, log: undefined }])).not.toEqual([]);
    expect(errorsOf("summary", {})).not.toEqual([]);
  });

  it("describe run.json and egress.json", () => {
    const run: RunRecord = {
      program: "loganomaly",
      version: "0.1.0",
      schema_version: 1,
      status: "complete",
      started: "2026-03-17T09:00:04Z",
      seconds: 3.9,
      stages: [{ name: "read", seconds: 1.2 }],
      model: { seconds: 0, calls: 0 },
      files: [{ name: "shop-logs_summary.json", sha256: "0".repeat(64), bytes: 12 }],
    };
    const egress: EgressRecord = {
      hosts: [{ host: "api.example.com", calls: 2, bytes: 8112 }],
      calls: 2,
      bytes: 8112,
      redactions: { password: 4 },
    };
    expect(errorsOf("run", run)).toEqual([]);
    expect(errorsOf("run", { ...run, status: "done" })).not.toEqual([]);
    expect(errorsOf("egress", egress)).toEqual([]);
    expect(errorsOf("egress", { ...egress, bytes: -1 })).not.toEqual([]);
  });
});
