import { z } from "zod";
import { type LineClusters, type LineMiner, UNSEEN } from "../core/miner.ts";
import { commonOptions, cutWords, HOLE, masking, TEXT_LIMIT } from "./line-words.ts";

const options = z.strictObject({
  depth: z.number().int().min(3).max(10).default(4).describe("a whole number from 3 to 10: levels of its tree"),
  st: z.number().min(0).max(1).default(0.4).describe("a share from 0 to 1: words that must be equal in their places"),
  maxChildren: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .describe("a whole number from 1 to 100000: branches of a node, the last of them for all further words"),
  ...commonOptions,
});

const state = z.object({
  /** `path`: the branches that lead to the cluster, behind its number of words. */
  clusters: z.array(z.object({ path: z.array(z.string()), words: z.array(z.string()) })),
});

type DrainOptions = z.infer<typeof options>;
type DrainState = z.infer<typeof state>;

/** Clusters of one leaf; what fits none after so many is one cluster of what the path says. Keeps a line's cost bounded. */
const LEAF_LIMIT = 1_000;
/** Words of a message that are looked at. */
const WORD_LIMIT = 1_000;
const HOLE_ID = 0;
const DIGIT = /\p{Nd}/u;

interface Node {
  readonly branches: Map<string, Node>;
  readonly clusters: number[];
  /** Takes what fits none once the leaf is full. */
  rest: number;
}

interface Cluster {
  readonly path: readonly string[];
  /** Numbers of words; HOLE_ID for what varies. */
  readonly words: Int32Array;
}

const newNode = (): Node => ({ branches: new Map(), clusters: [], rest: UNSEEN });

function drain(
  { depth, st, maxChildren, mask, maxTemplates }: DrainOptions,
  from?: DrainState,
): LineClusters<DrainState> {
  const masked = masking(mask);
  const lengths = new Map<number, Node>();
  const clusters: Cluster[] = [];
  const numbers = new Map<string, number>([[HOLE, HOLE_ID]]);
  const texts: string[] = [HOLE];
  let characters = 0;
  let rest = UNSEEN;
  let hasFullLeaf = false;

  const cut = (message: string): string[] => cutWords(masked(message), /\s+/, WORD_LIMIT);
  const levels = (count: number): number => Math.max(0, Math.min(depth - 3, count - 1));
  const numberOf = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, texts.length);
    characters += word.length;
    return texts.push(word) - 1;
  };
  const isCrowded = (): boolean => clusters.length >= maxTemplates || characters >= TEXT_LIMIT;
  const wordsOf = ({ words }: Cluster): string[] => Array.from(words, (number) => texts[number]!);

  const branch = (node: Node, key: string): Node => {
    const known = node.branches.get(key);
    if (known !== undefined) return known;
    const made = newNode();
    node.branches.set(key, made);
    return made;
  };
  const leafAt = (count: number, path: readonly string[]): Node => {
    const top = lengths.get(count) ?? newNode();
    lengths.set(count, top);
    return path.reduce(branch, top);
  };
  const add = (path: readonly string[], words: readonly string[]): number => {
    const index = clusters.length;
    characters += 8 * words.length;
    clusters.push({ path, words: Int32Array.from(words, numberOf) });
    leafAt(words.length, path).clusters.push(index);
    return index;
  };

  /** Which branches a new cluster of these words goes along. Numbers and what is too much share one. */
  const newPath = (words: readonly string[]): string[] => {
    const path: string[] = [];
    let node = lengths.get(words.length);
    for (let level = 0; level < levels(words.length); level++) {
      const word = words[level]!;
      const branches = node?.branches ?? new Map<string, Node>();
      let key = word;
      if (!branches.has(word)) {
        // One place is kept for the branch of all others.
        const room = maxChildren - (branches.has(HOLE) ? 0 : 1);
        if (DIGIT.test(word) || branches.size >= room) key = HOLE;
      }
      path.push(key);
      node = branches.get(key);
    }
    return path;
  };

  /** The leaf that the tree leads to; undefined: none. */
  const leafOf = (words: readonly string[]): Node | undefined => {
    let node = lengths.get(words.length);
    for (let level = 0; node !== undefined && level < levels(words.length); level++)
      node = node.branches.get(words[level]!) ?? node.branches.get(HOLE);
    return node;
  };

  /** The cluster of a leaf with the most equal words, of those the one with the most holes; UNSEEN: too few are equal. */
  const closest = (leaf: Node, words: Int32Array): number => {
    let best = UNSEEN;
    let most = -1;
    let holes = -1;
    for (const index of leaf.clusters) {
      const template = clusters[index]!.words;
      let equal = 0;
      let varying = 0;
      for (let at = 0; at < template.length; at++) {
        if (template[at] === HOLE_ID) varying++;
        else if (template[at] === words[at]) equal++;
      }
      if (equal < most || (equal === most && varying <= holes)) continue;
      best = index;
      most = equal;
      holes = varying;
    }
    return words.length > 0 && most / words.length < st ? UNSEEN : best;
  };

  const widen = (index: number, words: Int32Array): void => {
    const template = clusters[index]!.words;
    for (let at = 0; at < template.length; at++) if (template[at] !== words[at]) template[at] = HOLE_ID;
  };

  const restOf = (leaf: Node, path: readonly string[], count: number): number => {
    hasFullLeaf = true;
    if (leaf.rest === UNSEEN) leaf.rest = add(path, [...path, ...new Array<string>(count - path.length).fill(HOLE)]);
    return leaf.rest;
  };

  /** Learns words that were cut; along a path where it is known. */
  const learn = (words: readonly string[], known?: readonly string[]): number => {
    const seen = Int32Array.from(words, (word) => numbers.get(word) ?? -1);
    const leaf = known === undefined ? leafOf(words) : leafAt(words.length, known);
    const found = leaf === undefined ? UNSEEN : closest(leaf, seen);
    if (found !== UNSEEN) {
      widen(found, seen);
      return found;
    }
    const path = known ?? newPath(words);
    const target = path.reduce<Node | undefined>((node, key) => node?.branches.get(key), lengths.get(words.length));
    if (target !== undefined && target.clusters.length >= LEAF_LIMIT) return restOf(target, path, words.length);
    if (!isCrowded()) return add(path, words);
    if (rest === UNSEEN) rest = add([], [HOLE]);
    return rest;
  };

  for (const { path, words } of from?.clusters ?? []) {
    const index = add(path, words);
    const isRest = words.every((word, at) => word === (path[at] ?? HOLE));
    if (!isRest) continue;
    const leaf = leafAt(words.length, path);
    if (clusters.length > maxTemplates && words.length === 1 && path.length === 0) rest = index;
    else if (leaf.clusters.length > LEAF_LIMIT) {
      leaf.rest = index;
      hasFullLeaf = true;
    }
  }

  return {
    learn: (message) => learn(cut(message)),
    match(message) {
      const words = cut(message);
      const seen = Int32Array.from(words, (word) => numbers.get(word) ?? -1);
      let best = UNSEEN;
      let fewest = Number.POSITIVE_INFINITY;
      const look = (node: Node, level: number): void => {
        if (level < levels(words.length)) {
          for (const key of new Set([words[level]!, HOLE])) {
            const next = node.branches.get(key);
            if (next !== undefined) look(next, level + 1);
          }
          return;
        }
        for (const index of node.clusters) {
          const template = clusters[index]!.words;
          let holes = 0;
          let fits = true;
          for (let at = 0; fits && at < template.length; at++) {
            if (template[at] === HOLE_ID) holes++;
            else fits = template[at] === seen[at];
          }
          if (!fits || holes >= fewest) continue;
          best = index;
          fewest = holes;
        }
      };
      const top = lengths.get(words.length);
      if (top !== undefined) look(top, 0);
      return best === UNSEEN ? rest : best;
    },
    templates: () => clusters.map(wordsOf),
    word: /\S+/g,
    join: (other) => other.clusters.map(({ path, words }) => learn(words, path)),
    isFull: () => isCrowded() || hasFullLeaf,
    state: () => ({ clusters: clusters.map((one) => ({ path: [...one.path], words: wordsOf(one) })) }),
  };
}

/**
 * A tree by the number of words and the first words, and in its leaves the template with the most equal words.
 * Source: He, Zhu, Zheng, Lyu, "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017; messages shorter
 * than the tree as in Drain3.
 */
export const drainMiner: LineMiner<DrainOptions, DrainState> & { readonly options: typeof options } = {
  name: "drain",
  summary: "a tree of fixed depth by length and first words, then the most similar template (He et al. 2017)",
  options,
  state,
  open: drain,
};
