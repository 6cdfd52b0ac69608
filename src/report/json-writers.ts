import type { ReportWriter } from "../core/report-writer.ts";
import { arranger } from "./arrange.ts";
import { jsonArray, jsonText } from "./json.ts";
import {
  anomalySchema,
  incidentSchema,
  leftOutSchema,
  summarySchema,
  templateSchema,
  timelineSchema,
} from "./schemas.ts";

const arrangeAnomaly = arranger(anomalySchema);
const arrangeIncident = arranger(incidentSchema);
const arrangeTemplate = arranger(templateSchema);
const arrangeLeftOut = arranger(leftOutSchema);
const arrangeTimeline = arranger(timelineSchema);
const arrangeSummary = arranger(summarySchema);

const indented = (value: unknown): string => jsonText(value, 2).replace(/^/gm, "  ");

/** `_anomalies.json`: a bare array, one element a line. */
export const anomaliesJson: ReportWriter = {
  format: "json",
  suffix: "anomalies.json",
  *write({ anomalies }) {
    const elements = Iterator.from(anomalies).map((anomaly) => jsonText(arrangeAnomaly(anomaly)));
    yield* jsonArray(elements);
  },
};

/** `_anomalies.ndjson`: the same, one element a line and nothing around them. */
export const anomaliesNdjson: ReportWriter = {
  format: "ndjson",
  suffix: "anomalies.ndjson",
  *write({ anomalies }) {
    for (const anomaly of anomalies) yield `${jsonText(arrangeAnomaly(anomaly))}\n`;
  },
};

/** `_incidents.json`. */
export const incidentsJson: ReportWriter = {
  format: "incidents",
  suffix: "incidents.json",
  *write({ incidents }) {
    yield* jsonArray(Iterator.from(incidents).map((incident) => indented(arrangeIncident(incident))));
  },
};

/** `_templates.json`: one element a line; where some were left out, a last element says how many. */
export const templatesJson: ReportWriter = {
  format: "templates",
  suffix: "templates.json",
  *write({ templates, templatesLeftOut }) {
    const elements = function* (): Generator<string> {
      for (const template of templates) yield jsonText(arrangeTemplate(template));
      if (templatesLeftOut > 0) yield jsonText(arrangeLeftOut({ left_out: templatesLeftOut }));
    };
    yield* jsonArray(elements());
  },
};

/** `_timeline.json`. */
export const timelineJson: ReportWriter = {
  format: "timeline",
  suffix: "timeline.json",
  *write({ timeline }) {
    yield `${jsonText(arrangeTimeline(timeline), 2)}\n`;
  },
};

/** `_summary.json`. */
export const summaryJson: ReportWriter = {
  format: "summary",
  suffix: "summary.json",
  *write({ summary }) {
    yield `${jsonText(arrangeSummary(summary), 2)}\n`;
  },
};
