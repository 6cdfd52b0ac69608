import type { BenchRun } from "../bench/run-file.ts";
import {
  coresHeadline,
  geometricMean,
  millions,
  miningHeadline,
  parts,
  provenance,
  QUIET_LOAD,
  table,
  times,
} from "../bench/tables.ts";
import { COLUMNS, type MiningResult, type Scores } from "../experiments/mining/result-file.ts";

/** What the documents show of measurements: the newest run of `bench/` and the accuracy that was kept. */
export interface Measured {
  readonly run: BenchRun | undefined;
  readonly accuracy: MiningResult | undefined;
}

/** The documents with such parts, from the root of the repository. */
export const MEASURED_DOCUMENTS = ["README.md", "bench/README.md", "experiments/README.md"] as const;

const share = (value: number): string => value.toFixed(3).replace(/^0/, "");
const four = (scores: Scores): string =>
  (["GA", "FGA", "PA", "FTA"] as const).map((column) => share(scores[column])).join(" / ");

function accuracyTables({ date, commit, command, versions, miners }: MiningResult): string {
  const auto = miners.find(({ miner }) => miner === "auto");
  const row = (name: string, scores: Scores, last: readonly string[] = []): string[] => [
    name,
    ...COLUMNS.map((column) => share(scores[column])),
    ...last,
  ];
  return `\`${command}\`, ${date}, commit ${commit}, Node ${versions.node}, ${versions.peers
    .map(({ package: from, version }) => `${from} ${version ?? "left out"}`)
    .join(", ")}. The house's miner (\`auto\`) on each system:

${table(
  ["system", ...COLUMNS, "templates / true"],
  [
    ...(auto?.systems ?? []).map(({ system, scores, templates, true: real }) =>
      row(system, scores, [`${templates} / ${real}`]),
    ),
    ...(auto === undefined ? [] : [row("**mean**", auto.means)]),
  ],
)}

Means of all miners:

${table(
  ["miner", ...COLUMNS],
  miners.map(({ miner, means }) => row(miner, means)),
)}`;
}

type Row = readonly [what: string, result: string, command: string];

function miningRows({ mining }: BenchRun): Row[] {
  if (mining === undefined) return [];
  const { warm, worst, drain, peers } = miningHeadline(mining);
  const sample = mining.sampleLines.toLocaleString("en-US");
  const command = "`npm run bench -- mining`";
  const stage: Row = [
    `mining templates of ${mining.systems.length} Loghub-2k systems, one thread`,
    `${millions(warm)} M lines/s (geometric mean), ${millions(worst.warm)} M on the worst (${worst.system})`,
    command,
  ];
  const against = mining.peers.flatMap(({ name, package: from, found }, at) => {
    const head = peers[at];
    return head === undefined || "absent" in found ? [] : [{ name: `${name} (${from} ${found.version})`, ...head }];
  });
  if (against.length === 0) return [stage];
  return [
    stage,
    [
      `the same against others, from nothing on ${sample} lines of each`,
      [
        ...against.map(
          ({ name, ratio, atLength }) =>
            `${times(ratio)} times ${name}, ${times(atLength)} times its speed there by ours on ${mining.lines.toLocaleString("en-US")}`,
        ),
        `${times(drain)} times this house's Drain`,
      ].join("; "),
      command,
    ],
  ];
}

function readingRows({ reading, job }: BenchRun): Row[] {
  const rows: Row[] = [];
  if (reading !== undefined) {
    const { logs } = reading;
    const mean = (of: (log: (typeof logs)[number]) => number): number => geometricMean(logs.map(of));
    rows.push([
      `reading ${logs.length} kinds of logs to events, formats recognised, one thread`,
      `${millions(mean(({ frontEnd }) => frontEnd))} M lines/s (geometric mean), 1/${times(
        mean(({ tokenLimit, frontEnd }) => tokenLimit / frontEnd),
      )} of a loop over the bytes that only sees words`,
      "`npm run bench -- reading`",
    ]);
  }
  if (reading?.cores !== undefined) {
    const { log, lines, rounds } = reading.cores;
    const { two, programs } = coresHeadline(reading.cores);
    rows.push([
      `the same on two cores, against one: ${lines.toLocaleString("en-US")} lines (${log})`,
      `${two.toFixed(2)} times (median of ${rounds.length}); two programs that share nothing ${programs.toFixed(2)} times`,
      "`npm run bench -- reading`",
    ]);
  }
  for (const { log, lines, bytes, seconds, mebibytes } of job?.logs ?? [])
    rows.push([
      `the main job without a model: ${lines.toLocaleString("en-US")} lines, ${(bytes / 1e6).toFixed(0)} MB (${log})`,
      `${seconds.toFixed(1)} s, ${Math.round(lines / seconds).toLocaleString("en-US")} lines/s, peak memory ${mebibytes} MiB`,
      "`npm run bench -- job`",
    ]);
  return rows;
}

function accuracyRow({ miners }: MiningResult): Row {
  const shown = miners.filter(({ miner }) => !miner.includes("short") && miner !== "identity");
  return [
    "accuracy of templates: GA / FGA / PA / FTA, mean of ten Loghub-2k systems, one setting",
    shown.map(({ miner, means }) => `${miner} ${four(means)}`).join("; "),
    "`node experiments/mining/evaluate.ts`",
  ];
}

function speedAndAccuracy({ run, accuracy }: Measured): string {
  const rows = [
    ...(run === undefined ? [] : [...miningRows(run), ...readingRows(run)]),
    ...(accuracy === undefined ? [] : [accuracyRow(accuracy)]),
  ];
  if (rows.length === 0) return "No run was kept yet.";
  const busy = run !== undefined && (run.loadBefore[0] ?? 0) >= QUIET_LOAD;
  const where =
    run === undefined
      ? ""
      : `\n\nSpeed: ${run.date}, ${run.machine.cores} cores of ${run.machine.processor}, Node ${run.node}, load ${(run.loadBefore[0] ?? 0).toFixed(1)}${
          busy ? " (**other work ran beside it: to be measured again**)" : ""
        }; [all figures](bench/runs/${run.date}.md).`;
  return table(["what", "result", "command"], rows) + where;
}

/** What stands between the marks of a document. */
function contentOf(path: (typeof MEASURED_DOCUMENTS)[number], measured: Measured): string {
  const { run, accuracy } = measured;
  if (path === "README.md") return speedAndAccuracy(measured);
  if (path === "bench/README.md")
    return run === undefined ? "No run was kept yet." : `${provenance(run)}\n\n${parts(run)}`;
  return accuracy === undefined ? "No result was kept yet." : accuracyTables(accuracy);
}

export const BEGIN = "<!-- measured: written by npm run generate, do not edit -->";
export const END = "<!-- end of what is measured -->";

/** The document with its measured part as it has to be. */
export function measuredDocument(
  path: (typeof MEASURED_DOCUMENTS)[number],
  document: string,
  measured: Measured,
): string {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${path} has no marks: expected ${BEGIN} and ${END}`);
  return `${document.slice(0, from)}${BEGIN}\n\n${contentOf(path, measured)}\n\n${document.slice(to)}`;
}
