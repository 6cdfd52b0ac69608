import { existsSync } from "node:fs";
import { Command, CommanderError } from "commander";
import type { FlagValue } from "../config/load.ts";
import { nearest } from "../config/nearest.ts";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { completionScript, SHELLS, type Shell } from "./completion.ts";
import { addConfigCommands } from "./config-program.ts";
import { EXIT } from "./exit-codes.ts";
import { addJobFlags, encodingNamed, type JobOptions, LATER_COMMANDS, LATER_FLAGS, oneOf, pathOf } from "./flags.ts";
import { EXAMPLES, helpText, TOPIC_NAMES } from "./help.ts";
import { addParserFlags } from "./parser-flags.ts";
import type { Terminal } from "./terminal.ts";

/** The command that was typed, ready to be run. */
type Typed = () => Promise<number>;

const HELP_HINT = "loganomaly --help lists all commands and flags";

const notYet = (what: string): UserError => new UserError(`${what} is not supported in this version`, HELP_HINT);

/** A word where a command was expected. */
function unknownWord(word: string, commands: readonly string[]): UserError {
  if (LATER_COMMANDS.includes(word)) return notYet(`the command ${word}`);
  const meant = nearest(word, commands);
  const said = `unknown command ${JSON.stringify(word.slice(0, 60))}`;
  if (existsSync(word)) return new UserError(said, `to analyse it: loganomaly --input ${printable(word)}`);
  return new UserError(said, meant === undefined ? HELP_HINT : `did you mean loganomaly ${meant}?`);
}

/** What commander refused, in this program's words: what is wrong, then what to do. */
function usageError({ message }: CommanderError, flags: readonly string[], command: Command): UserError {
  const text = message.replace(/^error: /, "");
  const unknown = /^unknown option '([\s\S]*?)'(?:\n|$)/.exec(text)?.[1]?.replace(/=[\s\S]*$/, "");
  if (unknown !== undefined) {
    if (LATER_FLAGS.includes(unknown)) return notYet(unknown);
    if (flags.includes(unknown) && !flagsOf([command]).includes(unknown))
      return new UserError(
        `${command.name()} has no flag ${unknown}`,
        `it is used so: loganomaly ${command.name()} ${command.usage().split("\n")[0]}`,
      );
    const meant = nearest(unknown, flags);
    return new UserError(
      `unknown flag ${printable(unknown.slice(0, 60))}`,
      meant === undefined ? HELP_HINT : `did you mean ${meant}?`,
    );
  }
  const missing = /^option '([^']*)' argument missing$/.exec(text)?.[1];
  if (missing !== undefined) return new UserError(`expected a value after ${missing}, got nothing`, HELP_HINT);
  return new UserError(printable(text.split("\n(")[0] ?? text), HELP_HINT);
}

/** All flags that a command knows, for "did you mean". */
const flagsOf = (commands: readonly Command[]): readonly string[] => [
  ...new Set(commands.flatMap((command) => command.options.flatMap(({ long }) => long ?? [])).concat("--help")),
];

/** A command with all commands below it. */
const allCommands = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(allCommands)];

const isAll = (argv: readonly string[], word: string): boolean =>
  argv.length === 0 || argv.every((one) => one === word);

/** Reads the command line and runs what it names. Rejects with UserError for what was typed wrong. */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  const shown: string[] = [];
  const typed: FlagValue[] = [];
  let chosen: Typed | undefined;
  const program = new Command("loganomaly")
    .description("Point it at any logs: it says what is abnormal, since when, why, and what to do next.")
    .usage("--input <path...> [flags]\n       loganomaly <command> [flags]")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void shown.push(text),
      writeErr: (text) => void shown.push(text),
      outputError: () => undefined,
      getOutHelpWidth: () => (terminal.stdout.isTerminal ? Math.min(terminal.stdout.columns, 110) : 100),
    })
    .helpCommand(false)
    .helpOption("-h, --help", "this text")
    .version(terminal.version, "-V, --version", "the version")
    .addHelpText("after", EXAMPLES);

  const job = (options: JobOptions): void => {
    chosen = async () => (await import("./scan-command.ts")).scan(options, typed, terminal);
  };
  addJobFlags(program, typed);
  program.allowExcessArguments(true).action((options: JobOptions, { args }: Command) => {
    const [word] = args;
    if (word !== undefined) throw unknownWord(word, names);
    job(options);
  });
  const scan = program
    .command("scan")
    .description("the main job, as without a command")
    .usage("--input <path...> [flags]");
  addJobFlags(scan, typed);
  scan.action(job);
  program
    .command("demo")
    .description("labelled incidents, generated or put into a log, then found; no network")
    .option("--into <file>", "put the incidents into this log", pathOf("--into"))
    .option("--seed <n>", "start of the random choices", "42")
    .option("--lines <n>", "lines to generate", "30000")
    .option("-o, --output <folder>", "where logs and results are written", pathOf("--output"), "./results/demo")
    .option("--show-results", "open the dashboard on the results")
    .option("-q, --quiet", "errors only")
    .option("--no-color", "no colours")
    .action((options) => {
      chosen = async () => (await import("./demo-command.ts")).demo(options, terminal);
    });
  program
    .command("show")
    .description("the dashboard on stored results; not on a terminal: the text summary")
    .argument("<folder>", "where results were written")
    .option("--no-color", "no colours")
    .action((folder: string, options: { color: boolean }) => {
      chosen = async () => (await import("./show-command.ts")).show(folder, options.color, terminal);
    });
  const parse = program
    .command("parse")
    .description("each line split by a format, with its template and values, as CSV")
    .argument("<inputs...>", "files, folders, globs, or - for standard input")
    .option("--log-format <format>", "fields and what stands between them", "<Content>")
    .option("-o, --output <folder>", "where the files are written", pathOf("--output"), "./parsed")
    .option("--encoding <name>", "of text that is neither UTF-8 nor UTF-16: latin1, shift_jis, …", encodingNamed);
  addParserFlags(parse);
  parse.action((inputs: readonly string[], options) => {
    chosen = async () => (await import("./parse-command.ts")).parse(inputs, options, terminal);
  });
  addConfigCommands(program, typed, terminal, (run) => {
    chosen = run;
  });
  program
    .command("doctor")
    .description("what works here: Node, folders, model, keys, terminal")
    .option("-c, --config <file>", "YAML file with settings", pathOf("--config"))
    .action((options: { readonly config?: string }) => {
      chosen = async () => (await import("./doctor-command.ts")).doctor(options.config, terminal);
    });
  program
    .command("completion")
    .description("script that completes commands and flags in a shell")
    .argument("<shell>", SHELLS.join(", "), oneOf("the shell", SHELLS))
    .action((shell: Shell) => {
      shown.push(completionScript(shell, program, TOPIC_NAMES));
      chosen = async () => EXIT.done;
    });
  program
    .command("help")
    .description(`help on a command, or on: ${TOPIC_NAMES.join(", ")}`)
    .argument("[topic...]")
    .action((words: readonly string[]) => {
      chosen = async () => {
        const text = await helpText(words.join(" "), program);
        await terminal.stdout.write(text);
        return EXIT.done;
      };
    });
  const names = program.commands.map((command) => command.name());

  // At a terminal there is nothing to read: help is what helps.
  if (terminal.stdin.isTTY && isAll(argv, "scan")) {
    await terminal.stderr.write(`${program.helpInformation()}${EXAMPLES}`);
    return EXIT.usage;
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const command = program.commands.find((one) => one.name() === argv[0]) ?? program;
    if (error.exitCode !== 0) throw usageError(error, flagsOf(allCommands(program)), command);
    chosen = async () => EXIT.done;
  }
  for (const text of shown) await terminal.stdout.write(text);
  return chosen === undefined ? EXIT.usage : chosen();
}
