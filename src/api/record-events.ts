import { dictionary } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { parser } from "../parsing/index.ts";
import type { Events } from "../pipeline/read.ts";
import { spool } from "../store/spool.ts";
import { type ShapeTable, shapeTable } from "../templates/index.ts";
import { recordBatches } from "./record-batches.ts";
import { recordSource } from "./record-source.ts";
import { type LogRecord, logOf } from "./records.ts";

/** Records as events, and which event each of them is. */
export interface RecordEvents {
  readonly events: Events;
  /** Index of each record's own event; -1: the record is blank, or continues the one before it. */
  readonly eventOf: Int32Array;
}

const BATCH = 5000;
/** Records that show how further ones are written. */
export const CONTEXT = 20;

/**
 * Reads records at once. `context`: records that are read before them, so that one alone is understood as it was among
 * many; their events come first.
 */
export function recordEvents(
  records: readonly LogRecord[],
  options: { readonly context?: readonly LogRecord[]; readonly table?: ShapeTable } = {},
): RecordEvents {
  const { context = [], table = shapeTable() } = options;
  const words = dictionary();
  const store = spool();
  const { source } = recordSource([], BATCH);
  const lines = parser({
    words,
    shapeOf: (bytes, start, end) => table.idOf(bytes, start, end),
    sources: [source],
    emit: () => undefined,
  });
  const eventOf = new Int32Array(records.length).fill(-1);
  const keep = (batches: Iterable<EventBatch>): void => {
    for (const batch of batches) {
      for (let i = 0; i < batch.length; i++) {
        const record = batch.line[i]! - 1 - context.length;
        if (record >= 0) eventOf[record] = store.length + i;
      }
      store.append(batch);
    }
  };
  // No clock: the year of times that name none does not matter here.
  const batches = recordBatches(0, BATCH, () => 0);
  for (const list of [context, records])
    for (const record of list) for (const batch of batches.add(record)) keep(lines.push(batch));
  for (const batch of batches.flush()) keep(lines.push(batch));
  keep(lines.flush());
  store.seal();
  return {
    events: {
      store,
      words,
      shapes: table.shapes,
      sources: [source],
      accounting: lines.accounting(),
      leaks: [],
      leakCounts: new Map(),
      warnings: new Map(),
      isCut: false,
      isInterrupted: false,
      overflowed: table.overflowed,
    },
    eventOf,
  };
}

/** By record: the event it is or continues; -1: it is blank. */
export function eventsAround(eventOf: Int32Array, records: readonly LogRecord[]): Int32Array {
  const around = Int32Array.from(eventOf);
  records.forEach((record, i) => {
    if (around[i]! < 0 && i > 0 && logOf(record).trim() !== "") around[i] = around[i - 1]!;
  });
  return around;
}
