// Speed of reading: `node bench/reading.ts [file …] [--lines 500000]`; without a file, generated logs of four formats.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dictionary } from "../src/core/dictionary.ts";
import type { Run } from "../src/core/run.ts";
import type { LogSource } from "../src/core/source.ts";
import { parser } from "../src/parsing/index.ts";
import { counted } from "../src/pipeline/counted.ts";
import { read } from "../src/pipeline/read.ts";
import { privacy } from "../src/privacy/reveal.ts";
import { findSources } from "../src/sources/index.ts";
import { shapeTable } from "../src/templates/index.ts";
import { FORMS, generated } from "./reading-logs.ts";

const { values, positionals } = parseArgs({
  options: { lines: { type: "string", default: "500000" } },
  allowPositionals: true,
});
const REPETITIONS = 3;
const run: Run = { signal: new AbortController().signal, now: () => Date.now(), emit: () => undefined };
const folder = mkdtempSync(join(tmpdir(), "loganomaly-bench-"));

const sourcesOf = (path: string): Promise<LogSource[]> =>
  findSources([path], { exclude: [], stdin: () => never(), batchSize: 5000 });
const never = (): never => {
  throw new Error("no standard input here");
};

/** Seconds of the processor, and of the clock. */
async function timed(work: () => Promise<number>): Promise<{ cpu: number; wall: number; lines: number }> {
  const since = process.cpuUsage();
  const begun = process.hrtime.bigint();
  const lines = await work();
  const { user, system } = process.cpuUsage(since);
  return { cpu: (user + system) / 1e6, wall: Number(process.hrtime.bigint() - begun) / 1e9, lines };
}

/** File to events with time, level, component and shape, in one thread; format detection included. */
async function frontEnd(path: string): Promise<number> {
  const sources = await sourcesOf(path);
  const shapes = shapeTable();
  const lines = parser({ words: dictionary(), shapeOf: shapes.idOf, sources, emit: run.emit });
  let events = 0;
  for (const [index, source] of sources.entries())
    for await (const batch of source.read(index, run)) for (const found of lines.push(batch)) events += found.length;
  for (const found of lines.flush()) events += found.length;
  return lines.accounting().reduce((sum, each) => sum + each.lines, 0 * events);
}

/** The same, and secrets looked for, and events kept for the next walks. */
async function wholeRead(path: string, workers: number): Promise<number> {
  const events = await read(await sourcesOf(path), { privacy: privacy(), maxLines: null, workers }, counted(run));
  events.store.close();
  return events.accounting.reduce((sum, each) => sum + each.lines, 0);
}

try {
  const files =
    positionals.length > 0
      ? positionals.map((path) => ({ name: path, path }))
      : Object.keys(FORMS).map((name) => {
          const path = join(folder, `${name}.log`);
          writeFileSync(path, generated(name, Number(values.lines)));
          return { name, path };
        });
  console.log(
    `best of ${REPETITIONS}, Node ${process.version}, ${cpus()[0]?.model ?? "?"} x ${availableParallelism()}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(
    "front end: file to events in one thread, M lines per second of the processor. reading: with secrets and spool, M lines per second of the clock.",
  );
  console.log(`${"log".padEnd(14)} B/line  front end   reading  with one more thread   times`);
  for (const { name, path } of files) {
    let front = Number.POSITIVE_INFINITY;
    const wall = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let lines = 0;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const single = await timed(() => frontEnd(path));
      lines = single.lines;
      front = Math.min(front, single.cpu);
      for (const workers of [0, 1])
        wall[workers] = Math.min(wall[workers]!, (await timed(() => wholeRead(path, workers))).wall);
    }
    const speed = (seconds: number): string => (lines / seconds / 1e6).toFixed(2);
    console.log(
      `${name.padEnd(14).slice(-14)} ${(statSync(path).size / lines).toFixed(0).padStart(6)} ${speed(front).padStart(10)} ${speed(wall[0]!).padStart(9)} ${speed(wall[1]!).padStart(21)} ${(wall[0]! / wall[1]!).toFixed(2).padStart(7)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
