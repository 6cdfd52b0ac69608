import { basename } from "node:path";
import { type Anomaly, type Incident, SEVERITIES } from "../../src/core/anomaly.ts";
import type { LabelledIncident } from "../../src/demo/label.ts";

/** Which incidents speak of which label. */
export interface Matched {
  /** For each label the incidents that touch it. */
  readonly touching: readonly (readonly Incident[])[];
  /** Incidents that touch none. */
  readonly unmatched: readonly Incident[];
}

/** Of what a flood or burst counts, at least this share must be labelled: a span alone can cover anything. */
const SPAN_SHARE = 0.5;

/** Medium or higher: what a person is shown. */
export const isGrave = (incident: Incident): boolean =>
  SEVERITIES.indexOf(incident.severity) >= SEVERITIES.indexOf("medium");

/** Matches incidents of severity medium or higher to labels by the lines that they show. */
export function matchIncidents(
  labels: readonly LabelledIncident[],
  incidents: readonly Incident[],
  anomalies: readonly Anomaly[],
): Matched {
  const own = new Map<string, Anomaly[]>();
  for (const anomaly of anomalies) {
    const list = own.get(anomaly.incident_id);
    if (list === undefined) own.set(anomaly.incident_id, [anomaly]);
    else list.push(anomaly);
  }
  const sets = labels.map((label) => ({ label, lines: new Set(label.lines) }));
  const touching: Incident[][] = labels.map(() => []);
  const unmatched: Incident[] = [];
  for (const incident of incidents.filter(isGrave)) {
    const mine = own.get(incident.id) ?? [];
    const shown = [incident.first_cause, ...incident.evidence, ...incident.citations, ...mine];
    let isMatched = false;
    for (const [index, { label, lines }] of sets.entries()) {
      const isHere = (file: string): boolean => basename(file) === label.file;
      const isTouched =
        shown.some(({ source_file, line }) => isHere(source_file) && lines.has(line)) ||
        mine.some((anomaly) => isHere(anomaly.source_file) && spans(anomaly, label));
      if (!isTouched) continue;
      touching[index]?.push(incident);
      isMatched = true;
    }
    if (!isMatched) unmatched.push(incident);
  }
  return { touching, unmatched };
}

function spans({ lines: span }: Anomaly, label: LabelledIncident): boolean {
  if (span === undefined) return false;
  const inside = label.lines.filter((line) => line >= span.first && line <= span.last).length;
  return inside > 0 && inside >= SPAN_SHARE * span.count;
}
