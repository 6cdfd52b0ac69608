import { gravity } from "../core/gravity.ts";
import { cutAtWord, printable } from "./printable.ts";

/** What a message says, in at most `limit` characters: whole if it fits, else its first clause, else its first words. */
export function clauseOf(message: string, limit: number): string {
  const whole = printable(message, 400)
    .replace(/\s+/g, " ")
    .replace(/[\s.:;,]+$/, "");
  if (whole.length <= limit) return whole;
  let end = 0;
  for (const { index } of whole.matchAll(/[;,:](?=\s)| [-–—(]|\.(?= )/g)) if (index <= limit) end = index;
  return end >= limit * 0.6 ? whole.slice(0, end).trimEnd() : cutAtWord(whole, limit);
}

/** Whether a text holds a word, whatever its case. */
export const holds = (text: string, word: string): boolean => text.toLowerCase().includes(word.toLowerCase());

/** The word by which a message reports a failure; empty: it reports none. */
export const failureWord = (message: string, level: number): string => gravity(message, level).word;

/** The clause of a message in which `word` stands, where the first clause does not reach it. */
export function clauseWith(message: string, word: string, limit: number): string {
  const clause = clauseOf(message, limit);
  if (word === "" || holds(clause, word)) return clause;
  const at = message.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return clause;
  const before = message.slice(0, at);
  const boundary = Math.max(...[": ", "; ", " - ", ". ", ", "].map((mark) => before.lastIndexOf(mark)));
  const own = message.slice(boundary < 0 ? 0 : boundary + 2).replace(/^[\s-]+/, "");
  const ofBoundary = clauseOf(own, limit);
  if (holds(ofBoundary, word)) return ofBoundary;
  // The word comes late in a long clause: as many words before it as leave room for it.
  const room = Math.max(0, limit - word.length - 8);
  let start = at;
  for (const { index } of before.matchAll(/\S+/g)) {
    if (at - index > room) continue;
    start = index;
    break;
  }
  const near = clauseOf(message.slice(start), limit);
  return holds(near, word) ? near : clauseOf(message.slice(at), limit);
}

/** Parts of a text that stand in it as they are shown: nothing that cannot be seen, one blank at a time. */
const RUNS = /[^\p{C}\u2028\u2029\ufffd]+/gu;

/** The longest words around `word` that stand in both: a message may be put together from fields of its line. */
function sharedAround(text: string, message: string, word: string): string {
  const at = word === "" ? -1 : message.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return "";
  const spaces = [...message.slice(0, 2000).matchAll(/\s|$/g)].map(({ index }) => index);
  let from = at;
  let to = at + word.length;
  if (!text.includes(message.slice(from, to))) return "";
  for (const end of spaces) if (end > to && text.includes(message.slice(from, end))) to = end;
  for (const end of spaces.toReversed())
    if (end + 1 < from && text.includes(message.slice(end + 1, to))) from = end + 1;
  return message.slice(from, to).replace(/^["'\s]+|["'\s]+$/g, "");
}

/** Words of `message` that stand in `text` letter by letter, at most `limit` characters; empty: there are none. */
export function quoteOf(text: string, message: string, word: string, limit: number): string {
  const fits = (quote: string): boolean => quote.trim() !== "" && text.includes(quote);
  const clause = clauseWith(message, word, limit);
  if (fits(clause)) return clause;
  const runs = [...message.slice(0, 4000).matchAll(RUNS)]
    .flatMap(([run]) => run.split(/\s{2,}|[\t"\\]/))
    .map((run) => run.trim())
    .filter((run) => text.includes(run))
    .toSorted((a, b) => b.length - a.length);
  const best = (word === "" ? undefined : runs.find((run) => holds(run, word))) ?? "";
  const run = best === "" ? sharedAround(text, message, word) || (runs[0] ?? "") : best;
  const quote = clauseWith(run.slice(0, 380), word, limit);
  return fits(quote) ? quote : "";
}
