/** A detector's section: whether it runs, and its own options, checked by the detector's schema. */
export interface DetectorSettings {
  readonly enabled: boolean;
  readonly [option: string]: unknown;
}

/** How the language model is reached. */
export interface LLMSettings {
  readonly provider: "none" | "ollama" | "openai" | "anthropic" | "openai-compatible" | "local";
  readonly model: string;
  readonly endpoint: string;
  /** A file with the provider's key; null: the key is in the environment. */
  readonly key_file: string | null;
  /** Seconds, per attempt, body included. */
  readonly timeout: number;
  readonly concurrency: number;
  readonly budget: { readonly calls: number; readonly tokens: number; readonly seconds: number };
  readonly cache: boolean;
  readonly cache_dir: string;
  readonly allow_remote: boolean;
  readonly may_suppress: boolean;
}

export interface RetrySettings {
  /** Attempts in all, the first included. */
  readonly max_attempts: number;
  /** Seconds. */
  readonly initial_delay: number;
  readonly max_delay: number;
  readonly backoff_factor: number;
  /** Fraction: delay x (1 ± jitter). */
  readonly jitter: number;
}

/** A step of the user's, loaded from a file. Exactly one of `before`, `after` and `replace` names a step. */
export interface PluginSettings {
  readonly module: string;
  readonly export: string;
  readonly before?: string;
  readonly after?: string;
  readonly replace?: string;
  readonly on_error: "stop" | "skip";
  /** Seconds. */
  readonly timeout: number;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface WorkflowSettings {
  readonly retry: RetrySettings;
  readonly steps: {
    readonly thinking: { readonly enabled: boolean };
    readonly prompt: { readonly template: string; readonly custom_template: string | null };
    readonly llm_call: Partial<LLMSettings>;
  };
  readonly plugins: readonly PluginSettings[];
}

/** A pattern of the user's: a name, what it matches, why that matters. */
export interface PatternRule {
  readonly name: string;
  readonly pattern: string;
  readonly reason: string;
}

/** A value of a line under a name of its own. Tried in this order: keys of the line, columns, the pattern. */
export interface FieldExtraction {
  readonly name: string;
  /** Keys of a JSON or key=value line (nested ones with dots), or columns: level, component, host, source_file. */
  readonly extractors: readonly string[];
  /** Its first group, or the whole match. */
  readonly regex: string | null;
}

/** What somebody does too often: judged over a window that slides along the times of the events. */
export interface BehavioralRule {
  readonly name: string;
  /** count: lines · distinct_count: different values of `field` · ratio: share of the group's lines. */
  readonly type: "count" | "distinct_count" | "ratio";
  /** Field whose values are judged apart; null: all lines together. */
  readonly group_by: string | null;
  /** distinct_count: what is counted; else the value in which `pattern` is looked for. */
  readonly field: string | null;
  readonly pattern: string | null;
  readonly window_minutes: number;
  /** Reached, it is abnormal. ratio: how many lines must match at least. */
  readonly threshold: number | null;
  /** Reached, it is abnormal. */
  readonly threshold_ratio: number | null;
  readonly reason: string;
}

/** What holds for the lines of one file only. */
export interface FileSettings {
  /** Name or path of the file, as it was typed. */
  readonly file: string;
  readonly field_extraction: readonly FieldExtraction[];
  readonly behavioral_rules: readonly BehavioralRule[];
}

/** The whole configuration, checked and frozen. Keys as in the file. */
export interface Settings {
  /** Of the file's form. */
  readonly schema_version: 1;
  readonly detectors: Readonly<Record<string, DetectorSettings>>;
  readonly decision: {
    /** Risk at which an event is an anomaly is fitted to evidence; this is only an upper bound on what may be flagged. */
    readonly false_positive_rate: number;
  };
  readonly incidents: { readonly gap_seconds: number };
  readonly llm: LLMSettings;
  readonly workflow: WorkflowSettings;
  readonly rules: {
    readonly additional_rule_based_patterns: readonly PatternRule[];
    readonly additional_security_patterns: readonly PatternRule[];
  };
  readonly field_extraction: readonly FieldExtraction[];
  readonly behavioral: {
    readonly enabled: boolean;
    /** Those of `rules_file` included. */
    readonly rules: readonly BehavioralRule[];
    readonly rules_file: string | null;
  };
  /** Anomalies of a smaller score are counted and not listed. */
  readonly anomaly_threshold: number;
  /** Lines. */
  readonly large_log_warning_threshold: number | null;
  /** Templates or lines that are never anomalies. */
  readonly known_normal: readonly {
    readonly pattern: string;
    readonly reason: string;
    readonly expires: string | null;
  }[];
  /** Nothing leaves the machine, and no report shows an identifier. */
  readonly compliance_mode: boolean;
  /** Of the first line, where times name none. */
  readonly year: number | null;
  /** Of times that name none: a name of the IANA database or an offset; null: UTC. */
  readonly tz: string | null;
  /** Name of the format of all input; null: it is found. */
  readonly format_hint: string | null;
  /** Formats of the user's: grok, a regular expression with named groups, or a layout. */
  readonly formats: readonly {
    readonly name: string;
    readonly pattern: string;
    readonly samples: readonly string[];
  }[];
  readonly max_log_lines: number | null;
  /** Of text that says nothing of itself. */
  readonly encoding: string | null;
  readonly batch_size: number;
  /** Threads that read beside the first; null: as many as are worth it. */
  readonly workers: number | null;
  readonly seed: number;
}
