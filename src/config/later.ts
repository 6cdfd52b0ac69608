/**
 * Documented keys that this version does not have. They are refused, never ignored; the value that asks for nothing is let
 * through. `why`: what is said where no later version will have them either.
 */
const LATER: readonly { readonly path: readonly string[]; readonly nothing?: boolean; readonly why?: string }[] = [
  { path: ["analysis"] },
  { path: ["decision", "weights"] },
  { path: ["decision", "hour_multipliers"] },
  { path: ["decision", "alert_budget"] },
  { path: ["detectors", "lstm_autoencoder"] },
  { path: ["detectors", "next_event"] },
  { path: ["drift"] },
  {
    path: ["enable_dependent_anomaly_filter"],
    nothing: true,
    why: "can only be true: lines of a stack trace belong to the event above them and are never anomalies of their own",
  },
];

/** Values of keys that are documented for later. */
const LATER_PROVIDERS: readonly string[] = ["local"];

const PROVIDER_KEYS = ["llm.provider", "workflow.steps.llm_call.provider"];

/** What is wrong with a key that the schema does not know and that is documented all the same. */
export const laterFault = (path: readonly string[]): string | undefined => {
  const found = LATER.find((entry) => entry.path.join(".") === path.join("."));
  return found && (found.why ?? "is not supported in this version");
};

/** Whether such a key is set to what this version does anyway. */
export const asksForNothing = (path: readonly string[], value: unknown): boolean =>
  typeof value === "boolean" &&
  LATER.some((entry) => entry.nothing === value && entry.path.join(".") === path.join("."));

/** Whether a value of a known key is documented for a later version. */
export const isLaterValue = (key: string, value: unknown): boolean =>
  PROVIDER_KEYS.includes(key) && typeof value === "string" && LATER_PROVIDERS.includes(value);
