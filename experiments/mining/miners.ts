import { UNSEEN } from "../../src/core/miner.ts";
import { type LineMining, lineMiners, miners, shapeTable } from "../../src/templates/index.ts";

/** Templates of messages: the index of each message's, and the texts by index. */
export interface Mined {
  readonly found: readonly number[];
  readonly texts: readonly string[];
}

/** Mines with a miner of shapes. */
export function mineShapes(name: string, messages: readonly string[]): Mined {
  const miner = miners.find((each) => each.name === name);
  if (miner === undefined) throw new Error(`no miner ${name}`);
  const table = shapeTable();
  const shapes = messages.map((message) => {
    const bytes = Buffer.from(message);
    return table.idOf(bytes, 0, bytes.length);
  });
  const mining = miner.start({});
  mining.learn(table.shapes);
  const of = Array.from({ length: table.shapes.length }, (_, id) => mining.match(table.shapes.at(id)));
  return { found: shapes.map((shape) => of[shape]!), texts: mining.templates().map(({ text }) => text) };
}

/** Mines with a miner of the literature. What it passes over is one group behind all others. */
export function mineLines(name: string, messages: readonly string[], options: object = {}): Mined {
  const mining: LineMining | undefined = lineMiners.find((each) => each.name === name)?.start(options);
  if (mining === undefined) throw new Error(`no line miner ${name}`);
  const tickets = messages.map((message) => mining.learn(message));
  const texts = mining.templates().map(({ text }) => text);
  const found = tickets.map((ticket) => (ticket === UNSEEN ? texts.length : mining.templateOf(ticket)));
  return { found, texts: [...texts, ""] };
}
