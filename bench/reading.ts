import { statSync } from "node:fs";
import { counted } from "../src/pipeline/counted.ts";
import { read } from "../src/pipeline/read.ts";
import { privacy } from "../src/privacy/reveal.ts";
import { measureCores } from "./cores.ts";
import { frontEnd, run, sourcesOf } from "./front-end.ts";
import type { BenchLog } from "./logs.ts";
import type { ReadingFigures } from "./run-file.ts";
import { cpuSeconds, wallSeconds } from "./timing.ts";
import { tokenizeSeconds, wcSeconds } from "./token-limit.ts";

const REPETITIONS = 3;

/** As `frontEnd` in this thread, and secrets looked for, and events kept for the next walks. Gives the lines. */
async function wholeRead(path: string): Promise<number> {
  const events = await read(await sourcesOf(path), { privacy: privacy(), maxLines: null, workers: 0 }, counted(run));
  events.store.close();
  return events.accounting.reduce((sum, { lines }) => sum + lines, 0);
}

const rate = (lines: number, seconds: number): number => Math.round(lines / seconds);

export async function measureReading(
  logs: readonly BenchLog[],
  long: BenchLog | undefined,
  progress: (text: string) => void,
): Promise<ReadingFigures> {
  const figures: ReadingFigures["logs"] = [];
  for (const { name, path } of logs) {
    progress(`reading ${name}`);
    let [front, alone] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let lines = 0;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const since = process.cpuUsage();
      lines = await frontEnd(path, 0);
      front = Math.min(front, cpuSeconds(since));
      const begun = process.hrtime.bigint();
      await wholeRead(path);
      alone = Math.min(alone, wallSeconds(begun));
    }
    const wc = wcSeconds(path, REPETITIONS);
    figures.push({
      log: name,
      lines,
      bytes: statSync(path).size,
      frontEnd: rate(lines, front),
      alone: rate(lines, alone),
      tokenLimit: rate(lines, tokenizeSeconds(path, REPETITIONS)),
      wc: wc === null ? null : rate(lines, wc),
    });
  }
  const cores = long === undefined ? undefined : await measureCores(long, progress);
  return { repetitions: REPETITIONS, logs: figures, ...(cores && { cores }) };
}
