import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Run } from "../core/run.ts";

const MOST_BYTES = 16_384;

const HINT = "expected llm.key_file to hold the provider's key on one line and nothing else";

const refuse = (path: string, why: string, cause?: unknown): UserError =>
  new UserError(`${path}: ${why}`, HINT, 2, { cause });

/** Permissions on one machine: others may read it. */
const isOpenToOthers = (mode: number): boolean => process.platform !== "win32" && (mode & 0o007) !== 0;

/** The key in a file; says so when others can read it too. The key is never part of a message. */
export function readKeyFile(path: string, run: Run): string {
  let file: number;
  try {
    file = openSync(resolve(path), "r");
  } catch (error) {
    throw refuse(path, "the key file is missing or cannot be read", error);
  }
  try {
    const { mode, size, isFile } = statOf(file);
    if (!isFile) throw refuse(path, "expected a key file, got something else");
    if (size > MOST_BYTES) throw refuse(path, `the key file is larger than ${MOST_BYTES} bytes`);
    const key = readFileSync(file, "utf8").trim();
    if (key === "") throw refuse(path, "the key file is empty");
    // A header takes no other characters, and an error about it would show the key.
    if (!/^[\x21-\x7e]+$/.test(key)) throw refuse(path, "the key file holds more than one word, or no plain text");
    if (isOpenToOthers(mode)) {
      const text = `${path}: everybody on this machine can use this key file (mode ${(mode & 0o777).toString(8)}); chmod 600 makes it yours`;
      run.emit({ type: "note", text });
    }
    return key;
  } finally {
    closeSync(file);
  }
}

const statOf = (file: number): { readonly mode: number; readonly size: number; readonly isFile: boolean } => {
  const stats = fstatSync(file);
  return { mode: stats.mode, size: stats.size, isFile: stats.isFile() };
};
