import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../core/errors.ts";

/** A temporary file without a name: it is made when it is first written to, and gone with the process. */
export interface SpoolFile {
  /** Gives where the bytes are. */
  write(bytes: Uint8Array): { readonly at: number; readonly size: number };
  read(into: Uint8Array, at: number): void;
  close(): void;
}

const HINT = "Set TMPDIR to a folder with room for about twice the input.";

export function spoolFile(folder = tmpdir()): SpoolFile {
  let handle = -1;
  let size = 0;
  const open = (): number => {
    try {
      const own = mkdtempSync(join(folder, "loganomaly-"));
      const path = join(own, "spool");
      const opened = openSync(path, "wx+", 0o600);
      unlinkSync(path);
      rmdirSync(own);
      return opened;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UserError(`the temporary folder ${folder} cannot be written: ${why}`, HINT, 1, { cause: error });
    }
  };
  return {
    write(bytes) {
      if (handle < 0) handle = open();
      const at = size;
      try {
        for (let done = 0; done < bytes.length; )
          done += writeSync(handle, bytes, done, bytes.length - done, at + done);
      } catch (error) {
        throw new UserError(`the temporary folder ${folder} is full`, HINT, 1, { cause: error });
      }
      size += bytes.length;
      return { at, size: bytes.length };
    },
    read(into, at) {
      for (let done = 0; done < into.length; ) {
        const n = readSync(handle, into, done, into.length - done, at + done);
        if (n === 0) throw new Error("the spool's file is shorter than what was written to it");
        done += n;
      }
    },
    close() {
      if (handle >= 0) closeSync(handle);
      handle = -1;
    },
  };
}
