import { spawnSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { bestOf, cpuSeconds, wallSeconds } from "./timing.ts";

const CHUNK = 1 << 20;
const LF = 10;
const SPACE = 32;
/** FNV-1a begins with it; as a signed number, so that the loop stays with small integers. */
const BASIS = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** Sums over a file: lines, words, the hash of the word that goes on, the hashes of all words together. */
type Sums = Int32Array;

/** Of each byte: is it the end of a line or of a word, else it goes into the word's FNV-1a hash. By itself, so that it is compiled early. */
function sweep(chunk: Uint8Array, length: number, sums: Sums): void {
  let [lines, tokens, hash, all] = [sums[0]!, sums[1]!, sums[2]!, sums[3]!];
  for (let at = 0; at < length; at++) {
    const byte = chunk[at]!;
    if (byte === LF || byte === SPACE) {
      if (byte === LF) lines++;
      tokens++;
      all ^= hash;
      hash = BASIS;
    } else hash = Math.imul(hash ^ byte, PRIME);
  }
  sums[0] = lines;
  sums[1] = tokens;
  sums[2] = hash;
  sums[3] = all;
}

/** Lines and words of a file that is read in chunks. */
export function tokenize(path: string): { lines: number; tokens: number; hash: number } {
  const file = openSync(path, "r");
  const chunk = new Uint8Array(CHUNK);
  const sums: Sums = Int32Array.of(0, 0, BASIS, 0);
  for (let length = readSync(file, chunk, 0, CHUNK, null); length > 0; length = readSync(file, chunk, 0, CHUNK, null))
    sweep(chunk, length, sums);
  closeSync(file);
  return { lines: sums[0]!, tokens: sums[1]!, hash: sums[3]! };
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
