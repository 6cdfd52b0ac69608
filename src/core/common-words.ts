import { gravity } from "./gravity.ts";

/** What a text without its values shows in their place. */
const GAP = "…";
const PLACEHOLDER = /<[^<>\s]{1,40}>|\[[a-z-]{1,40}·\d{1,6}\]/g;
/** Hexadecimal identifiers and UUIDs. */
export const IDENTIFIER = /(?<![\w-])(?=[\w-]{0,40}\d)(?:0x)?[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}(?![\w-])/gi;
/** What a system logger puts around a line that it counts. */
const REPEATED = /^message repeated\s{1,3}\S{1,20}\s{1,3}times:\s{0,3}\[\s{0,3}/;
/** `java.lang.` before the name of a class. */
const PACKAGE = /\b(?:[a-z]\w{0,40}\.){2,8}(?=[A-Z])/g;
/** Words that lead to a value and say nothing without it. */
const LEADS =
  /(?:^|\s)(?:of|to|for|with|the|an?|and|or|at|in|into|from|by|on|is|was|has|after|before|because|its?|user|port|host|id|pid|uid|code|session|request|number|no|address|ip|rhost|tty|ruser)[=:]?$/i;

/** Whether a piece of a template is a word of its own: neither a label of a value nor part of a path. */
const isWord = (token: string): boolean => /\p{L}/u.test(token) && !/^[/=&?._-]|[/=&?@_#-]$|=\S+:$/.test(token);

export const countWords = (text: string): number => text.match(/\p{L}{2,}/gu)?.length ?? 0;

/** A message as a title shows it: `[a][b]` is `a: b`, a class stands without its package. */
export const flat = (message: string): string =>
  message
    .replace(REPEATED, "")
    .replace(/\]\s{0,2}\[/g, ": ")
    .replace(PACKAGE, "");

/** `sshd[<num>]:`: the number of a process, not of what happened. */
const BRACKETED = /(?<=[\w)-])[[(]<[^<>\s]{1,40}>[\])]/g;

/** A clause without the values and the lead-in words at its end. */
export function withoutEnd(text: string, isCut: boolean): string {
  let rest = text;
  let cut = isCut;
  for (let before = ""; before !== rest; ) {
    before = rest;
    cut ||= /…\W*$/u.test(rest);
    const trimmed = rest.replace(/[\s…,;:=([{<'"|–—-]+$/u, "");
    const led = cut ? trimmed.replace(LEADS, "") : trimmed;
    rest = countWords(led) >= 2 ? led : trimmed;
  }
  return rest;
}

/** A text whose values differ from line to line, without them: each is `…`, never two in a row, none at the ends. */
export function wordsOf(template: string): string {
  const tokens = flat(template.slice(0, 800).replace(BRACKETED, "").replace(PLACEHOLDER, ` ${GAP} `))
    .replace(IDENTIFIER, ` ${GAP} `)
    .split(/\s+/)
    .filter((token) => token !== "");
  const kept: string[] = [];
  tokens.forEach((token, at) => {
    const isBeside = tokens[at - 1] === GAP || tokens[at + 1] === GAP;
    const previous = kept.at(-1);
    // `TraceID: …`: a label with its value.
    const isLabel = tokens[at + 1] === GAP && /^[\w.-]+[:=]$/.test(token) && gravity(token, 0).word === "";
    if (isLabel && (previous === undefined || /[,;|…]$/.test(previous))) return;
    const stripped = tokens[at - 1] === GAP ? token.replace(/^[,.:;)\]}'">]+(?=.)/, "") : token;
    const isGap = token === GAP || (isBeside && !isWord(stripped) && !/^[:;,]$/.test(token));
    if (!isGap) {
      if (/^[:;,]$/.test(token) && previous !== undefined) kept[kept.length - 1] = `${previous}${token}`;
      else if (token !== ":") kept.push(stripped);
    } else if (previous !== undefined && !/^…[:;,]?$/.test(previous)) kept.push(GAP);
  });
  let text = kept
    .join(" ")
    .replace(/…[^\p{L}\p{N}…]*(?:…[^\p{L}\p{N}…]*)+/gu, "… ")
    .trim();
  // Behind a value that was taken out, words that only lead to it go too.
  text = withoutEnd(text, false);
  // A single word behind the last value says nothing: `mount failed: …: point`.
  const last = text.lastIndexOf(GAP);
  const tail = text.slice(last + 1);
  if (last > 0 && countWords(tail) < 2 && gravity(tail, 0).word === "" && countWords(text.slice(0, last)) >= 2)
    text = withoutEnd(text.slice(0, last), true);
  text = text.replace(/^[\s…,;:=)\]}|-]+/u, "");
  return (text.match(/"/g)?.length ?? 0) % 2 === 1 ? text.replaceAll('"', "").trim() : text;
}
