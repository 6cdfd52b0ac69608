import { isUtf8 } from "node:buffer";
import { realpath } from "node:fs/promises";
import { join } from "node:path";

/** Where a file is. Bytes where the name is no UTF-8: Linux allows any but `/` and NUL. */
export type Path = string | Buffer;

const asPath = (bytes: Buffer): Path => (isUtf8(bytes) ? bytes.toString("utf8") : bytes);

/** A path as text: a byte that belongs to no character is `\xff`. */
export function shownPath(path: Path): string {
  if (typeof path === "string") return path;
  let text = "";
  for (let at = 0; at < path.length; ) {
    const size = [1, 2, 3, 4].find((bytes) => at + bytes <= path.length && isUtf8(path.subarray(at, at + bytes)));
    text += size === undefined ? `\\x${path[at]!.toString(16)}` : path.toString("utf8", at, at + size);
    at += size ?? 1;
  }
  return text;
}

/** What a folder holds under a name. */
export function childOf(folder: Path, name: Buffer): Path {
  if (typeof folder === "string" && isUtf8(name)) return join(folder, name.toString("utf8"));
  const above = Buffer.from(folder);
  if (above.length === 0 || above.toString("latin1") === ".") return asPath(name);
  const slash = above.at(-1) === 0x2f ? "" : "/";
  return asPath(Buffer.concat([above, Buffer.from(slash), name]));
}

/** The path without links, as text; empty where there is nothing. */
export const resolved = async (path: Path): Promise<string> => {
  const real = await realpath(path, { encoding: "buffer" }).catch(() => undefined);
  return real === undefined ? "" : shownPath(asPath(real));
};
