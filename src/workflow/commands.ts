import type { Case } from "../core/case.ts";
import { failureWord, holds } from "./clause.ts";
import type { NextStep } from "./judgement.ts";
import { levelIndex, messageOf, tellingLine } from "./line-parts.ts";
import { printable } from "./printable.ts";

/** A word for a shell: log text is hostile, so everything but plain characters stands in single quotes. */
export const shellWord = (text: string): string =>
  /^[\w./@%+=:,][\w./@%+=:,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

interface Reader {
  readonly extension: string;
  readonly grep: string;
  /** Writes the whole text. */
  readonly cat: string;
}

const PLAIN: Reader = { extension: "", grep: "grep", cat: "cat" };
const READERS: readonly Reader[] = [
  { extension: ".gz", grep: "zgrep", cat: "zcat" },
  { extension: ".bz2", grep: "bzgrep", cat: "bzcat" },
  { extension: ".xz", grep: "xzgrep", cat: "xzcat" },
  { extension: ".zst", grep: "zstdgrep", cat: "zstdcat" },
];

const readerOf = (file: string): Reader => READERS.find(({ extension }) => file.endsWith(extension)) ?? PLAIN;
const isFile = (name: string): boolean => name !== "" && name !== "stdin" && name !== "-";
const fileWord = (name: string): string => shellWord(name.startsWith("-") ? `./${name}` : name);
const isPrintable = (text: string): boolean =>
  !/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffd]/.test(text);

/** The file of the most telling line; empty: it came from no file. */
export const fileOf = (subject: Case): string => {
  const file = tellingLine(subject)?.source_file ?? "";
  return isFile(file) ? file : "";
};

/** A text in an archive, as sources name it: `logs.tar.gz!app/a.log`. */
const MEMBER = /^(.+?\.(?:(tar(?:\.\w{1,4})?|tgz|tbz2?|txz|tzst)|zip))!(.+)$/is;

/** Writes a text of an archive to standard output; undefined: the file is none. */
function memberOf(file: string): string | undefined {
  const [, archive = "", tar, member = ""] = MEMBER.exec(file) ?? [];
  if (archive === "") return undefined;
  const opener = tar === undefined ? "unzip -p" : "tar -xOf";
  const reader = readerOf(member);
  const command = `${opener} ${fileWord(archive)} ${shellWord(member)}`;
  return reader === PLAIN ? command : `${command} | ${reader.cat}`;
}

/** `sed` over a file, compressed or not. */
const sedOf = (script: string, file: string): string => {
  const member = memberOf(file);
  if (member !== undefined) return `${member} | sed -n '${script}'`;
  const reader = readerOf(file);
  return reader === PLAIN
    ? `sed -n '${script}' ${fileWord(file)}`
    : `${reader.cat} ${fileWord(file)} | sed -n '${script}'`;
};

/** `grep` for fixed words in a file, compressed or not. */
export function grepOf(flags: string, phrase: string, file: string): string {
  const member = memberOf(file);
  return member === undefined
    ? `${readerOf(file).grep} ${flags} -e ${shellWord(phrase)} ${fileWord(file)}`
    : `${member} | grep ${flags} -e ${shellWord(phrase)}`;
}

/** A phrase to search for: long enough to be rare, short enough to read; characters from which one word is enough. */
const PHRASE = { longest: 60, rare: 12 };
/** Words of every request, good or bad. */
const OF_REQUESTS = /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b|\bHTTP\/\d/;

/** At most `PHRASE.longest` characters of a run, whole words, with `word` among them. */
function shorten(run: string, word: string): string {
  if (run.length <= PHRASE.longest) return run;
  const at = word === "" ? 0 : run.toLowerCase().indexOf(word.toLowerCase());
  const earliest = Math.max(0, at + word.length - PHRASE.longest);
  const blank = earliest === 0 ? -1 : run.indexOf(" ", earliest - 1);
  const start = blank < 0 || blank >= at ? Math.min(earliest, Math.max(0, at)) : blank + 1;
  const part = run.slice(start, start + PHRASE.longest);
  const end = part.lastIndexOf(" ");
  const isCut = start + PHRASE.longest < run.length && run[start + PHRASE.longest] !== " ";
  return (isCut && end > at - start + word.length ? part.slice(0, end) : part).trim();
}

/** The constant words of the lines that tell them from others: those that report the failure; empty: none do. */
export function searchPhrase(subject: Case): string {
  const message = messageOf(subject);
  const source = subject.template === "" ? message : subject.template;
  const word = failureWord(message, levelIndex(subject));
  const raw = tellingLine(subject)?.text ?? subject.log;
  const parts = source.split(
    subject.template === "" ? /[\d<>[\]{}"'\n]+/ : /<[^<>\s]{0,40}>|\[[^\]\s]{1,40}·\d+\]|[\n]/,
  );
  let best = "";
  for (const part of parts) {
    const phrase = shorten(part.replace(/^[\s\])}>:;,.-]+/, "").trimEnd(), word);
    const isRare = phrase.length >= PHRASE.rare || (phrase.match(/\p{L}{2,}/gu)?.length ?? 0) >= 2;
    const isTelling = word === "" ? !OF_REQUESTS.test(phrase) && /\p{L}{3}/u.test(phrase) : holds(phrase, word);
    if (isRare && isTelling && phrase.length > best.length && isPrintable(phrase) && raw.includes(phrase))
      best = phrase;
  }
  return best;
}

/** Lines that are shown at once. */
const SHOWN = 5;

/** How to find these lines again; undefined: they came from no file. */
export function searchStep(subject: Case): NextStep | undefined {
  const file = fileOf(subject);
  if (file === "") return undefined;
  const phrase = searchPhrase(subject);
  if (phrase !== "")
    return { text: "Read the newest of these lines.", command: `${grepOf("-n -F", phrase, file)} | tail` };
  const shown = subject.evidence.filter(({ source_file }) => source_file === file).map(({ line }) => line);
  const numbers = [...new Set([tellingLine(subject)?.line ?? 1, ...shown])].slice(0, SHOWN).toSorted((a, b) => a - b);
  const script = numbers.map((line) => `${line}p`).join(";");
  return { text: numbers.length > 1 ? "Read these lines." : "Read this line.", command: sedOf(script, file) };
}

/** Lines before the first one that are worth reading. */
const BEFORE = 20;

/** How to read what came just before; undefined: they came from no file, or nothing came before. */
export function beforeStep(subject: Case): NextStep | undefined {
  const first = subject.cause ?? subject.evidence[0];
  if (first === undefined || first.line < 2 || !isFile(first.source_file)) return undefined;
  return {
    text: "Read what came just before the first one.",
    command: sedOf(`${Math.max(1, first.line - BEFORE)},${first.line}p`, first.source_file),
  };
}

/** How to see what an address did whose logins were refused and then accepted; undefined: there is none. */
export function acceptedStep(subject: Case): NextStep | undefined {
  const [address] = subject.accepted_from ?? [];
  if (address === undefined || address === "" || !isPrintable(address)) return undefined;
  const file = fileOf(subject);
  const command = file === "" ? "" : `${grepOf("-n -w -F", address, file)} | tail -n 30`;
  return { text: `Check what ${printable(address, 60)} did after the accepted login.`, command };
}

const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/;

/** How to count the addresses in these lines; undefined: they hold none, or came from no file. */
export function addressStep(subject: Case, text: string): NextStep | undefined {
  const file = fileOf(subject);
  const phrase = searchPhrase(subject);
  if (file === "" || phrase === "" || !ADDRESS.test(messageOf(subject))) return undefined;
  return {
    text,
    command: `${grepOf("-F", phrase, file)} | grep -oE '([0-9]{1,3}\\.){3}[0-9]{1,3}' | sort | uniq -c | sort -rn | head`,
  };
}

/** How to read these lines with what stands below them; undefined: they came from no file, or have no words of their own. */
export function belowStep(subject: Case, text: string): NextStep | undefined {
  const file = fileOf(subject);
  const phrase = searchPhrase(subject);
  if (file === "" || phrase === "") return undefined;
  return { text, command: `${grepOf("-n -A 6 -F", phrase, file)} | tail -n 40` };
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
