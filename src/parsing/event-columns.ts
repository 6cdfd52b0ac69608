import { NONE } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { eventBuffer, eventLayout, hasRoomFor } from "../core/event-layout.ts";
import { LF } from "./bytes.ts";
import { GrowingText } from "./growing-text.ts";

/** Events under way, one column per field. The text starts as the batch of lines itself; what does not stand in it is put behind. */
export class EventColumns {
  length = 0;
  /** What is marked of the times (see year.ts); undefined: nothing is. */
  times: Uint8Array | undefined;
  /** Number of the masked text of the line that an event began with (see line-memo.ts); undefined: none has one. */
  texts: Int32Array | undefined;
  readonly line: Float64Array;
  readonly folded: Uint16Array;
  readonly offset: Float64Array;
  readonly time: Float64Array;
  readonly level: Uint8Array;
  readonly component: Int32Array;
  readonly host: Int32Array;
  readonly key: Int32Array;
  readonly shape: Int32Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly messageStart: Uint32Array;
  readonly messageEnd: Uint32Array;
  readonly #source: Uint32Array;
  #bytes: Uint8Array;
  #used: number;
  #isOwned = false;
  /** Records that grew while other events came behind them, by row. They are put into the text when it is finished. */
  #grown: Map<number, GrowingText> | undefined;

  /** `room`: a buffer of columns that nobody needs any more. */
  constructor(bytes: Uint8Array, capacity: number, room?: ArrayBuffer) {
    this.#bytes = bytes;
    this.#used = bytes.length;
    const columns = eventLayout(room !== undefined && hasRoomFor(room, capacity) ? room : eventBuffer(capacity));
    // What is used again counts from nothing.
    columns.folded.fill(0);
    this.line = columns.line;
    this.folded = columns.folded;
    this.offset = columns.offset;
    this.time = columns.time;
    this.level = columns.level;
    this.component = columns.component;
    this.host = columns.host;
    this.key = columns.key;
    this.shape = columns.shape;
    this.start = columns.start;
    this.end = columns.end;
    this.messageStart = columns.messageStart;
    this.messageEnd = columns.messageEnd;
    this.#source = columns.source;
  }

  /** `text`: -1 for an event that has none. */
  setText(row: number, text: number): void {
    if (text < 0) return;
    this.texts ??= new Int32Array(this.line.length).fill(-1);
    this.texts[row] = text;
  }

  /** Puts bytes behind the text; gives where they start. */
  append(bytes: Uint8Array): number {
    const needed = this.#used + bytes.length;
    if (!this.#isOwned || needed > this.#bytes.length) {
      const larger = new Uint8Array(needed + Math.max(4096, needed >> (this.#isOwned ? 0 : 3)));
      larger.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = larger;
      this.#isOwned = true;
    }
    this.#bytes.set(bytes, this.#used);
    this.#used = needed;
    return needed - bytes.length;
  }

  /** Joins a line (at `from` in the batch's bytes) to the last event. */
  join(from: number, to: number): void {
    const row = this.length - 1;
    if (this.#grown?.has(row) === true) {
      this.joinTo(row, this.#bytes, from, to);
      return;
    }
    this.folded[row] = this.folded[row]! + 1;
    const end = this.end[row]!;
    if (end + 1 === from && this.#bytes[end] === LF) {
      this.end[row] = to;
      return;
    }
    if (end !== this.#used) {
      const start = this.start[row]!;
      const moved = this.append(this.#bytes.subarray(start, end));
      const by = moved - start;
      if (this.messageStart[row]! >= start && this.messageEnd[row]! <= end) {
        this.messageStart[row] = this.messageStart[row]! + by;
        this.messageEnd[row] = this.messageEnd[row]! + by;
      }
      this.start[row] = moved;
    }
    const line = new Uint8Array(to - from + 1);
    line[0] = LF;
    line.set(this.#bytes.subarray(from, to), 1);
    this.append(line);
    this.end[row] = this.#used;
  }

  /** Joins text to any event. */
  joinTo(row: number, bytes: Uint8Array, from: number, to: number): void {
    this.folded[row] = this.folded[row]! + 1;
    this.#growing(row).addLine(bytes, from, to);
  }

  /** Counts lines as joined without keeping their text. */
  count(row: number, lines: number): void {
    this.folded[row] = this.folded[row]! + lines;
  }

  /** Makes `record` the text of an event whose message stands elsewhere. */
  place(row: number, record: Uint8Array, folded: number): void {
    this.folded[row] = folded;
    this.start[row] = this.append(record);
    this.end[row] = this.start[row]! + record.length;
  }

  /** Bytes of a record. */
  size(row: number): number {
    return this.#grown?.get(row)?.length ?? this.end[row]! - this.start[row]!;
  }

  /** All lines of an event that stand in the batch: a view of its bytes. */
  record(row: number): Uint8Array {
    return this.#bytes.subarray(this.start[row], this.end[row]);
  }

  /** The message of an event, as bytes of its own. */
  message(row: number): Uint8Array {
    return this.#bytes.slice(this.messageStart[row], this.messageEnd[row]);
  }

  /** Takes one event away. */
  remove(row: number): void {
    for (const column of this.#columns()) column.copyWithin(row, row + 1, this.length);
    this.times?.copyWithin(row, row + 1, this.length);
    this.times?.fill(0, this.length - 1, this.length);
    this.texts?.copyWithin(row, row + 1, this.length);
    this.texts?.fill(-1, this.length - 1, this.length);
    this.length--;
    // The next event of this row counts from nothing.
    this.folded[this.length] = 0;
    if (this.#grown === undefined) return;
    const after = new Map<number, GrowingText>();
    for (const [at, text] of this.#grown) if (at !== row) after.set(at > row ? at - 1 : at, text);
    this.#grown = after;
  }

  /** Begins an event of which no more than its place is known. */
  begin(line: number, offset: number, start: number, end: number): void {
    const row = this.length++;
    this.line[row] = line;
    this.offset[row] = offset;
    this.time[row] = Number.NaN;
    this.level[row] = 0;
    this.component[row] = NONE;
    this.host[row] = NONE;
    this.key[row] = NONE;
    this.start[row] = start;
    this.end[row] = end;
    this.messageStart[row] = start;
    this.messageEnd[row] = start;
  }

  #columns(): readonly (Float64Array | Uint16Array | Uint8Array | Int32Array | Uint32Array)[] {
    const { line, folded, offset, time, level, component, host, key, shape, start, end } = this;
    return [
      line,
      folded,
      offset,
      time,
      level,
      component,
      host,
      key,
      shape,
      start,
      end,
      this.messageStart,
      this.messageEnd,
    ];
  }

  #growing(row: number): GrowingText {
    this.#grown ??= new Map();
    let found = this.#grown.get(row);
    if (found === undefined) {
      found = new GrowingText(this.#bytes.subarray(this.start[row], this.end[row]));
      this.#grown.set(row, found);
    }
    return found;
  }

  batch(source: number, readAt: number): EventBatch {
    const { length } = this;
    for (const [row, text] of this.#grown ?? []) {
      this.start[row] = this.append(text.bytes());
      this.end[row] = this.start[row]! + text.length;
    }
    return {
      length,
      source: this.#source.fill(source).subarray(0, length),
      line: this.line.subarray(0, length),
      folded: this.folded.subarray(0, length),
      offset: this.offset.subarray(0, length),
      time: this.time.subarray(0, length),
      level: this.level.subarray(0, length),
      component: this.component.subarray(0, length),
      host: this.host.subarray(0, length),
      key: this.key.subarray(0, length),
      shape: this.shape.subarray(0, length),
      bytes: this.#bytes.subarray(0, this.#used),
      start: this.start.subarray(0, length),
      end: this.end.subarray(0, length),
      messageStart: this.messageStart.subarray(0, length),
      messageEnd: this.messageEnd.subarray(0, length),
      readAt,
    };
  }
}
