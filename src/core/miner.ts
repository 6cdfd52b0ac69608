import type { z } from "zod";
import type { Element, Shape, Shapes } from "./shapes.ts";

/** No template fits. */
export const UNSEEN = -1;

/** What the miner says a set of shapes is. */
export interface Template {
  /** Dense number within the state; resolves to another after a merge. */
  readonly index: number;
  /** Hash of the text: 12 hexadecimal digits, the same wherever the same template is found. */
  readonly id: string;
  /** `Connection from <ip> closed after <num> ms`. */
  readonly text: string;
  readonly elements: readonly Element[];
  /** Ids of templates that were merged into this one; still valid as names of it. */
  readonly aliases: readonly string[];
}

/** Names what a set of shapes is. The state is plain data and lives outside. */
export interface Miner<Options = unknown, State = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodType<Options>;
  start(options: Options): State;
  /** Learns the shapes from id `from` on (default: all of them), in order. */
  learn(state: State, shapes: Shapes, from?: number): void;
  /** Index of the template that fits, or UNSEEN; never changes the state. */
  match(state: State, shape: Shape): number;
  merge(a: State, b: State): State;
  templates(state: State): readonly Template[];
  /** There is no room for more templates: of messages that fit none the first words stand for the rest. */
  isFull(state: State): boolean;
}
