import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

const root = resolve(import.meta.dirname, "..");
const main = join(root, "dist/src/cli/main.js");

/** A folder of `$LOGANOMALY_DATA` (by default `../shared/data` beside the checkout). */
export const dataFolder = (path: string): string =>
  join(process.env["LOGANOMALY_DATA"] ?? resolve(root, "../shared/data"), path);

/** A file of that folder, unpacked. */
export function dataFile(path: string): Buffer {
  const bytes = readFileSync(dataFolder(path));
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** Runs the built command on one log in a fresh folder, without a model; `read` gets the text of a file it wrote by how its name ends. */
export function analysed<T>(
  log: string | Uint8Array,
  flags: readonly string[],
  use: (read: (ending: string) => string) => T,
): T {
  if (!existsSync(main)) throw new Error("the built command is missing: npm run build");
  const folder = mkdtempSync(join(tmpdir(), "loganomaly-experiment-"));
  try {
    writeFileSync(join(folder, "input.log"), log);
    const argv = [main, "--input", "input.log", "--output", "results", "--disable-llm", ...flags];
    const run = spawnSync(process.execPath, argv, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 });
    if (run.status !== 0) throw new Error(`the command ended with ${run.status}: ${run.stderr.slice(-2000)}`);
    const results = join(folder, "results");
    return use((ending) => {
      const name = readdirSync(results).find((file) => file.endsWith(ending));
      if (name === undefined) throw new Error(`the run wrote no file that ends in ${ending}`);
      return readFileSync(join(results, name), "utf8");
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
