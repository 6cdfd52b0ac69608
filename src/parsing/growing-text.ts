import { LF } from "./bytes.ts";

/** Bytes to which more are added; the room doubles, so that adding costs what is added. */
export class GrowingText {
  length: number;
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.length = bytes.length;
    this.#bytes = bytes.slice();
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    this.#reserve(to - from);
    this.#bytes.set(bytes.subarray(from, to), this.length);
    this.length += to - from;
  }

  addLine(bytes: Uint8Array, from: number, to: number): void {
    this.#reserve(to - from + 1);
    this.#bytes[this.length++] = LF;
    this.add(bytes, from, to);
  }

  /** Valid until more is added. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array((this.length + more) * 2);
    larger.set(this.bytes());
    this.#bytes = larger;
  }
}
