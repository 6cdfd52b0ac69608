import { createGunzip } from "node:zlib";

/** The inflater is given no more at once: a bomb inflates a thousandfold, and the next piece waits until the reader has caught up. */
const PIECE_BYTES = 16 * 1024;
const GZIP = [0x1f, 0x8b, 0x08] as const;

/** Whether the bytes begin as gzip does. */
export const isGzip = (bytes: Uint8Array): boolean => GZIP.every((byte, i) => bytes[i] === byte);

/** The inflater refused a piece of the input. */
class Refused extends Error {
  readonly from: number;
  readonly to: number;
  constructor(from: number, to: number, cause: Error) {
    super(cause.message, { cause });
    this.from = from;
    this.to = to;
  }
}

/** Where the input is given to the inflater in small pieces. */
interface Fine {
  readonly from: number;
  readonly to: number;
  readonly pieceBytes: number;
}

/**
 * The bytes, inflated where they begin as gzip (any number of members). What comes before damage comes before the error.
 * The inflater drops what it has not yet handed out of the piece that it refuses. So an input that can be opened again is
 * read again up to there, and the refused piece in smaller ones; of other inputs up to 16 KiB before the damage are lost.
 */
export async function* inflated(
  open: () => AsyncIterable<Uint8Array>,
  canReopen: boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  let given = 0;
  let fine: Fine | undefined;
  for (const nextPiece of [64, 1, 0]) {
    let position = 0;
    try {
      for await (const chunk of inflatedOnce(open(), fine)) {
        const known = Math.min(chunk.length, Math.max(0, given - position));
        position += chunk.length;
        given = Math.max(given, position);
        if (known < chunk.length) yield known === 0 ? chunk : chunk.subarray(known);
      }
      return;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!canReopen || nextPiece === 0) throw error.cause;
      fine = { from: error.from, to: error.to, pieceBytes: nextPiece };
    }
  }
}

async function* inflatedOnce(
  chunks: AsyncIterable<Uint8Array>,
  fine: Fine | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    let head = new Uint8Array(0);
    while (head.length < GZIP.length) {
      const next = await iterator.next();
      if (next.done === true) break;
      head = joined(head, next.value);
    }
    if (isGzip(head)) {
      yield* gunzipped(head, iterator, fine);
      return;
    }
    // What is there is handed out before more is asked for: asking may fail.
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

/** The chunk as the pieces that are given to the inflater; copies, for it keeps them while the reader reuses its buffer. */
function* pieces(chunk: Uint8Array, at: number, fine: Fine | undefined): Generator<Uint8Array> {
  let position = 0;
  while (position < chunk.length) {
    const place = at + position;
    let end = Math.min(chunk.length, position + PIECE_BYTES);
    if (fine !== undefined && place < fine.from) end = Math.min(end, fine.from - at);
    else if (fine !== undefined && place < fine.to) end = Math.min(end, position + fine.pieceBytes);
    yield chunk.slice(position, end);
    position = end;
  }
}

/** Feeds one piece at a time and hands out all that it gave; a stream's own iterator would drop what is buffered when an error comes. */
async function* gunzipped(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  fine: Fine | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip();
  const ready: Uint8Array[] = [];
  let failure: Error | undefined;
  let isEnded = false;
  let isLeft = false;
  let wake: (() => void) | undefined;
  let drained: (() => void) | undefined;
  let at = 0;
  let pieceBytes = 0;
  const woken = (): void => {
    wake?.();
    wake = undefined;
  };
  gunzip.on("data", (chunk: Uint8Array) => {
    ready.push(chunk);
    woken();
  });
  gunzip.on("error", (error) => {
    failure ??= pieceBytes > 0 ? new Refused(at, at + pieceBytes, error) : error;
    woken();
  });
  gunzip.on("end", () => {
    isEnded = true;
    woken();
  });
  const write = (piece: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      gunzip.once("close", resolve);
      gunzip.write(piece, () => {
        gunzip.off("close", resolve);
        resolve();
      });
    });
  const isOver = (): boolean => isLeft || failure !== undefined;
  const feedChunk = async (chunk: Uint8Array): Promise<void> => {
    for (const piece of pieces(chunk, at, fine)) {
      pieceBytes = piece.length;
      await write(piece);
      if (isOver()) return;
      at += piece.length;
      pieceBytes = 0;
      if (ready.length > 0)
        await new Promise<void>((resolve) => {
          drained = resolve;
        });
      if (isOver()) return;
    }
  };
  const feed = async (): Promise<void> => {
    try {
      await feedChunk(head);
      for (let next = await rest.next(); next.done !== true && !isOver(); next = await rest.next())
        await feedChunk(next.value);
      if (!isOver()) gunzip.end();
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    woken();
  };
  const feeding = feed();
  try {
    for (;;) {
      const chunk = ready.shift();
      if (chunk !== undefined) yield chunk;
      else if (failure !== undefined) throw failure;
      else if (isEnded) break;
      else {
        const arrival = new Promise<void>((resolve) => {
          wake = resolve;
        });
        drained?.();
        drained = undefined;
        await arrival;
      }
    }
  } finally {
    isLeft = true;
    gunzip.destroy();
    drained?.();
    await feeding;
  }
}
