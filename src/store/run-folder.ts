import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { diskError, writeAtomically } from "./atomic-file.ts";
import { lockFolder } from "./folder-lock.ts";
import { makeFolder } from "./make-folder.ts";

export type RunStatus = "running" | "complete" | "interrupted" | "failed";

/** What the language model cost. */
export interface ModelCost {
  readonly seconds: number;
  readonly calls: number;
}

export interface RunFolderOptions {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A folder that one run writes its files to. `run.json` is the only file that holds a clock. */
export interface RunFolder {
  readonly path: string;
  /** Writes a file as a whole and notes its digest. */
  write(file: string, chunks: Iterable<string>, signal?: AbortSignal): Promise<void>;
  /** Notes how long a stage took. */
  stage(name: string, milliseconds: number): void;
  /** Seconds since the folder was opened. */
  seconds(): number;
  /** Writes the last word to `run.json`, and gives the folder free. */
  finish(status: Exclude<RunStatus, "running">, model: ModelCost): Promise<void>;
}

const inSeconds = (milliseconds: number): number => Math.round(milliseconds) / 1000;

/** Makes the folder where it is missing, locks it, and says in `run.json` that a run has begun. */
export async function openRunFolder(path: string, { version, now }: RunFolderOptions): Promise<RunFolder> {
  const started = now();
  const stages = new Map<string, number>();
  const files = new Map<string, { readonly sha256: string; readonly bytes: number }>();
  const note = async (status: RunStatus, model: ModelCost): Promise<void> => {
    const record = {
      program: "loganomaly",
      version,
      status,
      started: new Date(started).toISOString(),
      seconds: inSeconds(Math.max(0, now() - started)),
      stages: [...stages].map(([name, milliseconds]) => ({ name, seconds: inSeconds(milliseconds) })),
      model,
      files: [...files].map(([name, written]) => ({ name, ...written })),
    };
    await writeAtomically(join(path, "run.json"), [`${JSON.stringify(record, undefined, 2)}\n`]);
  };
  try {
    await makeFolder(path);
  } catch (error) {
    throw diskError(error, path);
  }
  const lock = await lockFolder(path);
  try {
    await note("running", { seconds: 0, calls: 0 });
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    path,
    async write(file, chunks, signal) {
      files.set(file, await writeAtomically(join(path, file), chunks, signal));
    },
    stage(name, milliseconds) {
      stages.set(name, (stages.get(name) ?? 0) + milliseconds);
    },
    seconds: () => inSeconds(Math.max(0, now() - started)),
    async finish(status, model) {
      await note(status, model).finally(() => lock.release());
    },
  };
}

/** Longest name in bytes: the suffix, such as `_anomalies.ndjson`, must fit behind it into 255. */
const LONGEST = 180;
/** Controls, format characters, lone surrogates, what no file system or shell likes. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd/\\:*?"'`$<>|&;!]/gu;

/** A name that any file system takes and any terminal shows. */
export function safeName(name: string): string {
  let out = name
    .replace(UNSAFE, "_")
    .replace(/^[.\s-]+/, "")
    .trim();
  while (Buffer.byteLength(out) > LONGEST) out = [...out].slice(0, -1).join("");
  return out === "" ? "run" : out;
}

const withoutExtensions = (name: string): string =>
  name.replace(/\.(?:gz|zst|bz2|xz)$/i, "").replace(/(?<=[\s\S])\.[^.]*$/, "");

/** The `<name>` of a run's files: of the only input, `stdin`, the folder's name, else `run`. */
export async function resultName(inputs: readonly string[]): Promise<string> {
  const only = inputs.length === 1 ? inputs[0] : undefined;
  if (only === undefined) return "run";
  if (only === "-") return "stdin";
  const found = await stat(only).catch(() => undefined);
  if (found?.isDirectory()) return safeName(basename(resolve(only)));
  if (!found && /[*?[{]/.test(only)) return "run";
  return safeName(withoutExtensions(basename(only)));
}
