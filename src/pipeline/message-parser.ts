import { type Template, UNSEEN } from "../core/miner.ts";
import {
  type LineMining,
  type ListedLineMiner,
  type ListedMiner,
  parametersOf,
  shapeTable,
} from "../templates/index.ts";

/** Bytes as text without secrets; of long ones the first `sizeBytes`. */
type Reveal = (bytes: Uint8Array, start: number, end: number, sizeBytes?: number) => string;

/** What messages became. */
export interface ParsedMessages {
  readonly templates: readonly Template[];
  /** Index of the template of what a message was numbered; UNSEEN: it has none. */
  templateOf(number: number): number;
  /** What stands in the template's variable places. */
  parameters(template: number, message: string): readonly string[];
  readonly isFull: boolean;
  /** Further files that users of this parser expect, by the ending of their names. */
  readonly files: ReadonlyMap<string, Iterable<string>>;
}

/** Finds the templates of messages: takes them one after the other, and says at the end what they became. */
export interface MessageParser {
  /**
   * It keeps words of messages, so it must see them without their secrets: once all lines were read, since a later line may
   * tell that an earlier one holds one. Another parser of the same kind that takes the same messages gives the same numbers.
   */
  readonly isLate: boolean;
  /** Numbers a message. */
  take(bytes: Uint8Array, start: number, end: number): number;
  finish(): ParsedMessages;
}

/** Opens a parser for one run. */
export type OpenParser = (reveal: Reveal) => MessageParser;

/** A line miner looks at this much of a message. */
const MESSAGE_BYTES = 16_384;

/** A miner of shapes: it learns once all are known. */
export const shapeParser =
  (miner: ListedMiner): OpenParser =>
  () => {
    const table = shapeTable();
    return {
      isLate: false,
      take: (bytes, start, end) => table.idOf(bytes, start, end),
      finish() {
        const mining = miner.start({});
        mining.learn(table.shapes);
        const templates = mining.templates();
        const of = Int32Array.from({ length: table.shapes.length }, (_, id) => mining.match(table.shapes.at(id)));
        return {
          templates,
          templateOf: (number) => of[number] ?? UNSEEN,
          parameters(index, message) {
            const template = templates[index];
            return template ? parametersOf(template, message).map(({ text }) => text) : [];
          },
          isFull: mining.isFull() || table.overflowed > 0,
          files: new Map(),
        };
      },
    };
  };

/** A line miner: it learns from every message, without its secrets. */
export const lineParser =
  (miner: ListedLineMiner, options: unknown): OpenParser =>
  (reveal) => {
    const mining: LineMining = miner.start(options);
    return {
      isLate: true,
      take: (bytes, start, end) => mining.learn(reveal(bytes, start, end, MESSAGE_BYTES)),
      finish: () => ({
        templates: mining.templates(),
        templateOf: (ticket) => mining.templateOf(ticket),
        parameters: (template, message) => mining.parameters(template, message),
        isFull: mining.isFull(),
        files: mining.files(),
      }),
    };
  };
