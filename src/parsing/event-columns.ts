import { NONE } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { LF } from "./bytes.ts";

/** An event that may still grow, between two batches. */
export interface OpenEvent {
  readonly line: number;
  readonly folded: number;
  readonly offset: number;
  readonly time: number;
  readonly level: number;
  readonly component: number;
  readonly host: number;
  readonly key: number;
  readonly shape: number;
  readonly record: Uint8Array;
  /** Within `record`, or within `message` where that is given. */
  readonly messageStart: number;
  readonly messageEnd: number;
  readonly message: Uint8Array | undefined;
}

/** Events under way, one column per field. The text starts as the batch of lines itself; what does not stand in it is put behind. */
export class EventColumns {
  length = 0;
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
  #bytes: Uint8Array;
  #used: number;
  #isOwned = false;

  constructor(bytes: Uint8Array, capacity: number) {
    this.#bytes = bytes;
    this.#used = bytes.length;
    this.line = new Float64Array(capacity);
    this.folded = new Uint16Array(capacity);
    this.offset = new Float64Array(capacity);
    this.time = new Float64Array(capacity);
    this.level = new Uint8Array(capacity);
    this.component = new Int32Array(capacity);
    this.host = new Int32Array(capacity);
    this.key = new Int32Array(capacity);
    this.shape = new Int32Array(capacity);
    this.start = new Uint32Array(capacity);
    this.end = new Uint32Array(capacity);
    this.messageStart = new Uint32Array(capacity);
    this.messageEnd = new Uint32Array(capacity);
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

  /** The message of the last event, as bytes of its own. */
  lastMessage(): Uint8Array {
    const row = this.length - 1;
    return this.#bytes.slice(this.messageStart[row], this.messageEnd[row]);
  }

  /** Begins an event of which no more than its place is known. */
  place(line: number, offset: number, start: number, end: number): void {
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

  /** The last event stays where the lines of another one are. */
  move(other: OpenEvent): void {
    const row = this.length - 1;
    this.start[row] = this.append(other.record);
    this.end[row] = this.start[row]! + other.record.length;
    this.folded[row] = other.folded;
  }

  /** Takes the last event out. */
  pop(): OpenEvent {
    const row = --this.length;
    const start = this.start[row]!;
    const end = this.end[row]!;
    const messageStart = this.messageStart[row]!;
    const messageEnd = this.messageEnd[row]!;
    const isInside = messageStart >= start && messageEnd <= end;
    return {
      line: this.line[row]!,
      folded: this.folded[row]!,
      offset: this.offset[row]!,
      time: this.time[row]!,
      level: this.level[row]!,
      component: this.component[row]!,
      host: this.host[row]!,
      key: this.key[row]!,
      shape: this.shape[row]!,
      record: this.#bytes.slice(start, end),
      messageStart: isInside ? messageStart - start : 0,
      messageEnd: isInside ? messageEnd - start : messageEnd - messageStart,
      message: isInside ? undefined : this.#bytes.slice(messageStart, messageEnd),
    };
  }

  /** Puts an event in that was taken out of the columns before. */
  push(event: OpenEvent): void {
    const row = this.length++;
    // The message first: a record at the very end of the text can grow there.
    const messageAt = event.message === undefined ? -1 : this.append(event.message);
    const at = this.append(event.record);
    this.line[row] = event.line;
    this.folded[row] = event.folded;
    this.offset[row] = event.offset;
    this.time[row] = event.time;
    this.level[row] = event.level;
    this.component[row] = event.component;
    this.host[row] = event.host;
    this.key[row] = event.key;
    this.shape[row] = event.shape;
    this.start[row] = at;
    this.end[row] = at + event.record.length;
    this.messageStart[row] = (messageAt < 0 ? at : messageAt) + event.messageStart;
    this.messageEnd[row] = (messageAt < 0 ? at : messageAt) + event.messageEnd;
  }

  batch(source: number, readAt: number): EventBatch {
    const { length } = this;
    return {
      length,
      source: new Uint32Array(length).fill(source),
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
