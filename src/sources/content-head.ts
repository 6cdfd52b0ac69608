import { decompressed } from "./decompress.ts";
import { fileChunks } from "./file.ts";
import { MAGIC_BYTES } from "./magic.ts";
import type { Path } from "./path.ts";
import { Unreadable } from "./unreadable.ts";

const NEVER = new AbortController().signal;

/** The first bytes of what a file holds, decompressed; as many as can be had of one that is damaged. */
export async function contentHead(path: Path): Promise<Uint8Array> {
  const head = new Uint8Array(MAGIC_BYTES);
  let size = 0;
  const options = { canReopen: true, warn: () => undefined };
  try {
    for await (const chunk of decompressed(() => fileChunks(path, NEVER, MAGIC_BYTES), options)) {
      const part = chunk.subarray(0, MAGIC_BYTES - size);
      head.set(part, size);
      size += part.length;
      if (size === MAGIC_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return head.subarray(0, size);
}
