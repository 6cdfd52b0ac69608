import { z } from "zod";
import { type Template, UNSEEN } from "../core/miner.ts";
import type { Element } from "../core/shapes.ts";
import { learnedLists, nameOf, placesOf } from "./learned-lists.ts";
import type { StoredMiner } from "./listed.ts";
import { isWatched, mergePlace, type Place, type Places, WORDS_PLACE } from "./places.ts";
import { type TemplateGraph, templateGraph } from "./template-graph.ts";
import { type LearnedList, type Member, nameTemplates } from "./template-names.ts";

const options = z.strictObject({
  word: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(4)
    .describe("different words that may stand in one place of otherwise equal messages before it is a variable"),
});

/**
 * What was learned, in order: the lists that changed something, and what is known of their places. Templates, votes and
 * variable places follow from it; they are computed when the state is first used and kept beside it.
 */
const state = z.object({
  word: z.number().int(),
  lists: learnedLists,
  /** Ids under which a list's template was known before further learning. */
  names: z.array(z.object({ id: z.string(), list: z.number().int() })),
});

export type AutoOptions = z.infer<typeof options>;
export type AutoState = z.infer<typeof state>;

/** Older names kept. */
const NAME_LIMIT = 20_000;

/** What follows from a state. */
interface Derived {
  readonly graph: TemplateGraph;
  /** Group of each list. */
  readonly groups: number[];
  readonly lists: Map<string, number>;
  /** Of each root group its position among the templates; undefined when something was learned since. */
  indexes: ReadonlyMap<number, number> | undefined;
}

const derivations = new WeakMap<AutoState, Derived>();

function derive(from: AutoState): Derived {
  const known = derivations.get(from);
  if (known !== undefined) return known;
  const graph = templateGraph({ word: from.word });
  const groups = from.lists.map(({ elements }) => graph.learn(elements).group);
  const lists = new Map(from.lists.map(({ elements }, at) => [nameOf(elements), at]));
  const derived: Derived = { graph, groups, lists, indexes: undefined };
  derivations.set(from, derived);
  return derived;
}

/** Learns one list and what is known of its places. */
function learnList(into: AutoState, elements: readonly Element[], places: Places): void {
  const derived = derive(into);
  const learned = derived.graph.learn(elements);
  if (learned.isChanged) addList(into, derived, learned.group, elements, places);
  else addList(into, derived, learned.group, learned.elements, carried(elements, places, learned));
  derived.indexes = undefined;
}

/** Places of the list that stands for another, as the other shows them. */
function carried(
  elements: readonly Element[],
  places: Places,
  to: { readonly elements: readonly Element[]; readonly target: readonly number[] },
): Places {
  const result: (Place | null)[] = to.elements.map(() => null);
  for (const [at, element] of elements.entries()) {
    const target = to.target[at]!;
    const standing = to.elements[target];
    if (standing === undefined) continue;
    const shown = standing.kind === "value" && element.kind !== "value" ? WORDS_PLACE : (places[at] ?? null);
    result[target] = mergePlace(result[target]!, shown);
  }
  return result;
}

function addList(into: AutoState, derived: Derived, group: number, elements: readonly Element[], places: Places): void {
  const name = nameOf(elements);
  const at = derived.lists.get(name);
  const known = at === undefined ? undefined : into.lists[at];
  if (known === undefined) {
    derived.lists.set(name, into.lists.length);
    derived.groups.push(group);
    into.lists.push({ elements: [...elements], places: [...places] });
    return;
  }
  known.places = known.places.map((place, i) => mergePlace(place, places[i] ?? null));
}

function memberOf(graph: TemplateGraph, list: LearnedList): Member {
  const folded = graph.folded(list.elements);
  if (folded === undefined) return { ...list, folded: list };
  return { ...list, folded: { elements: folded.elements, places: carried(list.elements, list.places, folded) } };
}

function templatesOf(from: AutoState): Template[] {
  const { graph, groups } = derive(from);
  const members = new Map<number, Member[]>();
  for (let group = 0; group < graph.groups; group++) if (graph.find(group) === group) members.set(group, []);
  for (const [at, list] of from.lists.entries()) members.get(graph.find(groups[at]!))?.push(memberOf(graph, list));
  const roots = [...members.keys()];
  const named = nameTemplates(roots.map((root) => ({ elements: graph.template(root), members: members.get(root)! })));
  const current = new Set(named.map(({ id }) => id));
  const aliases = new Map<number, Set<string>>();
  for (const { id, list } of from.names) {
    if (current.has(id)) continue;
    const root = graph.find(groups[list]!);
    const ids = aliases.get(root) ?? new Set();
    aliases.set(root, ids.add(id));
  }
  return named.map((template, index) => ({ index, ...template, aliases: [...(aliases.get(roots[index]!) ?? [])] }));
}

/** Of each root group its first list. */
function firstLists(from: AutoState): ReadonlyMap<number, number> {
  const { graph, groups } = derive(from);
  const first = new Map<number, number>();
  for (const [list, group] of groups.entries()) {
    const root = graph.find(group);
    if (!first.has(root)) first.set(root, list);
  }
  return first;
}

/** What templates are called now, each with a list that stays part of it whatever is learned after. */
function namesNow(from: AutoState): AutoState["names"] {
  const lists = firstLists(from);
  const roots = [...indexesOf(from).keys()];
  return templatesOf(from).flatMap(({ id, index }) => {
    const list = lists.get(roots[index]!);
    return list === undefined ? [] : [{ id, list }];
  });
}

function keepNames(into: AutoState): void {
  const known = new Set(into.names.map(({ id }) => id));
  for (const name of namesNow(into)) if (!known.has(name.id) && into.names.length < NAME_LIMIT) into.names.push(name);
}

function indexesOf(from: AutoState): ReadonlyMap<number, number> {
  const derived = derive(from);
  if (derived.indexes !== undefined) return derived.indexes;
  const indexes = new Map<number, number>();
  for (let group = 0; group < derived.graph.groups; group++) {
    if (derived.graph.find(group) === group) indexes.set(group, indexes.size);
  }
  derived.indexes = indexes;
  return indexes;
}

/**
 * The miner of this house. It merges shapes by counting different words in places whose whole surrounding is equal.
 * `index` is the position in `templates(state)`: learning more may change it, id and aliases stay valid.
 */
export const autoMiner: StoredMiner<AutoOptions, AutoState> = {
  name: "auto",
  summary: "one setting for all logs: masks values, then merges messages that differ in words of one place",
  options,
  state,
  start: ({ word }) => ({ word, lists: [], names: [] }),
  learn(into, shapes, from = 0) {
    // Shapes from the first one on are another run's: what was named before keeps its names.
    if (from === 0 && into.lists.length > 0) keepNames(into);
    // Tables know more of the places of earlier shapes by now; their lists are learned already.
    for (let id = 0; id < shapes.length; id++) {
      const shape = shapes.at(id);
      if (id >= from || isWatched(shape)) learnList(into, shape.elements, placesOf(shape));
    }
  },
  match(from, shape) {
    const group = derive(from).graph.match(shape.elements);
    return group < 0 ? UNSEEN : (indexesOf(from).get(group) ?? UNSEEN);
  },
  merge(a, b) {
    const merged: AutoState = { word: a.word, lists: [], names: [] };
    for (const part of [a, b]) for (const { elements, places } of part.lists) learnList(merged, elements, places);
    const { graph } = derive(merged);
    const lists = firstLists(merged);
    const known = new Set<string>();
    for (const part of [a, b]) {
      for (const { id, list } of [...part.names, ...namesNow(part)]) {
        const target = lists.get(graph.match(part.lists[list]!.elements));
        if (target === undefined || known.has(id) || known.size >= NAME_LIMIT) continue;
        known.add(id);
        merged.names.push({ id, list: target });
      }
    }
    return merged;
  },
  templates: templatesOf,
  isFull: (from) => derive(from).graph.isFull(),
};
