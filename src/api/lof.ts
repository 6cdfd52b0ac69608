import { createHash } from "node:crypto";
import type { Anomaly } from "../core/anomaly.ts";
import { lookup } from "../pipeline/lookup.ts";
import { parametersOf } from "../templates/index.ts";
import { caseOfLine, classifyByRules } from "../workflow/index.ts";
import { type LineModel, lineModel, newScores, ownScores } from "./line-model.ts";
import { checkedRecords, type LogRecord, ownLog } from "./records.ts";

/** Of the local outlier factor. */
export interface LOFOptions {
  /** Neighbours that a record is compared with; default 20. */
  neighbors?: number;
  /** Share of the records that are outliers, above 0 and at most 0.5; default 0.1. */
  contamination?: number;
}

const CONTAMINATION = 0.1;
/** The factor of a record like its neighbours. */
const ALIKE = 1;
const CONTEXT_LINES = 2;

const given = ({ neighbors, contamination }: LOFOptions): Record<string, unknown> => ({
  ...(neighbors !== undefined && { neighbors }),
  ...(contamination !== undefined && { contamination }),
});

/** Local outlier factor over records: learns from some, scores any. */
export class LOFDetector {
  readonly #options: LOFOptions;
  #fitted: LineModel | undefined;

  constructor(options: LOFOptions = {}) {
    this.#options = { ...options };
    // Wrong options are told where they are given.
    lineModel([], "lof", given(this.#options)).read.events.store.close();
  }

  fit(records: readonly LogRecord[]): this {
    const checked = checkedRecords(records);
    this.#fitted?.read.events.store.close();
    this.#fitted = lineModel(checked, "lof", given(this.#options));
    return this;
  }

  /** One factor a record: about 1 is like its neighbours, higher is stranger. Without `fit` records are compared with each other. */
  score(records: readonly LogRecord[]): Float64Array {
    const checked = checkedRecords(records);
    if (this.#fitted) return newScores(this.#fitted, checked, ALIKE);
    const model = lineModel(checked, "lof", given(this.#options));
    const scores = ownScores(model, ALIKE);
    model.read.events.store.close();
    return scores;
  }
}

/** Remembers what a function said of each number. */
function once<T>(of: (n: number) => T): (n: number) => T {
  const known = new Map<number, T>();
  return (n) => {
    const found = known.get(n) ?? of(n);
    known.set(n, found);
    return found;
  };
}

const rounded = (n: number): number => Math.round(n * 10_000) / 10_000;

/** The strangest records, strangest first: as many as `contamination` asks for. */
export function detectAnomaliesLof(records: readonly LogRecord[], options: LOFOptions = {}): Anomaly[] {
  const checked = checkedRecords(records);
  const found = lineModel(checked, "lof", given(options));
  const { events, eventOf } = found.read;
  try {
    const scores = ownScores(found, ALIKE);
    // Against 0.07 * 100 = 7.000000000000001.
    const wanted = Math.ceil((options.contamination ?? CONTAMINATION) * checked.length - 1e-9);
    const order = [...scores.keys()].filter((i) => eventOf[i]! >= 0).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const look = lookup(events, found.model, found.privacy);
    const rowOf = rowsOf(found);
    const factorsOf = once((row) => found.detector.explain(found.model.lines.samples, row));
    const textOf = once((template) => found.privacy.redact(found.model.templates[template]?.text ?? ""));
    const sorted = Float64Array.from(scores).sort();
    return order.slice(0, wanted).map((i): Anomaly => {
      const event = eventOf[i]!;
      const line = look.line(event);
      const score = scores[i]!;
      const rank = (sorted.length - firstAtLeast(sorted, score)) / sorted.length;
      const factors = factorsOf(rowOf[event]!);
      const statement = found.model.profile.statements[look.statement(event)];
      const template = found.model.templates[statement?.template ?? -1];
      const { tags } = classifyByRules(caseOfLine(line.text));
      return {
        id: createHash("sha256").update(`${line.source_file}\0${line.line}\0event`).digest("hex").slice(0, 12),
        kind: "event",
        log: ownLog(checked[i]!, line.text),
        timestamp: line.time,
        source_file: line.source_file,
        line: line.line,
        level: line.level,
        component: look.component(event),
        template: textOf(statement?.template ?? -1),
        template_id: template?.id ?? "",
        parameters: template ? parametersOf(template, look.message(event)).map(({ text }) => text) : [],
        key: "",
        classification: "anomaly",
        reason: factors[0]?.text ?? "It is among the records that differ most from those most like them.",
        tags,
        tag: tags,
        score: rounded(score > ALIKE ? 1 - 1 / score : 0),
        severity: "low",
        detectors: [
          { name: "lof", score: rounded(score), p_value: rounded(rank), explanation: factors[0]?.text ?? "" },
        ],
        factors,
        context: look.around(event, CONTEXT_LINES, CONTEXT_LINES),
        citations: [{ source_file: line.source_file, line: line.line }],
        incident_id: "",
        classified_by: "lof",
        llm: { status: "off" },
        is_rule_based: false,
        is_security_related: tags.includes("Security") || tags.includes("Authentication"),
        is_llm_anomaly: false,
      };
    });
  } finally {
    events.store.close();
  }
}

/** Row of the line samples, by event. */
function rowsOf({ model: { run, lines } }: LineModel): Uint32Array {
  const rows = new Uint32Array(run.length);
  for (const { base, events, time, statement } of run.stretches())
    for (let i = 0; i < events.length; i++) rows[base + i] = lines.rowOf(events, i, statement[i]!, time[i]!);
  return rows;
}

/** Index of the first element that is at least `value`. */
function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
