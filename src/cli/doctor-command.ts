import { constants, existsSync } from "node:fs";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Configuration, configHash, settingsFrom } from "../config/index.ts";
import { LLMError, UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import type { Settings } from "../core/settings.ts";
import { count } from "../core/words.ts";
import { connect, PROVIDERS } from "../providers/index.ts";
import { analysis } from "./analysis.ts";
import { EXIT } from "./exit-codes.ts";
import { hasScreen } from "./job.ts";
import { configurationFor } from "./scan-command.ts";
import { mayColor } from "./streams.ts";
import type { Terminal } from "./terminal.ts";

/** One line: what was found and, where something is missing, what to do. */
interface Finding {
  /** `bad`: the main job does not work; `note`: it does, without this. */
  readonly mark: "ok" | "note" | "bad";
  readonly text: string;
  readonly fix?: string;
}

/** Milliseconds that a model may take to answer a probe. */
const PATIENCE = 5000;

const ok = (text: string): Finding => ({ mark: "ok", text });
const note = (text: string, fix: string): Finding => ({ mark: "note", text, fix });
const bad = (text: string, fix: string): Finding => ({ mark: "bad", text, fix });

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "unknown reason") : "unknown reason";

const lineOf = ({ mark, text, fix }: Finding): string =>
  `${mark.padEnd(4)}  ${printable(text)}${fix === undefined || fix === "" ? "" : `: ${printable(fix)}`}`;

/** Settings to work with: a broken configuration is a finding, and the rest is looked at with the defaults. */
async function configured(
  path: string | undefined,
  terminal: Terminal,
): Promise<{ readonly settings: Settings; readonly findings: readonly Finding[] }> {
  try {
    const { settings, file, warnings }: Configuration = await configurationFor(path, [], terminal);
    const found = ok(file === undefined ? "no configuration file, the defaults are used" : `configuration ${file}`);
    return { settings, findings: [found, ...warnings.map((text) => note(text, "loganomaly help environment"))] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { detectors } = await import("../detectors/index.ts");
    const problems = error.message.split("\n").length;
    return {
      settings: settingsFrom({}, detectors, terminal),
      findings: [bad(`the configuration has ${count(problems, "problem")}, first: ${reasonOf(error)}`, error.hint)],
    };
  }
}

/** Names of keys only: what they hold is never shown. */
function keys({ environment }: Terminal): Finding {
  const names = PROVIDERS.map(({ keyVariable }) => keyVariable).filter((name) => name !== "");
  const isSet = (name: string): boolean => (environment[name] ?? "") !== "";
  const [set, unset] = [names.filter(isSet), names.filter((name) => !isSet(name))];
  const parts = [
    ...(set.length > 0 ? [`set: ${set.join(", ")}`] : []),
    ...(unset.length > 0 ? [`not set: ${unset.join(", ")}`] : []),
  ];
  return ok(`keys of providers in the environment; ${parts.join("; ")}`);
}

async function model(settings: Settings, terminal: Terminal): Promise<Finding> {
  const llm = { ...settings.llm, ...settings.workflow.steps.llm_call };
  const listed = PROVIDERS.find(({ name }) => name === llm.provider);
  if (listed === undefined)
    return note("no model configured, rules write the text", "turn one on with llm.provider: ollama");
  const { environment, now } = terminal;
  if (listed.isRemoteByNature && llm.key_file === null && (environment[listed.keyVariable] ?? "") === "") {
    return note(`${listed.name} needs its key`, `set ${listed.keyVariable} in the environment`);
  }
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(PATIENCE)]);
  const run = { signal, now, emit: () => undefined };
  try {
    const { provider } = connect(llm, settings.workflow.retry, run, { environment });
    const health = await provider?.probe(signal);
    if (health?.isReachable && health.hasModel) return ok(health.text);
    return note(health?.text ?? `${llm.provider} cannot be asked`, health?.hint ?? "");
  } catch (error) {
    terminal.signal.throwIfAborted();
    if (error instanceof UserError) return note(error.message, error.hint);
    const isLate = signal.aborted && !(error instanceof LLMError && error.kind !== "aborted");
    const why = isLate ? `did not answer within ${PATIENCE / 1000} s` : reasonOf(error);
    return note(`${llm.provider}: ${why}`, "see whether it runs, and check llm.endpoint");
  }
}

/** Nothing is made here: the nearest folder that is there must be writable. */
async function writable(what: string, path: string, fix: string): Promise<Finding> {
  let at = resolve(path);
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  try {
    // A folder in which nothing may be looked up takes no files either.
    await access(join(at, "."), constants.W_OK | constants.X_OK);
    return ok(`${what} ${path} can be written`);
  } catch {
    return note(`${what} ${path} cannot be written`, fix);
  }
}

const LINES = Array.from(
  { length: 120 },
  (_, i) =>
    `2025-04-01T12:${String(Math.floor(i / 60)).padStart(2, "0")}:${String(i % 60).padStart(2, "0")} ${
      i === 90 ? "FATAL [Db] data file corrupt" : `INFO [Web] request ${i} served`
    }\n`,
).join("");

/** The main job itself, offline, on lines of its own in the temporary folder. */
async function mainJob(settings: Settings, { signal, now, version }: Terminal): Promise<readonly Finding[]> {
  let folder: string;
  try {
    folder = await mkdtemp(join(tmpdir(), "loganomaly-doctor-"));
  } catch (error) {
    return [
      bad(`temporary folder ${tmpdir()} cannot be written (${reasonOf(error)})`, "set TMPDIR to one that can"),
      bad("the main job cannot run without it", "see the line above"),
    ];
  }
  const place = ok(`temporary folder ${tmpdir()} can be written`);
  try {
    const input = join(folder, "check.log");
    await writeFile(input, LINES);
    const offline: Settings = {
      ...settings,
      llm: { ...settings.llm, provider: "none" },
      workflow: { ...settings.workflow, steps: { ...settings.workflow.steps, llm_call: {} } },
    };
    const found = await analysis({
      inputs: [input],
      exclude: [],
      name: "check",
      settings: offline,
      configHash: configHash(offline),
      version,
      wantScores: false,
      stdin: async function* () {},
      run: { signal, now, emit: () => undefined },
    });
    const lines = found.results.summary.original_log_count;
    found.close();
    return [place, ok(`the main job runs offline (${count(lines, "line")} analysed)`)];
  } catch (error) {
    signal.throwIfAborted();
    return [place, bad(`the main job failed: ${reasonOf(error)}`, error instanceof UserError ? error.hint : "")];
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function screen(terminal: Terminal): Finding {
  const { stdout, environment } = terminal;
  if (!stdout.isTerminal) return ok("standard output is no terminal: plain text, no dashboard");
  const colors = mayColor(true, true, environment) ? "colours" : "no colours";
  const text = `terminal of ${stdout.columns} columns, ${colors}`;
  return hasScreen(terminal)
    ? ok(`${text}, dashboard`)
    : note(`${text}, no dashboard`, "it needs a keyboard on standard input and TERM other than dumb");
}

/** `doctor`: what works here. Exit code 0 when the main job does. */
export async function doctor(path: string | undefined, terminal: Terminal): Promise<number> {
  const { settings, findings } = await configured(path, terminal);
  const all: readonly Finding[] = [
    ok(`Node ${process.versions.node}, loganomaly ${terminal.version}`),
    ...findings,
    ...(await mainJob(settings, terminal)),
    await writable("results folder", "./results", "choose another with --output"),
    await writable("cache folder", settings.llm.cache_dir, "set llm.cache_dir, or llm.cache: false"),
    await model(settings, terminal),
    keys(terminal),
    screen(terminal),
  ];
  await terminal.stdout.write(`${all.map(lineOf).join("\n")}\n`);
  return all.some(({ mark }) => mark === "bad") ? EXIT.failed : EXIT.done;
}
