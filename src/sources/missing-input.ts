import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../core/errors.ts";
import { globbed, isGlob } from "./glob.ts";
import { nearNames } from "./near-names.ts";
import { isStdin } from "./pipe.ts";

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    // What may not be looked at is told when it is read.
    (error: unknown) =>
      error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM"),
  );

/** The first part of the path that is not there: what holds it, its name, and what stands behind it. */
async function missingPart(path: string): Promise<{ folder: string; name: string; behind: string }> {
  let folder = dirname(path);
  let name = basename(path);
  let behind = "";
  while (dirname(folder) !== folder && (isGlob(folder) || !(await isThere(folder)))) {
    behind = join(name, behind);
    name = basename(folder);
    folder = dirname(folder);
  }
  return { folder, name, behind };
}

/** Why there is nothing to read under an input, and what is near; undefined where there is something. */
export async function missingInput(input: string): Promise<UserError | undefined> {
  if (isStdin(input) || (await isThere(input))) return undefined;
  const isPattern = isGlob(input);
  if (isPattern && (await globbed(input)).length > 0) return undefined;
  const message = isPattern ? `no file matches ${input}` : `${input} does not exist`;
  const { folder, name, behind } = await missingPart(input);
  const names = await namesIn(folder);
  const near = nearNames(name, names).map((one) => (folder === "." ? one : join(folder, one)));
  if (near.length > 0)
    return new UserError(message, `did you mean ${near.map((one) => join(one, behind)).join(", ")}?`);
  if (behind !== "") return new UserError(message, `the folder ${join(folder, name)} does not exist`);
  const here = folder === "." ? "this folder" : folder;
  return new UserError(
    message,
    `nothing in ${here} has a name like it; expected a file, a folder, a glob in quotes, or - for standard input`,
  );
}
