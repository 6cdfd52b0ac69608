import type { Command } from "commander";
import { nearest } from "../config/nearest.ts";
import { UserError } from "../core/errors.ts";
import { EXIT_CODES_HELP } from "./exit-codes.ts";

/** Stands below the flags in `--help`. */
export const EXAMPLES = `
Examples:
  loganomaly --input app.log                        what is abnormal in a file
  loganomaly --input logs/ --output results         all files of a folder, archives included
  kubectl logs web | loganomaly --input -           standard input
  loganomaly --input app.log --llm mistral:instruct explained by a model on this machine (ollama)
  loganomaly --input app.log --fail-on high         exit code 3 from severity high on
  loganomaly demo                                   a generated day with incidents, in seconds

More: loganomaly help exit-codes, environment, formats; loganomaly doctor
`;

const ENVIRONMENT_HELP = `Environment

  LOGANOMALY_<KEY>   any key of the configuration: llm.model is LOGANOMALY_LLM_MODEL,
                     detectors.lof.neighbors is LOGANOMALY_DETECTORS_LOF_NEIGHBORS.
                     A flag beats it; it beats the configuration file.
  OPENAI_API_KEY     key of the provider openai; without it nothing is sent
  ANTHROPIC_API_KEY  key of the provider anthropic; without it nothing is sent
  LOGANOMALY_API_KEY key of the provider openai-compatible, if its server needs one
  NO_COLOR           set and not empty: no colours
  FORCE_COLOR        set and not 0: colours, also without a terminal
  TERM=dumb          no colours, no progress line, no dashboard
  XDG_CONFIG_HOME    where loganomaly/config.yaml is looked for (~/.config)
  XDG_CACHE_HOME     where verdicts of a model are kept (~/.cache)
`;

/** Every format that is recognised, from the lists that the parser reads. */
async function formatsHelp(): Promise<string> {
  const { FORMATS, RECORD_FORMATS } = await import("../parsing/index.ts");
  const listed = [...FORMATS, ...RECORD_FORMATS];
  const width = Math.max(...listed.map(({ name }) => name.length));
  const rows = listed.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Formats

Detected by themselves, per file, also mixed. Text that fits none is read as plain lines.

${rows.join("\n")}

A line that begins with #Fields: (IIS, W3C) or #fields (Zeek) names the columns behind it;
so does the first line of a CSV with a message and a time or level among its columns.
--format-hint takes one of these names, plain, or that of a format of your own. These stand in the
configuration and are tried first; a pattern is grok, a regular expression or a layout:

  formats:
    - { name: gate, pattern: '%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} %{GREEDYDATA:message}' }
    - { name: tilde, pattern: '(?P<time>\\S+ \\S+) ~ (?P<level>\\w+) ~ (?P<message>.*)' }
    - { name: dashed, pattern: '<time:dayFirst> -- <level> -- <component>: <message>' }

Read directly, known by their first bytes: gzip, zstd, bzip2 and xz, also from standard input
(--input -); each text in a tar or a zip; UTF-8 and UTF-16, other encodings with --encoding.
Rotated logs of a folder or a pattern are read oldest first.
`;
}

const TOPICS: Readonly<Record<string, () => string | Promise<string>>> = {
  "exit-codes": () => EXIT_CODES_HELP,
  environment: () => ENVIRONMENT_HELP,
  formats: formatsHelp,
};

/** The names of the topics. */
export const TOPIC_NAMES: readonly string[] = Object.keys(TOPICS);

/** The text of a topic or of a command; without one, of the program. */
export async function helpText(topic: string, program: Command): Promise<string> {
  if (topic === "") return `${program.helpInformation()}${EXAMPLES}`;
  const commands = new Map<string, () => string>();
  const walk = (command: Command, above: string): void => {
    for (const inner of command.commands) {
      const name = `${above}${inner.name()}`;
      commands.set(name, () => inner.helpInformation());
      walk(inner, `${name} `);
    }
  };
  walk(program, "");
  const text = Object.hasOwn(TOPICS, topic) ? await TOPICS[topic]?.() : commands.get(topic)?.();
  if (text !== undefined) return text;
  const meant = nearest(topic, [...TOPIC_NAMES, ...commands.keys()]);
  throw new UserError(
    `there is no help on ${JSON.stringify(topic.slice(0, 60))}`,
    meant === undefined ? `topics: ${TOPIC_NAMES.join(", ")}` : `did you mean loganomaly help ${meant}?`,
  );
}
