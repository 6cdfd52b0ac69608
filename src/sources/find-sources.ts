import { constants, type Stats } from "node:fs";
import { access, lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Run, Warning } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import { isZip, type Listing, listTar } from "./archive.ts";
import { contentHead } from "./content-head.ts";
import { fileChunks } from "./file.ts";
import { globbed, isGlob, staticPart } from "./glob.ts";
import { isBinary, MAGIC_BYTES } from "./magic.ts";
import { missingInput } from "./missing-input.ts";
import { isOutputName, isResultFolder, isWithin } from "./own-outputs.ts";
import { childOf, type Path, resolved, shownPath } from "./path.ts";
import { isHandedOver, isStdin, pipeBytes } from "./pipe.ts";
import { repeated } from "./repeats.ts";
import { inReadingOrder } from "./rotation.ts";
import { readFault, streamSource } from "./stream-source.ts";
import { isTar } from "./tar.ts";

export interface FindOptions {
  /** Folders that are never read: where the run writes to. */
  readonly exclude: readonly string[];
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Lines a batch. */
  readonly batchSize: number;
  /** Longer lines are cut; default 1 MiB. */
  readonly maxLineBytes?: number;
  /** How text is encoded that says nothing of itself; default: UTF-8, or what looks like UTF-16. */
  readonly encoding?: string | null;
  /** Gets what was skipped and why. */
  readonly emit?: Run["emit"];
}

const NEVER = new AbortController().signal;
const MAX_LINE_BYTES = 1024 * 1024;
/** Why nothing can be read, by the kind of warning. */
const FAULTS: Readonly<Record<string, string>> = {
  permission: "permission denied",
  vanished: "gone before it could be read",
  io: "the disk or the device reported an error",
};

/** Everything to be read, in the order of the inputs; in a folder by name, a rotated log oldest first. Throws a UserError where an input is missing or nothing can be read. */
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
  /** What was wrong with the first unreadable one. */
  #fault = "";

  constructor(options: FindOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    for (const path of this.#options.exclude) this.#excluded.push(await resolved(path));
    this.#excluded = this.#excluded.filter((path) => path !== "");
  }

  async add(input: string): Promise<void> {
    if (isStdin(input)) return this.#addStdin();
    const isThere = await stat(input).catch((error: unknown) => error);
    const missing = isStats(isThere) ? undefined : await missingInput(input);
    if (missing) throw missing;
    if (isStats(isThere) || !isGlob(input)) return this.#addPath(input, true);
    const base = await resolved(staticPart(input));
    const shut = this.#excluded.filter((folder) => !isWithin(base, folder));
    const open: Path[] = [];
    for (const path of await globbed(input)) {
      const real = await resolved(path);
      if (!shut.some((folder) => isWithin(real, folder))) open.push(path);
    }
    await this.#addAll(open);
  }

  finish(inputs: readonly string[]): LogSource[] {
    if (this.#files > 0 && this.#unreadable === this.#files)
      throw new UserError(
        this.#files === 1
          ? `the input cannot be read: ${this.#fault}`
          : `none of the ${this.#files} input files can be read; the first: ${this.#fault}`,
        "check the files and their permissions, or run as a user who may read them",
        1,
      );
    if (this.#sources.length === 0)
      throw new UserError(
        `no log file found in ${inputs.join(", ")}`,
        "name a file, a folder that holds logs, a pattern in quotes, or - for standard input",
      );
    return this.#sources;
  }

  #warn(kind: Warning["kind"], path: Path, text: string): void {
    const warning: Warning = { kind, source: shownPath(path), line: 0, byte: -1, text };
    this.#options.emit?.({ type: "warning", warning });
  }

  #refuse(path: Path, error: unknown): void {
    this.#files++;
    this.#unreadable++;
    const fault = readFault(error);
    if (this.#fault === "") this.#fault = FAULTS[fault.kind] ?? fault.text;
    this.#warn(fault.kind, path, fault.text);
  }

  #addStdin(): void {
    if (this.#seen.has("-")) return;
    this.#seen.add("-");
    this.#files++;
    this.#sources.push(
      streamSource({
        ...this.#reading(),
        name: "stdin",
        sizeBytes: undefined,
        year: undefined,
        open: this.#options.stdin,
        canReopen: false,
      }),
    );
  }

  #reading(): { batchSize: number; maxLineBytes: number; encoding: string | undefined } {
    const { batchSize, maxLineBytes = MAX_LINE_BYTES, encoding } = this.#options;
    return { batchSize, maxLineBytes, encoding: encoding ?? undefined };
  }

  /** `isNamed`: the user wrote this very path; what is only found may be skipped. */
  async #addPath(path: Path, isNamed: boolean): Promise<void> {
    const info = await stat(path).catch((error: unknown) => error);
    if (!isStats(info)) return this.#skipLost(path, info);
    const identity = `${info.dev}:${info.ino}`;
    if (this.#seen.has(identity)) {
      if (info.isFile())
        this.#options.emit?.({ type: "note", text: `${shownPath(path)} is the same file as another input: read once` });
      return;
    }
    this.#seen.add(identity);
    const real = await resolved(path);
    if (info.isDirectory()) return this.#addFolder(path, real, isNamed);
    if (!info.isFile()) return this.#addSpecial(path, info, isNamed);
    if (await this.#isOwn(real, isNamed)) return;
    try {
      await access(path, constants.R_OK);
      const open = (signal: AbortSignal): AsyncIterable<Uint8Array> => fileChunks(path, signal);
      const head = await contentHead(() => fileChunks(path, NEVER, MAGIC_BYTES), true);
      const listing = isZip(head)
        ? await (await import("./zip.ts")).listZip(path, isNamed)
        : isTar(head)
          ? await listTar(open, info.size)
          : undefined;
      if (listing !== undefined) return this.#addMembers(path, listing);
      const isBinaryFile = isZip(head) || isBinary(head, this.#options.encoding);
      if (isBinaryFile && !isNamed) return this.#warn("binary", path, "binary, skipped");
      this.#push(path, info.size, info.mtime.getUTCFullYear(), isBinaryFile);
    } catch (error) {
      this.#refuse(path, error);
    }
  }

  async #skipLost(path: Path, error: unknown): Promise<void> {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EACCES" || code === "EPERM") return this.#refuse(path, error);
    const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink();
    const why =
      code === "ELOOP" ? "a link that leads in a circle" : isLink ? "a link that leads nowhere" : "gone meanwhile";
    this.#warn("vanished", path, `${why}: skipped`);
  }

  /** A pipe is read as a stream where the user asked for it, and so is a device; a link to a device leads to bytes without end. */
  async #addSpecial(path: Path, info: Stats, isNamed: boolean): Promise<void> {
    const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;
    if (isNamed && (info.isFIFO() || (isHandedOver(path) && info.isSocket()))) return this.#pushStream(path, pipeBytes);
    if (isNamed && info.isCharacterDevice() && !isLink) return this.#pushStream(path, fileChunks);
    const what = info.isFIFO() ? "a pipe" : info.isSocket() ? "a socket" : "a device";
    this.#warn("special", path, `${isLink ? "a link to " : ""}${what}, skipped`);
  }

  #pushStream(path: Path, read: (path: Path, signal: AbortSignal) => AsyncIterable<Uint8Array>): void {
    this.#files++;
    const open = (signal: AbortSignal): AsyncIterable<Uint8Array> => read(path, signal);
    const name = shownPath(path);
    this.#sources.push(
      streamSource({ ...this.#reading(), name, sizeBytes: undefined, year: undefined, open, canReopen: false }),
    );
  }

  /** The files of an archive, each a source; nothing is unpacked to the disk. */
  #addMembers(path: Path, { members, faults, gauge }: Listing): void {
    this.#files++;
    const nameOf = (member: string): string => (member === "" ? shownPath(path) : `${shownPath(path)}!${member}`);
    for (const { name, fault } of faults) this.#warn(fault.kind, nameOf(name), fault.message);
    for (const { name, sizeBytes, year, open } of members)
      this.#sources.push(
        streamSource({ ...this.#reading(), name: nameOf(name), sizeBytes, year, open, canReopen: true, gauge }),
      );
    if (members.length > 0) return;
    this.#unreadable++;
    if (this.#fault === "") this.#fault = `${shownPath(path)} is an archive without a text that can be read`;
  }

  #push(path: Path, sizeBytes: number, year: number, isBinaryFile: boolean): void {
    this.#files++;
    this.#sources.push(
      streamSource({
        ...this.#reading(),
        name: shownPath(path),
        sizeBytes,
        year,
        open: (signal) => fileChunks(path, signal, sizeBytes),
        canReopen: true,
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

  async #addFolder(path: Path, real: string, isNamed: boolean): Promise<void> {
    // A folder that was named is read even when the run writes into it: only the run's own files in it are passed over.
    if (!isNamed && this.#excluded.includes(real)) return;
    if (!isNamed && (await isResultFolder(path))) return;
    const names = await readdir(path, { encoding: "buffer" }).catch((error: unknown) => error);
    if (!isNames(names)) return this.#refuse(path, names);
    await this.#addAll(names.map((name) => childOf(path, name)));
  }

  /** What was found, in the order of names; a log that was rotated from its oldest file on, and no part of it twice. */
  async #addAll(paths: readonly Path[]): Promise<void> {
    const kept: Path[] = [];
    for (const path of inReadingOrder(paths, shownPath)) {
      const before = kept.at(-1);
      const copy = before === undefined ? undefined : await repeated(before, path);
      if (before !== undefined && copy !== undefined) {
        const other = copy === path ? before : path;
        const text = `${shownPath(copy)} repeats ${shownPath(other)}: read once`;
        this.#options.emit?.({ type: "note", text });
      }
      if (copy !== undefined && copy === before) kept.pop();
      if (copy !== path) kept.push(path);
    }
    for (const path of kept) await this.#addPath(path, false);
  }
}

const isStats = (value: unknown): value is Stats => typeof value === "object" && value !== null && "isFile" in value;

const isNames = (value: unknown): value is Buffer[] => Array.isArray(value);
