import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, lstat, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";

/** What was written. */
export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Text that is gathered before it goes to the disk, in characters. */
const BUFFERED = 256 * 1024;

const ADVICE: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOSPC: ["the disk is full", "free some space, or choose another folder with --output"],
  EDQUOT: ["the quota of this user is used up", "free some space, or choose another folder with --output"],
  EFBIG: [
    "the file would be larger than allowed",
    "choose another folder with --output, or write less: --summary-only",
  ],
  EACCES: ["this user may not write there", "choose another folder with --output"],
  EPERM: ["this user may not write there", "choose another folder with --output"],
  EROFS: ["the file system is read-only", "choose another folder with --output"],
  EISDIR: ["a folder has that name", "move it away, or choose another folder with --output"],
  ENOTEMPTY: ["a folder has that name", "move it away, or choose another folder with --output"],
  ENOTDIR: ["a part of the path is a file", "choose another folder with --output"],
  EEXIST: ["a file has that name", "choose another folder with --output"],
  ENOENT: ["the folder is not there, or no files can be made in it", "choose another folder with --output"],
  ENAMETOOLONG: ["the name is too long", "choose another folder with --output"],
  ELOOP: ["the links go round in a circle", "choose another folder with --output"],
  EMFILE: ["too many files are open", "raise the limit: ulimit -n 4096"],
  ENFILE: ["too many files are open", "close other programs, then run again"],
  EIO: ["the disk reported an error", "choose another folder with --output"],
};

/** An error of the file system as a person needs it; anything else is a bug and stays as it is. */
export function diskError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const advice = ADVICE[String(error.code)];
  if (!advice) return error;
  return new UserError(`cannot write ${printable(path)}: ${advice[0]}`, advice[1], 1, { cause: error });
}

/** Writes all chunks and gives back their digest; a write may take fewer bytes than it was given. */
async function fill(
  handle: FileHandle,
  chunks: Iterable<string>,
  signal: AbortSignal | undefined,
): Promise<WrittenFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  const flush = async (text: string): Promise<void> => {
    signal?.throwIfAborted();
    const data = Buffer.from(text, "utf8");
    hash.update(data);
    bytes += data.length;
    for (let from = 0; from < data.length; ) from += (await handle.write(data, from)).bytesWritten;
  };
  let held: string[] = [];
  let size = 0;
  for (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < BUFFERED) continue;
    await flush(held.join(""));
    held = [];
    size = 0;
  }
  await flush(held.join(""));
  await handle.sync();
  return { sha256: hash.digest("hex"), bytes };
}

/** Makes a rename durable; file systems that cannot do this lose nothing but the promise. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // The content is complete either way.
  }
}

/** Files that appear together: each is written under another name first, and gets its own at the end. */
export interface StagedFiles {
  /** Writes a file under a temporary name. */
  add(path: string, chunks: Iterable<string>, signal?: AbortSignal): Promise<WrittenFile>;
  /** Gives all files their names, in the order in which they were added. */
  commit(): Promise<void>;
  /** Takes away what has no name yet. */
  discard(): Promise<void>;
}

/** Whatever goes wrong before `commit`, every name holds what it held before; no temporary file stays after `commit` or `discard`. */
export function stagedFiles(): StagedFiles {
  const waiting = new Map<string, string>();
  const discard = async (): Promise<void> => {
    for (const temporary of waiting.values()) await rm(temporary, { force: true }).catch(() => undefined);
    waiting.clear();
  };
  const naming = async (path: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await discard();
      throw diskError(error, path);
    }
  };
  return {
    discard,
    async add(path, chunks, signal) {
      // Short, because the final name may use up the length that a name can have.
      const temporary = join(dirname(path), `.${basename(path).slice(0, 20)}.${randomUUID().slice(0, 8)}.tmp`);
      let written: WrittenFile = { sha256: "", bytes: 0 };
      await naming(path, async () => {
        const handle = await open(temporary, "wx", 0o644);
        waiting.set(path, temporary);
        try {
          written = await fill(handle, chunks, signal);
        } finally {
          await handle.close();
        }
      });
      return written;
    },
    async commit() {
      // A folder that has one of the names is found before any file is replaced.
      for (const path of waiting.keys()) await naming(path, () => refuseFolder(path));
      for (const [path, temporary] of waiting)
        await naming(path, async () => {
          await rename(temporary, path);
          waiting.delete(path);
          await syncFolder(dirname(path));
        });
    },
  };
}

async function refuseFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: "EISDIR" });
}

/** A file that a process left behind which was ended while it wrote. */
export const isLeftOver = (name: string): boolean => /^\..{1,20}\.[0-9a-f]{8}\.tmp$/s.test(name);

/**
 * Writes a file as a whole: a temporary file beside it, then a rename. Whatever goes wrong, the name holds what it held
 * before, and no temporary file stays.
 */
export async function writeAtomically(
  path: string,
  chunks: Iterable<string>,
  signal?: AbortSignal,
): Promise<WrittenFile> {
  const files = stagedFiles();
  const written = await files.add(path, chunks, signal);
  await files.commit();
  return written;
}
