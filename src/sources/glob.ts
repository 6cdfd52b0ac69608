import { lstat, readdir } from "node:fs/promises";
import { childOf, type Path, shownPath } from "./path.ts";

/** Whether the text could be a pattern. A file of exactly that name comes first. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

/** The folder that a pattern starts from. */
export const staticPart = (pattern: string): string => {
  const before = pattern.slice(0, pattern.search(/[*?[{]/));
  return before.includes("/") ? before.slice(0, before.lastIndexOf("/") + 1) : ".";
};

/** `{a,b}` written out. */
function alternatives(pattern: string): string[] {
  const open = pattern.indexOf("{");
  const close = pattern.indexOf("}", open);
  if (open < 0 || close < 0) return [pattern];
  const inside = pattern.slice(open + 1, close).split(",");
  return inside.flatMap((word) => alternatives(pattern.slice(0, open) + word + pattern.slice(close + 1)));
}

/** One part of a path: `*` any run, `?` any character, `[a-z]`, `[!a]`. Runs of `*` are one, so that matching stays fast. */
function segmentPattern(segment: string): RegExp {
  let source = "";
  for (let i = 0; i < segment.length; i++) {
    const char = segment.charAt(i);
    const close = char === "[" ? segment.indexOf("]", i + 2) : -1;
    if (char === "*") source += segment.charAt(i - 1) === "*" ? "" : "[^]*?";
    else if (char === "?") source += "[^]";
    else if (close > 0) {
      const set = segment.slice(i + 1, close).replace(/[\\\]^]/g, "\\$&");
      source += set.startsWith("!") ? `[^${set.slice(1)}]` : `[${set}]`;
      i = close;
    } else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  return new RegExp(`^${source}$`);
}

/** Paths that match, sorted; a leading dot is matched by a dot only; `**` stands for any number of folders. */
export async function globbed(pattern: string): Promise<readonly Path[]> {
  const found = new Map<string, Path>();
  for (const one of alternatives(pattern)) {
    const isAbsolute = one.startsWith("/");
    const segments = one.split("/").filter((segment) => segment !== "");
    await walk(isAbsolute ? "/" : "", segments, found, 0);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

async function walk(base: Path, segments: readonly string[], found: Map<string, Path>, depth: number): Promise<void> {
  const segment = segments[0];
  if (segment === undefined || depth > 40) {
    if (base !== "") found.set(shownPath(base), base);
    return;
  }
  const rest = segments.slice(1);
  if (!isGlob(segment)) {
    const next = childOf(base, Buffer.from(segment));
    const isThere = rest.length > 0 || (await lstat(next).catch(() => undefined)) !== undefined;
    return isThere ? walk(next, rest, found, depth) : undefined;
  }
  if (segment === "**") await walk(base, rest, found, depth);
  const isMatch = segmentPattern(segment);
  for (const entry of await entries(base)) {
    const name = shownPath(entry.name);
    if (name.startsWith(".") && !segment.startsWith(".")) continue;
    const next = childOf(base, entry.name);
    if (segment === "**") {
      if (entry.isDirectory()) await walk(next, segments, found, depth + 1);
    } else if (isMatch.test(name)) {
      if (rest.length === 0 || entry.isDirectory() || entry.isSymbolicLink()) await walk(next, rest, found, depth + 1);
    }
  }
}

const entries = (directory: Path) =>
  readdir(directory === "" ? "." : directory, { withFileTypes: true, encoding: "buffer" }).catch(() => []);
