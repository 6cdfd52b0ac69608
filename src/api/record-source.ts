import { UserError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { LogSource } from "../core/source.ts";
import { type Spool, spool } from "../store/spool.ts";
import { recordBatches } from "./record-batches.ts";
import { checkedRecord, type LogRecord, type Records } from "./records.ts";

/** Records as a source, and each of them again by its number, from 1 on. */
export interface RecordSource {
  readonly source: LogSource;
  at(position: number): LogRecord;
  close(): void;
}

/** What records are called where files have names. */
export const RECORDS = "records";
/** Records of a stream that are kept in memory; the rest is kept on disk. */
const KEPT_BYTES = 32 << 20;

/** Keeps the records of a stream, which can be read once only. */
function keeper(): { keep(record: LogRecord): void; at(position: number): LogRecord; close(): void } {
  let store: Spool | undefined;
  let isSealed = false;
  return {
    keep(record) {
      store ??= spool({ memoryBytes: KEPT_BYTES });
      const { log, timestamp, level, component } = typeof record === "string" ? { log: record } : record;
      store.append(textBatch(JSON.stringify(typeof record === "string" ? log : { log, timestamp, level, component })));
    },
    at(position) {
      if (!store) throw new RangeError(`record ${position} of none`);
      if (!isSealed) store.seal();
      isSealed = true;
      const { base, events } = store.stretchOf(position - 1);
      const row = position - 1 - base;
      const kept: unknown = JSON.parse(
        Buffer.from(events.bytes.subarray(events.start[row], events.end[row])).toString(),
      );
      return checkedRecord(kept, position);
    },
    close: () => store?.close(),
  };
}

const textBatch = (text: string): EventBatch => {
  const bytes = Buffer.from(text);
  const zero = Uint32Array.of(0);
  const end = Uint32Array.of(bytes.length);
  const none = Int32Array.of(-1);
  return {
    length: 1,
    source: Uint32Array.of(0),
    line: Float64Array.of(0),
    folded: Uint16Array.of(0),
    offset: Float64Array.of(0),
    time: Float64Array.of(Number.NaN),
    level: Uint8Array.of(0),
    component: none,
    host: none,
    key: none,
    shape: none,
    bytes,
    start: zero,
    end,
    messageStart: zero,
    messageEnd: end,
    readAt: 0,
  };
};

const isIterable = (records: unknown): records is Iterable<LogRecord> | AsyncIterable<LogRecord> =>
  typeof records === "object" && records !== null && (Symbol.asyncIterator in records || Symbol.iterator in records);

/** A source over records in memory or as they come. */
export function recordSource(records: Records, batchSize: number): RecordSource {
  const given: unknown = records;
  if (!isIterable(given))
    throw new UserError(
      `expected an array or an async iterable of records, got ${given === null ? "null" : typeof given}`,
      "records are strings or objects with a log",
    );
  const isArray = Array.isArray(given);
  const kept = keeper();
  return {
    source: {
      name: RECORDS,
      sizeBytes: undefined,
      year: undefined,
      async *read(index, run) {
        const batches = recordBatches(index, batchSize, run.now);
        let position = 0;
        for await (const record of given) {
          run.signal.throwIfAborted();
          const checked = checkedRecord(record, ++position);
          if (!isArray) kept.keep(checked);
          yield* batches.add(checked);
        }
        yield* batches.flush();
      },
    },
    at: (position) => (isArray ? checkedRecord(given[position - 1], position) : kept.at(position)),
    close: kept.close,
  };
}
