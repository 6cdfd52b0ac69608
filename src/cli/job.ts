import { resolve } from "node:path";
import { type Incident, SEVERITIES, type Severity } from "../core/anomaly.ts";
import type { Wrap } from "../core/llm-provider.ts";
import { printable } from "../core/printable.ts";
import type { Results } from "../core/results.ts";
import type { Run, RunEvent } from "../core/run.ts";
import type { FileSettings, Settings } from "../core/settings.ts";
import { openRunFolder, type RunFolder } from "../store/run-folder.ts";
import { type Analysis, analysis, classification } from "./analysis.ts";
import { dryRun } from "./dry-run.ts";
import { type EventFile, openEventFile } from "./event-file.ts";
import { EXIT } from "./exit-codes.ts";
import type { Format, LLMPhase } from "./flags.ts";
import { Interrupted } from "./interruption.ts";
import { notices } from "./notices.ts";
import { type Progress, progress } from "./progress.ts";
import { readPrepared } from "./stored.ts";
import { bytesOf, mayColor, writeAll } from "./streams.ts";
import type { Terminal } from "./terminal.ts";

/** One run, from logs to files and words. */
export interface Job {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly name: string;
  readonly settings: Settings;
  readonly fileSettings?: readonly FileSettings[];
  readonly configHash: string;
  readonly format: Format;
  readonly showResults: boolean;
  readonly summaryOnly: boolean;
  readonly scores: boolean;
  readonly phase: LLMPhase;
  /** File for the run's events; undefined: none. */
  readonly events: string | undefined;
  readonly failOn: Severity | undefined;
  readonly isStrict: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly isColorAllowed: boolean;
  /** Said before the run starts. */
  readonly opening: readonly string[];
  /** Said after it, unless the user wants quiet. */
  readonly closing: readonly string[];
}

/** A path as a shell takes it. */
export const shellWord = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

const isAtLeast = (severity: Severity, limit: Severity): boolean =>
  SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);

/** `results/shop-logs_{anomalies,incidents,summary}.json`. */
const wroteText = (folder: string, name: string, summaryOnly: boolean): string => {
  const base = `${folder.replace(/\/+$/, "")}/${name}`;
  return summaryOnly ? `${base}_summary.json` : `${base}_{anomalies,incidents,summary}.json`;
};

const authorOf = ({ summary, incidents }: Results, settings: Settings): string => {
  const { provider } = { ...settings.llm, ...settings.workflow.steps.llm_call };
  if (provider === "none") return "written by rules (no model configured)";
  if (incidents.some(({ author }) => author.name !== "rules")) return `written by ${summary.llm.model}`;
  return incidents.length > 0 && summary.llm.calls + summary.llm.cached > 0
    ? `written by rules (no words of ${summary.llm.model} could be used)`
    : "written by rules";
};

/** The files of the run; those of an earlier run under the same name stay until their new content is complete. */
async function writeFiles(folder: RunFolder, job: Job, found: Analysis, signal: AbortSignal): Promise<void> {
  const { CANDIDATES, candidateLines, fileWriters } = await import("../report/index.ts");
  for (const writer of fileWriters) {
    const isScores = writer.suffix === "scores.csv";
    const isWanted = isScores ? job.scores && found.results.scores !== undefined : true;
    if (!isWanted || (job.summaryOnly && !isScores && writer.suffix !== "summary.json")) continue;
    await folder.write(`${job.name}_${writer.suffix}`, writer.write(found.results), signal);
  }
  if (job.phase === "prepare") {
    await folder.write(`${job.name}_${CANDIDATES}`, candidateLines(found.candidates), signal);
  }
  await folder.write("egress.json", [`${JSON.stringify(found.egress, undefined, 2)}\n`], signal);
}

/** What goes to standard output. */
async function tell(job: Job, results: Results, seconds: number, terminal: Terminal): Promise<void> {
  const { stdout, environment } = terminal;
  const { outputWriters, textSummary } = await import("../report/index.ts");
  const writer = outputWriters.find((candidate) => candidate.format === job.format);
  if (writer) {
    const chunks = Iterator.from(writer.write(results));
    // A terminal needs no CR: nothing below the blank but LF goes there.
    return writeAll(stdout, stdout.isTerminal ? chunks.map((chunk) => chunk.replaceAll("\r\n", "\n")) : chunks);
  }
  await stdout.write(
    textSummary(results, {
      width: stdout.isTerminal ? stdout.columns : 80,
      color: mayColor(stdout.isTerminal, job.isColorAllowed, environment),
      ascii: environment["TERM"] === "dumb",
      seconds,
      author: authorOf(results, job.settings),
      wrote: wroteText(job.output, job.name, job.summaryOnly),
      look: `loganomaly show ${shellWord(job.output)}`,
    }),
  );
}

/** Hands stored or fresh results to the dashboard; it needs a keyboard and a screen. */
export async function openDashboard(results: Results, { stdin, stdout }: Terminal): Promise<void> {
  const { showResults } = await import("../../dashboard/terminal/index.tsx");
  const { name, summary, incidents, timeline, templates, templatesLeftOut } = results;
  await showResults(
    { name, summary, incidents, timeline, templates: templates.length + templatesLeftOut },
    { stdin, stdout: stdout.stream },
  );
}

/** Whether the dashboard can be opened: keys come from a terminal and frames go to one. */
export const hasScreen = ({ stdin, stdout, environment }: Terminal): boolean =>
  stdin.isTTY === true && stdout.isTerminal && environment["TERM"] !== "dumb";

const reached = (incidents: readonly Incident[], limit: Severity | undefined): boolean =>
  limit !== undefined && incidents.some(({ severity }) => isAtLeast(severity, limit));

/** What the run finds: in the logs, or with the candidates of an earlier run. */
async function foundBy(
  job: Job,
  { stdin, version }: Terminal,
  run: Run,
  own: readonly string[],
  guard?: Wrap,
): Promise<Analysis> {
  const { settings, configHash } = job;
  const given = { settings, configHash, version, run, ...(guard && { guard }) };
  if (job.phase === "classify") {
    return classification({ ...given, ...(await readPrepared({ folder: job.output, name: job.name })) });
  }
  return analysis({
    ...given,
    inputs: job.inputs,
    exclude: own.map((path) => resolve(path)),
    name: job.name,
    wantScores: job.scores,
    ...(job.fileSettings && { fileSettings: job.fileSettings }),
    isPreparing: job.phase === "prepare",
    stdin: () => bytesOf(stdin),
  });
}

/** Shows what a run would send to a model. It sends nothing and writes no file. */
export async function showDryRun(job: Job, terminal: Terminal): Promise<number> {
  const { signal, now, stdout, stderr } = terminal;
  const heard = notices(job.isVerbose);
  const lines: string[] = [...job.opening];
  const asked = dryRun();
  const run: Run = { signal, now, emit: (event) => void lines.push(...heard.take(event)) };
  const found = await foundBy(inOrder(job), terminal, run, [job.output], asked.guard);
  found.close();
  if (!job.isQuiet) for (const line of [...lines, ...heard.rest()]) await stderr.write(`${line}\n`);
  await stdout.write(asked.text());
  return EXIT.done;
}

/** One call at a time: what is shown has an order. */
const inOrder = (job: Job): Job => {
  const { workflow } = job.settings;
  const steps = { ...workflow.steps, llm_call: { ...workflow.steps.llm_call, concurrency: 1 } };
  return { ...job, settings: { ...job.settings, workflow: { ...workflow, steps } } };
};

/** Analyses, writes, tells. `after` may add to what is told. */
export async function runJob(
  job: Job,
  terminal: Terminal,
  after: (results: Results) => string = () => "",
): Promise<number> {
  const { signal, interruption, now, stderr, version } = terminal;
  const said = progress({
    stderr,
    now,
    isQuiet: job.isQuiet,
    isVerbose: job.isVerbose,
    isTerminal: stderr.isTerminal && terminal.environment["TERM"] !== "dumb",
  });
  said.say(...job.opening);
  const folder = await openRunFolder(job.output, { version, now });
  let events: EventFile | undefined;
  let found: Analysis | undefined;
  let model = { seconds: 0, calls: 0 };
  let isComplete = false;
  try {
    events = job.events === undefined ? undefined : openEventFile(job.events, now);
    const emit = (event: RunEvent): void => {
      if (event.type === "stage-end") folder.stage(event.stage, event.milliseconds);
      if (event.type === "stage-start") interruption.reading(event.stage === "read");
      else if (event.type === "stage-end") interruption.reading(false);
      events?.take(event);
      said.take(event);
    };
    const run = { signal, enough: interruption.enough, now, emit };
    found = await foundBy(job, terminal, run, [job.output, ...(events?.paths ?? [])]);
    signal.throwIfAborted();
    const isInterrupted = interruption.enough.aborted;
    if (isInterrupted && found.results.summary.input.lines === 0) throw new Interrupted();
    model = found.model;
    await writeFiles(folder, job, found, signal);
    await folder.finish(isInterrupted ? "interrupted" : "complete", model);
    isComplete = true;
    const lost = events?.finish() ?? [];
    said.end(found.results.incidents.length);
    return await conclude(
      job,
      { ...found, incomplete: [...found.incomplete, ...lost] },
      folder.seconds(),
      said,
      terminal,
      after,
    );
  } catch (error) {
    // Once the files stand the run is complete, whether or not somebody reads about it.
    if (!isComplete) {
      said.end(undefined);
      // What failed is the error to tell; a second failure, to note it, adds nothing.
      await folder
        .giveUp(signal.aborted || error instanceof Interrupted ? "interrupted" : "failed", model)
        .catch(() => undefined);
    }
    throw error;
  } finally {
    events?.close();
    found?.close();
  }
}

async function conclude(
  job: Job,
  { results, incomplete }: Analysis,
  seconds: number,
  said: Progress,
  terminal: Terminal,
  after: (results: Results) => string,
): Promise<number> {
  said.say(...job.closing, ...incomplete.map((text) => `loganomaly: incomplete: ${printable(text)}`));
  if (job.showResults && hasScreen(terminal)) await openDashboard(results, terminal);
  else await tell(job, results, seconds, terminal);
  const more = job.format === "text" ? after(results) : "";
  if (more !== "") await terminal.stdout.write(more);
  if (terminal.interruption.enough.aborted) return EXIT.interrupted;
  if (reached(results.incidents, job.failOn)) return EXIT.found;
  return job.isStrict && incomplete.length > 0 ? EXIT.incomplete : EXIT.done;
}
