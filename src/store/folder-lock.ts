import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { diskError } from "./atomic-file.ts";

/** Stands in a folder while a run writes there. */
const FILE = ".lock";

/** Milliseconds between a lock's making and its content; and how often it is looked at again. */
const MAKING = 50;
const LOOKS = 10;

/** Locks of this process: its own number in another lock is that of an earlier process. */
const held = new Set<string>();

interface Holder {
  readonly pid: number;
  readonly host: string;
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

const textOrNothing = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

function holderOf(text: string): Holder | undefined {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== "object" || data === null || !("pid" in data) || !("host" in data)) return undefined;
    const { pid, host } = data;
    // A number below 1 would name a group of processes.
    return Number.isInteger(pid) && Number(pid) > 0 && typeof host === "string"
      ? { pid: Number(pid), host }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process is there, and belongs to somebody else.
    return codeOf(error) === "EPERM";
  }
}

/** Whether the holder may still be at work. Of another machine nothing is known. */
const isAtWork = ({ pid, host }: Holder, path: string): boolean => {
  if (host !== hostname()) return true;
  return pid === process.pid ? held.has(resolve(path)) : isAlive(pid);
};

const refusal = (folder: string, { pid, host }: Holder): UserError => {
  const elsewhere = host === hostname() ? "" : ` on ${printable(host.slice(0, 60))}`;
  return new UserError(
    `another run (process ${pid}${elsewhere}) writes to ${printable(folder)}`,
    `wait until it is done, or choose another folder with --output; if there is no such run, remove ${printable(join(folder, FILE))}`,
  );
};

/** Takes a dead run's lock away. What was moved may, meanwhile, be that of another run that was faster: then it is put back. */
async function takeAway(path: string, judged: string): Promise<void> {
  const moved = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await rename(path, moved);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if ((await textOrNothing(moved)) !== judged) await link(moved, path).catch(() => undefined);
  await rm(moved, { force: true });
}

/** A folder that only this run writes to. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Locks a folder; a run that is at work there is a UserError that names its process, the lock of a dead one is taken over. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, FILE);
  const own = `${JSON.stringify({ pid: process.pid, host: hostname(), key: randomUUID() })}\n`;
  try {
    for (let looks = 0; ; looks++) {
      try {
        await writeFile(path, own, { flag: "wx" });
        break;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") {
          // A full disk made the name but not the content.
          if ((await textOrNothing(path).catch(() => undefined)) === "") await rm(path, { force: true });
          throw error;
        }
      }
      const text = await textOrNothing(path);
      if (text === undefined) continue;
      const holder = holderOf(text);
      if (holder !== undefined && isAtWork(holder, path)) throw refusal(folder, holder);
      // Without a holder it is being made, or was damaged.
      if (holder === undefined && looks < LOOKS) await wait(MAKING);
      else await takeAway(path, text);
    }
  } catch (error) {
    throw diskError(error, path);
  }
  const name = resolve(path);
  held.add(name);
  return {
    async release() {
      if (!held.delete(name)) return;
      if ((await textOrNothing(path).catch(() => undefined)) === own) await rm(path, { force: true });
    },
  };
}
