import type { Anomaly, EvidenceLine, Incident, Severity } from "../../src/core/anomaly.ts";
import type { Factor, FactorKind } from "../../src/core/detector.ts";
import type { LevelName } from "../../src/core/levels.ts";
import type { InputFile, Results, Summary, TemplateRecord, Timeline, TimelineBucket } from "../../src/core/results.ts";

/** A day of a web shop, by hand: six incidents of every severity. All numbers add up. */

const at = (day: number, clock: string): string => `2026-03-${day}T${clock}Z`;

const factor = (kind: FactorKind, observed: string, expected: string, values: readonly number[]): Factor => ({
  kind,
  observed,
  expected,
  text: `${observed}; normal is ${expected}`,
  values,
});

type Proof = readonly [file: string, line: number, time: string, level: LevelName, text: string];

interface Draft {
  readonly id: string;
  readonly severity: Severity;
  readonly score: number;
  readonly state?: "open" | "over";
  readonly title: string;
  readonly subtitle: string;
  readonly start: string;
  readonly end: string;
  readonly lines: number;
  readonly components: readonly string[];
  readonly tags: readonly string[];
  readonly cause: readonly [text: string, why: string];
  readonly proof: readonly Proof[];
  readonly factors: readonly Factor[];
  readonly story: readonly (readonly [text: string, ...evidence: string[]])[];
  readonly steps: readonly (readonly [text: string, command: string])[];
  readonly author?: string;
  readonly related?: readonly (readonly [id: string, why: string])[];
}

const drafts: readonly Draft[] = [
  {
    id: "7f3a",
    severity: "critical",
    score: 9.4,
    title: "Web out of database connections after db-2 failover",
    subtitle: "4,116 checkouts failed in 37 min",
    start: at(17, "03:41:52"),
    end: at(17, "04:18:36"),
    lines: 8742,
    components: ["db.pool", "db.postgres", "web.checkout", "web.api"],
    tags: ["Database", "Connectivity", "Timeout", "Error"],
    cause: ["db-1 closed its replication stream", "Earliest abnormal line; 3 s before the promotion."],
    proof: [
      [
        "db.log",
        44907,
        at(17, "03:41:52.318"),
        "critical",
        "could not receive data from WAL stream: server closed the connection unexpectedly",
      ],
      ["db.log", 44911, at(17, "03:41:55.102"), "info", "selected new timeline ID: 8"],
      ["db.log", 44938, at(17, "03:42:07.441"), "warn", "pool web-rw: 50/50 in use, 112 waiting (max_wait 4.9 s)"],
      [
        "web.log",
        201433,
        at(17, "03:42:07.460"),
        "error",
        "checkout failed: timeout acquiring connection after 5000 ms pool=web-rw order=88214-7731",
      ],
      [
        "db.log",
        44975,
        at(17, "03:42:31.007"),
        "warn",
        "server login failed: FATAL the database system is in recovery mode host=db-1",
      ],
      [
        "web.log",
        219870,
        at(17, "03:58:41.913"),
        "error",
        "circuit breaker open: dependency=postgres failures=1204 window=60s",
      ],
      [
        "db.log",
        46230,
        at(17, "04:16:02.655"),
        "info",
        "pool web-rw: server address changed db-1 -> db-2, reconnecting 50",
      ],
    ],
    factors: [
      factor("UNUSUAL VALUE", "50 of 50", "12–31", [12, 18, 22, 31, 24, 50, 50, 50]),
      factor("BURST DETECTED", "4,116 in 36 min", "0–2 an hour", [0, 1, 0, 0, 2, 0, 96, 190, 171, 168, 150, 141, 9, 0]),
      factor("LEVEL SHIFT", "31.4 % errors", "0.4 %", [0.4, 31.4]),
      factor("NEW TEMPLATE", "first at 03:41:55", "never in 44,910 lines", [0, 0, 0, 1]),
      factor("MISSING EVENT", "silent 41 min", "every 5 min", [1, 1, 1, 0, 0, 0, 1]),
    ],
    story: [
      ["db-1 closed its replication stream at 03:41:52", "e1"],
      ["and db-2 was promoted 3 s later.", "e2"],
      ["Pool web-rw kept its 50 connections to db-1, which was in recovery,", "e3", "e5"],
      ["so each request that needed the database waited 5 s and failed.", "e4"],
      ["It ended when the pool was pointed at db-2 at 04:16.", "e7"],
    ],
    steps: [
      ["Give pool web-rw the failover address, not db-1.", "pgbouncer.ini: [databases] web-rw = host=db-rw.internal"],
      [
        "Find out why db-1 stopped: its kernel and disk log, 03:35 to 03:42.",
        "journalctl -k --since 03:35 --until 03:42",
      ],
      ["Check the 612 orders that were not retried with success.", "grep -c 'state=dead' logs/queue.log"],
    ],
    related: [["b21c", "started 7 min later; 3,310 order ids in common"]],
  },
  {
    id: "b21c",
    severity: "high",
    score: 7.1,
    title: "Queue orders: 11,940 retries, 48,210 jobs behind",
    subtitle: "Retry flood after the pool timeouts; backlog cleared at 05:00",
    start: at(17, "03:49:10"),
    end: at(17, "05:00:22"),
    lines: 11962,
    components: ["queue.orders", "web.checkout"],
    tags: ["Queue", "Retry", "Timeout"],
    cause: ["first retry with err=pool_timeout", "All 11,940 retries carry the same error; none before this line."],
    proof: [
      ["queue.log", 39022, at(17, "03:49:10.004"), "warn", "job=5a1e77c0 retry in 1000ms attempt=2 err=pool_timeout"],
      ["queue.log", 41877, at(17, "04:02:33.870"), "warn", "lag=48210 consumers=8 oldest=812s"],
      ["queue.log", 44530, at(17, "04:21:09.118"), "error", "job=90cc4b1d state=dead attempt=8 err=pool_timeout"],
      ["queue.log", 47981, at(17, "05:00:22.590"), "info", "lag=0 consumers=8"],
    ],
    factors: [
      factor("FLOOD", "79 % of a window", "under 1 %", [0, 0, 1, 79, 76, 40]),
      factor("UNUSUAL VALUE", "48,210 jobs", "0–340", [12, 80, 340, 12_000, 48_210]),
    ],
    story: [
      ["Retries of orders began 7 min after the pool timeouts.", "e1"],
      ["The backlog reached 48,210 jobs.", "e2"],
    ],
    steps: [["Re-queue the 612 dead jobs after checking for double orders.", "grep 'state=dead' logs/queue.log"]],
    related: [["7f3a", "started 7 min earlier; 3,310 order ids in common"]],
  },
  {
    id: "c4e8",
    severity: "high",
    score: 6.8,
    title: "1,204 failed logins from one address in 6 min",
    subtitle: "203.0.113.47; 2 logins accepted afterwards",
    start: at(16, "22:17:04"),
    end: at(16, "22:23:11"),
    lines: 1209,
    components: ["auth.login"],
    tags: ["Security", "Authentication"],
    cause: ["first failure from 203.0.113.47", "Address not seen before in 17,640 lines."],
    proof: [
      ["auth.log", 17641, at(16, "22:17:04"), "warn", "failed password for u48110 from 203.0.113.47 port 40122"],
      ["auth.log", 18203, at(16, "22:19:40"), "warn", "failed password for u50932 from 203.0.113.47 port 41710"],
      ["auth.log", 18846, at(16, "22:23:02"), "info", "accepted password for u49077 from 203.0.113.47 port 43002"],
      ["auth.log", 18851, at(16, "22:23:11"), "info", "accepted password for u48655 from 203.0.113.47 port 43019"],
    ],
    factors: [factor("BURST DETECTED", "1,204 in 6 min", "0–3 in 6 min", [1, 0, 2, 1, 98, 201, 160, 1])],
    story: [["One address tried 318 accounts in 6 min and got in twice.", "e3", "e4"]],
    steps: [["Lock u49077 and u48655 and end their sessions.", "grep -nE 'u49077|u48655' logs/auth.log"]],
  },
  {
    id: "a55f",
    severity: "medium",
    score: 4.2,
    title: "/api/cart/merge takes 2.9 s; normal is 180 ms",
    subtitle: "1,418 slow requests while one lock was held",
    start: at(16, "19:30:12"),
    end: at(16, "19:48:40"),
    lines: 1418,
    components: ["web.cart", "db.postgres"],
    tags: ["Database", "Performance"],
    cause: ["process 3120 still waiting for ShareLock", "First lock wait over 1 s in 27,732 lines."],
    proof: [
      [
        "db.log",
        27733,
        at(16, "19:30:12"),
        "info",
        "process 3120 still waiting for ShareLock on transaction 9918273 after 1000.1 ms",
      ],
      ["web.log", 129004, at(16, "19:30:14"), "warn", "slow request POST /api/cart/merge 200 2913ms user=39005"],
      ["db.log", 28240, at(16, "19:48:40"), "info", "process 3120 acquired ShareLock after 1107244.8 ms"],
    ],
    factors: [factor("UNUSUAL VALUE", "2,913 ms", "90–240 ms", [90, 180, 240, 2913])],
    story: [["A transaction held a lock on cart_items for 18 min.", "e1", "e3"]],
    steps: [["Find the transaction that held 9918273.", "sed -n '27700,27733p' logs/db.log"]],
    author: "rules",
  },
  {
    id: "e09d",
    severity: "medium",
    score: 3.6,
    title: "WAL archiving silent 27 min; normal is every 5 min",
    subtitle: "5 archive lines missing, then one of 118 s",
    start: at(16, "13:05:00"),
    end: at(16, "13:32:04"),
    lines: 6,
    components: ["db.archiver"],
    tags: ["Database", "Disk"],
    cause: ["last archived WAL before the gap", "A missing event has no line; this is the last one before it."],
    proof: [
      ["db.log", 10977, at(16, "13:00:01"), "info", "archived WAL 0000000700000A1F000000C4 in 410 ms"],
      ["db.log", 11903, at(16, "13:26:40"), "warn", "archive command is taking long: 900 s"],
      ["db.log", 12106, at(16, "13:32:04"), "info", "archived WAL 0000000700000A1F000000C5 in 118044 ms"],
    ],
    factors: [factor("MISSING EVENT", "0 in 27 min", "5 in 27 min", [1, 1, 1, 0, 0, 0, 1])],
    story: [["The archiver wrote nothing between 13:05 and 13:32.", "e1", "e3"]],
    steps: [["Check free space and latency of the archive target at 13:05.", ""]],
    author: "rules",
  },
  {
    id: "1d70",
    severity: "low",
    score: 2.1,
    state: "open",
    title: "New warning since 4.18.2: deprecated x-cart-v1",
    subtitle: "2,204 lines, steady",
    start: at(16, "15:02:18"),
    end: at(17, "08:59:41"),
    lines: 2204,
    components: ["web.api"],
    tags: ["Deployment", "Warning"],
    cause: ["release 4.18.2 started", "New template 4 s after the start line."],
    proof: [
      ["web.log", 74188, at(16, "15:02:14"), "info", "service started version=4.18.2"],
      ["web.log", 74201, at(16, "15:02:18"), "warn", "deprecated header x-cart-v1 client=ios/7.2"],
    ],
    factors: [factor("NEW TEMPLATE", "first at 15:02:18", "never in 74,200 lines", [0, 0, 1, 1, 1])],
    story: [["The warning began 4 s after 4.18.2 started and stays at 2 a minute.", "e1", "e2"]],
    steps: [["Mark as expected if the deprecation is known.", ""]],
    author: "rules",
  },
];

const evidenceOf = ({ proof }: Draft): readonly EvidenceLine[] =>
  proof.map(([source_file, line, time, level, text], i) => ({ id: `e${i + 1}`, source_file, line, time, level, text }));

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
    run: { version: "0.1.0", config_hash: "c0ffee00", seed: 42 },
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
