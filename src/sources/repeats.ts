import { stat } from "node:fs/promises";
import { byteReader } from "./byte-reader.ts";
import { decompressed } from "./decompress.ts";
import { fileChunks } from "./file.ts";
import { type Path, shownPath } from "./path.ts";
import { rotated, sameAge } from "./rotation.ts";

/** So much of the same text, with a time in it, was written once and copied. */
const LEAST_BYTES = 256;
const HAS_TIME = /\d\d:\d\d|\d{10}/;
const NEVER = new AbortController().signal;

const open = (path: Path) =>
  byteReader(decompressed(() => fileChunks(path, NEVER), { canReopen: true, warn: () => undefined }));

/** Which of two contents is the beginning of the other, or the same as it; undefined: neither. */
async function beginning(a: Path, b: Path): Promise<{ which: Path; bytes: number; head: string } | undefined> {
  const readers = [open(a), open(b)] as const;
  let bytes = 0;
  let head = "";
  try {
    for (;;) {
      // Damage ends a content as its end does: what was read of it stands in the other one too.
      const [left, right] = await Promise.all(
        readers.map((reader) => reader.atLeast(1).catch(() => new Uint8Array(0))),
      );
      if (left === undefined || right === undefined) return undefined;
      // Of equal contents the later one: it is the packed copy.
      if (right.length === 0) return { which: b, bytes, head };
      if (left.length === 0) return { which: a, bytes, head };
      const size = Math.min(left.length, right.length);
      if (Buffer.compare(left.subarray(0, size), right.subarray(0, size)) !== 0) return undefined;
      if (head === "") head = Buffer.from(left.subarray(0, LEAST_BYTES)).toString("latin1");
      bytes += size;
      for (const reader of readers) reader.skip(size);
    }
  } finally {
    for (const reader of readers) await reader.close();
  }
}

const isFile = async (path: Path): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;

/**
 * Which of two neighbours of a rotated set repeats the other and need not be read: a packed copy beside the file it was made
 * of, or the copy of a log that was not cut afterwards.
 */
export async function repeated(older: Path, newer: Path): Promise<Path | undefined> {
  const [a, b] = [rotated(shownPath(older)), rotated(shownPath(newer))];
  if (a.stem !== b.stem || !(await isFile(older)) || !(await isFile(newer))) return undefined;
  const found = await beginning(older, newer);
  if (found === undefined || found.bytes === 0) return undefined;
  if (sameAge(a, b)) return found.which;
  const isCopied = found.bytes >= LEAST_BYTES && HAS_TIME.test(found.head);
  if (!isCopied) return undefined;
  // A log that goes on holds more than its copy, or as much: the copy is the one to pass over.
  return found.which === older || (await beginning(newer, older))?.which === older ? older : undefined;
}
