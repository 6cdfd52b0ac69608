// Accuracy of the miners on the labelled systems of Loghub-2k: `node experiments/mining/evaluate.ts [systems, comma separated] [--write]`.
// --write keeps what was found on all systems as result.json, from which `npm run generate` makes the tables of the documents.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { corpusFiles, corpusNames, readCorpus } from "../../bench/mining-corpora.ts";
import { revision } from "../../bench/revision.ts";
import { minerResult } from "./accuracy.ts";
import { mineLines, mineShapes } from "./miners.ts";
import { mineWithPeer, PEERS } from "./peers.ts";
import { COLUMNS, type MiningResult, miningResult, resultFile, type Scores } from "./result-file.ts";

/** What the house's miner is to reach: means, and templates for one true template of any file. */
const TARGETS: Partial<Scores> = { GA: 0.97, FGA: 0.95, PA: 0.85, FTA: 0.85 };
const MOST_TEMPLATES = 3;

const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const wanted = positionals[0]?.split(",");
const corpora = corpusNames()
  .filter((name) => wanted?.includes(name) ?? true)
  .map((name) => readCorpus(name));
if (corpora.length === 0) {
  console.error("no systems: set LOGANOMALY_DATA to a folder that holds loghub2k/");
  process.exit(1);
}
if (values.write && wanted !== undefined) {
  console.error("expected all systems with --write, not some: the means are of all");
  process.exit(1);
}

const cell = (value: number): string => value.toFixed(3).padStart(6);
const line = (scores: Scores): string => COLUMNS.map((column) => cell(scores[column])).join(" ");
const heads = COLUMNS.map((name) => name.padStart(6)).join(" ");

console.log(`Message only, one setting for all systems. c: corrected labels, as PA and FTA always are; s: the strict form
of comparing texts (experiments/README.md). Passed over messages are one group.\n`);

const messages = corpora.map((corpus) => corpus.messages);
const miners: MiningResult["miners"] = [
  minerResult(
    "auto",
    corpora,
    messages.map((each) => mineShapes("auto", each)),
  ),
  minerResult(
    "drain",
    corpora,
    messages.map((each) => mineLines("drain", each)),
  ),
  minerResult(
    "spell",
    corpora,
    messages.map((each) => mineLines("spell", each)),
  ),
  minerResult(
    "ft-tree",
    corpora,
    messages.map((each) => mineLines("ft-tree", each)),
  ),
  minerResult(
    "ft-tree, short from 1",
    corpora,
    messages.map((each) => mineLines("ft-tree", each, { shortThreshold: 1 })),
  ),
  minerResult(
    "identity",
    corpora,
    messages.map((each) => mineShapes("identity", each)),
  ),
];
const peers = PEERS.map((peer) => {
  const result = mineWithPeer(peer, messages);
  if (typeof result === "string") console.log(`${peer.name} is left out: ${result} (LOGANOMALY_PYTHON).\n`);
  else miners.push(minerResult(`${peer.name}, defaults`, corpora, result.mined));
  return { package: peer.package, version: typeof result === "string" ? null : result.version };
});

const width = Math.max(24, ...miners.map(({ miner }) => miner.length));
for (const { miner, means, systems } of miners) {
  console.log(`${miner.padEnd(width)} ${heads}  templates/true`);
  for (const { system, scores, templates, true: real } of systems)
    console.log(`  ${system.padEnd(width - 2)} ${line(scores)}  ${templates}/${real}`);
  console.log(`  ${"mean".padEnd(width - 2)} ${line(means)}\n`);
}
console.log(`${`means of ${corpora.length}`.padEnd(width)} ${heads}`);
for (const { miner, means } of miners) console.log(`${miner.padEnd(width)} ${line(means)}`);

const auto = miners[0]!;
const missed = COLUMNS.flatMap((column) => {
  const target = TARGETS[column] ?? 0;
  return auto.means[column] < target ? [`${column} ${auto.means[column].toFixed(3)} of ${target}`] : [];
});
for (const { system, templates, true: real } of auto.systems)
  if (templates > MOST_TEMPLATES * real) missed.push(`${system}: ${templates} templates for ${real}`);
console.log(missed.length === 0 ? "\nauto reaches all targets" : `\nauto misses: ${missed.join("; ")}`);
process.exitCode = missed.length === 0 ? 0 : 1;

if (values.write) {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")));
  const sum = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
  const result = miningResult.parse({
    date: new Date().toISOString().slice(0, 10),
    commit: revision(),
    command: "node experiments/mining/evaluate.ts --write",
    versions: {
      loganomaly: version,
      node: process.version,
      peers,
    },
    data: Object.fromEntries(
      corpora.flatMap(({ name }) => corpusFiles(name).map((path) => [path.split("/").slice(-2).join("/"), sum(path)])),
    ),
    miners,
  } satisfies MiningResult);
  writeFileSync(resultFile, `${JSON.stringify(result, undefined, 2)}\n`);
  console.log("\nkept as experiments/mining/result.json; npm run generate puts it into the documents");
}
