/**
 * How many planted incidents the built command finds, and how many it invents.
 * node experiments/demo/evaluate.ts [--seeds 10] [--lines 50000] [--real]
 * The seeds were fixed before anything was tuned on these logs.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import type { Anomaly, Incident } from "../../src/core/anomaly.ts";
import { generate } from "../../src/demo/generate.ts";
import { insertInto } from "../../src/demo/insert.ts";
import type { GeneratedFile, LabelledIncident } from "../../src/demo/label.ts";
import { isGrave, type Matched, matchIncidents } from "./match.ts";
import { kindTable, type Row, seedTable } from "./table.ts";

const FIRST_SEED = 101;
const REAL_SEEDS = 5;
const FLOORS = { found: 0.95, falsePer100k: 2, foundReal: 0.9 };
const REAL = [
  "raw/Linux_full.log.gz",
  "thunderbird/Thunderbird_10k_no_alerts.log.gz",
  "loghub2k/Zookeeper/Zookeeper_2k.log",
];

const root = resolve(import.meta.dirname, "../..");
const command = join(root, "dist/src/cli/main.js");

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10" },
    lines: { type: "string", default: "50000" },
    real: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

interface Found {
  readonly incidents: readonly Incident[];
  readonly anomalies: readonly Anomaly[];
}

/** Runs the command on files in a fresh folder and reads what it wrote. */
function analysed(files: readonly GeneratedFile[]): Found {
  const folder = mkdtempSync(join(tmpdir(), "loganomaly-evaluate-"));
  try {
    const input = join(folder, "day");
    const output = join(folder, "results");
    mkdirSync(input);
    for (const { name, lines } of files) writeFileSync(join(input, name), `${lines.join("\n")}\n`, "latin1");
    const run = spawnSync(process.execPath, [command, "--input", input, "--output", output, "--disable-llm"], {
      encoding: "utf8",
      cwd: folder,
      maxBuffer: 2 ** 28,
    });
    if (run.status !== 0) throw new Error(`the command ended with ${run.status}: ${run.stderr.slice(-2000)}`);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(output, `day_${name}.json`), "utf8"));
    // The command's own schemas promise these shapes.
    return { incidents: read("incidents") as Incident[], anomalies: read("anomalies") as Anomaly[] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(name: string, lines: number, labels: readonly LabelledIncident[], matched: Matched): Row {
  return {
    name,
    lines,
    others: matched.unmatched.length,
    labels: labels.map(({ kind }, index) => ({ kind, touching: matched.touching[index]?.length ?? 0 })),
  };
}

function explain(labels: readonly LabelledIncident[], matched: Matched): void {
  if (!values.verbose) return;
  for (const [index, label] of labels.entries()) {
    const by = matched.touching[index] ?? [];
    if (by.length !== 1)
      console.log(`  ${by.length} for ${label.kind} ${label.file}:${label.first}-${label.last} ${label.description}`);
    for (const incident of by.length > 1 ? by : []) console.log(`      ${incident.severity}: ${incident.title}`);
  }
  for (const { severity, score, title, first_cause } of matched.unmatched) {
    console.log(
      `  other ${severity} ${score.toFixed(1)}: ${title} (${basename(first_cause.source_file)}:${first_cause.line})`,
    );
  }
}

function generated(seeds: number, lines: number): Row[] {
  return Array.from({ length: seeds }, (_, index) => {
    const seed = FIRST_SEED + index;
    const day = generate({ seed, lines });
    const { incidents, anomalies } = analysed(day.files);
    const matched = matchIncidents(day.incidents, incidents, anomalies);
    console.log(
      `seed ${seed}: ${day.incidents.length} planted, ${incidents.filter(isGrave).length} of severity medium or higher`,
    );
    explain(day.incidents, matched);
    return row(
      `seed ${seed}`,
      day.files.reduce((sum, file) => sum + file.lines.length, 0),
      day.incidents,
      matched,
    );
  });
}

function inserted(path: string): Row[] {
  const data = process.env["LOGANOMALY_DATA"] ?? resolve(root, "../shared/data");
  const bytes = readFileSync(join(data, path));
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  const name = basename(path).replace(/\.gz$/, "");
  const before = new Set(
    analysed([{ name, lines }])
      .incidents.filter(isGrave)
      .map(({ title }) => title),
  );
  return Array.from({ length: REAL_SEEDS }, (_, index) => {
    const seed = FIRST_SEED + index;
    const result = insertInto(lines, { seed });
    const labels = result.incidents.map((incident) => ({ ...incident, file: name }));
    const { incidents, anomalies } = analysed([{ name, lines: result.lines }]);
    const matched = matchIncidents(labels, incidents, anomalies);
    const known = matched.unmatched.filter(({ title }) => before.has(title)).length;
    console.log(
      `${name} ${seed}: ${known} incidents that the untouched log has too (it has ${before.size}), ${matched.unmatched.length - known} others`,
    );
    explain(labels, matched);
    return row(`${name} ${seed}`, result.lines.length, labels, matched);
  });
}

const share = (rows: readonly Row[]): number => {
  const labels = rows.flatMap((each) => each.labels);
  return labels.filter(({ touching }) => touching > 0).length / Math.max(1, labels.length);
};

if (!existsSync(command)) {
  console.error("The built command is missing. Build it first: npm run build");
  process.exit(2);
}
const seeds = Number(values.seeds);
const lines = Number(values.lines);
if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(lines)) {
  console.error(`Expected whole numbers for --seeds and --lines, got ${values.seeds} and ${values.lines}`);
  process.exit(2);
}

const missed: string[] = [];
const days = generated(seeds, lines);
console.log(`\n${kindTable(days)}\n\n${seedTable(days, "false")}\n`);
const falsePer100k =
  (1e5 * days.reduce((sum, day) => sum + day.others, 0)) / days.reduce((sum, day) => sum + day.lines, 0);
console.log(
  `found ${(100 * share(days)).toFixed(1)} %, false incidents per 100,000 lines: ${falsePer100k.toFixed(2)}\n`,
);
if (share(days) < FLOORS.found)
  missed.push(`found ${(100 * share(days)).toFixed(1)} % of the generated, floor ${100 * FLOORS.found} %`);
if (falsePer100k > FLOORS.falsePer100k)
  missed.push(`${falsePer100k.toFixed(2)} false per 100,000 lines, at most ${FLOORS.falsePer100k}`);
const repeated = days
  .flatMap((day) => day.labels)
  .filter(({ kind, touching }) => (kind === "flood" || kind === "burst") && touching > 1);
if (repeated.length > 0) missed.push(`${repeated.length} floods or bursts are more than one incident`);

if (values.real) {
  for (const path of REAL) {
    const rows = inserted(path);
    console.log(`\n${kindTable(rows)}\n\n${seedTable(rows, "other")}\n`);
    if (share(rows) < FLOORS.foundReal) {
      missed.push(`found ${(100 * share(rows)).toFixed(1)} % in ${basename(path)}, floor ${100 * FLOORS.foundReal} %`);
    }
  }
}
for (const floor of missed) console.log(`MISSED: ${floor}`);
process.exitCode = missed.length > 0 ? 1 : 0;
