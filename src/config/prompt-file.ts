import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { isPromptText } from "../core/prompt-template.ts";
import type { Origin } from "./layers.ts";

/** The custom prompt: a text stays as it is, a path stands for a place in a folder, and what is there can be read. */
export function promptTemplate(template: string | null, folder: string, { text }: Origin): string | null {
  // A blank one is no path; the workflow says what is missing.
  if (template === null || template.trim() === "" || isPromptText(template)) return template;
  const path = resolve(folder, template);
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new UserError(
      `${text} workflow.steps.prompt.custom_template: cannot read the prompt ${printable(path)}`,
      "custom_template is a text with {log}, or the path of a file with one; a path in a file is relative to that file",
    );
  }
  return path;
}
