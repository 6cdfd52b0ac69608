import type { Incident } from "../core/anomaly.ts";
import { isPartial } from "../core/damage.ts";
import type { InputAccounting, Summary } from "../core/results.ts";
import { RESULTS_VERSION } from "../core/schema-version.ts";
import { count } from "../core/words.ts";
import type { LLMCounters } from "../providers/index.ts";
import { verdict } from "../report/verdict.ts";
import type { Judgement } from "./judge.ts";
import type { Model } from "./learn.ts";
import type { Lookup } from "./lookup.ts";
import type { Overview } from "./overview.ts";
import type { Events } from "./read.ts";

/** The model that was asked, and what that cost. */
export interface ModelUse {
  readonly provider: string;
  readonly model: string;
  readonly counters: LLMCounters;
}

export interface SummaryInput {
  readonly name: string;
  readonly events: Events;
  readonly model: Model;
  readonly judgement: Judgement;
  readonly look: Lookup;
  readonly overview: Overview;
  readonly incidents: readonly Incident[];
  readonly anomalies: number;
  /** Anomalies that `anomaly_threshold` left out. */
  readonly belowThreshold: number;
  readonly tags: Readonly<Record<string, number>>;
  readonly llm: ModelUse;
  readonly version: string;
  readonly configHash: string;
  readonly seed: number;
  readonly complianceMode: boolean;
  readonly redact: (text: string) => string;
}

const round = (n: number, digits = 4): number => Math.round(n * 10 ** digits) / 10 ** digits;
const VOLUME = 20;
const LEAKS = 200;

const securityOf = (
  incidents: readonly Incident[],
  leaks: number,
): { readonly securityIncidents: number; readonly critical: number; readonly risk: string } => {
  const securityIncidents = leaks + incidents.filter((i) => i.tags.includes("Security")).length;
  const critical = incidents.filter((i) => i.severity === "critical").length;
  const risk =
    securityIncidents > 5 || critical > 10 ? "HIGH" : securityIncidents > 2 || critical > 5 ? "MEDIUM" : "LOW";
  return { securityIncidents, critical, risk };
};

const verifiedBy = (incidents: readonly Incident[]): number =>
  incidents.filter((i) => i.author.name !== "rules").length;

const llmOf = ({ provider, model, counters }: ModelUse): Summary["llm"] => ({
  provider,
  model,
  calls: counters.calls,
  cached: counters.cached,
  tokens_in: counters.tokensIn,
  tokens_out: counters.tokensOut,
  errors: counters.errors,
});

const aiOf = ({ provider, counters }: ModelUse): object => ({
  llm_classification_enabled: provider !== "none",
  total_llm_calls: counters.calls,
  average_response_time: null,
  classification_errors: counters.errors,
});

/** What a summary says anew when a model has given words to results that are there already. */
export function retold(
  summary: Summary,
  told: Pick<SummaryInput, "incidents" | "tags" | "llm" | "configHash" | "version">,
): Summary {
  const { incidents, tags, llm, configHash, version } = told;
  const assessment: Readonly<Record<string, unknown>> = { ...summary.security_assessment };
  const leaks = countIn(assessment["data_exposure_incidents"]);
  const { securityIncidents, critical, risk } = securityOf(incidents, leaks);
  const { lines } = summary.input;
  return {
    ...summary,
    tag_summary: tags,
    llm: llmOf(llm),
    siem_report: {
      ...summary.siem_report,
      risk_level: risk,
      security_incidents: securityIncidents,
      critical_anomalies: critical,
    },
    security_assessment: {
      ...assessment,
      anomalous_behavior: { ...blockIn(assessment, "anomalous_behavior"), ai_verified_threats: verifiedBy(incidents) },
    },
    technical_analysis: { ...summary.technical_analysis, ai_analysis: aiOf(llm) },
    run: { ...summary.run, version, config_hash: configHash, schema_version: RESULTS_VERSION },
    verdict: verdict(incidents, {
      lines: summary.processed_log_count === 0 ? 0 : lines,
      isBlank: lines > 0,
      start: summary.time_metrics.start_time,
      end: summary.time_metrics.end_time,
      isPartial: isPartial(summary.input),
    }),
  };
}

const blockIn = (block: Readonly<Record<string, unknown>>, key: string): object => {
  const inner = block[key];
  return typeof inner === "object" && inner !== null ? inner : {};
};

const countIn = (block: unknown): number =>
  typeof block === "object" && block !== null && "count" in block && typeof block.count === "number" ? block.count : 0;

/** `_summary.json`, the original's blocks included. */
export function summarise(input: SummaryInput): Summary {
  const { events, model, judgement, look, overview, incidents } = input;
  const n = events.store.length;
  const accounting = accountingOf(input);
  const { clock } = model.run;
  const isTimed = clock.isTimed;
  const seconds = isTimed ? (clock.end - clock.start) / 1000 : null;
  const rate = seconds !== null && seconds > 0 ? n / seconds : null;
  const entropy = overview.volume.reduce(
    (sum, { count }) => (count > 0 && n > 0 ? sum - (count / n) * Math.log2(count / n) : sum),
    0,
  );
  const errorRate = n > 0 ? overview.errors / n : 0;
  const floods = judgement.spans.filter((s) => s.factor.kind === "FLOOD" && s.score >= 3);
  const floodTemplates = [...new Set(floods.map((s) => model.profile.statements[s.statement]?.templateText ?? ""))];
  const start = isTimed ? look.time(clock.start) : null;
  const end = isTimed ? look.time(clock.end) : null;
  const levels = overview.byLevel;
  const notes: string[] = [];
  if (n === 0) notes.push("empty: no line holds an event");
  else if (n < 50)
    notes.push(`too little data: with ${count(n, "event")}, fewer than 50, novelty and rarity are not evidence`);
  if (events.isInterrupted) notes.push(`interrupted: reading ended after ${count(accounting.lines, "line")}`);
  else if (events.isCut) notes.push(`reading stopped after ${accounting.lines} lines, as asked`);
  if (isTimed && seconds === 0 && n > 1) notes.push("all events carry the same time: rates are not known");
  if (!isTimed && n > 0) notes.push("no event carries a time: everything is judged in the order of lines");
  const colored = events.accounting.reduce((sum, file) => sum + file.colored, 0);
  if (colored > 0) notes.push(`colours and other terminal codes were taken out of ${count(colored, "line")}`);
  const late = events.accounting.reduce((sum, file) => sum + file.late, 0);
  if (late > 0)
    notes.push(`${count(late, "event")} more than 5 seconds older than the one before: each is judged at its own time`);
  notes.push(...judgement.knownNormal.notes.map(input.redact), ...judgement.notes.map(input.redact));
  if (input.belowThreshold > 0)
    notes.push(
      `${count(input.belowThreshold, "anomaly", "anomalies")} not listed: score below anomaly_threshold; incidents are complete`,
    );
  const topComponents = overview.components.slice(0, 10).map((c) => ({ ...c, ratio: round(c.count / Math.max(1, n)) }));
  const leakCount = [...events.leakCounts.values()].reduce((sum, each) => sum + each, 0);
  const { securityIncidents, critical, risk } = securityOf(incidents, leakCount);
  const indicators = [
    ...(floods.length > 0 ? ["LOG_FLOODING"] : []),
    ...(events.leaks.length > 0 ? ["DATA_EXPOSURE"] : []),
    ...(incidents.length > 0 ? ["RULE_VIOLATIONS"] : []),
    ...(errorRate > 0.1 ? ["HIGH_ERROR_RATE"] : []),
  ];
  const leaks = events.leaks.map(({ event, kind, excerpt }) => {
    const { source_file, line } = look.line(event);
    return { source_file, line, kind, excerpt };
  });
  const diversity = {
    unique_templates: overview.volume.length,
    template_entropy: round(Math.max(0, entropy)),
    top_template_ratio: round((overview.volume[0]?.count ?? 0) / Math.max(1, n)),
  };
  return {
    filename: input.name,
    original_log_count: accounting.lines,
    processed_log_count: n,
    anomalies_detected: input.anomalies,
    incidents_detected: incidents.length,
    volume_stats: overview.volume.slice(0, VOLUME).map((v) => ({ ...v, ratio: round(v.count / Math.max(1, n)) })),
    template_diversity: diversity,
    time_metrics: {
      available: isTimed,
      start_time: start,
      end_time: end,
      time_span_seconds: seconds,
      logs_per_second: rate === null ? null : round(rate),
      logs_per_minute: rate === null ? null : round(rate * 60),
      logs_per_hour: rate === null ? null : round(rate * 3600),
      peak_rate_per_minute: isTimed ? overview.peakPerMinute : null,
      error_rate: round(errorRate, 6),
      ...(isTimed && rate === null && n > 0 && { note: "all events carry the same time" }),
    },
    component_metrics: { unique_components: overview.components.length, top_components: topComponents },
    log_severity_summary: levels,
    tag_summary: input.tags,
    // What was no secret when the excerpt was made may have been found to be one since.
    security_leaks: leaks.slice(0, LEAKS).map((leak) => ({ ...leak, excerpt: input.redact(leak.excerpt) })),
    security_leak_counts: Object.fromEntries([...events.leakCounts].sort(([a], [b]) => (a < b ? -1 : 1))),
    flood: { detected: floods.length > 0, templates: floodTemplates },
    known_normal: { lines: judgement.knownNormalLines, rules: judgement.knownNormal.marks },
    llm: llmOf(input.llm),
    input: accounting,
    siem_report: {
      analysis_timestamp: end,
      source_file: input.name,
      risk_level: risk,
      security_incidents: securityIncidents,
      critical_anomalies: critical,
      threat_indicators: indicators,
      analysis_period: {
        start_time: start,
        end_time: end,
        duration_hours: seconds === null ? null : round(seconds / 3600),
      },
    },
    security_assessment: {
      data_exposure_incidents: {
        count: leakCount,
        examples: leaks.slice(0, 3).map(({ excerpt }) => input.redact(excerpt)),
        types_detected: [...events.leakCounts.keys()],
      },
      rule_based_violations: {
        count: incidents.length,
        severity: incidents.length > 3 ? "HIGH" : incidents.length > 0 ? "MEDIUM" : "LOW",
      },
      anomalous_behavior: {
        statistical_anomalies: input.anomalies,
        ai_verified_threats: verifiedBy(incidents),
        false_positives_filtered: judgement.knownNormalLines,
      },
    },
    operational_metrics: {
      log_volume: {
        total_events: accounting.lines,
        processed_events: n,
        events_per_hour: rate === null ? null : round(rate * 3600),
        peak_rate_per_minute: isTimed ? overview.peakPerMinute : null,
      },
      system_health: {
        error_rate: round(errorRate * 100),
        warning_count: levels["warn"] ?? 0,
        error_count: overview.errors,
        flood_detection: { detected: floods.length > 0, affected_templates: floodTemplates },
      },
      component_analysis: {
        available: overview.components.length > 0,
        unique_components: overview.components.length,
        top_components: topComponents.slice(0, 5).map(({ name, count }) => ({ name, count })),
      },
    },
    technical_analysis: {
      template_diversity: diversity,
      top_log_patterns: overview.volume.slice(0, 5),
      ai_analysis: aiOf(input.llm),
    },
    report_outputs: {
      anomaly_details_file: `${input.name}_anomalies.json`,
      processing_limits: {
        max_logs_analyzed: events.isCut ? accounting.lines : null,
        compliance_mode: input.complianceMode,
      },
    },
    run: {
      version: input.version,
      config_hash: input.configHash,
      seed: input.seed,
      schema_version: RESULTS_VERSION,
    },
    verdict: verdict(incidents, {
      lines: n === 0 ? 0 : accounting.lines,
      isBlank: accounting.lines > 0,
      start,
      end,
      isPartial: isPartial(accounting),
    }),
    notes,
  };
}

function accountingOf({ events, redact }: SummaryInput): InputAccounting {
  const skipped: Record<string, number> = {};
  const files = events.accounting.map((file) => {
    let sum = 0;
    for (const [reason, lines] of Object.entries(file.skipped)) {
      skipped[reason] = (skipped[reason] ?? 0) + lines;
      sum += lines;
    }
    const { lines, bytes, parsed, joined } = file;
    const format = {
      name: file.format.name,
      confidence: round(file.format.confidence),
      ratio: round(file.format.ratio),
    };
    return { source_file: redact(file.name), lines, bytes, parsed, joined, skipped: sum, format };
  });
  const total = (key: "lines" | "bytes" | "parsed" | "joined"): number =>
    files.reduce((sum, file) => sum + file[key], 0);
  return {
    lines: total("lines"),
    bytes: total("bytes"),
    parsed: total("parsed"),
    joined: total("joined"),
    skipped,
    files,
    warnings: [...events.warnings].map(([kind, { count, first }]) => ({
      kind,
      count,
      first: first.map(({ source, line, byte, text }) => ({
        source_file: redact(source),
        line,
        byte,
        text: redact(text),
      })),
    })),
  };
}
