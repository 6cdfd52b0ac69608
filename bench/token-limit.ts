import { spawnSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { bestOf, cpuSeconds, wallSeconds } from "./timing.ts";

const CHUNK = 1 << 20;
const LF = 10;
const SPACE = 32;
/** FNV-1a begins with it; as a signed number, so that the loop stays with small integers. */
const BASIS = 0x811c9dc5 | 0;

/** A file read in chunks; of each byte: is it the end of a line or of a word, else it goes into the word's FNV-1a hash. */
export function tokenize(path: string): { lines: number; tokens: number; hash: number } {
  const file = openSync(path, "r");
  const chunk = Buffer.allocUnsafe(CHUNK);
  let [lines, tokens, hash, all] = [0, 0, BASIS, 0];
  for (;;) {
    const length = readSync(file, chunk, 0, CHUNK, null);
    if (length === 0) break;
    for (let at = 0; at < length; at++) {
      const byte = chunk[at]!;
      if (byte === LF || byte === SPACE) {
        if (byte === LF) lines++;
        tokens++;
        all ^= hash;
        hash = BASIS;
      } else hash = Math.imul(hash ^ byte, 0x01000193);
    }
  }
  closeSync(file);
  return { lines, tokens, hash: all };
}

/** Seconds of the processor that a program in JavaScript takes at the least to see the words of a file. */
export const tokenizeSeconds = (path: string, times: number): number =>
  bestOf(times, () => {
    const since = process.cpuUsage();
    tokenize(path);
    return cpuSeconds(since);
  });

/** So often is the file named in one call: starting the program takes longer than counting the lines once. */
const NAMED = 20;

/** Seconds of the clock for `wc -l`; null: it is not there. */
export function wcSeconds(path: string, times: number): number | null {
  const seconds = bestOf(times, () => {
    const since = process.hrtime.bigint();
    const { status } = spawnSync("wc", ["-l", ...Array.from({ length: NAMED }, () => path)]);
    return status === 0 ? wallSeconds(since) / NAMED : Number.POSITIVE_INFINITY;
  });
  return Number.isFinite(seconds) ? seconds : null;
}
