import { createGunzip } from "node:zlib";

const GZIP = [0x1f, 0x8b, 0x08] as const;

/** Whether the bytes begin as gzip does. */
export const isGzip = (bytes: Uint8Array): boolean => GZIP.every((byte, i) => bytes[i] === byte);

/** The bytes, inflated where they begin as gzip (any number of members). What was inflated before an error comes before the error. */
export async function* inflated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    let head = new Uint8Array(0);
    let ended = false;
    while (head.length < GZIP.length && !ended) {
      const next = await iterator.next();
      if (next.done === true) ended = true;
      else head = joined(head, next.value);
    }
    if (!isGzip(head)) {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
      return;
    }
    yield* gunzipped(head, iterator);
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

/** Feeds one chunk at a time and hands out all that it gave; a stream's own iterator would drop what is buffered when an error comes. */
async function* gunzipped(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip();
  const ready: Uint8Array[] = [];
  let failure: Error | undefined;
  let ended = false;
  let wake: (() => void) | undefined;
  const woken = (): void => {
    wake?.();
    wake = undefined;
  };
  gunzip.on("data", (chunk: Uint8Array) => {
    ready.push(chunk);
    // A bomb inflates a thousandfold: hold the inflater until the reader has caught up.
    gunzip.pause();
    woken();
  });
  gunzip.on("error", (error) => {
    failure = error;
    woken();
  });
  gunzip.on("end", () => {
    ended = true;
    woken();
  });
  let isFed = false;
  const feed = async (): Promise<void> => {
    try {
      for (let chunk: Uint8Array | undefined = head; chunk !== undefined && failure === undefined; ) {
        // The writer keeps the chunk until it is inflated, and the reader below may reuse its buffer.
        await new Promise<void>((resolve) => {
          gunzip.once("close", resolve);
          gunzip.write(Uint8Array.from(chunk ?? []), () => {
            gunzip.off("close", resolve);
            resolve();
          });
        });
        const next: IteratorResult<Uint8Array> = await rest.next();
        chunk = next.done === true ? undefined : next.value;
      }
      gunzip.end();
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    isFed = true;
    woken();
  };
  const feeding = feed();
  try {
    for (;;) {
      const chunk = ready.shift();
      if (chunk !== undefined) yield chunk;
      else if (failure !== undefined) throw failure;
      else if (ended) break;
      else {
        gunzip.resume();
        if (ready.length === 0 && failure === undefined && !(ended && isFed))
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    }
  } finally {
    gunzip.destroy();
    await feeding;
  }
}
