import type { Case } from "../core/case.ts";
import type { NextStep } from "./judgement.ts";

/** A word for a shell: log text is hostile, so everything but plain characters stands in single quotes. */
export const shellWord = (text: string): string =>
  /^[\w./@%+=:,][\w./@%+=:,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const READERS: readonly (readonly [extension: string, grep: string])[] = [
  [".gz", "zgrep"],
  [".bz2", "bzgrep"],
  [".xz", "xzgrep"],
  [".zst", "zstdgrep"],
];

const isFile = (name: string): boolean => name !== "" && name !== "stdin" && name !== "-";
const fileWord = (name: string): string => shellWord(name.startsWith("-") ? `./${name}` : name);
const isPrintable = (text: string): boolean =>
  !/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffd]/.test(text);

/** Characters of a phrase to search for: enough to be rare, short enough to read. */
const PHRASE = { shortest: 4, longest: 60 };

/** The longest constant part of the template that stands in the line; of a bare line, its longest run without numbers. */
export function searchPhrase(subject: Case): string {
  const source = subject.template === "" ? subject.log : subject.template;
  const parts = source.split(
    subject.template === "" ? /[\d<>[\]{}"'\n]+/ : /<[^<>\s]{0,40}>|\[[^\]\s]{1,40}·\d+\]|[\n]/,
  );
  let best = "";
  for (const part of parts) {
    const words = part.trim();
    const phrase =
      words.length > PHRASE.longest
        ? words.slice(0, words.lastIndexOf(" ", PHRASE.longest) + 1 || PHRASE.longest).trim()
        : words;
    if (phrase.length > best.length && isPrintable(phrase) && subject.log.includes(phrase)) best = phrase;
  }
  return best.length >= PHRASE.shortest ? best : "";
}

/** How to find these lines again; undefined: they came from no file, or nothing in them is constant. */
export function searchStep(subject: Case): NextStep | undefined {
  const file = subject.evidence[0]?.source_file ?? "";
  const phrase = searchPhrase(subject);
  if (!isFile(file) || phrase === "") return undefined;
  const grep = READERS.find(([extension]) => file.endsWith(extension))?.[1] ?? "grep";
  return {
    text: "Read the newest of these lines.",
    command: `${grep} -n -F -e ${shellWord(phrase)} ${fileWord(file)} | tail`,
  };
}

/** Lines before the first one that are worth reading. */
const BEFORE = 20;

/** How to read what came just before; undefined: they came from no plain file. */
export function beforeStep(subject: Case): NextStep | undefined {
  const first = subject.evidence[0];
  if (first === undefined || first.line < 2 || !isFile(first.source_file)) return undefined;
  if (READERS.some(([extension]) => first.source_file.endsWith(extension))) return undefined;
  return {
    text: "Read what came just before the first one.",
    command: `sed -n '${Math.max(1, first.line - BEFORE)},${first.line}p' ${fileWord(first.source_file)}`,
  };
}

/** Programs that only look. */
const LOOKERS = new Set(
  "cat chronyc coredumpctl cut date df dig dmesg du free getent grep bzgrep xzgrep zgrep zstdgrep head host hostname id ifconfig iostat ip journalctl kubectl last lastb ls lsblk lsof netstat nproc nslookup ping ps pgrep resolvectl sar smartctl sort ss stat systemctl tail timedatectl top ulimit uniq uptime vmstat wc who zcat".split(
    " ",
  ),
);
const LOOKING_ONLY: Readonly<Record<string, RegExp>> = {
  kubectl: /^kubectl (?:-n \S+ |--namespace[= ]\S+ )?(?:get|describe|logs|top)\b/,
  systemctl: /^systemctl (?:--failed|status|list-units|is-active|show)\b/,
  journalctl: /^journalctl (?!.*--(?:vacuum|rotate|flush))/,
  ip: /^ip (?:-\w+ )*(?:addr|a|link|route|r|neigh)(?: show.*)?$/,
  dmesg: /^dmesg(?! .*-(?:-clear|-read-clear|\w*[cCD]))/,
  date: /^date(?: \+\S+)?$/,
  hostname: /^hostname(?: -\w+)?$/,
  sort: /^sort(?! .*(?:-o|--output|--compress))/,
  ifconfig: /^ifconfig(?: -a)?$/,
  chronyc: /^chronyc (?:tracking|sources)\b/,
  smartctl: /^smartctl -(?:a|i|H)\b/,
};

/** A model's command, if it only looks; else empty. A log can make a model propose anything, and people paste commands. */
export function lookingCommand(command: string): string {
  const line = command.trim();
  if (line.length > 200 || !isPrintable(line) || /[;&<>`$\\\n]/.test(line)) return "";
  const parts = line.split("|").map((part) => part.trim());
  const isLooking = parts.every((part) => {
    const program = /^(\S+)/.exec(part)?.[1] ?? "";
    return LOOKERS.has(program) && (LOOKING_ONLY[program]?.test(part) ?? true);
  });
  return isLooking ? line : "";
}
