import { type FileHandle, open } from "node:fs/promises";
import type { Path } from "./path.ts";

const CHUNK_BYTES = 1024 * 1024;

/**
 * A file's bytes. Each chunk is valid until the next one is asked for. Of a file whose size is known the next chunk is read while
 * the last one is used; a pipe is not read ahead, for it may never answer.
 */
export async function* fileChunks(
  path: Path,
  signal: AbortSignal,
  sizeBytes = 0,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(path, "r");
  const isAhead = sizeBytes > CHUNK_BYTES;
  let used = new Uint8Array(sizeBytes > 0 ? Math.min(CHUNK_BYTES, sizeBytes + 1) : CHUNK_BYTES);
  let other = isAhead ? new Uint8Array(CHUNK_BYTES) : used;
  let next: ReturnType<typeof readInto> | undefined;
  try {
    while (!signal.aborted) {
      const bytesRead = await (next ?? readInto(handle, used));
      next = undefined;
      if (bytesRead === 0) return;
      if (isAhead) {
        next = readInto(handle, other);
        // Told where it is waited for; nobody may ever do so.
        next.catch(() => undefined);
      }
      yield used.subarray(0, bytesRead);
      [used, other] = [other, used];
    }
  } finally {
    await next?.catch(() => undefined);
    await handle.close();
  }
}

async function readInto(handle: FileHandle, buffer: Uint8Array): Promise<number> {
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
  return bytesRead;
}
