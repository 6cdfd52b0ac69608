import { z } from "zod";
import { type LineClusters, type LineMiner, UNSEEN } from "../core/miner.ts";
import { commonLengths, commonSequence, isSubsequence, NO_WORD } from "./common-sequence.ts";
import { commonOptions, cutWords, HOLE, masking, TEXT_LIMIT } from "./line-words.ts";
import { prefixTree, treeState } from "./spell-tree.ts";

const options = z.strictObject({
  tau: z.number().min(0).max(1).default(0.5).describe("a share from 0 to 1: words of a message that must be in common"),
  ...commonOptions,
});

const state = z.object({
  /** Texts of words; clusters and tree hold their numbers. */
  texts: z.array(z.string()),
  clusters: z.array(z.array(z.number().int())),
  tree: treeState,
  /** The cluster that takes what there is no room for. */
  rest: z.number().int(),
  /** The cluster of messages without a word. */
  empty: z.number().int(),
});

type SpellOptions = z.infer<typeof options>;
type SpellState = z.infer<typeof state>;

/** Words of a message that are looked at. */
const WORD_LIMIT = 256;
/** Clusters whose common subsequence is looked at, those with the most words in common. */
const CANDIDATE_LIMIT = 100;
/** A template shorter than this share of a message stands for another one, whatever `tau` is. Source: as Spell's own program. */
const SHORTEST = 0.5;
const SEPARATORS = /[\s=:,]+/;
const HOLE_WORD = 0;

function spell({ tau, mask, maxTemplates }: SpellOptions, from?: SpellState): LineClusters<SpellState> {
  const masked = masking(mask);
  const texts = [...(from?.texts ?? [HOLE])];
  const numbers = new Map(texts.map((text, number) => [text, number]));
  const clusters: (readonly number[])[] = (from?.clusters ?? []).map((words) => [...words]);
  const tree = prefixTree(from?.tree);
  /** Of each word the clusters that have it as a constant. */
  const holders = new Map<number, number[]>();
  /** Of each cluster its different constants, the rarest first when it was listed. */
  const distinct: (readonly number[])[] = [];
  /** Of each word the clusters whose rarest constant it is: all whose constants stand in a message are found by these. */
  const anchored = new Map<number, number[]>();
  const withHoles = new Set<number>();
  /** Clusters without a constant. */
  const bare = new Set<number>();
  let characters = texts.reduce((sum, text) => sum + text.length, 0);
  let rest = from?.rest ?? UNSEEN;
  let empty = from?.empty ?? UNSEEN;

  const constants = (words: readonly number[]): number[] => words.filter((word) => word !== HOLE_WORD);
  const isFull = (): boolean => clusters.length >= maxTemplates || characters >= TEXT_LIMIT;
  const cut = (message: string): string[] => cutWords(masked(message), SEPARATORS, WORD_LIMIT);
  const known = (words: readonly string[]): number[] => words.map((word) => numbers.get(word) ?? NO_WORD);
  const numberOf = (word: string): number => {
    const number = numbers.get(word);
    if (number !== undefined) return number;
    numbers.set(word, texts.length);
    characters += word.length;
    return texts.push(word) - 1;
  };

  const hold = (lists: Map<number, number[]>, word: number, cluster: number): void => {
    const holding = lists.get(word);
    if (holding === undefined) lists.set(word, [cluster]);
    else holding.push(cluster);
  };
  const release = (lists: Map<number, number[]>, word: number, cluster: number): void => {
    const holding = lists.get(word)!;
    const last = holding.pop()!;
    if (last !== cluster) holding[holding.indexOf(cluster)] = last;
  };
  const byRarity = (words: Iterable<number>): number[] => {
    const times = (word: number): number => holders.get(word)?.length ?? 0;
    return [...new Set(words)].filter((word) => word !== HOLE_WORD).sort((p, q) => times(p) - times(q));
  };

  const list = (cluster: number): void => {
    const words = byRarity(clusters[cluster]!);
    distinct[cluster] = words;
    for (const word of words) hold(holders, word, cluster);
    if (words[0] !== undefined) hold(anchored, words[0], cluster);
    else bare.add(cluster);
    if (clusters[cluster]!.includes(HOLE_WORD)) withHoles.add(cluster);
  };
  const unlist = (cluster: number): void => {
    const words = distinct[cluster]!;
    for (const word of words) release(holders, word, cluster);
    if (words[0] !== undefined) release(anchored, words[0], cluster);
  };
  const replace = (cluster: number, words: readonly number[]): void => {
    unlist(cluster);
    clusters[cluster] = words;
    list(cluster);
  };
  const add = (words: readonly number[]): number => {
    const cluster = clusters.length;
    characters += 8 * words.length;
    clusters.push(words);
    list(cluster);
    tree.add(constants(words), cluster);
    return cluster;
  };

  /** The first cluster all of whose constants stand in the message in their order; of those `isEnough`. */
  const firstWithin = (words: readonly number[], isEnough: (cluster: number) => boolean): number => {
    let first = UNSEEN;
    const look = (cluster: number): void => {
      if ((first !== UNSEEN && cluster > first) || !isEnough(cluster)) return;
      if (isSubsequence(constants(clusters[cluster]!), words)) first = cluster;
    };
    for (const word of new Set(words)) for (const cluster of anchored.get(word) ?? []) look(cluster);
    for (const cluster of bare) look(cluster);
    return first;
  };

  /** Clusters that have at least half as many different words in common with the message as it has words, and how many. */
  const neighbors = (words: readonly number[]): Map<number, number> => {
    const found = new Map<number, number>();
    const hasHole = words.includes(HOLE_WORD);
    const least = SHORTEST * words.length;
    const inMessage = new Set(words);
    const rare = byRarity(words);
    const needed = Math.max(1, Math.ceil(least) - (hasHole ? 1 : 0));
    // Who has only the most frequent words in common cannot have enough of them.
    for (const word of rare.slice(0, Math.max(0, rare.length - needed + 1)))
      for (const cluster of holders.get(word) ?? []) {
        if (found.has(cluster)) continue;
        let common = hasHole && withHoles.has(cluster) ? 1 : 0;
        for (const own of distinct[cluster]!) if (inMessage.has(own)) common++;
        found.set(cluster, common);
      }
    if (hasHole && least <= 1) for (const cluster of withHoles) if (!found.has(cluster)) found.set(cluster, 1);
    for (const [cluster, common] of found) if (common < least) found.delete(cluster);
    return found;
  };

  /** The cluster with the longest common subsequence; of equals the shortest. */
  const longest = (words: readonly number[]): number => {
    const common = neighbors(words);
    let candidates = [...common.keys()];
    if (candidates.length > CANDIDATE_LIMIT)
      candidates = candidates.sort((p, q) => common.get(q)! - common.get(p)! || p - q).slice(0, CANDIDATE_LIMIT);
    const lengthWith = commonLengths(words);
    let best = UNSEEN;
    let most = -1;
    for (const cluster of candidates.sort((p, q) => p - q)) {
      const length = lengthWith(clusters[cluster]!);
      if (length < most) continue;
      if (length === most && clusters[cluster]!.length >= clusters[best]!.length) continue;
      best = cluster;
      most = length;
    }
    return most >= tau * words.length ? best : UNSEEN;
  };

  const find = (words: readonly number[]): { readonly cluster: number; readonly isWhole: boolean } => {
    const fixed = constants(words);
    const size = (cluster: number): number => constants(clusters[cluster]!).length;
    const along = tree.find(fixed, (cluster) => size(cluster) >= tau * fixed.length);
    if (along !== UNSEEN) return { cluster: along, isWhole: true };
    const isLong = (cluster: number): boolean => clusters[cluster]!.length >= SHORTEST * fixed.length;
    const within = firstWithin(fixed, isLong);
    if (within !== UNSEEN) return { cluster: within, isWhole: true };
    return { cluster: longest(words), isWhole: false };
  };

  /** The template with holes where the message differs from it. */
  const widened = (template: readonly number[], words: readonly number[]): number[] => {
    const common = commonSequence(words, template);
    const out: number[] = [];
    let next = 0;
    while (next < common.length) {
      const word = template[out.length]!;
      out.push(word === common[next] ? word : HOLE_WORD);
      if (word === common[next]) next++;
    }
    if (out.length < template.length) out.push(HOLE_WORD);
    return out;
  };

  const learn = (words: readonly string[]): number => {
    if (words.length === 0) {
      if (empty === UNSEEN) empty = clusters.push([]) - 1;
      return empty;
    }
    const seen = known(words);
    const { cluster, isWhole } = find(seen);
    if (cluster === UNSEEN) {
      if (!isFull()) return add(words.map(numberOf));
      if (rest === UNSEEN) {
        rest = clusters.push([HOLE_WORD]) - 1;
      }
      return rest;
    }
    if (isWhole) return cluster;
    const template = clusters[cluster]!;
    const wider = widened(template, seen);
    if (wider.length !== template.length || wider.some((word, at) => word !== template[at])) {
      tree.remove(constants(template));
      replace(cluster, wider);
      tree.add(constants(wider), cluster);
    }
    return cluster;
  };

  for (const cluster of clusters.keys()) if (cluster !== rest && cluster !== empty) list(cluster);

  return {
    learn: (message) => learn(cut(message)),
    match(message) {
      const words = known(cut(message));
      if (words.length === 0) return empty;
      const { cluster, isWhole } = find(words);
      const fits = (one: number): boolean => isSubsequence(constants(clusters[one]!), words);
      if (cluster !== UNSEEN && (isWhole || fits(cluster))) return cluster;
      const within = firstWithin(constants(words), () => true);
      return within === UNSEEN ? rest : within;
    },
    templates: () => clusters.map((words) => words.map((word) => texts[word]!)),
    word: /[^\s=:,]+/g,
    join: (other) =>
      other.clusters.map((words, cluster) => {
        const said = words.map((word) => other.texts[word] ?? HOLE);
        return cluster === other.rest && isFull() ? learn([HOLE]) : learn(said);
      }),
    isFull,
    state: () => ({
      texts: [...texts],
      clusters: clusters.map((words) => [...words]),
      tree: tree.state(),
      rest,
      empty,
    }),
  };
}

/**
 * A message belongs to the template with which it has the longest common subsequence of words; what is not in it varies.
 * Source: Du and Li, "Spell: Streaming Parsing of System Event Logs", ICDM 2016.
 */
export const spellMiner: LineMiner<SpellOptions, SpellState> & { readonly options: typeof options } = {
  name: "spell",
  summary: "the template with the longest common subsequence of words (Du and Li 2016)",
  options,
  state,
  open: spell,
};
