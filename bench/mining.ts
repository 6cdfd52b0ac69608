// Accuracy and speed of template mining on Loghub-2k: `node bench/mining.ts [systems, comma separated]`.
import { cpus } from "node:os";
import { UNSEEN } from "../src/core/miner.ts";
import { autoMiner } from "../src/templates/auto.ts";
import { shapeTable } from "../src/templates/shape-table.ts";
import { corpusNames, readCorpus } from "./mining-corpora.ts";
import { conventionForm, groupingScore, strictForm, textScore } from "./mining-scores.ts";

const EXPANDED = 200_000;
const REPETITIONS = 4;
const LF = 10;

const wanted = process.argv[2]?.split(",");
const names = corpusNames().filter((name) => wanted?.includes(name) ?? true);
if (names.length === 0) {
  console.error("no corpora: set LOGANOMALY_DATA to a folder that holds loghub2k/");
  process.exit(1);
}

/** Template index of each message; `texts` by index. */
function mine(messages: readonly string[]): { found: number[]; texts: string[] } {
  const table = shapeTable();
  const shapes = messages.map((message) => {
    const bytes = Buffer.from(message);
    return table.idOf(bytes, 0, bytes.length);
  });
  const state = autoMiner.start({ word: 4 });
  autoMiner.learn(state, table.shapes);
  const byShape = Array.from({ length: table.shapes.length }, (_, id) => autoMiner.match(state, table.shapes.at(id)));
  if (byShape.includes(UNSEEN)) throw new Error("a shape that was learned is unseen");
  return { found: shapes.map((shape) => byShape[shape]!), texts: autoMiner.templates(state).map(({ text }) => text) };
}

const cell = (value: number): string => value.toFixed(3).padStart(6);
const columns = ["GA", "FGA", "GA c", "FGA c", "PA", "FTA", "PA s", "FTA s"];
console.log(`${"system".padEnd(12)} ${columns.map((name) => name.padStart(6)).join(" ")}  templates/true`);
const sums = columns.map(() => 0);
for (const name of names) {
  const corpus = readCorpus(name);
  const { found, texts } = mine(corpus.messages);
  const original = groupingScore(found, corpus.labels);
  const corrected = groupingScore(found, corpus.correctedLabels);
  const [plain, strict] = [conventionForm, strictForm].map((form) =>
    textScore(found, texts, corpus.correctedLabels, corpus.correctedTexts, form),
  );
  const row = [original.GA, original.FGA, corrected.GA, corrected.FGA, plain!.PA, plain!.FTA, strict!.PA, strict!.FTA];
  for (const [at, value] of row.entries()) sums[at]! += value;
  console.log(`${name.padEnd(12)} ${row.map(cell).join(" ")}  ${original.found}/${original.true}`);
}
console.log(`${"mean".padEnd(12)} ${sums.map((sum) => cell(sum / names.length)).join(" ")}`);

// Speed: every digit run of two and more gets random digits, single digits half of the time; words stay.
let seed = 7;
const random = (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
  return (seed >>> 0) / 4294967296;
};
const perturbed = (digits: string): string => {
  if (digits.length === 1) return random() < 0.5 ? digits : String(Math.floor(random() * 10));
  let text = String(1 + Math.floor(random() * 9));
  while (text.length < digits.length) text += Math.floor(random() * 10);
  return text;
};
const cpuSeconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

console.log(
  `\n${EXPANDED} lines each, CPU time of one thread; Node ${process.version}, ${cpus()[0]?.model ?? "?"} x ${cpus().length}`,
);
console.log(
  "warm: line ends, scan, key, look-up. cold: the same from an empty table, then mining and a template for each line.",
);
console.log(`${"system".padEnd(12)} B/line  warm M/s   MB/s  cold M/s  shapes  templates`);
let warmLogs = 0;
let coldLogs = 0;
for (const name of names) {
  const { messages } = readCorpus(name);
  const lines = [...messages];
  for (let at = 0; lines.length < EXPANDED; at = (at + 1) % messages.length) {
    lines.push(messages[at]!.replace(/\d+/g, perturbed));
  }
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  let warm = Number.POSITIVE_INFINITY;
  let cold = Number.POSITIVE_INFINITY;
  let shapes = 0;
  let templates = 0;
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
    const state = autoMiner.start({ word: 4 });
    autoMiner.learn(state, table.shapes);
    const byShape = Int32Array.from({ length: table.shapes.length }, (_, id) =>
      autoMiner.match(state, table.shapes.at(id)),
    );
    for (let line = 0; line < ids.length; line++) ids[line] = byShape[ids[line]!]!;
    cold = Math.min(cold, cpuSeconds(since) / lines.length);
    since = process.cpuUsage();
    pass();
    warm = Math.min(warm, cpuSeconds(since) / lines.length);
    shapes = table.shapes.length;
    templates = autoMiner.templates(state).length;
  }
  warmLogs += Math.log(warm);
  coldLogs += Math.log(cold);
  const size = bytes.length / lines.length;
  const speed = `${(1e-6 / warm).toFixed(2).padStart(9)} ${(size / warm / 1e6).toFixed(0).padStart(6)} ${(1e-6 / cold).toFixed(2).padStart(9)}`;
  console.log(
    `${name.padEnd(12)} ${size.toFixed(0).padStart(6)} ${speed} ${String(shapes).padStart(7)} ${String(templates).padStart(10)}`,
  );
}
const mean = (logs: number): string => (1e-6 / Math.exp(logs / names.length)).toFixed(2);
console.log(`geometric mean: warm ${mean(warmLogs)} M lines/s, cold ${mean(coldLogs)} M lines/s`);
