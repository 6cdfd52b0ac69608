/** Who reads a key, by the beginning of its name; the longest that fits counts. */
const READERS: readonly (readonly [start: string, reader: string])[] = [
  ["schema_version", "the reader of the configuration, before all other keys"],
  ["detectors.", "the detector of that name, when it is fitted"],
  ["detectors.isolation_forest.seed", "the isolation forest, in place of the run's seed"],
  ["decision.false_positive_rate", "the judge, when it sets the bar of each detector"],
  ["incidents.gap_seconds", "the grouping of anomalies into incidents"],
  ["llm.provider", "the model step, when it connects"],
  ["llm.model", "the model step, in every call"],
  ["llm.endpoint", "the model step, when it connects"],
  ["llm.key_file", "the model step, when it connects"],
  ["llm.timeout", "the model step, in every attempt"],
  ["llm.concurrency", "the model step, which waits before it starts more calls"],
  ["llm.budget.", "the model step, before each call"],
  ["llm.cache", "the store of verdicts, before each call"],
  ["llm.allow_remote", "the model step, before anything is sent"],
  ["llm.may_suppress", "the merge of the model's words with what detectors found"],
  ["workflow.retry.", "the model step, after an attempt that failed"],
  ["workflow.steps.thinking.", "the workflow, before the prompt is written"],
  ["workflow.steps.prompt.", "the step that writes the prompt"],
  ["workflow.steps.llm_call.", "the model step, in place of the key of the same name in llm"],
  ["workflow.plugins", "the workflow, which loads them when a run starts"],
  ["rules.additional_rule_based_patterns", "the detector rules: a message that one matches is grave"],
  ["rules.additional_security_patterns", "the redaction: what one matches is listed as a leak and taken out"],
  ["field_extraction", "the behavioral rules, which group and count by fields"],
  ["behavioral.", "the judge, after the detectors: each rule is applied to every line that has a time"],
  ["large_log_warning_threshold", "the reader of the input"],
  ["anomaly_threshold", "the list of anomalies, after everything was judged"],
  ["known_normal", "the judge, before an anomaly is reported"],
  ["compliance_mode", "the model step, before it connects, and everything that writes or shows results"],
  ["max_log_lines", "the reader of the input"],
  ["year", "the reader of the input"],
  ["tz", "the reader of the input"],
  ["format_hint", "the reader of the input"],
  ["formats", "the reader of the input"],
  ["batch_size", "the reader of the input"],
  ["seed", "everything that draws: detectors, samples, delays between attempts"],
];

/** What reads a key; undefined: nothing is known to, which a test refuses. */
export const readerOf = (name: string): string | undefined =>
  READERS.filter(([start]) => name === start || name.startsWith(start)).sort(
    (a, b) => b[0].length - a[0].length,
  )[0]?.[1];
