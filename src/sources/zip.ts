import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { type Entry, fromFdPromise } from "yauzl";
import { Lister, type Listing, memberName } from "./archive.ts";
import { byteReader } from "./byte-reader.ts";
import { contentHead } from "./content-head.ts";
import { crc32 } from "./crc32.ts";
import { bomb, type Gauge, isBomb } from "./decompress.ts";
import { inflated } from "./gzip.ts";
import { type Path, shownPath } from "./path.ts";
import { cutOff, damaged, Unreadable } from "./unreadable.ts";

const CHUNK_BYTES = 256 * 1024;
const METHOD = { stored: 0, deflated: 8, bzip2: 12, zstd: 93, xz: 95 } as const;
/** Their data begins as a file of that form does, and is known by that. */
const SELF_TOLD: readonly number[] = [METHOD.stored, METHOD.bzip2, METHOD.zstd, METHOD.xz];
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
/** First names in files that are zips for programs: documents, and packages of Java and Android. */
const OF_PROGRAMS = /^(\[Content_Types\]\.xml|mimetype|META-INF\/.*|_rels\/.*|AndroidManifest\.xml)$/;

/** The members of a zip; undefined: it is one of a program, such as a document, and nobody named it. */
export async function listZip(path: Path, isNamed: boolean): Promise<Listing | undefined> {
  const handle = await open(path, "r");
  // Members may lie over each other, each of them small and all together endless.
  const lister = new Lister((await handle.stat()).size);
  try {
    // Names are ours to judge: one that is odd must not hide the others.
    const zip = await fromFdPromise(handle.fd, { decodeStrings: false, autoClose: false });
    let isFirst = true;
    for await (const entry of zip.eachEntry()) {
      const stored = nameOf(entry);
      if (isFirst && !isNamed && OF_PROGRAMS.test(stored)) return undefined;
      isFirst = false;
      if (!lister.hasRoom()) break;
      if (stored.endsWith("/") || !isRegular(entry) || entry.uncompressedSize === 0) continue;
      const name = memberName(stored);
      const fault = entryFault(entry);
      if (fault) {
        lister.fault(name, fault);
        continue;
      }
      const content = (signal: AbortSignal) => contentOf(path, entry, lister.gauge, signal);
      const head = await contentHead(() => content(new AbortController().signal), true);
      const year = entry.getLastModDate({ timezone: "UTC" }).getUTCFullYear();
      lister.add({ name, sizeBytes: entry.compressedSize, year, open: content }, head);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error) throw error;
    lister.fault("", new Unreadable("compression", `the zip is damaged (${textOf(error)}); read up to there`, error));
  } finally {
    await handle.close();
  }
  return lister.listing();
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function nameOf({ fileNameRaw }: Entry): string {
  return shownPath(isUtf8(fileNameRaw) ? fileNameRaw.toString("utf8") : fileNameRaw);
}

/** What systems without kinds of files wrote is a file. */
function isRegular({ externalFileAttributes }: Entry): boolean {
  const kind = (externalFileAttributes >>> 16) & FILE_TYPE;
  return kind === 0 || kind === REGULAR;
}

function entryFault(entry: Entry): Unreadable | undefined {
  if (entry.isEncrypted()) return new Unreadable("encrypted", "encrypted: not read");
  if (entry.compressionMethod === METHOD.deflated || SELF_TOLD.includes(entry.compressionMethod)) return undefined;
  return new Unreadable("compression", `packed by method ${entry.compressionMethod}, which is not known: not read`);
}

async function* contentOf(
  path: Path,
  entry: Entry,
  gauge: Gauge,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const packed = storedBytes(path, entry, signal);
  if (entry.compressionMethod !== METHOD.deflated) {
    yield* packed;
    return;
  }
  const reader = byteReader(packed);
  let size = 0;
  let crc = 0;
  try {
    for await (const chunk of inflated(reader, undefined)) {
      size += chunk.length;
      gauge.given += chunk.length;
      if (isBomb(size, reader.position) || isBomb(gauge.given, gauge.stored)) throw bomb(size);
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (crc !== entry.crc32) throw damaged("its check sum differs");
  } finally {
    await reader.close();
  }
}

/** The bytes of a member as they stand in the file, behind its own header. */
async function* storedBytes(
  path: Path,
  { relativeOffsetOfLocalHeader, compressedSize }: Entry,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(path, "r");
  try {
    const header = await read(handle, Buffer.alloc(30), relativeOffsetOfLocalHeader);
    if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw damaged("the header of a member");
    let at = relativeOffsetOfLocalHeader + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    let left = compressedSize;
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, left));
    while (left > 0 && !signal.aborted) {
      const bytes = await read(handle, buffer.subarray(0, Math.min(left, buffer.length)), at);
      if (bytes.length === 0) throw cutOff();
      at += bytes.length;
      left -= bytes.length;
      yield bytes;
    }
  } finally {
    await handle.close();
  }
}

async function read(handle: FileHandle, buffer: Buffer, at: number): Promise<Buffer> {
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
  return buffer.subarray(0, bytesRead);
}
