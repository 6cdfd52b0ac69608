import type { Anomaly, EvidenceLine, Incident } from "../../src/core/anomaly.ts";
import type { InputFile, Results, Summary, TemplateRecord, Timeline, TimelineBucket } from "../../src/core/results.ts";
import { at, type Draft, drafts } from "./example-incidents.ts";

/** A day of a web shop, by hand: six incidents of every severity. All numbers add up. */

const evidenceOf = ({ proof }: Draft): readonly EvidenceLine[] =>
  proof.map(([source_file, line, time, level, text], i) => ({
    id: `e${i + 1}`,
    source_file,
    line,
    time,
    level,
    component: "",
    text,
    message: text,
  }));

const anomalyOf = (draft: Draft, proof: EvidenceLine): Anomaly => ({
  id: `${draft.id}-${proof.id}`,
  kind: "event",
  log: proof.text,
  timestamp: proof.time,
  source_file: proof.source_file,
  line: proof.line,
  level: proof.level,
  component: draft.components[0] ?? "",
  template: proof.text.replace(/\d+/g, "<*>"),
  template_id: `t${proof.line.toString(16)}`,
  parameters: proof.text.match(/\d+/g) ?? [],
  key: "",
  classification: "anomaly",
  reason: draft.factors[0]?.text ?? "",
  tags: draft.tags,
  tag: draft.tags,
  score: Math.min(1, draft.score / 10 + 0.01 / 3),
  severity: draft.severity,
  detectors: [{ name: "template", score: draft.score, p_value: 0.000_123_456_789, explanation: "rare" }],
  factors: draft.factors,
  context: [proof.line - 1, proof.line, proof.line + 1].map((line) => ({
    line,
    text: line === proof.line ? proof.text : "GET /api/cart 200 44ms",
  })),
  citations: [{ source_file: proof.source_file, line: proof.line }],
  incident_id: draft.id,
  classified_by: draft.author ?? "mistral:instruct",
  llm: { status: draft.author === undefined ? "ok" : "skipped_budget" },
  is_rule_based: false,
  is_security_related: draft.tags.includes("Security"),
  is_llm_anomaly: false,
});

const incidentOf = (draft: Draft, rank: number): Incident => {
  const evidence = evidenceOf(draft);
  const first = evidence[0];
  const citations = evidence.map(({ source_file, line }) => ({ source_file, line }));
  return {
    id: draft.id,
    rank,
    score: draft.score,
    severity: draft.severity,
    state: draft.state ?? "over",
    title: draft.title,
    subtitle: draft.subtitle,
    tags: draft.tags,
    start: draft.start,
    end: draft.end,
    lines: draft.lines,
    anomalies: evidence.map(({ id }) => `${draft.id}-${id}`),
    templates: evidence.map(({ line }) => `t${line.toString(16)}`),
    components: draft.components,
    keys: [],
    detectors: [{ name: "template", score: draft.score }],
    factors: draft.factors,
    first_cause: {
      source_file: first?.source_file ?? "",
      line: first?.line ?? 0,
      time: first?.time ?? null,
      text: draft.cause[0],
      why: draft.cause[1],
    },
    related: (draft.related ?? []).map(([id, why]) => ({ id, why })),
    evidence,
    explanation: draft.story.map(([text, ...ids]) => ({ text, evidence: ids })),
    citations,
    next_steps: draft.steps.map(([text, command]) => ({ text, command })),
    author: {
      name: draft.author ?? "mistral:instruct",
      citations_found: evidence.length,
      citations_given: evidence.length,
    },
  };
};

const DAY_START = Date.UTC(2026, 2, 16, 9);
const BUCKETS = 288;

/** Lines a minute at a time of the day: low at night, and a peak while the incident lasted. */
const rate = (bucket: number, quiet: boolean): number => {
  const hour = (9 + bucket / 12) % 24;
  const usual = 150 + 280 * Math.max(0, Math.sin(((hour - 6.2) / 16.5) * Math.PI)) + ((bucket * 7) % 5) * 6;
  return !quiet && bucket >= 224 && bucket < 238 ? 906 - (bucket - 224) * 45 : usual;
};

const timelineOf = (incidents: readonly Incident[], anomalies: readonly Anomaly[]): Timeline => {
  const bucketOf = (time: string | null): number =>
    Math.min(BUCKETS - 1, Math.floor((Date.parse(time ?? "") - DAY_START) / 300_000));
  const quiet = incidents.length === 0;
  const buckets = Array.from({ length: BUCKETS }, (_, i): TimelineBucket => {
    const events = Math.round(rate(i, quiet) * 5);
    const errors = Math.round(events * (!quiet && i >= 224 && i < 232 ? 0.314 : 0.004));
    return {
      events,
      errors,
      anomalies: anomalies.filter(({ timestamp }) => bucketOf(timestamp) === i).length,
      usual_low: Math.round(rate(i, true) * 4),
      usual_high: Math.round(rate(i, true) * 6),
      by_level: { error: errors, info: events - errors },
      by_component: { "web.api": events },
    };
  });
  return {
    bucket_seconds: 300,
    start: "2026-03-16T09:00:00Z",
    buckets,
    hour_of_week: Array.from({ length: 168 }, (_, i) => (i >= 9 && i < 33 ? 12 : 0)),
    component_by_hour: { "web.api": Array.from({ length: 24 }, (_, i) => 100 + i) },
    score_histograms: Object.fromEntries(
      ["severity", "template", "onset", "rate", "rolling_window", "silence", "level_shift", "parameters"].map(
        (name) => [name, { low: 0, high: 10, counts: [900, 80, 12, 5, 1, 1, 0, 0, 0, 1] }],
      ),
    ),
    detector_agreement: { "lof+template": 4, "rate+template": 9 },
    threshold: 0.52,
    nearest_below: [
      {
        source_file: "web.log",
        line: 65112,
        timestamp: at(16, "14:20:07"),
        component: "web.cart",
        text: "slow request POST /api/cart/merge 200 702ms",
        score: 0.41,
      },
      {
        source_file: "db.log",
        line: 39120,
        timestamp: at(17, "02:00:31"),
        component: "db.postgres",
        text: 'automatic vacuum of table "shop.public.orders"',
        score: 0.37,
      },
      {
        source_file: "auth.log",
        line: 15511,
        timestamp: at(16, "18:45:12"),
        component: "auth.token",
        text: "token refreshed user=51877 client=web",
        score: 0.33,
      },
    ],
  };
};

const template = (over: Partial<TemplateRecord>): TemplateRecord => ({
  template_id: "9c1f04ab",
  template: "GET <*> <*> <*>ms user=<*>",
  count: 76097,
  ratio: 0.184_531,
  first_seen: at(16, "09:00:00"),
  last_seen: at(17, "08:59:59"),
  levels: { info: 76097 },
  components: ["web.api"],
  samples: [{ source_file: "web.log", line: 1, text: "GET /api/cart 200 44ms user=47090" }],
  series: [264, 265, 263],
  parameters: [
    { index: 2, kind: "number", distinct: 811, top: [{ value: "44", count: 301 }], quantiles: [2, 30, 44, 61, 5004] },
    { index: 0, kind: "path", distinct: 12, top: [{ value: "/api/cart", count: 30_111 }], quantiles: null },
  ],
  status: "known",
  ...over,
});

const templates: readonly TemplateRecord[] = [
  template({}),
  template({
    template_id: "27e64b03",
    template: "job=<*> retry in <*>ms attempt=<*> err=<*>",
    count: 11_940,
    status: "flood",
    levels: { warn: 11_940 },
    components: ["queue.orders"],
  }),
  template({
    template_id: "44c09be1",
    template: "selected new timeline ID: <*>",
    count: 1,
    status: "new",
    components: ["db.postgres"],
  }),
];

const summaryOf = (incidents: readonly Incident[], anomalies: readonly Anomaly[], timeline: Timeline): Summary => {
  const parsed = timeline.buckets.reduce((sum, { events }) => sum + events, 0);
  const errors = timeline.buckets.reduce((sum, bucket) => sum + bucket.errors, 0);
  const joined = 3214;
  const lines = parsed + joined + 45;
  const file: InputFile = {
    source_file: "logs/web.log",
    lines,
    bytes: lines * 112,
    parsed,
    joined,
    skipped: 45,
    format: { name: "iso-level-component", confidence: 0.99, ratio: 0.998 },
  };
  const isQuiet = incidents.length === 0;
  return {
    filename: "shop-logs",
    original_log_count: lines,
    processed_log_count: parsed,
    anomalies_detected: anomalies.length,
    incidents_detected: incidents.length,
    volume_stats: [{ template: "GET <*> <*> <*>ms user=<*>", count: 76_097, ratio: 0.184_531 }],
    template_diversity: { unique_templates: 184, template_entropy: 4.31, top_template_ratio: 0.185 },
    time_metrics: {
      available: true,
      start_time: "2026-03-16T09:00:00Z",
      end_time: "2026-03-17T09:00:00Z",
      time_span_seconds: 86_400,
      logs_per_second: parsed / 86_400,
      logs_per_minute: parsed / 1440,
      logs_per_hour: parsed / 24,
      peak_rate_per_minute: 906,
      error_rate: errors / parsed,
    },
    component_metrics: {
      unique_components: 9,
      top_components: [
        { name: "web.api", count: 212_001, ratio: 0.514, errors: 1203, anomalies: 2 },
        { name: "db.pool", count: 4120, ratio: 0.01, errors: 40, anomalies: isQuiet ? 0 : 7 },
        { name: "queue.orders", count: 48_000, ratio: 0.116, errors: 612, anomalies: isQuiet ? 0 : 4 },
        { name: "auth.login", count: 18_853, ratio: 0.046, errors: 2, anomalies: isQuiet ? 0 : 4 },
      ],
    },
    log_severity_summary: { warn: 15_301, error: errors, info: parsed - errors - 15_301 },
    tag_summary: { Timeout: 11, Database: 13 },
    security_leaks: isQuiet
      ? []
      : [
          ...Array.from({ length: 11 }, (_, i) => ({
            source_file: "auth.log",
            line: 100 + i,
            kind: "password",
            excerpt: `password=[password·${i + 1}]`,
          })),
          ...Array.from({ length: 6 }, (_, i) => ({
            source_file: "web.log",
            line: 700 + i,
            kind: "jwt",
            excerpt: `bearer [jwt·${i + 1}]`,
          })),
          ...Array.from({ length: 2 }, (_, i) => ({
            source_file: "web.log",
            line: 900 + i,
            kind: "api_key",
            excerpt: `key=[api_key·${i + 1}]`,
          })),
        ],
    security_leak_counts: isQuiet ? {} : { password: 11, jwt: 6, api_key: 2 },
    flood: { detected: !isQuiet, templates: isQuiet ? [] : ["27e64b03"] },
    known_normal: isQuiet ? { lines: 214, rules: 3 } : { lines: 0, rules: 0 },
    llm: isQuiet
      ? { provider: "none", model: "", calls: 0, cached: 0, tokens_in: 0, tokens_out: 0, errors: 0 }
      : {
          provider: "ollama",
          model: "mistral:instruct",
          calls: 5,
          cached: 0,
          tokens_in: 7911,
          tokens_out: 1337,
          errors: 0,
        },
    input: {
      lines,
      bytes: lines * 112,
      parsed,
      joined,
      skipped: { blank: 31, not_decodable: 13, too_long: 1 },
      files: [file],
      warnings: [],
    },
    siem_report: { analysis_timestamp: "2026-03-17T09:00:00Z", risk_level: isQuiet ? "LOW" : "HIGH" },
    security_assessment: { data_exposure_incidents: { count: isQuiet ? 0 : 19 } },
    operational_metrics: { log_volume: { total_events: parsed } },
    technical_analysis: { ai_analysis: { average_response_time: null } },
    report_outputs: { anomaly_details_file: "shop-logs_anomalies.json" },
    run: { version: "0.1.0", config_hash: "c0ffee00", seed: 42, schema_version: 1 },
    verdict: isQuiet
      ? `Nothing abnormal in ${lines.toLocaleString("en-US")} lines from 16 Mar 09:00 to 17 Mar 09:00 UTC`
      : "Web ran out of database connections at 03:42, 15 s after db-1 dropped out and db-2 took over",
    notes: [],
  };
};

const resultsOf = (chosen: readonly Draft[]): Results => {
  const incidents = chosen.map((draft, i) => incidentOf(draft, i + 1));
  const anomalies = chosen
    .flatMap((draft) => evidenceOf(draft).map((proof) => anomalyOf(draft, proof)))
    .sort((a, b) => Date.parse(a.timestamp ?? "") - Date.parse(b.timestamp ?? ""));
  const timeline = timelineOf(incidents, anomalies);
  return {
    name: "shop-logs",
    anomalies,
    incidents,
    templates,
    templatesLeftOut: 181,
    timeline,
    summary: summaryOf(incidents, anomalies, timeline),
  };
};

/** Six incidents, one of them open, some explained by a model. */
export const exampleResults: Results = resultsOf(drafts);

/** The same without a model: rules wrote all. */
export const exampleByRules: Results = {
  ...exampleResults,
  incidents: exampleResults.incidents.map((incident) => ({
    ...incident,
    author: { ...incident.author, name: "rules" },
  })),
  summary: {
    ...exampleResults.summary,
    llm: { provider: "none", model: "", calls: 0, cached: 0, tokens_in: 0, tokens_out: 0, errors: 0 },
  },
};

/** A day in which nothing happened. */
export const exampleQuiet: Results = resultsOf([]);

/** With the scores that `--scores` asks for. */
export const exampleScored: Results = {
  ...exampleResults,
  scores: {
    detectors: ["template", "lof"],
    rows: [
      { key: "", first_line: 1, last_line: 1, risk: 0.25, alarm: 0, scores: [1, 0.5] },
      {
        key: '=cmd|" /C calc"!A0',
        first_line: 2,
        last_line: 4,
        risk: 0.987_654_321,
        alarm: 1,
        scores: Float64Array.of(9.1, -0.25),
      },
      { key: "blk_-7", first_line: 5, last_line: 5, risk: 1, alarm: 1, scores: [Number.NaN, Number.POSITIVE_INFINITY] },
    ],
  },
};
