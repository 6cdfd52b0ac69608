import type { z } from "zod";
import { UserError } from "../core/errors.ts";
import type { Miner, Template } from "../core/miner.ts";
import type { Shape, Shapes } from "../core/shapes.ts";

/** A miner that can check a state that was stored. */
export interface StoredMiner<Options, State> extends Miner<Options, State> {
  readonly state: z.ZodType<State>;
}

/** A miner with its state inside. */
export interface Mining {
  readonly name: string;
  learn(shapes: Shapes, from?: number): void;
  /** Index into `templates()`, or UNSEEN. */
  match(shape: Shape): number;
  templates(): readonly Template[];
  /** There is no room for more templates. */
  isFull(): boolean;
  /** Plain data, for `resume`. */
  state(): unknown;
}

/** A member of the list of miners: the types of its options and state are hidden. */
export interface ListedMiner {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodType;
  start(options: unknown): Mining;
  /** Goes on from a state that `state()` gave, now or in another process. */
  resume(state: unknown): Mining;
  /** What both learned, as one. */
  merge(a: Mining, b: Mining): Mining;
}

/** Hides the types of options and state, so that miners fit into one list. */
export function listed<Options, State>(miner: StoredMiner<Options, State>): ListedMiner {
  const parse = (stored: unknown): State => {
    const parsed = miner.state.safeParse(stored);
    if (parsed.success) return parsed.data;
    throw new UserError(
      `the stored templates are not of the miner "${miner.name}": ${parsed.error.issues[0]?.message ?? "unknown data"}`,
      "train the model again",
    );
  };
  const mining = (state: State): Mining => ({
    name: miner.name,
    learn: (shapes, from) => miner.learn(state, shapes, from),
    match: (shape) => miner.match(state, shape),
    templates: () => miner.templates(state),
    isFull: () => miner.isFull(state),
    state: () => state,
  });
  return {
    name: miner.name,
    summary: miner.summary,
    options: miner.options,
    start: (options) => mining(miner.start(miner.options.parse(options))),
    resume: (stored) => mining(parse(stored)),
    merge: (a, b) => mining(miner.merge(parse(a.state()), parse(b.state()))),
  };
}
