import { z } from "zod";
import { type LineClusters, type LineMiner, UNSEEN } from "../core/miner.ts";
import { addPath, pathOf, rootNode, templateAt, templatesOf, type WordNode } from "./frequent-words-tree.ts";
import { commonOptions, HOLE, masking, TEXT_LIMIT } from "./line-words.ts";

const options = z.strictObject({
  leafNum: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(4)
    .describe("a whole number from 1 to 100000: more different words than this behind the same words are values"),
  shortThreshold: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(5)
    .describe("a whole number from 1 to 300: messages of fewer words are passed over"),
  cuttingPercent: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe("a share from 0 to 1: of a message's words, the most frequent ones, that never are values"),
  ...commonOptions,
});

const state = z.object({
  /** How often each word was seen. */
  counts: z.array(z.tuple([z.string(), z.number()])),
  /** Different messages as words, `<*>` for numbers, in order of first appearance; `<*>` alone: what there is no room for. */
  messages: z.array(z.array(z.string())),
});

type FTTreeOptions = z.infer<typeof options>;
type FTTreeState = z.infer<typeof state>;

/** Words of a message that are looked at. Source: as in the authors' program. */
const WORD_LIMIT = 300;
/** Different messages that are kept for one template, at most. */
const MESSAGES_A_TEMPLATE = 10;
const NUMBER = /\b(0[xX])?[A-Fa-f0-9]+\b/g;
const SEPARATORS = /[\s.()<>/\-=[\],:]+/;
/** Stands for a number while a message is cut; no printable text holds it. */
const GAP = "\u0000";

/** The name of the message that stands for what there is no room for: it has no words. */
const REST = "";

/** What follows from a state: the tree of frequent words, and where each message stands in it. */
interface Grown {
  readonly root: WordNode;
  readonly ranks: ReadonlyMap<string, number>;
  /** Ticket of the first message of each template. */
  readonly first: ReadonlyMap<WordNode, number>;
  readonly templates: readonly (readonly string[])[];
}

function ftTree(given: FTTreeOptions, from?: FTTreeState): LineClusters<FTTreeState> {
  const { shortThreshold, mask, maxTemplates } = given;
  const masked = masking(mask);
  const counts = new Map(from?.counts ?? []);
  const messages = (from?.messages ?? []).map((words) => [...words]);
  const nameOf = (words: readonly string[]): string => words.filter((word) => word !== HOLE).join(" ");
  const tickets = new Map(messages.map((words, ticket) => [nameOf(words), ticket]));
  let characters = [...tickets.keys(), ...counts.keys()].reduce((sum, text) => sum + text.length, 0);
  let grown: Grown | undefined;

  const isFull = (): boolean => messages.length >= MESSAGES_A_TEMPLATE * maxTemplates || characters >= TEXT_LIMIT;

  /** Words, and one `<*>` for a run of numbers and masked values. */
  const cut = (message: string): string[] => {
    const text = masked(message).replaceAll(HOLE, ` ${GAP} `);
    const words: string[] = [];
    let count = 0;
    // Numbers are told by what is beside them once the separators are blanks.
    for (const piece of text.split(SEPARATORS).join(" ").replace(NUMBER, ` ${GAP} `).split(/\s+/)) {
      if (piece === "") continue;
      if (piece !== GAP && ++count > WORD_LIMIT) break;
      if (piece !== GAP) words.push(piece);
      else if (words.at(-1) !== HOLE) words.push(HOLE);
    }
    return words;
  };

  const ranked = (words: readonly string[], ranks: ReadonlyMap<string, number>): string[] =>
    [...new Set(words)].filter((word) => ranks.has(word)).sort((p, q) => ranks.get(p)! - ranks.get(q)!);

  /** The message with its template's words, and holes for all others. */
  const written = (words: readonly string[], node: WordNode): string[] => {
    const kept = new Set(pathOf(node));
    const out: string[] = [];
    for (const word of words)
      if (kept.has(word)) out.push(word);
      else if (out.at(-1) !== HOLE) out.push(HOLE);
    return out;
  };

  const grow = (): Grown => {
    if (grown !== undefined) return grown;
    const order = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? 1 : -1));
    const ranks = new Map(order.map(([word], rank) => [word, rank]));
    const root = rootNode();
    const paths = messages.map((words) => ranked(words, ranks));
    for (const path of paths) addPath(root, path, given);
    const first = new Map<WordNode, number>();
    const templates = paths.map((path, ticket) => {
      const node = templateAt(root, path);
      if (node === undefined) return [HOLE];
      const one = first.get(node) ?? ticket;
      first.set(node, one);
      return written(messages[one]!, node);
    });
    grown = { root, ranks, first, templates };
    return grown;
  };

  const add = (name: string, words: readonly string[]): number => {
    const ticket = messages.length;
    characters += name.length;
    tickets.set(name, ticket);
    messages.push([...words]);
    return ticket;
  };

  const learn = (words: readonly string[], times: (word: string) => number): number => {
    grown = undefined;
    const name = nameOf(words);
    const known = tickets.get(name);
    const hasRoom = known !== undefined || !isFull();
    for (const word of words) {
      if (word === HOLE) continue;
      const count = counts.get(word);
      if (count === undefined && !hasRoom) continue;
      if (count === undefined) characters += word.length;
      counts.set(word, (count ?? 0) + times(word));
    }
    if (known !== undefined) return known;
    return hasRoom ? add(name, words) : (tickets.get(REST) ?? add(REST, [HOLE]));
  };

  const isShort = (words: readonly string[]): boolean =>
    words.reduce((count, word) => count + (word === HOLE ? 0 : 1), 0) < shortThreshold;

  return {
    learn(message) {
      const words = cut(message);
      return isShort(words) ? UNSEEN : learn(words, () => 1);
    },
    match(message) {
      const words = cut(message);
      if (isShort(words)) return UNSEEN;
      const { root, ranks, first } = grow();
      const node = templateAt(root, ranked(words, ranks));
      return (node === undefined ? undefined : first.get(node)) ?? tickets.get(REST) ?? UNSEEN;
    },
    templates: () => grow().templates,
    word: /[^\s.()<>/\-=[\],:]+/g,
    join(other) {
      const joined = other.messages.map((words) => learn(words, () => 0));
      for (const [word, count] of other.counts) if (counts.has(word)) counts.set(word, counts.get(word)! + count);
      return joined;
    },
    isFull,
    state: () => ({ counts: [...counts], messages: messages.map((words) => [...words]) }),
    files() {
      const { root, ranks } = grow();
      return new Map([
        ["fre", [...ranks.keys()]],
        ["template", templatesOf(root).map((node) => pathOf(node).join(" "))],
      ]);
    },
  };
}

/**
 * Templates are the words that many messages share: each message adds its words, the most frequent first, to a tree, and
 * where too many different words follow the same ones, they are values.
 * Source: Zhang et al., "Syslog Processing for Switch Failure Diagnosis and Prediction in Datacenter Networks", IWQoS 2017.
 */
export const ftTreeMiner: LineMiner<FTTreeOptions, FTTreeState> & { readonly options: typeof options } = {
  name: "ft-tree",
  summary: "the most frequent words as a tree whose bushy ends are cut off (Zhang et al. 2017)",
  options,
  state,
  open: ftTree,
};
