import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** The built command. */
export const MAIN = join(root, "dist/src/cli/main.js");

const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newest = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : changed(path));
  }, 0);

/** What the build writes last: with that, all of it is there. */
const LAST = join(root, "dist/LICENSES.txt");

const isFresh = (): boolean => changed(LAST) > Math.max(newest(join(root, "src")), newest(join(root, "dashboard")));

/** Builds where the build is missing or older than the sources; test files that want it at the same time wait for one. */
export async function build(): Promise<void> {
  if (isFresh()) return;
  const lock = join(tmpdir(), `loganomaly-build-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (tries > 1000 || Date.now() - changed(lock) > 110_000) rmSync(lock, { recursive: true, force: true });
      await wait(100);
    }
  }
  try {
    if (isFresh()) return;
    const { status, stdout } = spawnSync(process.execPath, [join(root, "scripts/build.mjs")], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the build failed\n${stdout}`);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** What a command left behind. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** User who runs it, where the tests run as root. */
  readonly uid?: number;
}

/** An environment in which nothing of the machine's shows. */
export const cleanEnvironment = (cwd: string): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: cwd,
  XDG_CONFIG_HOME: join(cwd, ".config"),
  XDG_CACHE_HOME: join(cwd, ".cache"),
});

/** Starts the command. */
export const start = (args: readonly string[], { cwd, environment, uid }: RunOptions) =>
  spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...cleanEnvironment(cwd), ...environment },
    ...(uid === undefined ? {} : { uid }),
  });

/** Runs the command to its end; standard input is a pipe. */
export function run(args: readonly string[], options: RunOptions): Promise<Ran> {
  const child = start(args, options);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs a line of shell in which `$LOGANOMALY` is the command. */
export function shell(line: string, { cwd, environment }: RunOptions): Ran {
  const env = { ...cleanEnvironment(cwd), ...environment };
  const command = `'${process.execPath}' '${MAIN}'`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line.replaceAll("$LOGANOMALY", command)], {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

/** A fresh folder. */
export const freshFolder = (): string => mkdtempSync(join(tmpdir(), "loganomaly-cli-"));
