import { spawnSync } from "node:child_process";

const git = (...words: string[]): string | undefined => {
  const { status, stdout } = spawnSync("git", words, { cwd: import.meta.dirname, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
};

/** The commit that is measured; says so where the program differs from it. */
export function revision(): string {
  const commit = git("rev-parse", "--short=10", "HEAD");
  if (commit === undefined) return "unknown";
  const changed = git("status", "--porcelain", "--", "../src", "../package-lock.json");
  return changed === "" ? commit : `${commit} with changes`;
}
