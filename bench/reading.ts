import { statSync } from "node:fs";
import { dictionary } from "../src/core/dictionary.ts";
import type { Run } from "../src/core/run.ts";
import type { LogSource } from "../src/core/source.ts";
import { parser } from "../src/parsing/index.ts";
import { counted } from "../src/pipeline/counted.ts";
import { read } from "../src/pipeline/read.ts";
import { privacy } from "../src/privacy/reveal.ts";
import { findSources } from "../src/sources/index.ts";
import { shapeTable } from "../src/templates/index.ts";
import type { BenchLog } from "./logs.ts";
import type { ReadingFigures } from "./run-file.ts";
import { cpuSeconds, wallSeconds } from "./timing.ts";
import { tokenizeSeconds, wcSeconds } from "./token-limit.ts";

const REPETITIONS = 3;
const run: Run = { signal: new AbortController().signal, now: () => Date.now(), emit: () => undefined };
const never = (): never => {
  throw new Error("no standard input here");
};
const sourcesOf = (path: string): Promise<LogSource[]> =>
  findSources([path], { exclude: [], stdin: () => never(), batchSize: 5000 });

/** File to events with time, level, component and shape, in one thread; format detection included. Gives the lines. */
async function frontEnd(path: string): Promise<number> {
  const sources = await sourcesOf(path);
  const shapes = shapeTable();
  const lines = parser({ words: dictionary(), shapeOf: shapes.idOf, sources, emit: run.emit });
  let events = 0;
  for (const [index, source] of sources.entries())
    for await (const batch of source.read(index, run)) for (const found of lines.push(batch)) events += found.length;
  for (const found of lines.flush()) events += found.length;
  if (events === 0) throw new Error(`no event in ${path}`);
  return lines.accounting().reduce((sum, each) => sum + each.lines, 0);
}

/** The same, and secrets looked for, and events kept for the next walks. */
async function wholeRead(path: string, workers: number): Promise<void> {
  const events = await read(await sourcesOf(path), { privacy: privacy(), maxLines: null, workers }, counted(run));
  events.store.close();
}

export async function measureReading(
  logs: readonly BenchLog[],
  progress: (text: string) => void,
): Promise<ReadingFigures> {
  const figures: ReadingFigures["logs"] = [];
  for (const { name, path } of logs) {
    progress(`reading ${name}`);
    let [front, alone, helped] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let lines = 0;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const since = process.cpuUsage();
      lines = await frontEnd(path);
      front = Math.min(front, cpuSeconds(since));
      let begun = process.hrtime.bigint();
      await wholeRead(path, 0);
      alone = Math.min(alone, wallSeconds(begun));
      begun = process.hrtime.bigint();
      await wholeRead(path, 1);
      helped = Math.min(helped, wallSeconds(begun));
    }
    const rate = (seconds: number): number => Math.round(lines / seconds);
    const wc = wcSeconds(path, REPETITIONS);
    figures.push({
      log: name,
      lines,
      bytes: statSync(path).size,
      frontEnd: rate(front),
      alone: rate(alone),
      helped: rate(helped),
      tokenLimit: rate(tokenizeSeconds(path, REPETITIONS)),
      wc: wc === null ? null : rate(wc),
    });
  }
  return { repetitions: REPETITIONS, logs: figures };
}
