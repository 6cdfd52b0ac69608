import type { Anomaly } from "../core/anomaly.ts";
import type { ReportWriter } from "../core/report-writer.ts";
import { csvRow } from "./csv.ts";

/** What a row of the anomalies' CSV holds, in order. */
const COLUMNS: readonly (readonly [string, (anomaly: Anomaly) => string | number | null])[] = [
  ["id", (a) => a.id],
  ["timestamp", (a) => a.timestamp],
  ["source_file", (a) => a.source_file],
  ["line", (a) => a.line],
  ["count", (a) => a.lines?.count ?? 1],
  ["kind", (a) => a.kind],
  ["severity", (a) => a.severity],
  ["score", (a) => digits(a.score)],
  ["level", (a) => a.level],
  ["component", (a) => a.component],
  ["classification", (a) => a.classification],
  ["tags", (a) => a.tags.join(" ")],
  ["reason", (a) => a.reason],
  ["template_id", (a) => a.template_id],
  ["template", (a) => a.template],
  ["key", (a) => a.key],
  ["detectors", (a) => a.detectors.map(({ name }) => name).join(" ")],
  ["incident_id", (a) => a.incident_id],
  ["classified_by", (a) => a.classified_by],
  ["log", (a) => a.log],
];

const digits = (value: number): number => Math.round(value * 1e6) / 1e6;

/** One row an anomaly. */
export const anomaliesCsv: ReportWriter = {
  format: "csv",
  suffix: "anomalies.csv",
  *write({ anomalies }) {
    yield csvRow(COLUMNS.map(([name]) => name));
    for (const anomaly of anomalies) yield csvRow(COLUMNS.map(([, value]) => value(anomaly)));
  },
};

/** `_scores.csv`: one row a judged sample; nothing where the run kept no scores. */
export const scoresCsv: ReportWriter = {
  format: "scores",
  suffix: "scores.csv",
  *write({ scores }) {
    if (scores === undefined) return;
    yield csvRow(["key", "first_line", "last_line", "risk", "alarm", ...scores.detectors]);
    for (const row of scores.rows) {
      const each = scores.detectors.map((_, i) => digits(row.scores[i] ?? Number.NaN));
      yield csvRow([row.key, row.first_line, row.last_line, digits(row.risk), row.alarm, ...each]);
    }
  },
};
