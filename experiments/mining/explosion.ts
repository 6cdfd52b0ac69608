// Do templates explode, and does time grow with the lines only, on logs nobody tuned for?
// `node experiments/mining/explosion.ts [--lines 20000] [--miner auto]`
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { corporaRoot } from "../../bench/mining-corpora.ts";
import { miners } from "../../src/templates/index.ts";
import { madeLogs } from "./made-logs.ts";
import { mineLines, mineShapes } from "./miners.ts";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "20000" },
    miner: { type: "string", default: "auto" },
    show: { type: "string" },
  },
});
const count = Number(values.lines);
const mine = miners.some(({ name }) => name === values.miner)
  ? (messages: readonly string[]) => mineShapes(values.miner, messages)
  : (messages: readonly string[]) => mineLines(values.miner, messages);

const measured = (messages: readonly string[]): { templates: number; seconds: number; texts: readonly string[] } => {
  const since = process.cpuUsage();
  const { found, texts } = mine(messages);
  const { user, system } = process.cpuUsage(since);
  return { templates: new Set(found).size, seconds: (user + system) / 1e6, texts };
};
const row = (name: string, lines: number, templates: number, seconds: number, rest: string): void =>
  console.log(
    `${name.padEnd(34)} ${String(lines).padStart(7)} ${String(templates).padStart(7)}  ${(lines / seconds / 1000).toFixed(0).padStart(5)}  ${rest}`,
  );

console.log(`${values.miner}; growth: time of twice as many lines against twice the time`);
console.log(`${"log".padEnd(34)}   lines templates k/s`);
for (const { name, templates, line } of madeLogs(5)) {
  const messages = Array.from({ length: 2 * count }, line);
  const half = measured(messages.slice(0, count));
  const whole = measured(messages);
  row(
    name,
    count,
    half.templates,
    half.seconds,
    `of ${templates ?? "?"}, growth ${(whole.seconds / half.seconds / 2).toFixed(2)}`,
  );
  if (values.show !== undefined && name.includes(values.show))
    for (const text of half.texts) console.log(`    ${text}`);
}

/** Logs below a folder, of all kinds that are text. */
const logsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => /\.(?:log|log\.gz|\d|jsonl?)$/.test(path) && statSync(path).isFile())
    .sort();

const data = join(corporaRoot(), "..");
for (const folder of ["formats", "raw", "hdfs", "bgl", "thunderbird", "iotdb-multilog"].filter((name) =>
  existsSync(join(data, name)),
))
  for (const path of logsBelow(join(data, folder))) {
    const bytes = readFileSync(path);
    const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    const messages = text.split("\n").slice(0, 50_000);
    if (messages.length < 20) continue;
    const { templates, seconds, texts } = measured(messages);
    row(
      path.slice(data.length + 1),
      messages.length,
      templates,
      seconds,
      `1 for ${(messages.length / templates).toFixed(0)} lines`,
    );
    if (values.show !== undefined && path.includes(values.show)) for (const text of texts) console.log(`    ${text}`);
  }
