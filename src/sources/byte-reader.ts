/** Bytes of a stream, asked for in the amounts that a format needs. What was looked at and not skipped stays. */
export interface ByteReader {
  /** Bytes that were skipped so far. */
  readonly position: number;
  /** What is at hand: `count` bytes or more, unless the input ends before. Valid until the next call. An input that fails ends; what is wrong is thrown when nothing is at hand any more. */
  atLeast(count: number): Promise<Uint8Array>;
  /** Why the input ended, where it failed. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Drops bytes that are at hand. */
  skip(count: number): void;
  /** Lets go of the input. */
  close(): Promise<void>;
}

const ROOM_BYTES = 64 * 1024;

/** A giver may reuse a chunk's memory once it is asked for the next one: what must last is copied. */
export function byteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let hand: Uint8Array = new Uint8Array(0);
  /** Own memory; `hand` is a part of it, or of a giver's chunk. */
  let room = new Uint8Array(0);
  let position = 0;
  let isEnded = false;
  let failure: { readonly error: unknown } | undefined;
  /** Has `hand` in own memory, with space for so many bytes in all. */
  const own = (bytes: number): void => {
    if (hand.buffer === room.buffer && hand.byteOffset + bytes <= room.length) return;
    const kept = hand;
    if (room.length < bytes || hand.buffer === room.buffer) room = new Uint8Array(Math.max(ROOM_BYTES, bytes * 2));
    room.set(kept);
    hand = room.subarray(0, kept.length);
  };
  return {
    get position() {
      return position;
    },
    async atLeast(count) {
      while (hand.length < count && !isEnded) {
        const kept = hand.length;
        if (kept > 0) own(count);
        const { done, value } = await iterator.next().catch((error: unknown) => {
          failure = { error };
          return { done: true as const, value: undefined };
        });
        if (done === true) isEnded = true;
        else if (kept === 0) hand = value;
        else {
          own(kept + value.length);
          const from = hand.byteOffset;
          room.set(value, from + kept);
          hand = room.subarray(from, from + kept + value.length);
        }
      }
      if (failure && hand.length === 0 && count > 0) throw failure.error;
      return hand;
    },
    get failure() {
      return failure;
    },
    skip(count) {
      const skipped = Math.min(count, hand.length);
      hand = hand.subarray(skipped);
      position += skipped;
    },
    async close() {
      isEnded = true;
      await iterator.return?.();
    },
  };
}

/** The rest of a reader's bytes, as chunks. */
export async function* restOf(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  for (let bytes = await reader.atLeast(1); bytes.length > 0; bytes = await reader.atLeast(1)) {
    reader.skip(bytes.length);
    yield bytes;
  }
}
