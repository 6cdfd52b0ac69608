import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { UserError } from "../core/errors.ts";
import type { RunEvent } from "../core/run.ts";
import { diskError } from "../store/atomic-file.ts";

/** The events of one run as they happen. Under the final name stands only a whole run; an interrupted one stays as `.part`. */
export interface EventFile {
  /** The file, and what it is called while the run goes on: neither is a log to read. */
  readonly paths: readonly string[];
  take(event: RunEvent): void;
  /** Gives the file its name; says what was lost. */
  finish(): readonly string[];
  /** Without `finish` before, the part stays. */
  close(): void;
}

const because = (error: unknown, path: string): string => {
  const known = diskError(error, path);
  return known instanceof UserError || known instanceof Error ? known.message : "the events cannot be written";
};

/** Opens `<path>.part`; an unwritable place is refused at once. */
export function openEventFile(path: string, now: () => number): EventFile {
  const part = `${path}.part`;
  let handle: number | undefined;
  try {
    handle = openSync(part, "w", 0o644);
  } catch (error) {
    throw diskError(error, part);
  }
  let failure: string | undefined;
  const guarded = (work: (handle: number) => void): void => {
    if (handle === undefined || failure !== undefined) return;
    try {
      work(handle);
    } catch (error) {
      // A full disk must not end the analysis: what is missing here is said at the end.
      failure = because(error, part);
    }
  };
  const close = (): void => {
    if (handle !== undefined) closeSync(handle);
    handle = undefined;
  };
  return {
    paths: [path, part],
    take(event) {
      const data = Buffer.from(`${JSON.stringify({ time: new Date(now()).toISOString(), ...event })}\n`);
      guarded((file) => {
        for (let from = 0; from < data.length; ) from += writeSync(file, data, from);
      });
    },
    finish() {
      guarded((file) => fsyncSync(file));
      guarded(() => {
        close();
        renameSync(part, path);
      });
      close();
      return failure === undefined ? [] : [`the events: ${failure}`];
    },
    close,
  };
}
