import { dictionary } from "../src/core/dictionary.ts";
import { bufferOf } from "../src/core/event-layout.ts";
import type { Run } from "../src/core/run.ts";
import type { LogSource } from "../src/core/source.ts";
import { sourceReaders } from "../src/parsing/index.ts";
import { adopt, type ReadStretch } from "../src/pipeline/read-stretch.ts";
import { spareMemory } from "../src/pipeline/spare-memory.ts";
import { readStretches } from "../src/pipeline/stretch-flow.ts";
import { stretchPool } from "../src/pipeline/stretch-pool.ts";
import { findSources } from "../src/sources/index.ts";
import { shapeTable } from "../src/templates/index.ts";

export const run: Run = { signal: new AbortController().signal, now: () => Date.now(), emit: () => undefined };
const never = (): never => {
  throw new Error("no standard input here");
};
export const sourcesOf = (path: string): Promise<LogSource[]> =>
  findSources([path], { exclude: [], stdin: () => never(), batchSize: 5000 });

/**
 * File to events with time, level, component and shape, in this thread and so many more; format detection included. That a
 * message may hold a secret is noted too, by who reads it. Gives the lines.
 */
export async function frontEnd(path: string, workers: number): Promise<number> {
  const sources = await sourcesOf(path);
  const words = dictionary();
  const shapes = shapeTable();
  const spare = spareMemory();
  const readers = sourceReaders({ sources, emit: run.emit, take: spare.bytes });
  const pool = stretchPool(workers, { reading: {}, marksZones: false });
  let count = 0;
  const take = (index: number, read: ReadStretch): void => {
    const { events } = read.parsed;
    readers.of(index).add(read.parsed);
    adopt(read, words, shapes);
    count += events.length;
    spare.give({ columns: bufferOf(events), text: events.bytes });
    spare.give({ text: read.spent });
  };
  try {
    await readStretches(sources, run, { readers, pool, spare, take });
  } finally {
    await pool.close();
  }
  if (count === 0) throw new Error(`no event in ${path}`);
  return readers.accounting().reduce((sum, each) => sum + each.lines, 0);
}
