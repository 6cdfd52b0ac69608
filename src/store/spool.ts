import type { EventBatch, EventStore, Stretch } from "../core/event-batch.ts";
import { bufferOf, type EventLayout, eventBuffer, eventLayout } from "../core/event-layout.ts";
import { spoolFile } from "./spool-file.ts";

/**
 * A run's events, kept so that they can be walked more than once: standard input is read once, and memory stays flat.
 * Up to `memoryBytes` of them stay in memory, the rest goes to a temporary file that loses its name at once, so that
 * nothing of the log outlives the process. Columns stay before text: every walk needs them, and few need the text.
 */
export interface Spool extends EventStore {
  append(batch: EventBatch): void;
  /**
   * As `append`, for events whose columns are in one buffer (see `eventBuffer`): both buffers are taken over. Gives those
   * that can be used again, because their content went to the file.
   */
  take(batch: EventBatch): { readonly columns?: ArrayBuffer | undefined; readonly text?: Uint8Array | undefined };
  /** No more events. Must be called before reading. */
  seal(): void;
  /** Changes times after all was read: what a source's later lines tell of its earlier ones. Called once, after `seal`. */
  adjustTimes(adjust: (source: number, time: number) => number): void;
  close(): void;
}

/** Events of a stretch that is put together of small batches. */
const EVENTS = 16_384;
/** It ends early when its text grows over this. */
const TEXT_BYTES = 8 << 20;
/** Batches of fewer events are put together. */
const FEW_EVENTS = 2_048;
/** Stretches from disk that are kept at hand for single look-ups; one is valid until so many others were looked up. */
const LOADED = 4;
const MEMORY_BYTES = 96 << 20;
/** Of the memory, for text. */
const TEXT_SHARE = 0.25;

interface Kept {
  readonly base: number;
  readonly length: number;
  /** In memory, or where it is in the file, and how long. */
  readonly columns: ArrayBuffer | Place;
  readonly text: Uint8Array | Place;
}

interface Place {
  readonly at: number;
  readonly size: number;
}

/** Memory that a walk or a look-up reads into. */
interface Buffers {
  columns: ArrayBuffer;
  text: Uint8Array;
}

/**
 * Events in a stretch; their text is fetched when it is first asked for. A class, so that all stretches are of one kind: an object
 * with a getter of its own is of another kind each time, and every look at a column of it is slow.
 */
class SpooledEvents implements EventBatch {
  readonly length: number;
  readonly line: Float64Array;
  readonly offset: Float64Array;
  readonly time: Float64Array;
  readonly source: Uint32Array;
  readonly component: Int32Array;
  readonly host: Int32Array;
  readonly key: Int32Array;
  readonly shape: Int32Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly messageStart: Uint32Array;
  readonly messageEnd: Uint32Array;
  readonly folded: Uint16Array;
  readonly level: Uint8Array;
  readonly readAt = 0;
  readonly #fetch: () => Uint8Array;
  #text: Uint8Array | undefined;

  constructor(length: number, layout: EventLayout, fetch: () => Uint8Array) {
    this.length = length;
    this.line = layout.line;
    this.offset = layout.offset;
    this.time = layout.time;
    this.source = layout.source;
    this.component = layout.component;
    this.host = layout.host;
    this.key = layout.key;
    this.shape = layout.shape;
    this.start = layout.start;
    this.end = layout.end;
    this.messageStart = layout.messageStart;
    this.messageEnd = layout.messageEnd;
    this.folded = layout.folded;
    this.level = layout.level;
    this.#fetch = fetch;
  }

  get bytes(): Uint8Array {
    this.#text ??= this.#fetch();
    return this.#text;
  }
}

export function spool(options: { readonly memoryBytes?: number; readonly folder?: string } = {}): Spool {
  const memoryBytes = options.memoryBytes ?? MEMORY_BYTES;
  const kept: Kept[] = [];
  const file = spoolFile(options.folder);
  let columnsInMemory = 0;
  let textInMemory = 0;
  let length = 0;

  const own = { columns: eventBuffer(0), text: new Uint8Array(0) };
  let columns = eventLayout(own.columns);
  let rows = 0;
  let textBytes = 0;

  const keep = (count: number, buffer: ArrayBuffer, text: Uint8Array): ReturnType<Spool["take"]> => {
    const isTextHeld = textInMemory + text.length <= memoryBytes * TEXT_SHARE;
    const isHeld = columnsInMemory + buffer.byteLength <= memoryBytes * (1 - TEXT_SHARE);
    if (isTextHeld) textInMemory += text.length;
    if (isHeld) columnsInMemory += buffer.byteLength;
    kept.push({
      base: length - count,
      length: count,
      columns: isHeld ? buffer : file.write(new Uint8Array(buffer)),
      text: isTextHeld ? text : file.write(text),
    });
    return { ...(!isHeld && { columns: buffer }), ...(!isTextHeld && { text }) };
  };

  /** Keeps what was put together. */
  const cut = (): void => {
    if (rows === 0) return;
    const buffer = eventBuffer(rows);
    const exact = eventLayout(buffer);
    copyRows(columns, exact, rows);
    keep(rows, buffer, own.text.slice(0, textBytes));
    rows = 0;
    textBytes = 0;
  };

  let adjustment: ((source: number, time: number) => number) | undefined;
  const adjusted = ({ source, time, length: n }: EventBatch): void => {
    if (adjustment) for (let i = 0; i < n; i++) time[i] = adjustment(source[i]!, time[i]!);
  };
  /** Buffers that nobody reads any more: walks and look-ups take turns with them, or memory would follow their number. */
  const idle: Buffers[] = [];
  const view = ({ base, length: n, columns: from, text }: Kept, into: () => Buffers): Stretch => {
    const fetch = (): Uint8Array => {
      if (text instanceof Uint8Array) return text;
      const { size, at } = text;
      const buffers = into();
      if (buffers.text.length < size) buffers.text = new Uint8Array(Math.ceil(size * 1.25));
      file.read(buffers.text.subarray(0, size), at);
      return buffers.text;
    };
    if (from instanceof ArrayBuffer) return { base, events: new SpooledEvents(n, eventLayout(from), fetch) };
    const buffers = into();
    // Stretches differ in size: one that fits them all is found soon, and used for every one.
    if (buffers.columns.byteLength < from.size) buffers.columns = new ArrayBuffer(Math.ceil(from.size * 1.25));
    file.read(new Uint8Array(buffers.columns, 0, from.size), from.at);
    const events = new SpooledEvents(n, eventLayout(buffers.columns, from.size), fetch);
    adjusted(events);
    return { base, events };
  };
  const isInMemory = (piece: Kept): boolean => piece.columns instanceof ArrayBuffer && piece.text instanceof Uint8Array;
  const never = (): Buffers => {
    throw new Error("a stretch in memory needs no buffers");
  };
  const takeIdle = (): Buffers => idle.pop() ?? { columns: new ArrayBuffer(0), text: new Uint8Array(0) };
  const indexOf = (event: number): number => {
    let low = 0;
    let high = kept.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (kept[middle]!.base <= event) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const loaded = new Map<number, { readonly stretch: Stretch; readonly buffers: Buffers }>();

  const append = (batch: EventBatch): void => {
    for (let i = 0; i < batch.length; i++) {
      const from = batch.start[i]!;
      const to = batch.end[i]!;
      const messageFrom = batch.messageStart[i]!;
      const messageTo = batch.messageEnd[i]!;
      const isInside = messageFrom >= from && messageTo <= to;
      const size = to - from + (isInside ? 0 : messageTo - messageFrom);
      if (rows === EVENTS || (rows > 0 && textBytes + size > TEXT_BYTES)) cut();
      if (rows === columns.line.length) {
        own.columns = eventBuffer(Math.min(EVENTS, Math.max(64, rows * 4)));
        const larger = eventLayout(own.columns);
        copyRows(columns, larger, rows);
        columns = larger;
      }
      if (textBytes + size > own.text.length) {
        const larger = new Uint8Array(Math.max(own.text.length * 2, textBytes + size));
        larger.set(own.text.subarray(0, textBytes));
        own.text = larger;
      }
      own.text.set(batch.bytes.subarray(from, to), textBytes);
      columns.start[rows] = textBytes;
      columns.end[rows] = textBytes + to - from;
      if (isInside) {
        columns.messageStart[rows] = textBytes + messageFrom - from;
        columns.messageEnd[rows] = textBytes + messageTo - from;
      } else {
        const at = textBytes + to - from;
        own.text.set(batch.bytes.subarray(messageFrom, messageTo), at);
        columns.messageStart[rows] = at;
        columns.messageEnd[rows] = at + messageTo - messageFrom;
      }
      textBytes += size;
      columns.source[rows] = batch.source[i]!;
      columns.line[rows] = batch.line[i]!;
      columns.folded[rows] = batch.folded[i]!;
      columns.offset[rows] = batch.offset[i]!;
      columns.time[rows] = batch.time[i]!;
      columns.level[rows] = batch.level[i]!;
      columns.component[rows] = batch.component[i]!;
      columns.host[rows] = batch.host[i]!;
      columns.key[rows] = batch.key[i]!;
      columns.shape[rows] = batch.shape[i]!;
      rows++;
      length++;
    }
  };

  return {
    append,
    take(batch) {
      const buffer = bufferOf(batch);
      // Where most lines were joined to others the columns are mostly empty.
      if (buffer === undefined || batch.length < FEW_EVENTS || batch.length * 2 < eventLayout(buffer).line.length) {
        append(batch);
        return { columns: buffer, text: batch.bytes };
      }
      cut();
      length += batch.length;
      return keep(batch.length, buffer, batch.bytes);
    },
    seal() {
      cut();
      own.columns = eventBuffer(0);
      own.text = new Uint8Array(0);
    },
    get length() {
      return length;
    },
    *stretches() {
      let buffers: Buffers | undefined;
      const into = (): Buffers => {
        buffers ??= takeIdle();
        return buffers;
      };
      try {
        for (const piece of kept) yield view(piece, into);
      } finally {
        if (buffers) idle.push(buffers);
      }
    },
    stretchOf(index) {
      const which = indexOf(index);
      const known = loaded.get(which);
      if (known) return known.stretch;
      const piece = kept[which];
      if (!piece || index < 0 || index >= length) throw new RangeError(`event ${index} of ${length}`);
      if (isInMemory(piece)) return view(piece, never);
      if (loaded.size >= LOADED)
        for (const [oldest, { buffers }] of loaded) {
          loaded.delete(oldest);
          idle.push(buffers);
          break;
        }
      const buffers = takeIdle();
      const stretch = view(piece, () => buffers);
      loaded.set(which, { stretch, buffers });
      return stretch;
    },
    adjustTimes(adjust) {
      adjustment = adjust;
      for (const piece of kept)
        if (piece.columns instanceof ArrayBuffer)
          adjusted(new SpooledEvents(piece.length, eventLayout(piece.columns), () => new Uint8Array(0)));
    },
    close() {
      file.close();
      kept.length = 0;
      loaded.clear();
      idle.length = 0;
    },
  };
}

function copyRows(from: EventLayout, to: EventLayout, rows: number): void {
  const targets = Object.values(to);
  for (const [i, column] of Object.values(from).entries()) targets[i]!.set(column.subarray(0, rows));
}
