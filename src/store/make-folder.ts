import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it. Not `mkdir` with `recursive`: where a file system denies a folder with ENOENT although the
 * one above is there (as /proc does), that never ends.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  let at = resolve(path);
  while (
    !(await stat(at).then(
      () => true,
      () => false,
    ))
  ) {
    missing.push(at);
    if (dirname(at) === at) break;
    at = dirname(at);
  }
  for (const folder of missing.reverse())
    await mkdir(folder).catch((error: unknown) => {
      // Somebody else was faster.
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
  // A file where the folder is to be.
  if (!(await stat(path)).isDirectory()) await mkdir(path);
}
