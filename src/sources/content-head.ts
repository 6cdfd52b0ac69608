import { decompressed } from "./decompress.ts";
import { MAGIC_BYTES } from "./magic.ts";
import { Unreadable } from "./unreadable.ts";

/** The first bytes of what stored bytes hold, decompressed; as many as can be had where they are damaged. */
export async function contentHead(open: () => AsyncIterable<Uint8Array>, canReopen: boolean): Promise<Uint8Array> {
  const head = new Uint8Array(MAGIC_BYTES);
  let size = 0;
  try {
    for await (const chunk of decompressed(open, { canReopen, warn: () => undefined })) {
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
