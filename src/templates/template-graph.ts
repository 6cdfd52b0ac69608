import type { Element } from "../core/shapes.ts";
import { foldRepeats } from "./fold-repeats.ts";
import { type Limits, PAIR_FACTOR, type Parent, parentList, parentsOf } from "./parents.ts";
import {
  firstWithHole,
  keyOf,
  keyOfSums,
  listOf,
  secondWithHole,
  type TokenList,
  VALUE_TOKEN,
  vocabulary,
  withHoles,
} from "./token-list.ts";
import { wornPlaces } from "./worn-places.ts";

/** Lists that stand for themselves. */
const NODE_LIMIT = 40_000;
/** Templates; after them the first elements stand for the rest, and after as many of those one value for all. */
const TEMPLATE_LIMIT = 10_000;
/** Lists that wait for votes, in each of two generations; the older one is dropped as a whole, which only loses votes. */
const WAITING_LIMIT = 50_000;
/** Votes kept for one list. */
const VOTE_LIMIT = 512;
/** Open pairs are tried for messages up to this length. */
const PAIR_SLOT_LENGTH = 24;
const OVERFLOW_HEAD = 3;

/** Wants a list to exist: a word (or several) seen in its place, and the group it was seen in. */
interface Vote {
  readonly kind: Parent["kind"];
  readonly voter: string;
  readonly group: number;
}

interface Node {
  readonly group: number;
  readonly list: TokenList;
  /** Made by votes: its places take any word. */
  isOpen: boolean;
  /** Words are looked up in its place without a vote. */
  hasSlot: boolean;
}

/** What learning a list came to. */
export interface Learned {
  readonly group: number;
  /** Whether the graph changed: if not, learning the list again, or not, makes no difference. */
  readonly isChanged: boolean;
  /** The list that stands for what was learned, as elements; `target` says where each of its elements went. */
  readonly elements: readonly Element[];
  readonly target: readonly number[];
}

/** Lists of elements that became one template. Lists are merged, never parted: the order of learning hardly matters. */
export interface TemplateGraph {
  learn(elements: readonly Element[]): Learned;
  /** The group that fits, or -1. Changes nothing. */
  match(elements: readonly Element[]): number;
  /** A list without its repeats: what the graph compares. Undefined where nothing repeats. */
  folded(elements: readonly Element[]): Pick<Learned, "elements" | "target"> | undefined;
  /** The group that a group is part of by now. */
  find(group: number): number;
  /** Of a group that is not part of another: its list with the most variable places. */
  template(group: number): readonly Element[];
  readonly groups: number;
  /** Whether what fits no list is told apart by its first elements only. */
  isFull(): boolean;
}

export function templateGraph(limits: Limits): TemplateGraph {
  const words = vocabulary();
  const worn = wornPlaces(words);
  const nodes = new Map<number, Node>();
  let waiting = new Map<number, Vote[]>();
  let waitedLong = new Map<number, Vote[]>();
  const merged: number[] = [];
  const shown: TokenList[] = [];
  let live = 0;
  let hasPairSlots = false;
  let restNodes = 0;

  const holes = (list: TokenList): number => list.tokens.filter((id) => id === VALUE_TOKEN).length;
  const find = (group: number): number => {
    let root = group;
    while (merged[root] !== root) root = merged[root]!;
    return root;
  };
  /** The older group stays. */
  const union = (x: number, y: number): void => {
    const [older, younger] = [find(x), find(y)].sort((p, q) => p - q) as [number, number];
    if (older === younger) return;
    merged[younger] = older;
    live--;
    const [first, second] = [shown[older]!, shown[younger]!];
    if (first.tokens.length !== second.tokens.length) {
      if (holes(second) > holes(first)) shown[older] = second;
      return;
    }
    // What is shown fits the messages of both, also where each has a hole that the other lacks.
    const differing = [...first.tokens.keys()].filter((at) => first.tokens[at] !== second.tokens[at]);
    shown[older] = withHoles(first, differing);
  };

  /** The node that takes any word in one place (or two) where this list has one. */
  const findSlot = (list: TokenList): Node | undefined => {
    const { tokens, a, b } = list;
    const names: number[] = [];
    for (let at = 0; at < tokens.length; at++)
      if (tokens[at] !== VALUE_TOKEN && words.at(tokens[at]!).isName) names.push(at);
    for (const at of names) {
      const node = nodes.get(keyOfSums(firstWithHole(a, tokens, at), secondWithHole(b, tokens, at)));
      if (node?.hasSlot === true) return node;
    }
    if (!hasPairSlots || tokens.length > PAIR_SLOT_LENGTH) return undefined;
    for (const p of names) {
      const pa = firstWithHole(a, tokens, p);
      const pb = secondWithHole(b, tokens, p);
      for (const q of names) {
        if (q <= p) continue;
        const node = nodes.get(keyOfSums(firstWithHole(pa, tokens, q), secondWithHole(pb, tokens, q)));
        if (node?.hasSlot === true) return node;
      }
    }
    return undefined;
  };

  const place = (list: TokenList, isOpen = false): Node => {
    const key = keyOf(list);
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const votes = votesFor(key);
    waiting.delete(key);
    waitedLong.delete(key);
    const group = merged.length;
    const node: Node = { group, list, isOpen, hasSlot: isOpen };
    merged.push(group);
    shown.push(list);
    live++;
    nodes.set(key, node);
    // Those who waited for this list are part of it; pairs only if it was they who opened it.
    for (const vote of votes) if (isOpen || vote.kind !== "pair") union(group, vote.group);
    for (const parent of parentsOf(list, words, limits)) ask(list, group, parent);
    return node;
  };

  const ask = (list: TokenList, group: number, parent: Parent): void => {
    const node = nodes.get(parent.key);
    if (node !== undefined) {
      if (parent.kind === "pair" && !node.isOpen) return;
      union(node.group, group);
      if (parent.kind === "word") node.hasSlot = true;
      return;
    }
    const votes = votesFor(parent.key);
    if (votes.length === 0) keepWaiting(parent.key, votes);
    const { kind, voter } = parent;
    if (votes.length < VOTE_LIMIT && !votes.some((vote) => vote.voter === voter && vote.kind === kind)) {
      votes.push({ kind, voter, group });
    }
    // Kinds of votes are counted apart: words of different meaning do not add up.
    const voters = votes.filter((vote) => vote.kind === kind);
    if (voters.length <= parent.limit) return;
    if (kind === "pair") {
      if (!isWidePair(voters, parent.limit * PAIR_FACTOR)) return;
      hasPairSlots = true;
    }
    const opened = place(parentList(list, parent), true);
    union(opened.group, group);
  };

  const votesFor = (key: number): Vote[] => waiting.get(key) ?? waitedLong.get(key) ?? [];

  const keepWaiting = (key: number, votes: Vote[]): void => {
    if (waiting.size >= WAITING_LIMIT) {
      waitedLong = waiting;
      waiting = new Map();
    }
    waiting.set(key, votes);
  };

  const isWidePair = (voters: readonly Vote[], limit: number): boolean => {
    const left = new Set<string>();
    const right = new Set<string>();
    for (const { voter } of voters) {
      const [p, q] = voter.split(" ");
      left.add(p!);
      right.add(q!);
    }
    return left.size > limit && right.size > limit;
  };

  const fold = (list: TokenList): { readonly list: TokenList; readonly target: readonly number[] } => {
    const folded = foldRepeats(
      list.tokens,
      (id) => id === VALUE_TOKEN || words.at(id).element.kind === "stem",
      (id) => ",;|/&:".includes(words.at(id).element.text),
    );
    if (folded === undefined) return { list, target: list.tokens.map((_, at) => at) };
    const { kept, target } = folded;
    const tokens = kept.map((at) => list.tokens[at]!);
    return {
      list: listOf(
        tokens,
        kept.map((at, to) => to > 0 && list.spaced[at]!),
      ),
      target,
    };
  };

  const isFull = (): boolean => live - restNodes >= TEMPLATE_LIMIT || nodes.size >= NODE_LIMIT;
  /** What stands for a list once there is no room: its first elements, or nothing of it. */
  const rest = (list: TokenList, head: number): TokenList =>
    listOf([...list.tokens.slice(0, head), VALUE_TOKEN], [...list.spaced.slice(0, head), head > 0]);

  const placeRest = (list: TokenList): { readonly node: Node; readonly isNew: boolean } => {
    const short = rest(list, OVERFLOW_HEAD);
    const known = nodes.get(keyOf(short));
    if (known !== undefined) return { node: known, isNew: false };
    const isRoom = restNodes < TEMPLATE_LIMIT && nodes.size < NODE_LIMIT + TEMPLATE_LIMIT;
    const kept = isRoom ? short : rest(list, 0);
    const isNew = !nodes.has(keyOf(kept));
    if (isNew) restNodes++;
    return { node: place(kept), isNew };
  };

  return {
    learn(elements) {
      const raw = words.list(elements, true);
      const same = raw.tokens.map((_, at) => at);
      const known = nodes.get(keyOf(raw)) ?? findSlot(raw);
      if (known !== undefined) {
        return { group: known.group, isChanged: false, elements: words.elements(known.list), target: same };
      }
      const folded = fold(raw);
      // A full graph learns no more words, so that what is learned stays bounded.
      const counted = isFull() ? { isNew: false, again: [] } : worn.count(folded.list);
      const list = worn.apply(folded.list);
      for (const old of counted.again) {
        const node = nodes.get(keyOf(old));
        if (node !== undefined) union(place(worn.apply(old)).group, node.group);
      }
      let node = nodes.get(keyOf(list));
      let isChanged = counted.isNew;
      let target = folded.target;
      if (node === undefined && isFull()) {
        const short = placeRest(list);
        node = short.node;
        isChanged ||= short.isNew;
        target = target.map((to) => Math.min(to, node!.list.tokens.length - 1));
      } else if (node === undefined) {
        node = place(list);
        isChanged = true;
        worn.remember(list);
      }
      return { group: node.group, isChanged, elements: words.elements(node.list), target };
    },
    match(elements) {
      const raw = words.list(elements, false);
      const known = nodes.get(keyOf(raw)) ?? findSlot(raw);
      if (known !== undefined) return find(known.group);
      const folded = fold(raw).list;
      const list = worn.apply(folded);
      const node = nodes.get(keyOf(folded)) ?? nodes.get(keyOf(list));
      if (node !== undefined) return find(node.group);
      for (const parent of parentsOf(list, words, limits)) {
        const joined = nodes.get(parent.key);
        if (joined !== undefined && (parent.kind !== "pair" || joined.isOpen)) return find(joined.group);
      }
      if (!isFull()) return -1;
      const short = nodes.get(keyOf(rest(list, OVERFLOW_HEAD))) ?? nodes.get(keyOf(rest(list, 0)));
      return short === undefined ? -1 : find(short.group);
    },
    folded(elements) {
      const list = words.list(elements, false);
      const folded = fold(list);
      if (folded.list.tokens.length === list.tokens.length) return undefined;
      return { elements: words.elements(folded.list), target: folded.target };
    },
    find,
    isFull,
    template: (group) => words.elements(shown[group]!),
    get groups() {
      return merged.length;
    },
  };
}
