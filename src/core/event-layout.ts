import type { EventBatch } from "./event-batch.ts";

/** The columns of events, to be filled. */
export type EventLayout = Omit<EventBatch, "length" | "bytes" | "readAt">;

/** Bytes of one event in all columns. */
const ROW_BYTES = 3 * 8 + 9 * 4 + 2 + 1;

/** Room for the columns of so many events: one buffer, so that they are sent, written and read at once. */
export const eventBuffer = (capacity: number): ArrayBuffer => new ArrayBuffer(capacity * ROW_BYTES);

/** Whether the buffer has room for so many events. */
export const hasRoomFor = (buffer: ArrayBuffer, capacity: number): boolean =>
  buffer.byteLength % ROW_BYTES === 0 && buffer.byteLength >= capacity * ROW_BYTES;

/** The columns in a buffer of `eventBuffer`, or in the first `sizeBytes` of a larger one. Eight-byte columns come first, so that every view is aligned. */
export function eventLayout(buffer: ArrayBuffer, sizeBytes = buffer.byteLength): EventLayout {
  const n = sizeBytes / ROW_BYTES;
  let at = 0;
  const take = (size: number): number => {
    const here = at;
    at += size * n;
    return here;
  };
  return {
    line: new Float64Array(buffer, take(8), n),
    offset: new Float64Array(buffer, take(8), n),
    time: new Float64Array(buffer, take(8), n),
    source: new Uint32Array(buffer, take(4), n),
    component: new Int32Array(buffer, take(4), n),
    host: new Int32Array(buffer, take(4), n),
    key: new Int32Array(buffer, take(4), n),
    shape: new Int32Array(buffer, take(4), n),
    start: new Uint32Array(buffer, take(4), n),
    end: new Uint32Array(buffer, take(4), n),
    messageStart: new Uint32Array(buffer, take(4), n),
    messageEnd: new Uint32Array(buffer, take(4), n),
    folded: new Uint16Array(buffer, take(2), n),
    level: new Uint8Array(buffer, take(1), n),
  };
}

/** The buffer that holds all columns of the events; undefined: each has its own. */
export function bufferOf(events: EventBatch): ArrayBuffer | undefined {
  const { buffer } = events.line;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength % ROW_BYTES > 0) return undefined;
  const { level } = events;
  const capacity = buffer.byteLength / ROW_BYTES;
  return level.buffer === buffer && level.byteOffset === capacity * (ROW_BYTES - 1) ? buffer : undefined;
}
