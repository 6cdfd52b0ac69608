import { mineWithPeer, PEERS } from "../experiments/mining/peers.ts";
import { maskedMemo } from "../src/core/masked-memo.ts";
import { seededRandom } from "../src/core/random.ts";
import { lineMiners, miners, shapeTable } from "../src/templates/index.ts";
import { otherNumber } from "./digits.ts";
import { readCorpus, realLogs } from "./mining-corpora.ts";
import type { MiningFigures } from "./run-file.ts";
import { bestOf, cpuSeconds } from "./timing.ts";

/** Best of so many. Nothing warms up in Python, and it is slow: two must do. */
const REPETITIONS = 4;
const PEER_REPETITIONS = 2;
const LF = 10;
const SEED = 7;

export interface MiningRequest {
  readonly systems: readonly string[];
  /** Lines of each system for the stage alone. */
  readonly lines: number;
  /** Lines of each system for the comparison: the first ones of the same. */
  readonly sampleLines: number;
}

/** The messages, then again and again with their digits changed: runs of two and more are drawn, single digits half of the time. */
function expanded(messages: readonly string[], count: number): string[] {
  const random = seededRandom(SEED);
  const changed = (digits: string): string =>
    digits.length === 1 && random() < 0.5 ? digits : otherNumber(digits, random);
  const lines = messages.slice(0, count);
  for (let at = 0; lines.length < count; at = (at + 1) % messages.length)
    lines.push(messages[at]!.replace(/\d+/g, changed));
  return lines;
}

interface StageTimes {
  /** Seconds of line ends, scan, key and look-up when all shapes are known. */
  readonly warm: number;
  /** The same from an empty table, then mining and a template for each line. */
  readonly cold: number;
  readonly shapes: number;
  readonly templates: number;
}

/** The mining stage alone: bytes in memory to template ids, one thread. */
function mineBytes(lines: readonly string[]): StageTimes {
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  const miner = miners[0]!;
  let [warm, cold, shapes, templates] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const table = shapeTable();
    const ids = new Int32Array(lines.length);
    const pass = (): void => {
      for (let from = 0, line = 0; from < bytes.length; line++) {
        const end = bytes.indexOf(LF, from);
        ids[line] = table.idOf(bytes, from, end);
        from = end + 1;
      }
    };
    let since = process.cpuUsage();
    pass();
    const mining = miner.start({});
    mining.learn(table.shapes);
    const byShape = Int32Array.from({ length: table.shapes.length }, (_, id) => mining.match(table.shapes.at(id)));
    for (let line = 0; line < ids.length; line++) ids[line] = byShape[ids[line]!]!;
    cold = Math.min(cold, cpuSeconds(since));
    since = process.cpuUsage();
    pass();
    warm = Math.min(warm, cpuSeconds(since));
    shapes = table.shapes.length;
    templates = mining.templates().length;
  }
  return { warm, cold, shapes, templates };
}

/** Seconds of this house's Drain, which gives what Drain3 gives; it takes lines that are strings already. */
function mineWithDrain(lines: readonly string[]): number {
  const drain = lineMiners.find(({ name }) => name === "drain")!;
  return bestOf(REPETITIONS, () => {
    const since = process.cpuUsage();
    const mining = drain.start({});
    const tickets = lines.map((line) => mining.learn(line));
    for (const [line, ticket] of tickets.entries()) tickets[line] = mining.templateOf(ticket);
    return cpuSeconds(since);
  });
}

/** Logs as they are, each line once: nothing is repeated for the benchmark's sake. */
function mineRealLogs(progress: (text: string) => void): MiningFigures["asTheyAre"] {
  return realLogs().map(({ name, lines }) => {
    progress(`mining ${name} as it is`);
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    const memo = maskedMemo();
    let repeated = 0;
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(LF, from);
      if (memo.find(bytes, from, end) >= 0) repeated++;
      else memo.keep();
      from = end + 1;
    }
    const { cold, shapes } = mineBytes(lines);
    return {
      log: name,
      lines: lines.length,
      bytes: bytes.length,
      cold: Math.round(lines.length / cold),
      shapes,
      repeated: repeated / lines.length,
    };
  });
}

export function measureMining(request: MiningRequest, progress: (text: string) => void): MiningFigures {
  const { lines: count, sampleLines } = request;
  const rate = (seconds: number, of: number): number => Math.round(of / seconds);
  const systems = request.systems.map((system) => {
    progress(`mining ${system}`);
    const lines = expanded(readCorpus(system).messages, count);
    const sample = lines.slice(0, sampleLines);
    const { warm, cold, shapes, templates } = mineBytes(lines);
    return {
      sample,
      figures: {
        system,
        bytesPerLine: Buffer.byteLength(lines.join("\n")) / count,
        warm: rate(warm, count),
        cold: rate(cold, count),
        shapes,
        templates,
        sampleAuto: rate(mineBytes(sample).cold, sample.length),
        sampleDrain: rate(mineWithDrain(sample), sample.length),
      },
    };
  });
  const peers = PEERS.map((peer) => {
    progress(`mining with ${peer.name}`);
    const mined = mineWithPeer(
      peer,
      systems.map(({ sample }) => sample),
      PEER_REPETITIONS,
    );
    return { peer, mined };
  });
  return {
    lines: count,
    sampleLines,
    repetitions: REPETITIONS,
    peerRepetitions: PEER_REPETITIONS,
    peers: peers.map(({ peer, mined }) => ({
      ...peer,
      found: typeof mined === "string" ? { absent: mined } : { version: mined.version, python: mined.python },
    })),
    systems: systems.map(({ figures, sample }, at) => ({
      ...figures,
      samplePeers: peers.map(({ mined }) =>
        typeof mined === "string" ? null : rate(mined.mined[at]!.seconds, sample.length),
      ),
    })),
    asTheyAre: mineRealLogs(progress),
  };
}
