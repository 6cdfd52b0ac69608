import { existsSync } from "node:fs";
import { type Configuration, configHash, type FlagValue, fileConfigMap, loadConfiguration } from "../config/index.ts";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { resultName } from "../store/run-folder.ts";
import { type JobOptions, withoutModel } from "./flags.ts";
import { runJob } from "./job.ts";
import { named } from "./notices.ts";
import type { Terminal } from "./terminal.ts";

/** The configuration with everything that this run may change about it. */
export async function configurationFor(
  path: string | undefined,
  flags: readonly FlagValue[],
  { environment, folder, home }: Terminal,
): Promise<Configuration> {
  const { detectors } = await import("../detectors/index.ts");
  return loadConfiguration({ detectors, path, flags, environment, folder, home });
}

const MODEL_HINT = "loganomaly: no model configured; rules wrote the text. Turn one on: llm.provider: ollama";

/** Nobody chose to do without a model: then it is worth a line how to have one. */
const wantsHint = ({ settings, keys }: Configuration): boolean => {
  const { provider } = { ...settings.llm, ...settings.workflow.steps.llm_call };
  return provider === "none" && keys.get("llm.provider")?.origin.layer === "default";
};

function checkInputs(inputs: readonly string[]): void {
  for (const input of inputs) {
    const isGlob = /[*?[{]/.test(input);
    if (input === "-" || isGlob || existsSync(input)) continue;
    throw new UserError(
      `cannot read ${printable(input)}: there is no such file or folder`,
      "expected --input to be a file, a folder, a glob in quotes, or - for standard input",
    );
  }
  if (inputs.filter((input) => input === "-").length > 1) {
    throw new UserError("standard input (-) is named more than once", "give --input - one time");
  }
}

/** The main job: learn what is normal from the input itself, and tell what is not. */
export async function scan(options: JobOptions, typed: readonly FlagValue[], terminal: Terminal): Promise<number> {
  const inputs = options.input ?? [];
  if (inputs.length === 0) {
    throw new UserError(
      "expected logs to read: --input is missing",
      terminal.stdin.isTTY
        ? "loganomaly --input FILE"
        : "something is piped in? then: loganomaly --input -\nelse: loganomaly --input FILE",
    );
  }
  if (options.quiet && options.verbose) throw new UserError("--quiet and --verbose exclude each other");
  checkInputs(inputs);
  const configuration = await configurationFor(options.config, withoutModel(typed), terminal);
  const fileSettings = options.fileConfigMap === undefined ? [] : fileConfigMap(options.fileConfigMap, terminal.folder);
  const { settings, file, notes, warnings } = configuration;
  const isFound = file !== undefined && options.config === undefined;
  const opening = [
    ...(isFound || (options.verbose && file !== undefined) ? [named(`configuration ${file}`)] : []),
    ...warnings.map((text) => named(text)),
    ...notes.map((text) => named(text)),
  ];
  return runJob(
    {
      inputs,
      output: options.output,
      name: await resultName(inputs),
      settings,
      fileSettings,
      configHash: configHash(settings, fileSettings),
      format: options.format,
      showResults: options.showResults === true,
      summaryOnly: options.summaryOnly === true,
      scores: options.scores === true,
      events: options.events,
      failOn: options.failOn,
      isStrict: options.strict === true,
      isQuiet: options.quiet === true,
      isVerbose: options.verbose === true,
      isColorAllowed: options.color,
      opening,
      closing: wantsHint(configuration) ? [MODEL_HINT] : [],
    },
    terminal,
  );
}
