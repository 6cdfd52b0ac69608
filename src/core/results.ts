import type { Anomaly, Incident } from "./anomaly.ts";

/** One row of `_templates.json`. */
export interface TemplateRecord {
  readonly template_id: string;
  readonly template: string;
  readonly count: number;
  readonly ratio: number;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  readonly levels: Readonly<Record<string, number>>;
  readonly components: readonly string[];
  readonly samples: readonly { readonly source_file: string; readonly line: number; readonly text: string }[];
  /** Events in each bucket of the timeline. */
  readonly series: readonly number[];
  readonly parameters: readonly ParameterRecord[];
  /** Without a model: rare, flood, burst, missing, or known for all others. */
  readonly status: "known" | "new" | "rare" | "gone" | "flood" | "burst" | "missing";
}

/** What stands in one variable place of a template. */
export interface ParameterRecord {
  readonly index: number;
  readonly kind: string;
  readonly distinct: number;
  readonly top: readonly { readonly value: string; readonly count: number }[];
  /** Of numbers: minimum, quartiles, maximum; null for other kinds. */
  readonly quantiles: readonly number[] | null;
}

export interface TimelineBucket {
  readonly events: number;
  readonly errors: number;
  readonly anomalies: number;
  readonly usual_low: number;
  readonly usual_high: number;
  readonly by_level: Readonly<Record<string, number>>;
  readonly by_component: Readonly<Record<string, number>>;
}

/** `_timeline.json`. */
export interface Timeline {
  /** Null where no event carries a time: the buckets are then of equal numbers of events. */
  readonly bucket_seconds: number | null;
  readonly start: string | null;
  readonly buckets: readonly TimelineBucket[];
  /** Events by hour of the week, from Monday 00:00; 168 long. */
  readonly hour_of_week: readonly number[];
  /** Events of the most talkative components by hour of the day. */
  readonly component_by_hour: Readonly<Record<string, readonly number[]>>;
  /** Of each detector: the number of events in ten equal parts of its range. */
  readonly score_histograms: Readonly<
    Record<string, { readonly low: number; readonly high: number; readonly counts: readonly number[] }>
  >;
  /** How often each pair of detectors raised the same alarm: `a+b`. */
  readonly detector_agreement: Readonly<Record<string, number>>;
  /** Risk at which an event is an anomaly. */
  readonly threshold: number;
  readonly nearest_below: readonly {
    readonly source_file: string;
    readonly line: number;
    readonly timestamp: string | null;
    readonly component: string;
    readonly text: string;
    readonly score: number;
  }[];
}

export interface InputFile {
  readonly source_file: string;
  readonly lines: number;
  readonly bytes: number;
  readonly parsed: number;
  readonly joined: number;
  readonly skipped: number;
  readonly format: { readonly name: string; readonly confidence: number; readonly ratio: number };
}

/** Every input line: `lines = parsed + joined + sum of skipped`. */
export interface InputAccounting {
  readonly lines: number;
  readonly bytes: number;
  readonly parsed: number;
  readonly joined: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly files: readonly InputFile[];
  readonly warnings: readonly {
    readonly kind: string;
    readonly count: number;
    readonly first: readonly {
      readonly source_file: string;
      readonly line: number;
      readonly byte: number;
      readonly text: string;
    }[];
  }[];
}

export interface SecurityLeak {
  readonly source_file: string;
  readonly line: number;
  readonly kind: string;
  readonly excerpt: string;
}

/** `_summary.json`. */
export interface Summary {
  readonly filename: string;
  readonly original_log_count: number;
  readonly processed_log_count: number;
  readonly anomalies_detected: number;
  readonly incidents_detected: number;
  readonly volume_stats: readonly { readonly template: string; readonly count: number; readonly ratio: number }[];
  readonly template_diversity: {
    readonly unique_templates: number;
    readonly template_entropy: number;
    readonly top_template_ratio: number;
  };
  readonly time_metrics: {
    readonly available: boolean;
    readonly start_time: string | null;
    readonly end_time: string | null;
    readonly time_span_seconds: number | null;
    readonly logs_per_second: number | null;
    readonly logs_per_minute: number | null;
    readonly logs_per_hour: number | null;
    readonly peak_rate_per_minute: number | null;
    readonly error_rate: number;
    readonly note?: string;
  };
  readonly component_metrics: {
    readonly unique_components: number;
    readonly top_components: readonly {
      readonly name: string;
      readonly count: number;
      readonly ratio: number;
      readonly errors: number;
      readonly anomalies: number;
    }[];
  };
  readonly log_severity_summary: Readonly<Record<string, number>>;
  readonly tag_summary: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly security_leaks: readonly SecurityLeak[];
  /** How many there are, by kind. */
  readonly security_leak_counts: Readonly<Record<string, number>>;
  readonly flood: { readonly detected: boolean; readonly templates: readonly string[] };
  readonly known_normal: { readonly lines: number; readonly rules: number };
  readonly llm: {
    readonly provider: string;
    readonly model: string;
    readonly calls: number;
    readonly cached: number;
    readonly tokens_in: number;
    readonly tokens_out: number;
    readonly errors: number;
  };
  readonly input: InputAccounting;
  /** The original's blocks; keys as it wrote them. */
  readonly siem_report: object;
  readonly security_assessment: object;
  readonly operational_metrics: object;
  readonly technical_analysis: object;
  readonly report_outputs: object;
  readonly run: {
    readonly version: string;
    readonly config_hash: string;
    readonly seed: number;
    readonly schema_version: 1;
  };
  readonly verdict: string;
  readonly notes: readonly string[];
}

/** Everything a run found. The same results always give the same files. */
export interface Results {
  /** The `<name>` of `<name>_anomalies.json`. */
  readonly name: string;
  /** In order of time, source, line; made as they are asked for, so that a million do not stay in memory. Can be walked again. */
  readonly anomalies: Iterable<Anomaly>;
  readonly incidents: readonly Incident[];
  readonly templates: readonly TemplateRecord[];
  /** Templates beyond the limit of `templates`. */
  readonly templatesLeftOut: number;
  readonly timeline: Timeline;
  readonly summary: Summary;
  /** With `--scores`: the judged samples. */
  readonly scores?: Scores;
}

/** One row a judged sample. */
export interface Scores {
  readonly detectors: readonly string[];
  readonly rows: Iterable<ScoreRow>;
}

export interface ScoreRow {
  readonly key: string;
  readonly first_line: number;
  readonly last_line: number;
  readonly risk: number;
  readonly alarm: 0 | 1;
  /** One score a detector, in the order of `Scores.detectors`. */
  readonly scores: ArrayLike<number>;
}
