/** Documented keys that this version does not have yet. They are refused, never ignored; `false` asks for nothing and is let through. */
const LATER: readonly { readonly path: readonly string[]; readonly mayBeFalse?: true }[] = [
  { path: ["analysis"] },
  { path: ["decision", "weights"] },
  { path: ["decision", "hour_multipliers"] },
  { path: ["decision", "alert_budget"] },
  { path: ["detectors", "lstm_autoencoder"] },
  { path: ["detectors", "next_event"] },
  { path: ["drift"] },
  { path: ["behavioral"] },
  { path: ["large_log_warning_threshold"] },
  { path: ["anomaly_threshold"] },
  { path: ["enable_dependent_anomaly_filter"], mayBeFalse: true },
  { path: ["enable_behavioral_detection"], mayBeFalse: true },
  { path: ["behavioral_rules"] },
  { path: ["behavioral_rules_file"] },
];

/** Values of keys that are documented for later. */
const LATER_PROVIDERS: readonly string[] = ["local"];

const PROVIDER_KEYS = ["llm.provider", "workflow.steps.llm_call.provider"];

/** Whether a key that the schema does not know is documented all the same. */
export const isLater = (path: readonly string[]): boolean =>
  LATER.some((entry) => entry.path.length === path.length && entry.path.every((step, i) => step === path[i]));

/** Whether a key of a later version is set to what this version does anyway. */
export const asksForNothing = (path: readonly string[], value: unknown): boolean =>
  value === false && LATER.some((entry) => entry.mayBeFalse && entry.path.join(".") === path.join("."));

/** Whether a value of a known key is documented for a later version. */
export const isLaterValue = (key: string, value: unknown): boolean =>
  PROVIDER_KEYS.includes(key) && typeof value === "string" && LATER_PROVIDERS.includes(value);
