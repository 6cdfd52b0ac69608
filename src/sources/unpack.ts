import { contentFault, isZip } from "./archive.ts";
import { byteReader, restOf } from "./byte-reader.ts";
import { type DecompressOptions, decompressed } from "./decompress.ts";
import { MAGIC_BYTES } from "./magic.ts";
import { isTar, TAR_BYTES, tarReader } from "./tar.ts";
import { Unreadable } from "./unreadable.ts";

/** The bytes of a pipe; of a tar those of the texts in it, one behind the other: what comes next is not known before it comes. */
export async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = byteReader(chunks);
  try {
    const head = await reader.atLeast(TAR_BYTES);
    if (isZip(head))
      throw new Unreadable("archive", "a zip can be read from a file only: what it holds is told at its end");
    if (!isTar(head)) {
      yield* restOf(reader);
      return;
    }
    const tar = tarReader(reader);
    for (let member = await tar.next(); member !== undefined; member = await tar.next())
      if (member.isFile && member.sizeBytes > 0) yield* textOf(tar.content(), member.name, options);
  } finally {
    await reader.close();
  }
}

async function* textOf(
  content: AsyncIterable<Uint8Array>,
  name: string,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = byteReader(decompressed(() => content, options));
  try {
    const fault = contentFault(await reader.atLeast(MAGIC_BYTES));
    if (fault) {
      options.warn(new Unreadable(fault.kind, `${name}: ${fault.message}`));
      return;
    }
    let last: number | undefined;
    for await (const chunk of restOf(reader)) {
      last = chunk.at(-1);
      yield chunk;
    }
    if (last !== 10) yield Uint8Array.of(10);
  } finally {
    await reader.close();
  }
}
