import { open } from "node:fs/promises";
import type { Path } from "./path.ts";

const CHUNK_BYTES = 1024 * 1024;

/** A file's bytes. The chunk is the same memory each time; a small file needs little. */
export async function* fileChunks(
  path: Path,
  signal: AbortSignal,
  sizeBytes = 0,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(path, "r");
  try {
    const buffer = new Uint8Array(sizeBytes > 0 ? Math.min(CHUNK_BYTES, sizeBytes + 1) : CHUNK_BYTES);
    while (!signal.aborted) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
