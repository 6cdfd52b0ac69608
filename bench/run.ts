/**
 * How fast, in ratios of one run: `node bench/run.ts [mining|reading|job] [--small] [--systems A,B] [--log FILE …]`.
 * All parts at full size are kept as bench/runs/DATE.json and .md; a part alone, or --small, is printed only.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, tmpdir, totalmem } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { isBuilt } from "./command.ts";
import { measureJob } from "./job.ts";
import { type BenchLog, generatedLog, hdfsLog } from "./logs.ts";
import { measureMining } from "./mining.ts";
import { corpusNames } from "./mining-corpora.ts";
import { measureReading } from "./reading.ts";
import { FORMS } from "./reading-logs.ts";
import { revision } from "./revision.ts";
import { type BenchRun, benchRun, runsFolder } from "./run-file.ts";
import { page, parts, provenance } from "./tables.ts";
import { wallSeconds } from "./timing.ts";

const PARTS = ["mining", "reading", "job"] as const;
const FULL = { mining: 200_000, sample: 20_000, reading: 1_000_000, cores: 16_000_000, job: 1_000_000 };
const SMALL = { mining: 4_000, sample: 2_000, reading: 20_000, cores: 20_000, job: 20_000 };

const { values, positionals } = parseArgs({
  options: {
    small: { type: "boolean", default: false },
    systems: { type: "string" },
    log: { type: "string", multiple: true },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
if (unknown.length > 0) {
  console.error(`expected ${PARTS.join(", ")}, not ${unknown.join(", ")}`);
  process.exit(1);
}
const wanted = (part: (typeof PARTS)[number]): boolean => positionals.length === 0 || positionals.includes(part);
const sizes = values.small ? SMALL : FULL;
const progress = (text: string): void => console.error(`… ${text}`);
const leftOut = (what: string): void => console.log(`Left out: ${what}.\n`);

const systems = corpusNames().filter((name) => values.systems?.split(",").includes(name) ?? true);
const isWhole = positionals.length === 0 && !values.small && values.systems === undefined && values.log === undefined;
const loadBefore = loadavg();
const begun = process.hrtime.bigint();
const folder = mkdtempSync(join(tmpdir(), "loganomaly-bench-"));
const own: readonly BenchLog[] | undefined = values.log?.map((path) => ({ name: basename(path), path }));

/** Generated logs of some forms, and the real one where the data is there. */
function logsOf(forms: readonly string[], count: number): readonly BenchLog[] {
  if (own !== undefined) return own;
  const real = hdfsLog(folder, count);
  if (real === undefined) leftOut("real lines of HDFS: the data is not there (LOGANOMALY_DATA)");
  return [...forms.map((form) => generatedLog(folder, form, count)), ...(real === undefined ? [] : [real])];
}

try {
  let [mining, reading, job]: [BenchRun["mining"], BenchRun["reading"], BenchRun["job"]] = [
    undefined,
    undefined,
    undefined,
  ];
  if (wanted("mining") && systems.length === 0)
    leftOut("mining: no labelled systems (LOGANOMALY_DATA with loghub2k/, or other --systems)");
  else if (wanted("mining"))
    mining = measureMining({ systems, lines: sizes.mining, sampleLines: sizes.sample }, progress);
  if (wanted("reading")) {
    const logs = logsOf(Object.keys(FORMS), sizes.reading);
    reading = await measureReading(logs, hdfsLog(folder, sizes.cores, "long"), progress);
  }
  if (wanted("job") && !isBuilt()) leftOut("the main job: it is not built (npm run build)");
  else if (wanted("job")) job = await measureJob(logsOf(["hdfs"], sizes.job), folder, progress);

  const run: BenchRun = benchRun.parse({
    date: new Date().toISOString().slice(0, 10),
    commit: revision(),
    command: ["node bench/run.ts", ...process.argv.slice(2).map((word) => basename(word))].join(" "),
    machine: {
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryGibibytes: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${arch()}`,
    },
    node: process.version,
    loadBefore,
    loadAfter: loadavg(),
    seconds: wallSeconds(begun),
    mining,
    reading,
    job,
  });
  console.log(`${provenance(run)}\n\n${parts(run)}`);
  if (isWhole && mining !== undefined && job !== undefined) {
    mkdirSync(runsFolder, { recursive: true });
    writeFileSync(new URL(`${run.date}.json`, runsFolder), `${JSON.stringify(run, undefined, 2)}\n`);
    writeFileSync(new URL(`${run.date}.md`, runsFolder), page(run));
    console.log(`\nkept as bench/runs/${run.date}.json and .md; npm run generate puts it into the documents`);
  } else console.log("\nnot kept: only all parts at full size are");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
