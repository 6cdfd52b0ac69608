import type { Command } from "commander";
import type { FlagValue } from "../config/load.ts";
import { nearest } from "../config/nearest.ts";
import { UserError } from "../core/errors.ts";
import { addSettingFlags, pathOf } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

/** Adds `config` and its commands; `choose` takes the one that was typed. */
export function addConfigCommands(
  program: Command,
  typed: FlagValue[],
  terminal: Terminal,
  choose: (run: () => Promise<number>) => void,
): void {
  const config = program.command("config").description("the configuration: init, check, explain, schema");
  config
    .command("init")
    .description("write ./loganomaly.yaml with every key and its default")
    .action(() => choose(async () => (await import("./config-init.ts")).configInit(terminal)));
  config
    .command("check")
    .description("every key's value and where it came from; or all that is wrong with the file")
    .argument("[file]", "the file; without it the one that a run would find")
    .action((file: string | undefined) =>
      choose(async () => (await import("./config-command.ts")).configCheck(file, terminal)),
    );
  const explain = config
    .command("explain")
    .description("a key's value, where it came from, what can set it and what reads it")
    .argument("[key]", "a key, a section, or another name of a key; without it all keys")
    .option("-c, --config <file>", "YAML file with settings", pathOf("--config"));
  addSettingFlags(explain, typed);
  explain.action((key: string | undefined, options: { readonly config?: string }) =>
    choose(async () => (await import("./config-explain.ts")).configExplain(key, options.config, typed, terminal)),
  );
  config
    .command("schema")
    .description("JSON Schema of the configuration, for editors")
    .action(() => choose(async () => (await import("./config-init.ts")).configSchema(terminal)));
  const names = config.commands.map((command) => command.name());
  config.allowExcessArguments(true).action((_: object, { args }: Command) => {
    const [word] = args;
    const meant = word === undefined ? undefined : nearest(word, names);
    throw new UserError(
      word === undefined
        ? "expected a command after config, got nothing"
        : `unknown command ${JSON.stringify(`config ${word.slice(0, 60)}`)}`,
      meant === undefined
        ? names.map((name) => `loganomaly config ${name}`).join("\n")
        : `did you mean loganomaly config ${meant}?`,
    );
  });
}
