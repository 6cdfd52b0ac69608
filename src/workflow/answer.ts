import { z } from "zod";

/** What the model is asked for, as a JSON Schema on the wire: flat, every field required, no limits that providers refuse. */
export const answerSchema = {
  type: "object",
  additionalProperties: false,
  required: ["classification", "title", "reason", "tags", "confidence", "explanation", "next_steps"],
  properties: {
    classification: { type: "string", enum: ["normal", "anomaly", "uncertain"] },
    title: { type: "string" },
    reason: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
    confidence: { type: "number" },
    explanation: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["text", "evidence", "quote"],
        properties: {
          text: { type: "string" },
          evidence: { type: "array", items: { type: "string" } },
          quote: { type: "string" },
        },
      },
    },
    next_steps: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["text", "command"],
        properties: { text: { type: "string" }, command: { type: "string" } },
      },
    },
  },
} as const;

/** Words for verdicts that models and older prompts use. */
const VERDICTS: Readonly<Record<string, "normal" | "anomaly" | "uncertain">> = {
  normal: "normal",
  routine: "normal",
  benign: "normal",
  ok: "normal",
  "non-anomaly": "normal",
  anomaly: "anomaly",
  anomalous: "anomaly",
  abnormal: "anomaly",
  error: "anomaly",
  critical: "anomaly",
  security: "anomaly",
  uncertain: "uncertain",
  unknown: "uncertain",
  unsure: "uncertain",
};

const verdict = z.string().transform((text, context) => {
  const found =
    VERDICTS[
      text
        .trim()
        .toLowerCase()
        .replace(/^[[("']+|[\])"'.,]+$/g, "")
    ];
  if (found !== undefined) return found;
  context.addIssue({ code: "custom", message: "expected normal, anomaly or uncertain" });
  return z.NEVER;
});

const someText = z.string().catch("");
const listOf = <T extends z.ZodType>(item: T, most: number) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.slice(0, most).flatMap((value) => {
        const parsed = item.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );

/** Clamps what is out of range instead of refusing the whole; only the verdict must be right. */
const lenientAnswer = z.object({
  classification: verdict,
  title: someText,
  reason: someText,
  tags: z.preprocess((value) => (typeof value === "string" ? value.split(",") : value), listOf(z.string(), 20)),
  confidence: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,3}(?:\.\d+)?$/)
        .transform(Number),
    ])
    .transform((value) => (value > 1 && value <= 100 ? value / 100 : value))
    .pipe(z.number().min(0).max(1))
    .optional()
    .catch(undefined),
  explanation: listOf(
    z.union([
      z.string().transform((text) => ({ text, evidence: [], quote: "" })),
      z.object({ text: z.string(), evidence: listOf(z.coerce.string(), 20), quote: someText }),
    ]),
    8,
  ),
  next_steps: listOf(
    z.union([
      z.string().transform((text) => ({ text, command: "" })),
      z.object({ text: z.string(), command: someText }),
    ]),
    6,
  ),
});

/** A model's answer, read but not yet believed. */
export type Answer = z.output<typeof lenientAnswer>;

export type ParsedAnswer =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "refusal" }
  | { readonly kind: "unparsed"; readonly complaint: string };

/** Characters that are looked at: an answer is a few kilobytes. */
const LOOKED_AT = 64 * 1024;
const OBJECTS = 50;

/** Objects in a text, outermost first, found by counting braces outside strings. */
function objectsIn(text: string): string[] {
  const found: string[] = [];
  let from = -1;
  let depth = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length && found.length < OBJECTS; i++) {
    const character = text[i];
    if (isQuoted) {
      if (character === "\\") i++;
      else if (character === '"') isQuoted = false;
    } else if (character === '"' && depth > 0) isQuoted = true;
    else if (character === "{") {
      if (depth++ === 0) from = i;
    } else if (character === "}" && depth > 0 && --depth === 0) found.push(text.slice(from, i + 1));
  }
  return found;
}

const issuesOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "answer"}: ${message}`)
    .join("; ");

const REFUSAL =
  /^\W{0,3}(?:i['’]?m (?:very )?sorry|sorry[,.]|i (?:cannot|can['’]?t|can not|am unable|am not able|won['’]?t|must decline)|as an? (?:ai|language model)|unable to (?:assist|help|comply))/i;

/** `CLASSIFICATION: … REASON: … TAGS: …`, in any order, with or without marks of emphasis. */
function fromText(text: string): unknown {
  const field = (name: string, next: string): string | undefined =>
    new RegExp(
      `^[\\s>*_#-]*${name}[*_]*\\s*[:=]\\s*([\\s\\S]*?)(?=^[\\s>*_#-]*(?:${next})[*_]*\\s*[:=]|(?![\\s\\S]))`,
      "im",
    )
      .exec(text)?.[1]
      ?.trim();
  const all = "classification|reason|tags|confidence|evidence";
  const classification = /^[[(*_"'\s]*([A-Za-z-]+)/.exec(field("classification", all) ?? "")?.[1];
  if (classification === undefined) return undefined;
  const reason = field("reason", all)
    ?.split(/\n\s*\n/)[0]
    ?.replace(/^[*_\s]+|[*_\s]+$/g, "");
  const tags = field("tags", all)
    ?.split("\n")[0]
    ?.replace(/[[\]*_"']/g, "")
    .split(/[,;]/);
  return { classification, reason, tags, confidence: field("confidence", all)?.split(/\s/)[0] };
}

/** Reads an answer in any form that models give: JSON, fenced JSON, JSON in prose, labelled text, with or without thoughts. */
export function parseAnswer(response: string): ParsedAnswer {
  const text = response
    .slice(0, LOOKED_AT)
    .replace(/<(think|thinking|reasoning)>[\s\S]*?(?:<\/\1>|(?![\s\S]))/gi, " ")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/g, (character) => (character === "\r" ? "\n" : ""));
  let complaint = "the answer holds no JSON object";
  // The last one counts: models quote the log before they conclude.
  for (const candidate of objectsIn(text).reverse()) {
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch {
      complaint = "the JSON is not valid";
      continue;
    }
    const parsed = lenientAnswer.safeParse(value);
    if (parsed.success) return { kind: "answer", answer: parsed.data };
    complaint = issuesOf(parsed.error);
  }
  const labelled = lenientAnswer.safeParse(fromText(text));
  if (labelled.success) return { kind: "answer", answer: labelled.data };
  if (REFUSAL.test(text.trim())) return { kind: "refusal" };
  if (/\{/.test(text) && objectsIn(text).length === 0) complaint = "the JSON is cut off";
  return { kind: "unparsed", complaint };
}
