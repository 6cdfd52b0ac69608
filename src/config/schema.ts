import { z } from "zod";
import type { ListedDetector } from "../core/detector.ts";
import { encodingFault } from "../core/encodings.ts";
import type { DetectorSettings, Settings } from "../core/settings.ts";
import { behavioral, fieldExtraction, linearText, schemaVersion } from "./behavioral-schema.ts";
import { hintFault, readingKeys } from "./reading-schema.ts";

/** Providers that this version can reach. */
export const PROVIDERS = ["none", "ollama", "openai", "anthropic", "openai-compatible"] as const;

export const DEFAULT_MODEL = "mistral:instruct";

const share = z.number().gt(0).max(1);
const seconds = z.number().gt(0).max(86_400);
const count = z.int().min(1).max(1_000_000_000);

/** The host of an address as it may be written: a URL or a bare host; undefined: neither. */
const addressOf = (text: string): URL | undefined => {
  const address = text.includes("://") ? text : `http://${text}`;
  return URL.canParse(address) ? new URL(address) : undefined;
};

/** Empty: the provider's own address. */
const endpoint = z
  .string()
  .refine(
    (text) => text === "" || /^https?:$/.test(addressOf(text)?.protocol ?? ""),
    "is not an http or https address, or a host",
  )
  .refine(
    (text) => (addressOf(text)?.username ?? "") === "" && (addressOf(text)?.password ?? "") === "",
    "holds a user name or a password; keys belong into the environment",
  );

const patternRule = z.strictObject({
  name: z.string().min(1),
  pattern: linearText,
  reason: z.string().default(""),
});

/** Its name is the kind that stands in place of what was found. */
const secretRule = patternRule.extend({
  name: z
    .string()
    .min(1)
    .refine((text) => /^[^a-z0-9]*[a-z]/i.test(text), "does not begin with a letter; name it after what it finds"),
});

const llmKeys = {
  provider: z
    .enum(PROVIDERS)
    .describe(`who writes the words: none is built-in rules; or ${PROVIDERS.slice(1).join(", ")}`),
  model: z.string().min(1).describe("name of the model, as its provider spells it"),
  endpoint: endpoint.describe("address, if not the provider's own: an /api/generate URL or a bare host"),
  key_file: z.string().min(1).nullable().describe("file with the provider's key; null: it is in the environment"),
  timeout: seconds.describe("seconds, per attempt, body included"),
  concurrency: z.int().min(1).max(256).describe("calls at the same time"),
  allow_remote: z.boolean().describe("whether redacted text may go to a host that is not this machine"),
  may_suppress: z.boolean().describe("whether a model may take back what detectors established"),
};

const llm = z.strictObject({
  provider: llmKeys.provider.default("none"),
  model: llmKeys.model.default(DEFAULT_MODEL),
  endpoint: llmKeys.endpoint.default(""),
  key_file: llmKeys.key_file.default(null),
  timeout: llmKeys.timeout.default(30),
  concurrency: llmKeys.concurrency.default(8),
  budget: z
    .strictObject({
      calls: z.int().min(0).default(200).describe("calls of the model in one run, at most"),
      tokens: z.int().min(0).default(500_000).describe("tokens in one run, at most"),
      seconds: z.number().min(0).default(600).describe("seconds spent on the model in one run, at most"),
    })
    .prefault({}),
  cache: z.boolean().default(true).describe("whether verdicts are kept and used again"),
  cache_dir: z.string().min(1).default("$XDG_CACHE_HOME/loganomaly").describe("folder of the kept verdicts"),
  allow_remote: llmKeys.allow_remote.default(false),
  may_suppress: llmKeys.may_suppress.default(false),
});

const retry = z
  .strictObject({
    max_attempts: z.int().min(1).max(100).default(3).describe("attempts in all, the first included"),
    initial_delay: z.number().min(0).max(3600).default(1).describe("seconds before the second attempt"),
    max_delay: z.number().min(0).max(3600).default(10).describe("seconds between attempts, at most"),
    backoff_factor: z.number().min(1).max(100).default(2).describe("by how much the delay grows"),
    jitter: z.number().min(0).max(1).default(0.1).describe("fraction: delay x (1 ± jitter)"),
  })
  .refine((value) => value.max_delay >= value.initial_delay, {
    message: "is smaller than initial_delay",
    path: ["max_delay"],
  });

const prompt = z
  .strictObject({
    template: z.string().min(1).default("enhanced").describe("enhanced, custom, or the name of a file in prompts/"),
    custom_template: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("for template: custom; text that holds {log}, or the path of a file, from the folder of this one"),
  })
  .refine((value) => value.template !== "custom" || value.custom_template !== null, {
    message: "is custom, but custom_template is missing",
    path: ["template"],
  })
  .refine((value) => value.custom_template === null || value.template === "custom", {
    message: "has no effect unless template is custom",
    path: ["custom_template"],
  });

/** Where a plugin goes, as the names of its keys. */
const PLACES = ["before", "after", "replace"] as const;

const plugin = z
  .strictObject({
    module: z.string().min(1),
    export: z.string().min(1).default("default"),
    before: z.string().min(1).exactOptional(),
    after: z.string().min(1).exactOptional(),
    replace: z.string().min(1).exactOptional(),
    on_error: z.enum(["stop", "skip"]).default("stop"),
    timeout: seconds.default(30),
    options: z.record(z.string(), z.unknown()).default({}),
  })
  .refine((value) => PLACES.filter((place) => value[place] !== undefined).length === 1, {
    message: "needs exactly one of before, after and replace, with the name of a step",
  });

const workflow = z.strictObject({
  retry: retry.prefault({}),
  steps: z
    .strictObject({
      thinking: z
        .strictObject({ enabled: z.boolean().default(true).describe("whether facts are extracted before the prompt") })
        .prefault({}),
      prompt: prompt.prefault({}),
      llm_call: z
        .strictObject({
          provider: llmKeys.provider.exactOptional(),
          model: llmKeys.model.exactOptional(),
          endpoint: llmKeys.endpoint.exactOptional(),
          key_file: llmKeys.key_file.exactOptional(),
          timeout: llmKeys.timeout.exactOptional(),
          concurrency: llmKeys.concurrency.exactOptional(),
          allow_remote: llmKeys.allow_remote.exactOptional(),
          may_suppress: llmKeys.may_suppress.exactOptional(),
        })
        .prefault({}),
    })
    .prefault({}),
  plugins: z
    .array(plugin)
    .default([])
    .describe(
      "steps from files: { module, export, before | after | replace, on_error: stop | skip, timeout, options }",
    ),
});

const rules = z.strictObject({
  additional_rule_based_patterns: z
    .array(patternRule)
    .default([])
    .describe("patterns of failures: { name, pattern, reason }"),
  additional_security_patterns: z
    .array(secretRule)
    .default([])
    .describe("patterns of secrets, listed as leaks and taken out: { name, pattern, reason }"),
});

const knownNormal = z.strictObject({
  pattern: z.string().min(1),
  reason: z.string().min(1),
  expires: z.iso.date().nullable().default(null),
});

/** A detector's options and whether it runs. Refinements of the options stay in force. */
const detectorSection = (detector: ListedDetector): z.ZodType<DetectorSettings> => {
  const options = detector.options;
  if (!(options instanceof z.ZodObject)) throw new TypeError(`the options of ${detector.name} are not a zod object`);
  const own: z.ZodObject = options;
  return own
    .safeExtend({ enabled: z.boolean().default(true).describe(detector.summary) })
    .strict()
    .transform((section): DetectorSettings => ({ ...section, enabled: section["enabled"] !== false }))
    .prefault({});
};

/** The schema of a configuration: fixed keys, and one section a detector. Strict at every depth; `{}` gives the defaults. */
const encoding = z
  .string()
  .min(1)
  .refine((label) => encodingFault(label) === undefined, {
    error: ({ input }) => encodingFault(String(input)) ?? "",
  });

export function settingsSchema(detectors: readonly ListedDetector[]): z.ZodType<Settings> {
  const sections = Object.fromEntries(detectors.map((detector) => [detector.name, detectorSection(detector)]));
  const keys = {
    schema_version: schemaVersion,
    detectors: z.strictObject(sections).prefault({}),
    decision: z
      .strictObject({
        false_positive_rate: share.default(0.01).describe("share of ordinary events that may be flagged, at most"),
      })
      .prefault({}),
    incidents: z
      .strictObject({
        gap_seconds: seconds.default(300).describe("anomalies at most this far apart may be one incident"),
      })
      .prefault({}),
    llm: llm.prefault({}),
    workflow: workflow.prefault({}),
    rules: rules.prefault({}),
    field_extraction: fieldExtraction,
    behavioral: behavioral.prefault({}),
    known_normal: z
      .array(knownNormal)
      .default([])
      .describe("templates or lines that are never anomalies: { pattern, reason, expires: 2027-01-31 }"),
    compliance_mode: z
      .boolean()
      .default(false)
      .describe("nothing leaves the machine, and reports show no e-mail, address, user or host"),
    ...readingKeys,
    max_log_lines: count.nullable().default(null).describe("stop after this many lines; null: read all"),
    large_log_warning_threshold: count
      .nullable()
      .default(null)
      .describe("lines above which a note says that the log is large; null: never"),
    anomaly_threshold: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe("anomalies of a smaller score are counted, not listed; incidents stay; scores begin at 0.5"),
    encoding: encoding
      .nullable()
      .default(null)
      .describe(
        "of text that says nothing of itself: latin1, shift_jis, utf-16le, …; null: UTF-8, or what looks like UTF-16",
      ),
    batch_size: z.int().min(1).max(1_000_000).default(5000).describe("lines per batch; bounds memory, never results"),
    workers: z
      .int()
      .min(0)
      .max(64)
      .nullable()
      .default(null)
      .describe("threads that read beside the first; null: by cores and size of the input; never changes results"),
    seed: z
      .int()
      .min(0)
      .max(4_294_967_295)
      .default(42)
      .describe("start of every random choice: of detectors, and of delays"),
  };
  return z.strictObject(keys).superRefine(({ format_hint, formats }, context) => {
    const fault = hintFault(format_hint, formats);
    if (fault !== undefined) context.addIssue({ code: "custom", path: ["format_hint"], message: fault });
  });
}
