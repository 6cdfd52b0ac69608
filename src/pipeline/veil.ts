import type { Anomaly } from "../core/anomaly.ts";
import type { Candidate } from "../core/candidate.ts";
import type { Results } from "../core/results.ts";
import type { Identifiers } from "../privacy/identifiers.ts";

/** Keys whose values are words of ours, numbers of ours or times: nothing in them is anybody's. */
const OURS: ReadonlySet<string> = new Set(
  (
    "id incident_id template_id anomalies kind level severity state status classification tags tag timestamp time start end " +
    "start_time end_time first_seen last_seen citations_found p_value risk_level threat_indicators run config_hash"
  ).split(" "),
);
/** Keys under which the log's words are keys themselves. */
const NAMED: ReadonlySet<string> = new Set(["by_component", "component_by_hour"]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** Hides who and where in everything that a run tells: files, terminal, dashboard. */
export interface Veil {
  results(results: Results): Results;
  candidates(candidates: readonly Candidate[]): readonly Candidate[];
}

/** The veil of a run that may show no identifiers. It only replaces text: what comes out has the shape of what came in. */
export function veil(identifiers: Identifiers): Veil {
  const cover = <Value>(value: Value): Value => {
    const covered = structuredClone(value);
    replaceIn(covered, identifiers.hideAll);
    return covered;
  };
  return {
    results(results) {
      learnParameters(results, identifiers.hide);
      const { anomalies } = results;
      // A name that one text cuts short is known by then from another that holds all of it.
      for (const each of [...results.templates, ...results.incidents]) cover(each);
      return {
        ...results,
        incidents: results.incidents.map(cover),
        templates: results.templates.map(cover),
        timeline: cover(results.timeline),
        summary: cover(results.summary),
        anomalies: {
          *[Symbol.iterator](): Generator<Anomaly> {
            for (const anomaly of anomalies) yield cover(anomaly);
          },
        },
      };
    },
    candidates: (candidates) => candidates.map(cover),
  };
}

/** Replaces every text within a value, in place: a copy is handed in. */
function replaceIn(value: unknown, hide: (text: string) => string): void {
  if (Array.isArray(value)) {
    for (const [i, inner] of value.entries()) {
      if (typeof inner === "string") value[i] = hide(inner);
      else replaceIn(inner, hide);
    }
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (OURS.has(key)) continue;
    if (typeof inner === "string") Reflect.set(value, key, hide(inner));
    else replaceIn(inner, hide);
    if (NAMED.has(key) && isRecord(inner)) {
      const named = Object.entries(inner).map(([name, counted]) => [hide(name), counted]);
      Reflect.set(value, key, Object.fromEntries(named));
    }
  }
}

/** A user's name alone says nothing; between the words of its template it does. Seen so once, it is known everywhere. */
function learnParameters({ templates }: Results, hide: (text: string) => string): void {
  for (const { template, parameters } of templates) {
    for (const { index, top } of parameters) {
      for (const { value } of top) {
        let place = -1;
        hide(template.replace(/<[^<>\s]*>/g, (mark) => (++place === index ? value : mark)));
      }
    }
  }
}
