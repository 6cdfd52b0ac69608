import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import type { Case } from "../core/case.ts";
import { UserError } from "../core/errors.ts";
import { isPromptText } from "../core/prompt-template.ts";
import type { WorkflowSettings } from "../core/settings.ts";

/** A prompt as its file says it. */
export interface Prompt {
  readonly name: string;
  readonly version: number;
  /** `verdict`: the JSON of the answer schema, with citations. `text`: whatever the prompt asks for, without citations. */
  readonly answer: "verdict" | "text";
  readonly system: string;
  /** With `{evidence}` and `{facts}`, or `{log}`. */
  readonly user: string;
}

/** The prompts of a workflow: for a line or a template, and for an incident. */
export interface Prompts {
  readonly line: Prompt;
  readonly incident: Prompt;
}

const head = z.object({
  name: z.string(),
  version: z.number().int().positive(),
  inputs: z.array(z.string()),
  answer: z.enum(["verdict", "text"]).default("verdict"),
});

/** The package's folder of prompts: the nearest one above this module, which runs from src/ and from dist/src/. */
function promptFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, "prompts");
    if (existsSync(join(candidate, "enhanced.md"))) return candidate;
    if (dirname(folder) === folder) throw new Error("the package has no folder of prompts");
  }
}

/** Reads a prompt: front matter, `# System`, `# User`. A text without front matter is the user's part of a `text` prompt. */
export function parsePrompt(text: string, where: string): Prompt {
  const found = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text);
  if (found === null) return { name: "custom", version: 1, answer: "text", system: "", user: text };
  const parsed = head.safeParse(parse(found[1] ?? ""));
  if (!parsed.success) {
    throw new UserError(
      `${where}: the front matter is not right: ${parsed.error.issues[0]?.path.join(".") ?? ""}`,
      "it holds name, version, inputs, answer",
    );
  }
  const body = found[2] ?? "";
  const [system = "", user] = body.split(/^# User[ \t]*$/m);
  const { name, version, answer } = parsed.data;
  const isWhole = user === undefined;
  return {
    name,
    version,
    answer,
    system: isWhole ? "" : system.replace(/^\s*# System[ \t]*$/m, "").trim(),
    user: (isWhole ? system : user).trim(),
  };
}

const readPrompt = (file: string, key: string): Prompt => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new UserError(
      `${key}: cannot read the prompt ${file}`,
      "custom_template is a text with {log}, or the path of a file with one",
    );
  }
  return parsePrompt(text, file);
};

function customPrompt(template: string | null): Prompt {
  const key = "workflow.steps.prompt.custom_template";
  if (template === null || template.trim() === "") {
    throw new UserError(`${key}: expected a text with {log} or a path, got none`, "template: custom needs it");
  }
  const prompt = isPromptText(template)
    ? parsePrompt(template, key)
    : readPrompt(isAbsolute(template) ? template : resolve(template), key);
  if (!/\{(?:log|evidence)\}/.test(prompt.user)) {
    throw new UserError(`${key}: expected {log} somewhere in the prompt`, "it is replaced by the log lines");
  }
  return prompt;
}

const shipped = new Map<string, Prompt>();

/** A prompt of the package, read once. */
function shippedPrompt(name: string): Prompt {
  const known = shipped.get(name);
  if (known !== undefined) return known;
  const file = join(promptFolder(), `${name.replace(/\.md$/, "")}.md`);
  if (!/^[\w-]+(?:\.md)?$/.test(name) || !existsSync(file)) {
    throw new UserError(
      `workflow.steps.prompt.template: expected enhanced, custom or the name of a file in prompts/, got "${name}"`,
    );
  }
  const prompt = readPrompt(file, "workflow.steps.prompt.template");
  shipped.set(name, prompt);
  return prompt;
}

/** The prompts that the settings name. */
export function loadPrompts(settings: WorkflowSettings["steps"]["prompt"]): Prompts {
  if (settings.template === "enhanced") {
    return { line: shippedPrompt("enhanced"), incident: shippedPrompt("incident") };
  }
  const prompt =
    settings.template === "custom" ? customPrompt(settings.custom_template) : shippedPrompt(settings.template);
  return { line: prompt, incident: prompt };
}

/** The prompt for a case. */
export const promptFor = (prompts: Prompts, subject: Case): Prompt =>
  subject.subject.kind === "incident" ? prompts.incident : prompts.line;

/** Puts values in place of `{names}`, in one pass: a log line that holds `{facts}` stays as it is. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w{1,20})\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
