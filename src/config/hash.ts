import { createHash } from "node:crypto";
import { basename } from "node:path";
import { isPromptText } from "../core/prompt-template.ts";
import type { FileSettings, Settings } from "../core/settings.ts";
import { isMapping } from "./keys.ts";

/** JSON with sorted keys, so that the order of a file changes nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isMapping(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

/** A prompt's text, or the name of its file: a folder that is moved gives the same. */
const withoutFolder = (template: string | null): string | null =>
  template === null || isPromptText(template) ? template : basename(template);

/** What can change a result, and nothing else: no batch size, paths, caches or numbers of calls at once. */
function resultBearing(settings: Settings, files: readonly FileSettings[]): object {
  const { llm, workflow } = settings;
  const call = { ...llm, ...workflow.steps.llm_call };
  const model =
    call.provider === "none"
      ? { provider: "none" }
      : {
          provider: call.provider,
          model: call.model,
          endpoint: call.endpoint,
          timeout: call.timeout,
          budget: call.budget,
          allow_remote: call.allow_remote,
          may_suppress: call.may_suppress,
          retry: workflow.retry,
          prompt: { ...workflow.steps.prompt, custom_template: withoutFolder(workflow.steps.prompt.custom_template) },
        };
  return {
    detectors: Object.fromEntries(
      Object.entries(settings.detectors).map(([name, section]) => [
        name,
        section.enabled ? section : { enabled: false },
      ]),
    ),
    decision: settings.decision,
    incidents: settings.incidents,
    model,
    thinking: workflow.steps.thinking,
    // Not where the file lies: a folder that is moved gives the same.
    plugins: workflow.plugins.map((plugin) => ({ ...plugin, module: basename(plugin.module) })),
    rules: settings.rules,
    ...(settings.behavioral.enabled && { behavioral: settings.behavioral.rules }),
    ...((settings.behavioral.enabled || files.length > 0) && { fields: settings.field_extraction }),
    ...(files.length > 0 && { files }),
    ...(settings.anomaly_threshold > 0 && { anomaly_threshold: settings.anomaly_threshold }),
    known_normal: settings.known_normal,
    compliance_mode: settings.compliance_mode,
    ...(settings.encoding !== null && { encoding: settings.encoding }),
    max_log_lines: settings.max_log_lines,
    ...(settings.year !== null && { year: settings.year }),
    ...(settings.tz !== null && { tz: settings.tz }),
    ...(settings.format_hint !== null && { format_hint: settings.format_hint }),
    ...(settings.formats.length > 0 && { formats: settings.formats.map(({ name, pattern }) => ({ name, pattern })) }),
    seed: settings.seed,
  };
}

/** 16 hexadecimal digits; two configurations that give the same results have the same. */
export const configHash = (settings: Settings, files: readonly FileSettings[] = []): string =>
  createHash("sha256")
    .update(canonical(resultBearing(settings, files)))
    .digest("hex")
    .slice(0, 16);
