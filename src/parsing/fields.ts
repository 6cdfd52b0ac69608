import { Moment } from "./moment.ts";

/** What a format finds in a line: spans of bytes, a time, a level. One object is used for all lines. */
export class Fields {
  readonly moment = new Moment();
  /** Index into LEVELS; 0: the format names none. */
  level = 0;
  /** Start and end of each slot; equal: nothing found. */
  readonly spans = new Int32Array(8);
  /** What the spans refer to: the line, or text that was decoded from it. */
  componentIn: Uint8Array = NOTHING;
  hostIn: Uint8Array = NOTHING;
  messageIn: Uint8Array = NOTHING;

  clear(bytes: Uint8Array): void {
    this.moment.clear();
    this.level = 0;
    // Cheaper than `fill` for eight numbers.
    for (let i = 0; i < 8; i++) this.spans[i] = 0;
    this.componentIn = bytes;
    this.hostIn = bytes;
    this.messageIn = bytes;
  }

  copy(other: Fields): void {
    this.moment.copy(other.moment);
    this.level = other.level;
    this.spans.set(other.spans);
    this.componentIn = other.componentIn;
    this.hostIn = other.hostIn;
    this.messageIn = other.messageIn;
  }
}

const NOTHING = new Uint8Array(0);

/** Index of a slot's start in `spans`; its end is the next one. */
export const SLOT = { component: 0, host: 2, key: 4, message: 6 } as const;
