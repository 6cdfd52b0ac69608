import type { Command } from "commander";
import type { FlagValue } from "../config/load.ts";
import { nearest } from "../config/nearest.ts";
import { SEVERITIES, type Severity } from "../core/anomaly.ts";
import { encodingFault } from "../core/encodings.ts";
import { UserError } from "../core/errors.ts";

interface ConfigFlag {
  readonly flags: string;
  readonly help: string;
  /** The key that it sets. */
  readonly path: readonly string[];
  /** What the flag stands for; undefined: its argument. */
  readonly value?: string | boolean;
}

const lof = (key: string): readonly string[] => ["detectors", "lof", key];
const window = (key: string): readonly string[] => ["detectors", "rolling_window", key];

const MODEL_FLAGS: readonly ConfigFlag[] = [
  { flags: "--disable-llm", help: "statistics and rules only", path: ["llm", "provider"], value: "none" },
  {
    flags: "--compliance-mode",
    help: "nothing leaves the machine; reports show no e-mail, address, user or host",
    path: ["compliance_mode"],
    value: true,
  },
  { flags: "--no-cache", help: "ask again what was answered before", path: ["llm", "cache"], value: false },
  { flags: "--llm <model>", help: "language model that explains; without a provider: ollama", path: ["llm", "model"] },
];

const DETECTOR_FLAGS: readonly ConfigFlag[] = [
  { flags: "--enable-lof", help: "local outlier factor on", path: lof("enabled"), value: true },
  { flags: "--no-lof", help: "local outlier factor off", path: lof("enabled"), value: false },
  { flags: "--lof-n-neighbors <n>", help: "neighbours that a line is compared with", path: lof("neighbors") },
  { flags: "--lof-contamination <share>", help: "share that it may flag, at most", path: lof("contamination") },
  { flags: "--enable-rolling-window", help: "flood detector on", path: window("enabled"), value: true },
  { flags: "--no-rolling-window", help: "flood detector off", path: window("enabled"), value: false },
  { flags: "--rolling-window-size <n>", help: "lines in its window", path: window("window_size") },
  {
    flags: "--rolling-window-threshold <share>",
    help: "share of one message that makes a flood",
    path: window("repetition_threshold"),
  },
];

const READING_FLAGS: readonly ConfigFlag[] = [
  { flags: "--batch-size <lines>", help: "lines per batch: bounds memory, never results (5000)", path: ["batch_size"] },
  { flags: "--max-logs <lines>", help: "stop after so many lines", path: ["max_log_lines"] },
  {
    flags: "--encoding <name>",
    help: "of text that is neither UTF-8 nor UTF-16: latin1, shift_jis, …",
    path: ["encoding"],
  },
  { flags: "--year <year>", help: "year of the first line, where times name none", path: ["year"] },
  { flags: "--tz <zone>", help: "zone of times that name none: Europe/Berlin, +02:00 (UTC)", path: ["tz"] },
  { flags: "--format-hint <name>", help: "format of all input (found by looking)", path: ["format_hint"] },
];

const ALL_CONFIG_FLAGS: readonly ConfigFlag[] = [...READING_FLAGS, ...MODEL_FLAGS, ...DETECTOR_FLAGS];

/** The flags that set a key. */
export const flagsOfKey = (name: string): readonly string[] =>
  ALL_CONFIG_FLAGS.filter(({ path }) => path.join(".") === name).map(({ flags }) => flags);

/** The flags that set keys, for a command that shows what they do. */
export const addSettingFlags = (command: Command, typed: FlagValue[]): void =>
  addConfigFlags(command, ALL_CONFIG_FLAGS, typed);

/** What `--format` takes. */
export const FORMATS = ["text", "json", "ndjson", "csv", "markdown"] as const;
/** A form of results on standard output. */
export type Format = (typeof FORMATS)[number];

/** What `--llm-phase` takes: all at once, or before and after the model. */
export const LLM_PHASES = ["full", "prepare", "classify"] as const;
export type LLMPhase = (typeof LLM_PHASES)[number];

/** What the main job was asked for, beside the keys of the configuration. */
export interface JobOptions {
  readonly input?: readonly string[];
  readonly output: string;
  readonly config?: string;
  readonly fileConfigMap?: string;
  readonly showResults?: true;
  readonly summaryOnly?: true;
  readonly format: Format;
  readonly llmPhase: LLMPhase;
  readonly dryRun?: true;
  readonly failOn?: Severity;
  readonly strict?: true;
  readonly scores?: true;
  readonly events?: string;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly color: boolean;
}

/** A word of a fixed list; anything else is an error that says which word was probably meant. */
export const oneOf =
  <Word extends string>(flag: string, words: readonly Word[]) =>
  (typed: string): Word => {
    const found = words.find((word) => word === typed.toLowerCase());
    if (found !== undefined) return found;
    const meant = nearest(typed, words);
    throw new UserError(
      `expected ${flag} to be one of ${words.join(", ")}, got ${JSON.stringify(typed.slice(0, 60))}`,
      meant === undefined ? "" : `did you mean ${flag} ${meant}?`,
    );
  };

/** The name of an encoding. */
export const encodingNamed = (typed: string): string => {
  const fault = encodingFault(typed);
  if (fault !== undefined) throw new UserError(`--encoding ${fault}`);
  return typed;
};

/** A path that was typed; an empty one is a variable that was not set. */
export const pathOf =
  (flag: string) =>
  (typed: string): string => {
    if (typed === "") throw new UserError(`expected ${flag} to be a path, got nothing`);
    return typed;
  };

/** Adds up the paths of a flag that may be given several times. */
const paths = (typed: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  pathOf("--input")(typed),
];

/** Adds the flags that set keys; what is typed goes to `typed`, in its order, so that of two the last wins. */
function addConfigFlags(command: Command, flags: readonly ConfigFlag[], typed: FlagValue[]): void {
  for (const { flags: spelling, help, path, value } of flags) {
    command.option(spelling, help);
    const name = spelling.replace(/ .*/, "");
    command.on(`option:${name.slice(2)}`, (argument: string | null) => {
      typed.push({ flag: name, path, value: value ?? argument ?? "" });
    });
  }
}

/** All flags of the main job. */
export function addJobFlags(command: Command, typed: FlagValue[]): void {
  command
    .optionsGroup("Input and output:")
    .option("-i, --input <path...>", "file, folder, glob, or - for standard input; repeatable", paths)
    .option("-o, --output <folder>", "where results are written", pathOf("--output"), "./results")
    .option("-c, --config <file>", "YAML file with further settings", pathOf("--config"))
    .option("--file-config-map <json>", 'fields and behavioral rules of single files: {"app.log": "client.yaml"}')
    .option("--show-results", "open the dashboard on the results")
    .option("--summary-only", "write the summary and no other results")
    .option("--scores", "also write a table with the scores of every judged sample");
  command.option(
    "--format <format>",
    `what goes to standard output: ${FORMATS.join(", ")}`,
    oneOf("--format", FORMATS),
    "text",
  );
  addConfigFlags(command, READING_FLAGS, typed);
  command.optionsGroup("Language model:");
  addConfigFlags(command, MODEL_FLAGS, typed);
  command.option(
    "--llm-phase <phase>",
    "full; prepare: ask nobody, write the questions; classify: ask those, without --input",
    oneOf("--llm-phase", LLM_PHASES),
    "full",
  );
  command.option("--dry-run", "show what a model would be sent: prompts, hosts, bytes; send and write nothing");
  command.optionsGroup("Detectors:");
  addConfigFlags(command, DETECTOR_FLAGS, typed);
  command
    .optionsGroup("For scripts:")
    .option(
      "--fail-on <severity>",
      `exit 3 from this severity on: ${SEVERITIES.join(", ")}`,
      oneOf("--fail-on", SEVERITIES),
    )
    .option("--strict", "exit 4 when part of the work could not be done")
    .option("--events <file>", "write the run's events there, one JSON object a line", pathOf("--events"))
    .optionsGroup("Messages:")
    .option("-q, --quiet", "errors only")
    .option("-v, --verbose", "what each stage took, and which configuration was used")
    .option("--no-color", "no colours");
}

/** `--disable-llm` wins over `--llm`, in whichever order they were typed. */
export const withoutModel = (typed: readonly FlagValue[]): readonly FlagValue[] =>
  typed.some(({ flag }) => flag === "--disable-llm") ? typed.filter(({ flag }) => flag !== "--llm") : typed;

/** Documented, but not in this version. */
export const LATER_FLAGS: readonly string[] = [
  "--model",
  "--sensitivity",
  "--alert-budget",
  "--days",
  "--contamination",
  "--sequence-length",
  "--epochs",
  "--update",
  "--exclude",
  "--resume",
];

/** Documented commands that are not in this version. */
export const LATER_COMMANDS: readonly string[] = ["train", "watch", "diff", "report", "lab"];
