import { readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { RESULTS_VERSION } from "../core/schema-version.ts";
import { diskError, isLeftOver, stagedFiles, writeAtomically } from "./atomic-file.ts";
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
  /** Writes a file and notes its digest; it gets its name with `finish`, together with all others. */
  write(file: string, chunks: Iterable<string>, signal?: AbortSignal): Promise<void>;
  /** Notes how long a stage took. */
  stage(name: string, milliseconds: number): void;
  /** Seconds since the folder was opened. */
  seconds(): number;
  /** Gives the files their names, `run.json` last, and the folder free. An interrupted run's files hold what it read until then. */
  finish(status: "complete" | "interrupted", model: ModelCost): Promise<void>;
  /** Takes away what was written and gives the folder free: the results of an earlier run stay as they are, its `run.json` too. */
  giveUp(status: "failed" | "interrupted", model: ModelCost): Promise<void>;
}

const inSeconds = (milliseconds: number): number => Math.round(milliseconds) / 1000;

/** Whether the folder holds the files of an earlier run, and a `run.json` that describes them. */
async function hasResults(path: string): Promise<boolean> {
  try {
    const record: unknown = JSON.parse(await readFile(join(path, "run.json"), "utf8"));
    if (typeof record !== "object" || record === null || !("program" in record) || !("files" in record)) return false;
    return record.program === "loganomaly" && Array.isArray(record.files) && record.files.length > 0;
  } catch {
    return false;
  }
}

/**
 * Makes the folder where it is missing and locks it. `run.json` says that a run has begun, unless it describes the files of
 * an earlier one: those stand until the new ones are complete.
 */
export async function openRunFolder(path: string, { version, now }: RunFolderOptions): Promise<RunFolder> {
  const started = now();
  const stages = new Map<string, number>();
  const files = new Map<string, { readonly sha256: string; readonly bytes: number }>();
  const staged = stagedFiles();
  const record = join(path, "run.json");
  const said = (status: RunStatus, model: ModelCost, written: typeof files): string[] => {
    const text = {
      program: "loganomaly",
      version,
      schema_version: RESULTS_VERSION,
      status,
      started: new Date(started).toISOString(),
      seconds: inSeconds(Math.max(0, now() - started)),
      stages: [...stages].map(([name, milliseconds]) => ({ name, seconds: inSeconds(milliseconds) })),
      model,
      files: [...written].map(([name, file]) => ({ name, ...file })),
    };
    return [`${JSON.stringify(text, undefined, 2)}\n`];
  };
  try {
    await makeFolder(path);
  } catch (error) {
    throw diskError(error, path);
  }
  const lock = await lockFolder(path);
  let isKept: boolean;
  try {
    for (const name of await readdir(path)) if (isLeftOver(name)) await rm(join(path, name), { force: true });
    isKept = await hasResults(path);
    if (!isKept) await writeAtomically(record, said("running", { seconds: 0, calls: 0 }, new Map()));
  } catch (error) {
    await lock.release();
    throw diskError(error, path);
  }
  return {
    path,
    async write(file, chunks, signal) {
      files.set(file, await staged.add(join(path, file), chunks, signal));
    },
    stage(name, milliseconds) {
      stages.set(name, (stages.get(name) ?? 0) + milliseconds);
    },
    seconds: () => inSeconds(Math.max(0, now() - started)),
    async finish(status, model) {
      await staged.add(record, said(status, model, files));
      await staged.commit();
      await lock.release();
    },
    async giveUp(status, model) {
      await staged.discard();
      // Where even this cannot be written, no file says that the run goes on.
      if (!isKept)
        await writeAtomically(record, said(status, model, new Map())).catch(() => rm(record, { force: true }));
      await lock.release();
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
