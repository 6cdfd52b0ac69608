import type { EventBatch } from "../core/event-batch.ts";
import { eventBuffer, eventLayout } from "../core/event-layout.ts";
import { LF } from "./bytes.ts";

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
  readonly #source: Uint32Array;
  #bytes: Uint8Array;
  #used: number;
  #isOwned = false;

  constructor(bytes: Uint8Array, capacity: number) {
    this.#bytes = bytes;
    this.#used = bytes.length;
    const columns = eventLayout(eventBuffer(capacity));
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

  batch(source: number, readAt: number): EventBatch {
    const { length } = this;
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
