import type { Command } from "commander";

/** Options of `--parser`, as typed; the names are those of the miners' options. */
export interface ParserOptions {
  readonly depth?: string;
  readonly st?: string;
  readonly maxChildren?: string;
  readonly tau?: string;
  readonly leafNum?: string;
  readonly shortThreshold?: string;
  readonly cuttingPercent?: string;
  readonly mask?: readonly string[];
  readonly maxTemplates?: string;
}

interface ParserFlag {
  readonly key: keyof ParserOptions;
  readonly argument: string;
  readonly help: string;
}

/** The command line does not load the miners to print its help: a test compares these words with their options. */
export const PARSER_FLAGS: readonly ParserFlag[] = [
  { key: "depth", argument: "n", help: "drain: levels of its tree, 3 to 10 (4)" },
  { key: "st", argument: "share", help: "drain: words that must be equal in their places (0.4)" },
  { key: "maxChildren", argument: "n", help: "drain: branches of a node (100)" },
  {
    key: "tau",
    argument: "share",
    help: "spell: words of a message that must be in common (0.5); of drain the same as --st",
  },
  { key: "leafNum", argument: "n", help: "ft-tree: more different words behind the same ones are values (4)" },
  { key: "shortThreshold", argument: "n", help: "ft-tree: messages of fewer words are passed over (5)" },
  {
    key: "cuttingPercent",
    argument: "share",
    help: "ft-tree: of a message's words, the most frequent ones, that never are values (0.3)",
  },
  {
    key: "mask",
    argument: "pattern",
    help: "drain, spell, ft-tree: what matches is <*> before anything is learned; repeatable",
  },
  { key: "maxTemplates", argument: "n", help: "drain, spell, ft-tree: what fits none after so many is one (10000)" },
];

/** The flag of an option. */
export const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Adds `--parser` and all that belongs to it. */
export function addParserFlags(command: Command): void {
  command.option(
    "--parser <name>",
    "auto; or of the literature: drain, spell, ft-tree; or identity, which only masks",
    "auto",
  );
  for (const { key, argument, help } of PARSER_FLAGS) {
    const flag = `${flagOf(key)} <${argument}>`;
    if (key === "mask")
      command.option(flag, help, (typed: string, before: readonly string[] = []) => [...before, typed]);
    else command.option(flag, help);
  }
  command.option("--no-parameters", "leave out the values");
}

/** The options that were typed, numbers as numbers. What is no number stays as it was typed, to be refused. */
export function typedOptions(options: ParserOptions & { readonly parser: string }): Map<string, unknown> {
  const typed = new Map<string, unknown>();
  for (const { key } of PARSER_FLAGS) {
    const value = options[key];
    if (value === undefined) continue;
    // Drain's threshold has the name of Spell's in programs that offer both.
    const name = key === "tau" && options.parser === "drain" ? "st" : key;
    const isNumber = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
    if (name === key || !typed.has(name)) typed.set(name, isNumber ? Number(value) : value);
  }
  return typed;
}
