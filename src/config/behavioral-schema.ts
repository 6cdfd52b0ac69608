import { z } from "zod";
import { patternFault } from "../core/linear-pattern.ts";
import { CONFIG_VERSION } from "../core/schema-version.ts";

/** A newer one is refused before anything else in the file is looked at. */
export const schemaVersion = z
  .literal(CONFIG_VERSION)
  .default(CONFIG_VERSION)
  .describe("version of this file's form; a newer one than the program knows is refused");

/** A regular expression in the syntax of RE2. */
export const linearText = z
  .string()
  .min(1)
  .max(2000)
  .refine((text) => patternFault(text) === undefined, {
    error: ({ input }) => `is no pattern of RE2's syntax (${patternFault(String(input)) ?? ""})`,
  });

const name = z.string().min(1).max(100);

const extraction = z
  .strictObject({
    name,
    extractors: z.array(name).max(50).default([]),
    regex: linearText.nullable().default(null),
  })
  .refine((field) => field.extractors.length > 0 || field.regex !== null, {
    message: "needs extractors, a regex, or both",
    path: ["name"],
  });

const rule = z
  .strictObject({
    name,
    type: z.enum(["count", "distinct_count", "ratio"]).default("count"),
    group_by: name.nullable().default(null),
    field: name.nullable().default(null),
    pattern: linearText.nullable().default(null),
    window_minutes: z.number().gt(0).max(525_600).default(60),
    threshold: z.int().min(1).max(1_000_000).nullable().default(null),
    threshold_ratio: z.number().gt(0).max(1).nullable().default(null),
    reason: z.string().max(1000).default(""),
  })
  .refine(({ type, threshold }) => type === "ratio" || threshold !== null, {
    message: "is missing: how many make it abnormal",
    path: ["threshold"],
  })
  .refine(({ type, threshold_ratio }) => type !== "ratio" || threshold_ratio !== null, {
    message: "is missing: which share of the lines makes it abnormal, such as 0.4",
    path: ["threshold_ratio"],
  })
  .refine(({ type, threshold_ratio }) => type === "ratio" || threshold_ratio === null, {
    message: "has no effect unless type is ratio",
    path: ["threshold_ratio"],
  })
  .refine(({ type, field }) => type !== "distinct_count" || field !== null, {
    message: "is missing: the field whose values are counted",
    path: ["field"],
  })
  .refine(({ type, pattern }) => type !== "ratio" || pattern !== null, {
    message: "is missing: which lines the share is of",
    path: ["pattern"],
  });

/** A list in which no name stands twice: a name is what replaces, and what a tag shows. */
const byName = <Item extends { readonly name: string }>(item: z.ZodType<Item>) =>
  z
    .array(item)
    .max(200)
    .superRefine((items, context) => {
      items.forEach((one, i) => {
        if (items.findIndex((other) => other.name === one.name) < i)
          context.addIssue({ code: "custom", path: [i, "name"], message: "stands here a second time" });
      });
    });

export const fieldExtraction = byName(extraction)
  .default([])
  .describe("values of lines under names: { name, extractors: [keys or columns], regex }");

export const behavioralRules = byName(rule)
  .default([])
  .describe(
    "{ name, type: count | distinct_count | ratio, group_by, field, pattern, window_minutes, threshold, threshold_ratio, reason }",
  );

export const behavioral = z.strictObject({
  enabled: z.boolean().default(false).describe("whether behavioral rules are applied; they need lines with times"),
  rules: behavioralRules,
  rules_file: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("YAML file with field_extraction and behavioral_rules; relative to this file"),
});

/** A file with what holds for one client: named by `behavioral.rules_file` or `--file-config-map`. */
export const clientSchema = z.strictObject({
  schema_version: schemaVersion,
  field_extraction: fieldExtraction,
  behavioral_rules: behavioralRules,
});
