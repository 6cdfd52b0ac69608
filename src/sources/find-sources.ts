import { constants, type Stats } from "node:fs";
import { access, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Run, Warning } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import { fileChunks, fileHead } from "./file.ts";
import { globbed, isGlob, staticPart } from "./glob.ts";
import { isBinary, MAGIC_BYTES } from "./magic.ts";
import { nearNames } from "./near-names.ts";
import { isOutputName, isResultFolder, isWithin } from "./own-outputs.ts";
import { readFault, streamSource } from "./stream-source.ts";

export interface FindOptions {
  /** Folders that are never read: where the run writes to. */
  readonly exclude: readonly string[];
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Lines a batch. */
  readonly batchSize: number;
  /** Longer lines are cut; default 1 MiB. */
  readonly maxLineBytes?: number;
  /** Gets what was skipped and why. */
  readonly emit?: Run["emit"];
}

const MAX_LINE_BYTES = 1024 * 1024;
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Everything to be read, in the order of the inputs; in a folder by name. Throws a UserError where an input is missing or nothing can be read. */
export async function findSources(inputs: readonly string[], options: FindOptions): Promise<LogSource[]> {
  const finder = new Finder(options);
  await finder.begin();
  for (const input of inputs) await finder.add(input);
  return finder.finish(inputs);
}

class Finder {
  readonly #options: FindOptions;
  readonly #sources: LogSource[] = [];
  /** `device:inode` of all that was seen: links and loops lead to the same file. */
  readonly #seen = new Set<string>();
  #excluded: string[] = [];
  #files = 0;
  #unreadable = 0;

  constructor(options: FindOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    for (const path of this.#options.exclude) this.#excluded.push(await realpath(path).catch(() => ""));
    this.#excluded = this.#excluded.filter((path) => path !== "");
  }

  async add(input: string): Promise<void> {
    if (input === "-") return this.#addStdin();
    const info = await stat(input).catch((error: unknown) => error);
    if (!(info instanceof Error)) return this.#addPath(input, true);
    if (isGlob(input)) {
      const paths = await globbed(input);
      if (paths.length === 0) throw await missing(input, `no file matches ${input}`);
      const base = await realpath(staticPart(input)).catch(() => "");
      const shut = this.#excluded.filter((folder) => !isWithin(base, folder));
      for (const path of paths) {
        const real = await realpath(path).catch(() => path);
        if (!shut.some((folder) => isWithin(real, folder))) await this.#addPath(path, false);
      }
      return;
    }
    if ("code" in info && (info.code === "EACCES" || info.code === "EPERM")) return this.#refuse(input, info);
    throw await missing(input, `${input} does not exist`);
  }

  finish(inputs: readonly string[]): LogSource[] {
    if (this.#files > 0 && this.#unreadable === this.#files)
      throw new UserError(
        `none of the ${this.#files === 1 ? "input" : `${this.#files} input files`} can be read: permission denied`,
        "check the permissions of the files, or run as a user who may read them",
        1,
      );
    if (this.#sources.length === 0)
      throw new UserError(
        `no log file found in ${inputs.join(", ")}`,
        "name a file, a folder that holds logs, a pattern in quotes, or - for standard input",
      );
    return this.#sources;
  }

  #warn(kind: Warning["kind"], source: string, text: string): void {
    this.#options.emit?.({ type: "warning", warning: { kind, source, line: 0, byte: -1, text } });
  }

  #refuse(path: string, error: unknown): void {
    this.#files++;
    this.#unreadable++;
    const fault = readFault(error);
    this.#warn(fault.kind, path, fault.text);
  }

  #addStdin(): void {
    if (this.#seen.has("-")) return;
    this.#seen.add("-");
    this.#files++;
    this.#sources.push(
      streamSource({
        ...this.#sizes(),
        name: "stdin",
        sizeBytes: undefined,
        year: undefined,
        open: this.#options.stdin,
        canReopen: false,
      }),
    );
  }

  #sizes(): { batchSize: number; maxLineBytes: number } {
    return { batchSize: this.#options.batchSize, maxLineBytes: this.#options.maxLineBytes ?? MAX_LINE_BYTES };
  }

  /** `isNamed`: the user wrote this very path; what is only found may be skipped. */
  async #addPath(path: string, isNamed: boolean): Promise<void> {
    const info = await stat(path).catch((error: unknown) => error);
    if (!isStats(info)) {
      this.#warn("vanished", path, "a link that leads nowhere, or gone meanwhile: skipped");
      return;
    }
    const identity = `${info.dev}:${info.ino}`;
    if (this.#seen.has(identity)) {
      if (info.isFile())
        this.#options.emit?.({ type: "note", text: `${path} is the same file as another input: read once` });
      return;
    }
    this.#seen.add(identity);
    const real = await realpath(path).catch(() => path);
    if (info.isDirectory()) return this.#addFolder(path, real, isNamed);
    if (!info.isFile()) {
      // A named pipe, or /dev/stdin, is read as a stream where the user asked for it.
      if (isNamed && (info.isFIFO() || info.isCharacterDevice())) this.#push(path, undefined, undefined, false);
      return;
    }
    if (await this.#isOwn(real, isNamed)) return;
    try {
      await access(path, constants.R_OK);
      const isBinaryFile = isBinary(await fileHead(path, MAGIC_BYTES));
      if (isBinaryFile && !isNamed) return this.#warn("binary", path, "binary, skipped");
      this.#push(path, info.size, info.mtime.getUTCFullYear(), isBinaryFile);
    } catch (error) {
      this.#refuse(path, error);
    }
  }

  #push(path: string, sizeBytes: number | undefined, year: number | undefined, isBinaryFile: boolean): void {
    this.#files++;
    this.#sources.push(
      streamSource({
        ...this.#sizes(),
        name: path,
        sizeBytes,
        year,
        open: (signal) => fileChunks(path, signal),
        // A named pipe has no size.
        canReopen: sizeBytes !== undefined,
        ...(isBinaryFile ? { warning: { kind: "binary" as const, text: "looks binary, read as text" } } : {}),
      }),
    );
  }

  /** A file that a run wrote: in a folder that this run writes to, or (unless it was named) in an earlier result folder. */
  async #isOwn(real: string, isNamed: boolean): Promise<boolean> {
    // A file that is excluded by its own path, such as the run's events.
    if (this.#excluded.includes(real)) return true;
    if (!isOutputName(basename(real))) return false;
    if (this.#excluded.some((folder) => isWithin(real, folder))) return true;
    return !isNamed && (await isResultFolder(dirname(real)));
  }

  async #addFolder(path: string, real: string, isNamed: boolean): Promise<void> {
    // A folder that was named is read even when the run writes into it: only the run's own files in it are passed over.
    if (!isNamed && this.#excluded.includes(real)) return;
    if (!isNamed && (await isResultFolder(path))) return;
    const names = await readdir(path).catch((error: unknown) => error);
    if (!Array.isArray(names)) return this.#refuse(path, names);
    for (const name of names.map(String).sort(byName)) await this.#addPath(join(path, name), false);
  }
}

const isStats = (value: unknown): value is Stats => typeof value === "object" && value !== null && "isFile" in value;

async function missing(input: string, message: string): Promise<UserError> {
  const folder = dirname(input);
  const names = await readdir(folder).catch((): string[] => []);
  const near = nearNames(basename(input), names).map((name) => (folder === "." ? name : join(folder, name)));
  if (near.length > 0) return new UserError(message, `did you mean ${near.join(", ")}?`);
  return new UserError(
    message,
    names.length > 0 ? `look for it in ${folder}` : `the folder ${folder} does not exist or is empty`,
  );
}
