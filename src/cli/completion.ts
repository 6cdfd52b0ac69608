import type { Command, Option } from "commander";
import { SEVERITIES } from "../core/anomaly.ts";
import { FORMATS } from "./flags.ts";

/** Shells that completion can be written for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** Flags that take one word of a list. */
const WORDS: Readonly<Record<string, readonly string[]>> = { "--format": FORMATS, "--fail-on": SEVERITIES };

interface Entry {
  readonly word: string;
  readonly help: string;
}

/** One command as completion sees it. */
interface Node {
  /** `config check`; the program itself: empty. */
  readonly path: string;
  readonly commands: readonly Entry[];
  readonly flags: readonly Option[];
  /** Words that its argument takes. */
  readonly words: readonly string[];
}

const entryOf = (command: Command): Entry => ({ word: command.name(), help: command.description() });

/** The program and all commands below it. */
function nodesOf(program: Command, topics: readonly string[]): readonly Node[] {
  const walk = (command: Command, path: string): readonly Node[] => [
    {
      path,
      commands: command.commands.map(entryOf),
      flags: [...command.options],
      words: path === "completion" ? SHELLS : path === "help" ? topics : [],
    },
    ...command.commands.flatMap((inner) => walk(inner, `${path} ${inner.name()}`.trim())),
  ];
  return walk(program, "");
}

const spellings = ({ short, long }: Option): readonly string[] => [short, long].flatMap((name) => name ?? []);
const takesValue = (flag: Option): boolean => flag.required || flag.optional;

/** What may be typed after a command: commands, words, flags. */
const wordsOf = ({ commands, words, flags }: Node): readonly string[] => [
  ...commands.map(({ word }) => word),
  ...words,
  ...flags.flatMap(spellings),
  "--help",
];

/** All flags that take a value and no word of a list: file names may stand there. */
const valueFlags = (nodes: readonly Node[]): readonly string[] => [
  ...new Set(
    nodes
      .flatMap(({ flags }) => flags)
      .filter((flag) => takesValue(flag) && !(flag.long !== undefined && flag.long in WORDS))
      .flatMap(spellings),
  ),
];

/** A word in single quotes, as bash and zsh take it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const listFlags = (line: (flag: string, words: readonly string[]) => string): string =>
  Object.entries(WORDS)
    .map(([flag, words]) => line(flag, words))
    .join("\n");

/** Sets `command` to the words that name a command, as bash and zsh count them; `first` is the index of the word after the program. */
const commandCases = (nodes: readonly Node[], list: string, first: number): string => {
  const nested = nodes.filter(({ path }) => path.includes(" ")).map(({ path }) => quoted(path));
  const top = nodes.filter(({ path }) => path !== "" && !path.includes(" ")).map(({ path }) => quoted(path));
  const word = (i: number): string => `\${${list}[${first + i}]:-}`;
  return `  case "${word(0)}" in
    ${top.join("|")}) command="${word(0)}" ;;
  esac
  case "${word(0)} ${word(1)}" in
    ${nested.join("|")}) command="${word(0)} ${word(1)}" ;;
  esac`;
};

function bash(nodes: readonly Node[]): string {
  return `# Completion of loganomaly for bash: loganomaly completion bash > ~/.local/share/bash-completion/completions/loganomaly
_loganomaly() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" words=""
  COMPREPLY=()
${commandCases(nodes, "COMP_WORDS", 1)}
  # The word that is being typed names no command yet.
  if [ "$COMP_CWORD" -le 1 ]; then command=""; elif [ "$COMP_CWORD" -eq 2 ]; then command="\${command%% *}"; fi
  case "$previous" in
${listFlags((flag, words) => `    ${flag}) COMPREPLY=($(compgen -W ${quoted(words.join(" "))} -- "$current")); return ;;`)}
    ${valueFlags(nodes).join("|")}) return ;;
  esac
  case "$command" in
${nodes.map((node) => `    ${quoted(node.path)}) words=${quoted(wordsOf(node).join(" "))} ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _loganomaly loganomaly
`;
}

const described = ({ word, help }: Entry): string => quoted(`${word.replaceAll(":", "\\:")}:${help}`);

const entriesOf = (node: Node): readonly Entry[] => [
  ...node.commands,
  ...node.words.map((word) => ({ word, help: "" })),
  ...node.flags.flatMap((flag) => spellings(flag).map((word) => ({ word, help: flag.description }))),
  { word: "--help", help: "this text" },
];

function zsh(nodes: readonly Node[]): string {
  return `#compdef loganomaly
# Completion of loganomaly for zsh: loganomaly completion zsh > a folder of $fpath/_loganomaly
_loganomaly() {
  local command=""
  local -a entries
${commandCases(nodes, "words", 2)}
  # The word that is being typed names no command yet.
  if [ "$CURRENT" -le 2 ]; then command=""; elif [ "$CURRENT" -eq 3 ]; then command="\${command%% *}"; fi
  case "\${words[CURRENT-1]}" in
${listFlags((flag, words) => `    ${flag}) compadd -- ${words.join(" ")}; return ;;`)}
    ${valueFlags(nodes).join("|")}) _files; return ;;
  esac
  case "$command" in
${nodes.map((node) => `    ${quoted(node.path)}) entries=(${entriesOf(node).map(described).join(" ")}) ;;`).join("\n")}
  esac
  _describe 'command or flag' entries || _files
}
if [ "$funcstack[1]" = "_loganomaly" ]; then _loganomaly "$@"; else compdef _loganomaly loganomaly; fi
`;
}

/** A word in single quotes, as fish takes it. */
const fishQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function fish(nodes: readonly Node[]): string {
  const conditionOf = ({ path, commands }: Node): string => {
    if (path === "") return "__fish_use_subcommand";
    const seen = path.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`);
    const inner = commands.map(({ word }) => word).join(" ");
    return [...seen, ...(inner === "" ? [] : [`not __fish_seen_subcommand_from ${inner}`])].join("; and ");
  };
  const lines = nodes.flatMap((node) => {
    const start = `complete -c loganomaly -n ${fishQuoted(conditionOf(node))}`;
    return [
      ...node.commands.map(({ word, help }) => `${start} -f -a ${word} -d ${fishQuoted(help)}`),
      ...(node.words.length > 0 ? [`${start} -f -a ${fishQuoted(node.words.join(" "))}`] : []),
      ...node.flags.map((flag) => {
        const { short, long } = flag;
        const words = long === undefined ? undefined : WORDS[long];
        return [
          start,
          ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
          ...(long === undefined ? [] : [`-l ${long.slice(2)}`]),
          ...(words ? [`-x -a ${fishQuoted(words.join(" "))}`] : takesValue(flag) ? ["-r"] : []),
          `-d ${fishQuoted(flag.description)}`,
        ].join(" ");
      }),
    ];
  });
  return `# Completion of loganomaly for fish: loganomaly completion fish > ~/.config/fish/completions/loganomaly.fish\n${lines.join("\n")}\n`;
}

const WRITERS: Readonly<Record<Shell, (nodes: readonly Node[]) => string>> = { bash, zsh, fish };

/** The script that completes the program's commands and flags in a shell. */
export const completionScript = (shell: Shell, program: Command, topics: readonly string[]): string =>
  WRITERS[shell](nodesOf(program, topics));
