import { HOLE } from "./line-words.ts";

/** The texts that stand for the `<*>` within one word of a template (`port=<*>`); undefined where it does not fit. */
function holesInWord(pattern: string, word: string): string[] | undefined {
  const parts = pattern.split(HOLE);
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (parts.length === 1) return pattern === word ? [] : undefined;
  if (!word.startsWith(first) || !word.endsWith(last) || word.length < first.length + last.length) return undefined;
  const end = word.length - last.length;
  const found: string[] = [];
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const next = word.indexOf(part, at);
    if (next < 0 || next + part.length > end) return undefined;
    found.push(word.slice(at, next));
    at = next + part.length;
  }
  return [...found, word.slice(at, end)];
}

/** So much of a message is looked at. */
const MESSAGE_LENGTH = 16_384;
/** Longer values are cut: they are shown, not computed with. */
const VALUE_LENGTH = 1_024;

/** A message and where its words are. */
interface Cut {
  readonly message: string;
  readonly words: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

/** Holes side by side, and the words behind them up to the next hole. */
interface Stretch {
  readonly holes: number;
  readonly words: readonly string[];
}

function stretchesOf(template: readonly string[]): Stretch[] {
  const stretches: { holes: number; words: string[] }[] = [{ holes: 0, words: [] }];
  for (const word of template) {
    let last = stretches.at(-1)!;
    if (word === HOLE && last.words.length > 0) {
      last = { holes: 0, words: [] };
      stretches.push(last);
    }
    if (word === HOLE) last.holes++;
    else last.words.push(word);
  }
  return stretches;
}

function lay(stretches: readonly Stretch[], { message, words }: Cut, least: number): string[] | undefined {
  const standsAt = (pattern: readonly string[], from: number): string[] | undefined => {
    const found: string[] = [];
    for (const [i, part] of pattern.entries()) {
      const inner = holesInWord(part, words[from + i]?.text ?? "");
      if (inner === undefined) return undefined;
      found.push(...inner);
    }
    return found;
  };
  const values: string[] = [];
  let at = 0;
  for (const [index, { holes, words: pattern }] of stretches.entries()) {
    const isLast = index === stretches.length - 1;
    const latest = words.length - pattern.length;
    let from = isLast || holes === 0 ? (holes === 0 ? at : latest) : at + holes * least;
    let inner = from <= latest ? standsAt(pattern, from) : undefined;
    while (inner === undefined && holes > 0 && !isLast && ++from <= latest) inner = standsAt(pattern, from);
    if (inner === undefined || from < at + holes * least) return undefined;
    if (holes === 0 && isLast && from !== latest) return undefined;
    // Each of several holes takes one word, the last one what is left.
    for (let hole = 0; hole < holes; hole++) {
      const first = Math.min(at + hole, from);
      const last = (hole === holes - 1 ? from : Math.min(first + 1, from)) - 1;
      values.push(last < first ? "" : message.slice(words[first]!.start, words[last]!.end).slice(0, VALUE_LENGTH));
    }
    values.push(...inner);
    at = from + pattern.length;
  }
  return values;
}

/**
 * What stands in the holes of a template, in order. A hole takes one word and more, as few as possible; only where that
 * does not fit, none. Undefined where the message does not fit.
 */
export function holesAlong(template: readonly string[], message: string, word: RegExp): readonly string[] | undefined {
  const stretches = stretchesOf(template);
  const head = message.slice(0, MESSAGE_LENGTH);
  const words = Array.from(head.matchAll(word), ({ 0: text, index }) => ({
    text,
    start: index,
    end: index + text.length,
  }));
  const cut = { message: head, words };
  return lay(stretches, cut, 1) ?? lay(stretches, cut, 0);
}
