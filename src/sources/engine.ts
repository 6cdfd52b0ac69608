import type { Transform } from "node:stream";

/** A decoder of `node:zlib`. */
type Decoder = Transform & { readonly bytesWritten: number };

/** A decoder that is given one piece at a time, and asked for what it gives: nothing piles up, whatever a piece inflates to. */
export interface Engine {
  /** Content of the piece. The piece must not change meanwhile. */
  give(piece: Uint8Array): AsyncGenerator<Uint8Array, void, undefined>;
  /** Bytes of all pieces that were used. */
  readonly used: number;
  /** Why the last piece was refused. */
  readonly failure: Error | undefined;
  close(): void;
}

export function engine(decoder: Decoder): Engine {
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const woken = (): void => wake?.();
  decoder.on("readable", woken).on("error", (error: Error) => {
    failure ??= error;
    woken();
  });
  return {
    async *give(piece) {
      let isTaken = false;
      decoder.write(piece, () => {
        isTaken = true;
        woken();
      });
      for (;;) {
        const content: unknown = decoder.read();
        if (content instanceof Uint8Array) yield content;
        else if (isTaken || failure !== undefined) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    get used() {
      return decoder.bytesWritten;
    },
    get failure() {
      return failure;
    },
    close: () => void decoder.destroy(),
  };
}
