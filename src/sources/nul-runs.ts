import type { Places } from "./places.ts";

/** As many NULs in a row are no text: a block that a crash left unwritten, or a hole in a file. */
const RUN_BYTES = 64;
const LF = Uint8Array.of(10);
/** Compared with at once: a hole may be large. */
const NULS = Buffer.alloc(4096);

/**
 * The bytes without long runs of NULs, which become nothing, or a line break where text stands on both sides: what was
 * written after a crash is not the end of the line before it. `tell` hears of each: its place and size.
 */
export async function* withoutNulRuns(
  chunks: AsyncIterable<Uint8Array>,
  places: Places,
  tell: (stored: number, sizeBytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let stored = 0;
  let given = 0;
  /** NULs at the end of what was read, not yet given. */
  let nuls = 0;
  let isLineStart = true;
  const release = (next: number | undefined): Uint8Array => {
    const count = nuls;
    nuls = 0;
    if (count < RUN_BYTES) {
      given += count;
      isLineStart = false;
      return new Uint8Array(count);
    }
    tell(stored - count, count);
    const isBreak = !isLineStart && next !== undefined && next !== 10 && next !== 13;
    if (isBreak) given++;
    places.add(given, stored);
    if (isBreak) isLineStart = true;
    return isBreak ? LF : new Uint8Array(0);
  };
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    while (from < bytes.length) {
      if (nuls > 0 || bytes[from] === 0) {
        const end = behindNuls(bytes, from);
        nuls += end - from;
        stored += end - from;
        from = end;
        if (end === bytes.length) break;
        const filling = release(bytes[end]);
        if (filling.length > 0) yield filling;
      }
      const end = nextRun(bytes, from);
      stored += end - from;
      given += end - from;
      if (end > from) {
        isLineStart = bytes[end - 1] === 10;
        yield chunk.subarray(from, end);
      }
      from = end;
    }
  }
  if (nuls > 0) {
    const rest = release(undefined);
    if (rest.length > 0) yield rest;
  }
}

function behindNuls(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end + NULS.length <= bytes.length && NULS.equals(bytes.subarray(end, end + NULS.length))) end += NULS.length;
  while (end < bytes.length && bytes[end] === 0) end++;
  return end;
}

/** Where NULs begin that are a run, or go on to the end of what is there; the end where there are none. */
function nextRun(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0, from); at >= 0; ) {
    const end = behindNuls(bytes, at);
    if (end === bytes.length || end - at >= RUN_BYTES) return at;
    at = bytes.indexOf(0, end);
  }
  return bytes.length;
}
