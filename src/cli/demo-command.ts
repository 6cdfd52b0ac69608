import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { configHash, settingsFrom } from "../config/index.ts";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import type { Results } from "../core/results.ts";
import type { GeneratedDay, LabelledIncident } from "../demo/label.ts";
import { diskError, writeAtomically } from "../store/atomic-file.ts";
import { makeFolder } from "../store/make-folder.ts";
import { resultName, safeName } from "../store/run-folder.ts";
import { runJob } from "./job.ts";
import type { Terminal } from "./terminal.ts";

/** What was typed after `demo`. */
export interface DemoOptions {
  readonly into?: string;
  readonly seed: string;
  readonly lines: string;
  readonly output: string;
  readonly showResults?: true;
  readonly quiet?: true;
  readonly color: boolean;
}

const LONGEST_LOG = 1_073_741_824;

function wholeNumber(flag: string, typed: string, least: number, most: number): number {
  const value = /^\d{1,12}$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UserError(
    `expected ${flag} to be an integer from ${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}, got ${JSON.stringify(typed.slice(0, 40))}`,
  );
}

async function linesOf(path: string): Promise<readonly string[]> {
  try {
    const bytes = await readFile(path);
    const plain = path.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: LONGEST_LOG }) : bytes;
    const lines = plain.toString("utf8").split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines;
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new UserError(`cannot read ${printable(path)}: ${why}`, "expected --into to be a log file, plain or .gz", 2, {
      cause: error,
    });
  }
}

async function makeDay(options: DemoOptions, seed: number): Promise<GeneratedDay> {
  if (options.into === undefined) {
    const { generate } = await import("../demo/generate.ts");
    return generate({ seed, lines: wholeNumber("--lines", options.lines, 2000, 5_000_000) });
  }
  const { insertInto } = await import("../demo/insert.ts");
  const { lines, incidents } = insertInto(await linesOf(options.into), { seed });
  const name = safeName(basename(options.into).replace(/\.gz$/, ""));
  return { files: [{ name, lines }], incidents: incidents.map((incident) => ({ ...incident, file: name })) };
}

function* joined(lines: readonly string[]): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** Which of the run's incidents holds an anomaly in the lines of a planted one. */
function foundAs(planted: LabelledIncident, results: Results): number | undefined {
  const own = new Set(planted.lines);
  const ranks = new Map(results.incidents.map(({ id, rank }) => [id, rank]));
  let best: number | undefined;
  for (const { source_file, line, lines, incident_id } of results.anomalies) {
    if (basename(source_file) !== planted.file) continue;
    const isOver = own.has(line) || (lines !== undefined && lines.first <= planted.last && lines.last >= planted.first);
    const rank = isOver ? ranks.get(incident_id) : undefined;
    if (rank !== undefined && (best === undefined || rank < best)) best = rank;
  }
  return best;
}

/** What was planted, and whether it was found. */
function plantedText(incidents: readonly LabelledIncident[], results: Results): string {
  const rows = incidents.map((planted) => {
    const rank = foundAs(planted, results);
    const place = `${planted.file}:${planted.first}${planted.last > planted.first ? `-${planted.last}` : ""}`;
    const verdict = rank === undefined ? "missed" : `found as incident ${rank}`;
    return `  ${planted.kind.replaceAll("_", " ").padEnd(16)}  ${printable(place).padEnd(24)}  ${verdict}`;
  });
  return `\nplanted for this demo\n${rows.join("\n")}\n`;
}

/** `demo`: labelled incidents, generated or put into a real log, analysed and told; nothing leaves the machine. */
export async function demo(options: DemoOptions, terminal: Terminal): Promise<number> {
  const seed = wholeNumber("--seed", options.seed, 0, 4_294_967_295);
  const day = await makeDay(options, seed);
  const logs = join(options.output, "logs");
  try {
    await makeFolder(logs);
  } catch (error) {
    throw diskError(error, logs);
  }
  for (const { name, lines } of day.files) await writeAtomically(join(logs, name), joined(lines), terminal.signal);
  const labels = `${JSON.stringify(day.incidents, undefined, 2)}\n`;
  await writeAtomically(join(options.output, "planted.json"), [labels], terminal.signal);
  const { detectors } = await import("../detectors/index.ts");
  const settings = settingsFrom({}, detectors, terminal);
  const total = day.files.reduce((sum, { lines }) => sum + lines.length, 0);
  return runJob(
    {
      inputs: day.files.map(({ name }) => join(logs, name)),
      output: options.output,
      name: options.into === undefined ? "demo" : await resultName([options.into]),
      settings,
      configHash: configHash(settings),
      format: "text",
      showResults: options.showResults === true,
      summaryOnly: false,
      phase: "full",
      scores: false,
      events: undefined,
      failOn: undefined,
      isStrict: false,
      isQuiet: options.quiet === true,
      isVerbose: false,
      isColorAllowed: options.color,
      opening: [
        `loganomaly: ${day.incidents.length} incidents planted in ${total.toLocaleString("en-US")} lines, seed ${seed}: ${printable(logs)}`,
      ],
      closing: [],
    },
    terminal,
    (results) => plantedText(day.incidents, results),
  );
}
