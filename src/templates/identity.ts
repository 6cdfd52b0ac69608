import { z } from "zod";
import { type Template, UNSEEN } from "../core/miner.ts";
import { learnedLists, nameOf, placesOf } from "./learned-lists.ts";
import type { StoredMiner } from "./listed.ts";
import { mergePlace, type Places, WORDS_PLACE } from "./places.ts";
import { nameTemplates } from "./template-names.ts";

const state = z.object({
  lists: learnedLists,
  /** Ids under which a list was known before more was seen of its places. */
  names: z.array(z.object({ id: z.string(), list: z.number().int() })),
});
type IdentityState = z.infer<typeof state>;
type LearnedElements = IdentityState["lists"][number]["elements"];

/** Templates; what comes after them is one. */
const TEMPLATE_LIMIT = 100_000;
/** Older names kept. */
const NAME_LIMIT = 100_000;
const REST: LearnedElements = [{ kind: "value", text: "<*>", spaced: false }];

/** Where each list is; follows from the state and is kept beside it. */
const indexes = new WeakMap<IdentityState, Map<string, number>>();

function indexOf(from: IdentityState): Map<string, number> {
  const known = indexes.get(from);
  if (known !== undefined) return known;
  const index = new Map(from.lists.map(({ elements }, at) => [nameOf(elements), at]));
  indexes.set(from, index);
  return index;
}

function learnList(into: IdentityState, elements: LearnedElements, places: Places): void {
  const index = indexOf(into);
  const name = nameOf(elements);
  const at = index.get(name);
  const known = at === undefined ? undefined : into.lists[at];
  if (known !== undefined) known.places = known.places.map((place, i) => mergePlace(place, places[i] ?? null));
  else if (into.lists.length >= TEMPLATE_LIMIT && elements !== REST) learnList(into, REST, [WORDS_PLACE]);
  else {
    index.set(name, into.lists.length);
    into.lists.push({ elements, places: [...places] });
  }
}

const named = (from: IdentityState): ReturnType<typeof nameTemplates> =>
  nameTemplates(from.lists.map((list) => ({ elements: list.elements, members: [{ ...list, folded: list }] })));

function templates(from: IdentityState): Template[] {
  const now = named(from);
  const current = new Set(now.map(({ id }) => id));
  const aliases = new Map<number, string[]>();
  for (const { id, list } of from.names) if (!current.has(id)) aliases.set(list, [...(aliases.get(list) ?? []), id]);
  return now.map((template, index) => ({ index, ...template, aliases: aliases.get(index) ?? [] }));
}

/** Keeps names, each with the list that has it now. */
function keepNames(into: IdentityState, names: IdentityState["names"]): void {
  const known = new Set(into.names.map(({ id }) => id));
  for (const name of names) {
    if (known.has(name.id) || into.names.length >= NAME_LIMIT) continue;
    known.add(name.id);
    into.names.push(name);
  }
}

const namesNow = (from: IdentityState): IdentityState["names"] => named(from).map(({ id }, list) => ({ id, list }));

/** Every shape is its own template: what masking alone can do, to compare other miners with. */
export const identityMiner: StoredMiner<Record<string, never>, IdentityState> = {
  name: "identity",
  summary: "every masked message is its own template",
  options: z.strictObject({}),
  state,
  start: () => ({ lists: [], names: [] }),
  learn(into, shapes, from = 0) {
    // Shapes from the first one on are another run's: what was named before keeps its names.
    if (from === 0 && into.lists.length > 0) keepNames(into, namesNow(into));
    // From the first shape on: their table knows more of their places by now.
    for (let id = 0; id < shapes.length; id++) {
      const shape = shapes.at(id);
      learnList(into, [...shape.elements], placesOf(shape));
    }
  },
  match(from, shape) {
    const index = indexOf(from);
    const known = index.get(nameOf(shape.elements));
    if (known !== undefined) return known;
    return from.lists.length > TEMPLATE_LIMIT ? (index.get(nameOf(REST)) ?? UNSEEN) : UNSEEN;
  },
  merge(a, b) {
    const merged: IdentityState = { lists: [], names: [] };
    for (const part of [a, b]) for (const { elements, places } of part.lists) learnList(merged, elements, places);
    const index = indexOf(merged);
    for (const part of [a, b]) {
      const names = [...part.names, ...namesNow(part)].flatMap(({ id, list }) => {
        const to = index.get(nameOf(part.lists[list]!.elements)) ?? index.get(nameOf(REST));
        return to === undefined ? [] : [{ id, list: to }];
      });
      keepNames(merged, names);
    }
    return merged;
  },
  templates,
  isFull: ({ lists }) => lists.length >= TEMPLATE_LIMIT,
};
