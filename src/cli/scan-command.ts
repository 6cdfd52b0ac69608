import { type Configuration, configHash, type FlagValue, fileConfigMap, loadConfiguration } from "../config/index.ts";
import { UserError } from "../core/errors.ts";
import { missingInput } from "../sources/index.ts";
import { resultName } from "../store/run-folder.ts";
import { type JobOptions, withoutModel } from "./flags.ts";
import { type Job, runJob, shellWord, showDryRun } from "./job.ts";
import { named } from "./notices.ts";
import { watchingPlugins } from "./plugin-watch.ts";
import { findRun } from "./stored.ts";
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

const providerOf = ({ settings }: Configuration): string =>
  settings.workflow.steps.llm_call.provider ?? settings.llm.provider;

/** Nobody chose to do without a model: then it is worth a line how to have one. */
const wantsHint = (configuration: Configuration): boolean =>
  providerOf(configuration) === "none" && configuration.keys.get("llm.provider")?.origin.layer === "default";

/** What a prepared run says at its end. */
const classifyHint = (output: string): string =>
  named(`no model was asked; to ask it: loganomaly --output ${shellWord(output)} --llm-phase classify`);

/** Before a folder for results is made. */
async function checkInputs(inputs: readonly string[]): Promise<void> {
  for (const input of inputs) {
    const missing = await missingInput(input);
    if (missing) throw missing;
  }
  if (inputs.filter((input) => input === "-").length > 1) {
    throw new UserError("standard input (-) is named more than once", "give --input - one time");
  }
}

/** The main job: learn what is normal from the input itself, and tell what is not. */
export async function scan(options: JobOptions, typed: readonly FlagValue[], terminal: Terminal): Promise<number> {
  const inputs = options.input ?? [];
  const phase = options.llmPhase;
  if (inputs.length === 0 && phase !== "classify") {
    throw new UserError(
      "expected logs to read: --input is missing",
      terminal.stdin.isTTY
        ? "loganomaly --input FILE"
        : "something is piped in? then: loganomaly --input -\nelse: loganomaly --input FILE",
    );
  }
  if (options.quiet && options.verbose) throw new UserError("--quiet and --verbose exclude each other");
  await checkInputs(inputs);
  if (options.dryRun && (phase === "prepare" || options.showResults || options.format !== "text")) {
    const other = phase === "prepare" ? "--llm-phase prepare" : options.showResults ? "--show-results" : "--format";
    throw new UserError(`--dry-run and ${other} exclude each other`, "--dry-run shows prompts and nothing else");
  }
  if (phase === "prepare" && options.summaryOnly) {
    throw new UserError("--llm-phase prepare and --summary-only exclude each other", "classify needs all results");
  }
  const configuration = await configurationFor(options.config, withoutModel(typed), terminal);
  if (phase === "classify" && providerOf(configuration) === "none") {
    throw new UserError(
      "expected a model for --llm-phase classify, none is configured",
      "name one with --llm MODEL, or llm.provider in a file named with --config",
    );
  }
  const fileSettings = options.fileConfigMap === undefined ? [] : fileConfigMap(options.fileConfigMap, terminal.folder);
  const { settings, file, notes, warnings } = configuration;
  const isFound = file !== undefined && options.config === undefined;
  const opening = [
    ...(isFound || (options.verbose && file !== undefined) ? [named(`configuration ${file}`)] : []),
    ...warnings.map((text) => named(text)),
    ...notes.map((text) => named(text)),
  ];
  const job: Job = {
    inputs,
    output: options.output,
    name: inputs.length === 0 ? (await findRun(options.output)).name : await resultName(inputs),
    settings,
    fileSettings,
    configHash: configHash(settings, fileSettings),
    format: options.format,
    showResults: options.showResults === true,
    summaryOnly: options.summaryOnly === true,
    scores: options.scores === true,
    phase,
    events: options.events,
    failOn: options.failOn,
    isStrict: options.strict === true,
    isQuiet: options.quiet === true,
    isVerbose: options.verbose === true,
    isColorAllowed: options.color,
    opening,
    closing: phase === "prepare" ? [classifyHint(options.output)] : wantsHint(configuration) ? [MODEL_HINT] : [],
  };
  const run = () => (options.dryRun ? showDryRun(job, terminal) : runJob(job, terminal));
  return settings.workflow.plugins.length > 0 ? watchingPlugins(run, terminal) : run();
}
