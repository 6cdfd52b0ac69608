import { z } from "zod";
import { LLM_STATUSES, SEVERITIES } from "../core/anomaly.ts";
import { FACTOR_KINDS } from "../core/detector.ts";
import { LEVELS } from "../core/levels.ts";
import { RESULTS_VERSION } from "../core/schema-version.ts";

const schemaVersion = z.literal(RESULTS_VERSION);
const text = z.string();
const count = z.int().nonnegative();
const line = z.int().nonnegative();
const time = z.string().nullable().describe("ISO 8601 as the log wrote it; null: no time");
const counts = z.record(z.string(), count);
const block = z.record(z.string(), z.unknown());

const factor = z.object({
  kind: z.enum(FACTOR_KINDS),
  observed: text,
  expected: text,
  text,
  values: z.array(z.number()),
});
const citation = z.object({ source_file: text, line });
const level = z.enum(LEVELS);
const severity = z.enum(SEVERITIES);

/** One element of `_anomalies.json`. */
export const anomalySchema = z.object({
  id: text,
  kind: z.enum(["event", "flood", "burst", "missing", "session", "behavioral"]),
  log: text,
  timestamp: time,
  source_file: text,
  line,
  lines: z.object({ first: line, last: line, count }).exactOptional(),
  level,
  component: text,
  template: text,
  template_id: text,
  parameters: z.array(text),
  key: text,
  classification: text,
  reason: text,
  tags: z.array(text),
  tag: z.array(text),
  score: z.number().min(0).max(1),
  severity,
  detectors: z.array(z.object({ name: text, score: z.number(), p_value: z.number(), explanation: text })),
  factors: z.array(factor),
  context: z.array(z.object({ line, text })),
  citations: z.array(citation),
  incident_id: text,
  classified_by: text,
  llm: z.object({ status: z.enum(LLM_STATUSES) }),
  is_rule_based: z.boolean(),
  is_security_related: z.boolean(),
  is_llm_anomaly: z.boolean(),
});

const evidenceLine = z.object({ id: text, source_file: text, line, time, level, component: text, text, message: text });

/** One element of `_incidents.json`. */
export const incidentSchema = z.object({
  id: text,
  rank: count,
  score: z.number(),
  severity,
  state: z.enum(["open", "over"]),
  title: text,
  subtitle: text,
  tags: z.array(text),
  start: time,
  end: time,
  lines: count,
  anomalies: z.array(text),
  templates: z.array(text),
  components: z.array(text),
  keys: z.array(text),
  detectors: z.array(z.object({ name: text, score: z.number() })),
  factors: z.array(factor),
  first_cause: z.object({ source_file: text, line, time, text, why: text }),
  related: z.array(z.object({ id: text, why: text })),
  evidence: z.array(evidenceLine),
  explanation: z.array(z.object({ text, evidence: z.array(text) })),
  citations: z.array(citation),
  next_steps: z.array(z.object({ text, command: text })),
  author: z.object({ name: text, citations_found: count, citations_given: count }),
});

const parameter = z.object({
  index: count,
  kind: text,
  distinct: count,
  top: z.array(z.object({ value: text, count })),
  quantiles: z.array(z.number()).nullable(),
});

/** One element of `_templates.json`. */
export const templateSchema = z.object({
  template_id: text,
  template: text,
  count,
  ratio: z.number(),
  first_seen: time,
  last_seen: time,
  levels: counts,
  components: z.array(text),
  samples: z.array(z.object({ source_file: text, line, text })),
  series: z.array(z.number()),
  parameters: z.array(parameter),
  status: z.enum(["known", "new", "rare", "gone", "flood", "burst", "missing"]),
});

/** The last element of `_templates.json` where templates were left out. */
export const leftOutSchema = z.object({ left_out: count });

const bucket = z.object({
  events: count,
  errors: count,
  anomalies: count,
  usual_low: z.number(),
  usual_high: z.number(),
  by_level: counts,
  by_component: counts,
});

/** `_timeline.json`. */
export const timelineSchema = z.object({
  bucket_seconds: z.number().nullable(),
  start: time,
  buckets: z.array(bucket),
  hour_of_week: z.array(z.number()),
  component_by_hour: z.record(z.string(), z.array(z.number())),
  score_histograms: z.record(z.string(), z.object({ low: z.number(), high: z.number(), counts: z.array(z.number()) })),
  detector_agreement: counts,
  threshold: z.number(),
  nearest_below: z.array(
    z.object({ source_file: text, line, timestamp: time, component: text, text, score: z.number() }),
  ),
});

const inputFile = z.object({
  source_file: text,
  lines: count,
  bytes: count,
  parsed: count,
  joined: count,
  skipped: count,
  format: z.object({ name: text, confidence: z.number(), ratio: z.number() }),
});
const warningPlace = z.object({ source_file: text, line, byte: z.int(), text });

/** `_summary.json`. */
export const summarySchema = z.object({
  filename: text,
  original_log_count: count,
  processed_log_count: count,
  anomalies_detected: count,
  incidents_detected: count,
  volume_stats: z.array(z.object({ template: text, count, ratio: z.number() })),
  template_diversity: z.object({
    unique_templates: count,
    template_entropy: z.number(),
    top_template_ratio: z.number(),
  }),
  time_metrics: z.object({
    available: z.boolean(),
    start_time: time,
    end_time: time,
    time_span_seconds: z.number().nullable(),
    logs_per_second: z.number().nullable(),
    logs_per_minute: z.number().nullable(),
    logs_per_hour: z.number().nullable(),
    peak_rate_per_minute: z.number().nullable(),
    error_rate: z.number(),
    note: text.exactOptional(),
  }),
  component_metrics: z.object({
    unique_components: count,
    top_components: z.array(z.object({ name: text, count, ratio: z.number(), errors: count, anomalies: count })),
  }),
  log_severity_summary: counts,
  tag_summary: counts,
  security_leaks: z
    .array(z.object({ source_file: text, line, kind: text, excerpt: text }))
    .describe("the first 200; `security_leak_counts` counts all"),
  security_leak_counts: counts.describe("secrets found, by kind"),
  flood: z.object({ detected: z.boolean(), templates: z.array(text) }),
  known_normal: z.object({ lines: count, rules: count }),
  llm: z.object({
    provider: text,
    model: text,
    calls: count,
    cached: count,
    tokens_in: count,
    tokens_out: count,
    errors: count,
  }),
  input: z.object({
    lines: count,
    bytes: count,
    parsed: count,
    joined: count,
    skipped: counts,
    files: z.array(inputFile),
    warnings: z.array(z.object({ kind: text, count, first: z.array(warningPlace) })),
  }),
  siem_report: block,
  security_assessment: block,
  operational_metrics: block,
  technical_analysis: block,
  report_outputs: block,
  run: z.object({ version: text, config_hash: text, seed: z.number(), schema_version: schemaVersion }),
  verdict: text,
  notes: z.array(text),
});

/** `run.json`: the only file that holds a clock. */
export const runSchema = z.object({
  program: z.literal("loganomaly"),
  version: text,
  schema_version: schemaVersion,
  status: z.enum(["running", "complete", "interrupted", "failed"]),
  started: text.describe("ISO 8601"),
  seconds: z.number().nonnegative(),
  stages: z.array(z.object({ name: text, seconds: z.number().nonnegative() })),
  model: z.object({ seconds: z.number().nonnegative(), calls: count }),
  files: z.array(z.object({ name: text, sha256: text.regex(/^[0-9a-f]{64}$/), bytes: count })),
});
/** What `run.json` holds. */
export type RunRecord = z.infer<typeof runSchema>;

/** `egress.json`: what left the machine; zero where nothing did. */
export const egressSchema = z.object({
  hosts: z.array(z.object({ host: text, calls: count, bytes: count })),
  calls: count,
  bytes: count,
  redactions: counts.describe("by kind of secret"),
});
/** What `egress.json` holds. */
export type EgressRecord = z.infer<typeof egressSchema>;

/** One line of `_llm_candidates.jsonl`: a question that a model may be asked. */
export const candidateSchema = z.object({
  schema_version: schemaVersion,
  case: z.object({
    subject: z.object({ kind: z.enum(["line", "template", "incident"]), id: text }),
    log: text,
    level,
    component: text,
    template: text,
    evidence: z.array(evidenceLine),
    telling: text.exactOptional(),
    cause: citation.exactOptional(),
    counts: z.array(count).exactOptional(),
    accepted_from: z.array(text).exactOptional(),
    factors: z.array(factor),
    established: z.object({ severity, score: z.number(), lines: count }).exactOptional(),
    secrets: z.array(text),
  }),
  alarms: count.describe("of events that share the answer"),
  drafted: z
    .object({
      title: text,
      keeps_title: z.boolean(),
      citations: z.array(citation),
      rule: z.object({ name: text, reason: text }).nullable(),
    })
    .nullable()
    .describe("of an incident; null: a template"),
});

/** Every file that is written as JSON: the name of its schema, and the schema. */
export const fileSchemas = {
  anomalies: z.array(anomalySchema),
  incidents: z.array(incidentSchema),
  templates: z.array(z.union([templateSchema, leftOutSchema])),
  timeline: timelineSchema,
  summary: summarySchema,
  run: runSchema,
  egress: egressSchema,
  llm_candidates: candidateSchema,
} as const;
/** Name of a written JSON file. */
export type SchemaName = keyof typeof fileSchemas;

const isSchemaName = (name: string): name is SchemaName => name in fileSchemas;
/** The names, in the order in which files are described. */
export const schemaNames: readonly SchemaName[] = Object.keys(fileSchemas).filter(isSchemaName);

const fileNameOf = (name: SchemaName): string => {
  if (name === "run" || name === "egress") return `${name}.json`;
  return name === "llm_candidates" ? "one line of <name>_llm_candidates.jsonl" : `<name>_${name}.json`;
};

/** The JSON Schema of a written file, as `schemas/<name>.schema.json` holds it. */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  const { $schema, ...body } = z.toJSONSchema(fileSchemas[name]);
  return {
    $schema,
    $id: `urn:loganomaly:${name}:${RESULTS_VERSION}`,
    title: fileNameOf(name),
    version: RESULTS_VERSION,
    ...body,
  };
}
