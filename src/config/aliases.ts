/** What an alias stands for: paths and values to set. */
export interface Meaning {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Wins even over the documented key. */
  readonly wins?: true;
  /** Whether a key that is given too says the same in other words, so that no note is due. */
  readonly agrees?: (given: unknown) => boolean;
}

type Alias = (value: unknown) => readonly Meaning[];

const same =
  (...path: string[]): Alias =>
  (value) => [{ path, value }];

/** `top_percent` of 1 or more is a percentage, below 1 a fraction. */
const asShare = (value: unknown): unknown => (typeof value === "number" && value >= 1 ? value / 100 : value);

/** Switched off there is no provider; switched on, what `llm` says, and without it the documented ollama. */
const enableLLM: Alias = (value) => {
  if (value === true) return [{ path: ["llm", "provider"], value: "ollama", agrees: (given) => given !== "none" }];
  if (value !== false) return [{ path: ["llm", "provider"], value }];
  return [
    { path: ["llm", "provider"], value: "none", wins: true },
    { path: ["workflow", "steps", "llm_call", "provider"], value: "none", wins: true },
  ];
};

/** The original's names at the top level, and what they mean here. A documented key that is given too wins; of two names for one key the first. */
export const ALIASES: Readonly<Record<string, Alias>> = {
  llm_model: same("llm", "model"),
  llm_provider: same("llm", "provider"),
  enable_llm: enableLLM,
  top_percent: (value) => [{ path: ["decision", "false_positive_rate"], value: asShare(value) }],
  top_n_llm: same("llm", "budget", "calls"),
  enable_lof: same("detectors", "lof", "enabled"),
  lof_n_neighbors: same("detectors", "lof", "neighbors"),
  lof_contamination: same("detectors", "lof", "contamination"),
  enable_rolling_window: same("detectors", "rolling_window", "enabled"),
  rolling_window_size: same("detectors", "rolling_window", "window_size"),
  rolling_window_threshold: same("detectors", "rolling_window", "repetition_threshold"),
  enable_spam_detection: same("detectors", "rolling_window", "enabled"),
  spam_template_threshold: same("detectors", "rolling_window", "repetition_threshold"),
  additional_rule_based_patterns: same("rules", "additional_rule_based_patterns"),
  additional_security_patterns: same("rules", "additional_security_patterns"),
  enable_behavioral_detection: same("behavioral", "enabled"),
  behavioral_rules: same("behavioral", "rules"),
  behavioral_rules_file: (value) => [{ path: ["behavioral", "rules_file"], value: value === false ? null : value }],
};

/** The key that another name stands for; undefined: it is no alias. */
export function aliasTarget(name: string): readonly string[] | undefined {
  if (name === NESTED_ALIAS.path.join(".")) return NESTED_ALIAS.target;
  return Object.hasOwn(ALIASES, name) ? ALIASES[name]?.(true)[0]?.path : undefined;
}

/** Another name within a section, documented beside the first. */
export const NESTED_ALIAS = {
  path: ["llm", "max_retries"],
  target: ["workflow", "retry", "max_attempts"],
} as const;
