import type { ReportWriter } from "../core/report-writer.ts";
import { anomaliesCsv, scoresCsv } from "./csv-writers.ts";
import {
  anomaliesJson,
  anomaliesNdjson,
  incidentsJson,
  summaryJson,
  templatesJson,
  timelineJson,
} from "./json-writers.ts";
import { markdown } from "./markdown.ts";

/** What every run writes to its folder; `scoresCsv` only where the results hold scores. */
export const fileWriters: readonly ReportWriter[] = [
  anomaliesJson,
  anomaliesNdjson,
  incidentsJson,
  templatesJson,
  timelineJson,
  summaryJson,
  scoresCsv,
];

/** What `--format` can put on standard output, beside `text`. */
export const outputWriters: readonly ReportWriter[] = [anomaliesJson, anomaliesNdjson, anomaliesCsv, markdown];

export { CANDIDATES, candidateLines, readCandidates } from "./candidates.ts";
export { anomaliesCsv, scoresCsv } from "./csv-writers.ts";
export {
  anomaliesJson,
  anomaliesNdjson,
  incidentsJson,
  summaryJson,
  templatesJson,
  timelineJson,
} from "./json-writers.ts";
export { markdown } from "./markdown.ts";
export {
  type EgressRecord,
  egressSchema,
  fileSchemas,
  jsonSchema,
  type RunRecord,
  runSchema,
  type SchemaName,
  schemaNames,
} from "./schemas.ts";
export { type TextOptions, textSummary } from "./text.ts";
export { type VerdictFacts, verdict } from "./verdict.ts";
