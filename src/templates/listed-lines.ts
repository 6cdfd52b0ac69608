import { z } from "zod";
import { UserError } from "../core/errors.ts";
import { type LineClusters, type LineMiner, type Template, UNSEEN } from "../core/miner.ts";
import type { Element } from "../core/shapes.ts";
import { HOLE } from "./line-words.ts";
import { idOfText } from "./template-names.ts";
import { holesAlong } from "./word-holes.ts";

/** A line miner with its state inside. */
export interface LineMining {
  readonly name: string;
  /** Learns one message and gives its ticket; UNSEEN: it is passed over. */
  learn(message: string): number;
  /** Index into `templates()` of a ticket's template. */
  templateOf(ticket: number): number;
  /** Index into `templates()` of what a message fits, or UNSEEN; changes nothing. */
  match(message: string): number;
  templates(): readonly Template[];
  /** The texts in the template's places, in order; none where the message does not lie along it. */
  parameters(template: number, message: string): readonly string[];
  isFull(): boolean;
  /** Plain data, for `resume`. */
  state(): unknown;
  /** Further files, by the ending of their names. */
  files(): ReadonlyMap<string, Iterable<string>>;
}

/** A member of the list of line miners: the types of its options and state are hidden. */
export interface ListedLineMiner {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodType;
  /** Its options by name, each with what it may be. */
  readonly expected: ReadonlyMap<string, string>;
  start(options: unknown): LineMining;
  /** Goes on from a state that `state()` gave, now or in another process. */
  resume(state: unknown): LineMining;
  /** What both learned, as one, with the options of the first. */
  merge(a: LineMining, b: LineMining): LineMining;
}

/** Older names kept. */
const NAME_LIMIT = 20_000;

const names = z.array(z.object({ id: z.string(), ticket: z.number().int().min(0) }));
type Names = z.infer<typeof names>;

/** A template with one of its tickets. */
interface Known extends Template {
  readonly ticket: number;
}

const elementsOf = (words: readonly string[]): Element[] =>
  words.map((text, at) => ({ kind: text === HOLE ? "value" : "word", text, spaced: at > 0 }));

/** Hides the types of options and state, so that line miners fit into one list. */
export function listedLines<Shape extends z.ZodRawShape, State>(
  miner: LineMiner<z.infer<z.ZodObject<Shape>>, State> & { readonly options: z.ZodObject<Shape> },
): ListedLineMiner {
  type Options = z.infer<z.ZodObject<Shape>>;
  const stored = z.object({ options: miner.options, clusters: miner.state, names });
  const parse = (state: unknown): { options: Options; clusters: State; names: Names } => {
    const parsed = stored.safeParse(state);
    if (parsed.success) return parsed.data;
    throw new UserError(
      `the stored templates are not of the miner "${miner.name}": ${parsed.error.issues[0]?.message ?? "unknown data"}`,
      "train the model again",
    );
  };

  const mining = (options: Options, clusters: LineClusters<State>, old: Names): LineMining => {
    /** What `templates` said last, until more is learned. */
    let known: { readonly list: readonly Known[]; readonly of: readonly number[] } | undefined;

    const now = (): NonNullable<typeof known> => {
      if (known !== undefined) return known;
      const indexes = new Map<string, number>();
      const list: Omit<Known, "aliases">[] = [];
      const of = clusters.templates().map((words, ticket) => {
        const text = words.join(" ");
        let index = indexes.get(text);
        if (index === undefined) {
          index = list.length;
          indexes.set(text, index);
          list.push({ index, id: idOfText(text), text, elements: elementsOf(words), ticket });
        }
        return index;
      });
      const current = new Set(list.map(({ id }) => id));
      const aliases = new Map<number, string[]>();
      for (const { id, ticket } of old) {
        const index = of[ticket];
        if (index === undefined || current.has(id)) continue;
        aliases.set(index, [...(aliases.get(index) ?? []), id]);
      }
      known = { list: list.map((one) => ({ ...one, aliases: aliases.get(one.index) ?? [] })), of };
      return known;
    };

    /** What was named stays valid as a name. */
    const forget = (): void => {
      if (known === undefined) return;
      const taken = new Set(old.map(({ id }) => id));
      for (const { id, ticket } of known.list) if (!taken.has(id) && old.length < NAME_LIMIT) old.push({ id, ticket });
      known = undefined;
    };

    return {
      name: miner.name,
      learn(message) {
        forget();
        return clusters.learn(message);
      },
      templateOf: (ticket) => now().of[ticket] ?? UNSEEN,
      match(message) {
        const ticket = clusters.match(message);
        return ticket === UNSEEN ? UNSEEN : (now().of[ticket] ?? UNSEEN);
      },
      templates: () => now().list.map(({ ticket: _, ...template }) => template),
      parameters(template, message) {
        const words = now().list[template]?.elements.map(({ text }) => text);
        return words === undefined ? [] : (holesAlong(words, message, clusters.word) ?? []);
      },
      isFull: () => clusters.isFull(),
      state() {
        const taken = new Set(old.map(({ id }) => id));
        const fresh = now().list.filter(({ id }) => !taken.has(id));
        return {
          options,
          clusters: clusters.state(),
          names: [...old, ...fresh.map(({ id, ticket }) => ({ id, ticket }))].slice(0, NAME_LIMIT),
        };
      },
      files: () => clusters.files?.() ?? new Map(),
    };
  };

  return {
    name: miner.name,
    summary: miner.summary,
    options: miner.options,
    expected: new Map(
      Object.entries(miner.options.shape).map(([key, option]) => [
        key,
        z.globalRegistry.get(option)?.description ?? "",
      ]),
    ),
    start(options) {
      const parsed = miner.options.parse(options);
      return mining(parsed, miner.open(parsed), []);
    },
    resume(state) {
      const { options, clusters, names: old } = parse(state);
      return mining(options, miner.open(options, clusters), old);
    },
    merge(a, b) {
      const [first, second] = [parse(a.state()), parse(b.state())];
      const joined = miner.open(first.options, first.clusters);
      const tickets = joined.join(second.clusters);
      const others = second.names.flatMap(({ id, ticket }) => {
        const to = tickets[ticket];
        return to === undefined || to < 0 ? [] : [{ id, ticket: to }];
      });
      const taken = new Set(first.names.map(({ id }) => id));
      const old = [...first.names, ...others.filter(({ id }) => !taken.has(id))].slice(0, NAME_LIMIT);
      return mining(first.options, joined, old);
    },
  };
}
