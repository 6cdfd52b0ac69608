import { readdir } from "node:fs/promises";
import { join } from "node:path";

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
export async function globbed(pattern: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const one of alternatives(pattern)) {
    const isAbsolute = one.startsWith("/");
    const segments = one.split("/").filter((segment) => segment !== "");
    await walk(isAbsolute ? "/" : "", segments, found, 0);
  }
  return [...found].sort();
}

async function walk(base: string, segments: readonly string[], found: Set<string>, depth: number): Promise<void> {
  const segment = segments[0];
  if (segment === undefined || depth > 40) {
    if (base !== "") found.add(base);
    return;
  }
  const rest = segments.slice(1);
  if (!isGlob(segment)) {
    const next = join(base, segment);
    if (rest.length > 0) return walk(next, rest, found, depth);
    const names = await entries(base);
    if (segment === "." || segment === ".." || names.some((entry) => entry.name === segment)) found.add(next);
    return;
  }
  if (segment === "**") await walk(base, rest, found, depth);
  const isMatch = segmentPattern(segment);
  for (const entry of await entries(base)) {
    if (entry.name.startsWith(".") && !segment.startsWith(".")) continue;
    const next = join(base, entry.name);
    if (segment === "**") {
      if (entry.isDirectory()) await walk(next, segments, found, depth + 1);
    } else if (isMatch.test(entry.name)) {
      if (rest.length === 0 || entry.isDirectory() || entry.isSymbolicLink()) await walk(next, rest, found, depth + 1);
    }
  }
}

const entries = (directory: string) =>
  readdir(directory === "" ? "." : directory, { withFileTypes: true }).catch(() => []);
