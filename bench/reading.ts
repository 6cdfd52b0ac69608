import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
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

/** The same, and secrets looked for, and events kept for the next walks. Gives the lines. */
export async function wholeRead(path: string, workers: number): Promise<number> {
  const events = await read(await sourcesOf(path), { privacy: privacy(), maxLines: null, workers }, counted(run));
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
      lines = await frontEnd(path);
      front = Math.min(front, cpuSeconds(since));
      const begun = process.hrtime.bigint();
      await wholeRead(path, 0);
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
  const thread = long === undefined ? undefined : await measureThread(long, progress);
  return { repetitions: REPETITIONS, logs: figures, ...(thread && { thread }) };
}

const ONCE = fileURLToPath(new URL("./read-once.ts", import.meta.url));

/** Seconds in which so many programs at once have read the log, each by itself. */
async function programs(path: string, count: number): Promise<number> {
  const started = Array.from({ length: count }, () => spawn(process.execPath, [ONCE, path], { stdio: "ignore" }));
  const begun = process.hrtime.bigint();
  for (const [code] of await Promise.all(started.map((each) => once(each, "exit"))))
    if (code !== 0) throw new Error(`${ONCE} ended with ${code}`);
  return wallSeconds(begun);
}

/** What one more thread gives, and what the machine's second core could give at most: two programs that share nothing. */
async function measureThread(
  { name, path }: BenchLog,
  progress: (text: string) => void,
): Promise<NonNullable<ReadingFigures["thread"]>> {
  progress(`reading ${name} with a thread`);
  const never = Number.POSITIVE_INFINITY;
  let [alone, helped, one, two] = [never, never, never, never];
  let lines = 0;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    let begun = process.hrtime.bigint();
    lines = await wholeRead(path, 0);
    alone = Math.min(alone, wallSeconds(begun));
    begun = process.hrtime.bigint();
    await wholeRead(path, 1);
    helped = Math.min(helped, wallSeconds(begun));
    one = Math.min(one, await programs(path, 1));
    two = Math.min(two, await programs(path, 2));
  }
  return {
    log: name,
    lines,
    bytes: statSync(path).size,
    alone: rate(lines, alone),
    helped: rate(lines, helped),
    twoPrograms: (2 * one) / two,
  };
}
