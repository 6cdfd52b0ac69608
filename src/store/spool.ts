import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../core/errors.ts";
import type { EventBatch, EventStore, Stretch } from "../core/event-batch.ts";

/**
 * A run's events, kept so that they can be walked more than once: standard input is read once, and memory stays flat.
 * Stretches have a fixed number of events, whatever the batches that came in. Up to `memoryBytes` they stay in memory,
 * the rest goes to a temporary file that loses its name at once, so that nothing of the log outlives the process.
 */
export interface Spool extends EventStore {
  append(batch: EventBatch): void;
  /** No more events. Must be called before reading. */
  seal(): void;
  /** Changes times after all was read: what a source's later lines tell of its earlier ones. Called once, after `seal`. */
  adjustTimes(adjust: (source: number, time: number) => number): void;
  close(): void;
}

const EVENTS = 16_384;
/** A stretch ends early when its text grows over this. */
const TEXT_BYTES = 8 << 20;
/** Stretches from disk that are kept at hand for single look-ups; one is valid until so many others were looked up. */
const LOADED = 4;

interface Columns {
  source: Uint32Array;
  line: Float64Array;
  folded: Uint16Array;
  offset: Float64Array;
  time: Float64Array;
  level: Uint8Array;
  component: Int32Array;
  host: Int32Array;
  key: Int32Array;
  shape: Int32Array;
  start: Uint32Array;
  end: Uint32Array;
  messageStart: Uint32Array;
  messageEnd: Uint32Array;
}

/** Eight-byte columns first, so that every view is aligned. */
const layout = (buffer: ArrayBuffer, n: number): Columns => {
  let at = 0;
  const take = (size: number): number => {
    const here = at;
    at += size * n;
    return here;
  };
  const even = EVENTS;
  return {
    line: new Float64Array(buffer, take(8), even),
    offset: new Float64Array(buffer, take(8), even),
    time: new Float64Array(buffer, take(8), even),
    source: new Uint32Array(buffer, take(4), even),
    component: new Int32Array(buffer, take(4), even),
    host: new Int32Array(buffer, take(4), even),
    key: new Int32Array(buffer, take(4), even),
    shape: new Int32Array(buffer, take(4), even),
    start: new Uint32Array(buffer, take(4), even),
    end: new Uint32Array(buffer, take(4), even),
    messageStart: new Uint32Array(buffer, take(4), even),
    messageEnd: new Uint32Array(buffer, take(4), even),
    folded: new Uint16Array(buffer, take(2), even),
    level: new Uint8Array(buffer, take(1), even),
  };
};
const COLUMN_BYTES = EVENTS * (3 * 8 + 9 * 4 + 2 + 1);

interface Buffers {
  readonly columns: ArrayBuffer;
  text: Uint8Array;
}

interface Kept {
  readonly base: number;
  readonly length: number;
  readonly textBytes: number;
  /** In memory, or where it is in the file. */
  readonly held: { readonly columns: ArrayBuffer; readonly text: Uint8Array } | undefined;
  readonly at: number;
}

export function spool(options: { readonly memoryBytes?: number; readonly folder?: string } = {}): Spool {
  const memoryBytes = options.memoryBytes ?? 32 << 20;
  const kept: Kept[] = [];
  let inMemory = 0;
  let length = 0;
  let file = -1;
  let fileBytes = 0;

  let buffer = new ArrayBuffer(COLUMN_BYTES);
  let columns = layout(buffer, EVENTS);
  let text = new Uint8Array(1 << 20);
  let rows = 0;
  let textBytes = 0;

  const openFile = (): number => {
    try {
      const folder = mkdtempSync(join(options.folder ?? tmpdir(), "loganomaly-"));
      const path = join(folder, "spool");
      const handle = openSync(path, "wx+", 0o600);
      unlinkSync(path);
      rmdirSync(folder);
      return handle;
    } catch (error) {
      throw new UserError(
        `the temporary folder ${options.folder ?? tmpdir()} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
        "Set TMPDIR to a folder with room for about twice the input.",
        1,
        { cause: error },
      );
    }
  };
  const writeAll = (bytes: Uint8Array): void => {
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, fileBytes + done);
    } catch (error) {
      throw new UserError(
        `the temporary folder ${options.folder ?? tmpdir()} is full`,
        "Set TMPDIR to a folder with room for about twice the input.",
        1,
        { cause: error },
      );
    }
    fileBytes += bytes.length;
  };
  const readAll = (into: Uint8Array, at: number): void => {
    for (let done = 0; done < into.length; ) {
      const n = readSync(file, into, done, into.length - done, at + done);
      if (n === 0) throw new Error("the spool's file is shorter than what was written to it");
      done += n;
    }
  };

  const cut = (): void => {
    if (rows === 0) return;
    const base = length - rows;
    if (inMemory + COLUMN_BYTES + textBytes <= memoryBytes) {
      kept.push({ base, length: rows, textBytes, held: { columns: buffer, text: text.slice(0, textBytes) }, at: 0 });
      inMemory += COLUMN_BYTES + textBytes;
      buffer = new ArrayBuffer(COLUMN_BYTES);
      columns = layout(buffer, EVENTS);
    } else {
      if (file < 0) file = openFile();
      kept.push({ base, length: rows, textBytes, held: undefined, at: fileBytes });
      writeAll(new Uint8Array(buffer));
      writeAll(text.subarray(0, textBytes));
    }
    rows = 0;
    textBytes = 0;
  };

  const view = (piece: Kept, held: { readonly columns: ArrayBuffer; readonly text: Uint8Array }): Stretch => ({
    base: piece.base,
    events: { length: piece.length, ...layout(held.columns, EVENTS), bytes: held.text, readAt: 0 },
  });
  let adjustment: ((source: number, time: number) => number) | undefined;
  const adjusted = (stretch: Stretch): Stretch => {
    const { source, time, length: n } = stretch.events;
    if (adjustment) for (let i = 0; i < n; i++) time[i] = adjustment(source[i]!, time[i]!);
    return stretch;
  };
  /** Buffers that nobody reads any more: walks and look-ups take turns with them, or memory would follow their number. */
  const idle: Buffers[] = [];
  const take = (): Buffers => idle.pop() ?? { columns: new ArrayBuffer(COLUMN_BYTES), text: new Uint8Array(0) };
  const load = (piece: Kept, into: Buffers): Stretch => {
    if (into.text.length < piece.textBytes) into.text = new Uint8Array(Math.ceil(piece.textBytes * 1.25));
    readAll(new Uint8Array(into.columns), piece.at);
    readAll(into.text.subarray(0, piece.textBytes), piece.at + COLUMN_BYTES);
    return adjusted(view(piece, into));
  };
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

  return {
    append(batch) {
      for (let i = 0; i < batch.length; i++) {
        const from = batch.start[i]!;
        const to = batch.end[i]!;
        const messageFrom = batch.messageStart[i]!;
        const messageTo = batch.messageEnd[i]!;
        const isInside = messageFrom >= from && messageTo <= to;
        const size = to - from + (isInside ? 0 : messageTo - messageFrom);
        if (rows === EVENTS || (rows > 0 && textBytes + size > TEXT_BYTES)) cut();
        if (textBytes + size > text.length) {
          const larger = new Uint8Array(Math.max(text.length * 2, textBytes + size));
          larger.set(text.subarray(0, textBytes));
          text = larger;
        }
        text.set(batch.bytes.subarray(from, to), textBytes);
        columns.start[rows] = textBytes;
        columns.end[rows] = textBytes + to - from;
        if (isInside) {
          columns.messageStart[rows] = textBytes + messageFrom - from;
          columns.messageEnd[rows] = textBytes + messageTo - from;
        } else {
          const at = textBytes + to - from;
          text.set(batch.bytes.subarray(messageFrom, messageTo), at);
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
    },
    seal() {
      cut();
      text = new Uint8Array(0);
    },
    get length() {
      return length;
    },
    *stretches() {
      let buffers: Buffers | undefined;
      try {
        for (const piece of kept)
          if (piece.held) yield view(piece, piece.held);
          else {
            buffers ??= take();
            yield load(piece, buffers);
          }
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
      if (piece.held) return view(piece, piece.held);
      if (loaded.size >= LOADED)
        for (const [oldest, { buffers }] of loaded) {
          loaded.delete(oldest);
          idle.push(buffers);
          break;
        }
      const buffers = take();
      const stretch = load(piece, buffers);
      loaded.set(which, { stretch, buffers });
      return stretch;
    },
    adjustTimes(adjust) {
      adjustment = adjust;
      for (const piece of kept) if (piece.held) adjusted(view(piece, piece.held));
    },
    close() {
      if (file >= 0) closeSync(file);
      file = -1;
      kept.length = 0;
      loaded.clear();
      idle.length = 0;
    },
  };
}
