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

/** What the words of a line miner became. It sees every message, in order, and is bounded. */
export interface LineClusters<State = unknown> {
  /** Learns one message. Gives its ticket, which stands for its template whatever is learned after; UNSEEN: it is passed over. */
  learn(message: string): number;
  /** Ticket of what a message fits, or UNSEEN; changes nothing. */
  match(message: string): number;
  /** The template of each ticket by now, as words; `<*>` for what varies. */
  templates(): readonly (readonly string[])[];
  /** Matches each word of a message, as templates hold them. */
  readonly word: RegExp;
  /** Adds what another one learned. Gives the ticket that each of its tickets became. */
  join(other: State): readonly number[];
  /** There is no room for more templates. */
  isFull(): boolean;
  /** Plain data: a copy. */
  state(): State;
  /** Lines of further files that its users expect, by the ending of their names. */
  files?(): ReadonlyMap<string, Iterable<string>>;
}

/** A miner of the literature. It cuts messages in its own way and learns from every one of them, not from shapes. */
export interface LineMiner<Options = unknown, State = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodType<Options>;
  readonly state: z.ZodType<State>;
  open(options: Options, state?: State): LineClusters<State>;
}
