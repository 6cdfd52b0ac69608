import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { UserError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import type { Results } from "../core/results.ts";
import { newerVersion, RESULTS_VERSION } from "../core/schema-version.ts";
import type { ClassifyRequest } from "../pipeline/classify.ts";
import { CANDIDATES, egressSchema, fileSchemas, type RunRecord, readCandidates, runSchema } from "../report/index.ts";

/** Where the files of one run lie, by the name they share. */
export interface StoredRun {
  readonly folder: string;
  readonly name: string;
}

const refuse = (path: string, why: string, hint: string, cause?: unknown): UserError =>
  new UserError(`${printable(path)}: ${why}`, hint, 2, { cause });

const ANALYSE = "loganomaly --input LOGS --output FOLDER makes them";

/** Finds the run in a folder; of several, the one that `run.json` tells of. */
export async function findRun(folder: string): Promise<StoredRun> {
  let files: readonly string[];
  try {
    files = await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    const why = code === "ENOTDIR" ? "expected a folder with results, got a file" : "there is no such folder";
    throw refuse(folder, code === "EACCES" ? "this user may not read it" : why, ANALYSE, error);
  }
  const names = files.flatMap((file) =>
    file.endsWith("_summary.json") ? [file.slice(0, -"_summary.json".length)] : [],
  );
  const [name, ...others] = names.sort();
  if (name === undefined) throw refuse(folder, "expected results, found no file that ends in _summary.json", ANALYSE);
  // Several runs may share a folder: `run.json` tells of the last one.
  const record = others.length > 0 ? await readRecord({ folder, name }) : undefined;
  const written = record?.files.map((file) => file.name) ?? [];
  const last = names.filter((each) => written.includes(`${each}_summary.json`));
  if (others.length > 0 && last.length === 1) return { folder, name: last[0] ?? name };
  if (others.length > 0) {
    const all = names.map((one) => printable(one)).join(", ");
    throw refuse(folder, `expected the results of one run, found ${names.length}: ${all}`, "move all but one away");
  }
  return { folder, name };
}

/** Reads one file of a run and checks it against its schema. */
export async function readStored<T>(run: StoredRun, kind: string, schema: z.ZodType<T>): Promise<T> {
  const path = pathOf(run, kind);
  return checked(path, await readText(path), schema);
}

const pathOf = ({ folder, name }: StoredRun, kind: string): string => join(folder, `${name}_${kind}.json`);

async function readText(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw refuse(path, "it is missing or cannot be read", "run the analysis again, without --summary-only", error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(path, "it is not valid JSON", "it was changed or cut; run the analysis again", error);
  }
}

function checked<T>(path: string, data: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue ? issue.path.map(String).join(".") : "";
  throw refuse(
    path,
    `it does not look like what this version writes${where === "" ? "" : ` (at ${printable(where)})`}`,
    "it was written by another version or changed; run the analysis again",
  );
}

/** An object with its version: one that an earlier build wrote without any has the form of the first. A newer one is refused. */
function versioned(path: string, data: unknown): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  if (!("schema_version" in data)) return { ...data, schema_version: RESULTS_VERSION };
  const newer = newerVersion(data.schema_version, RESULTS_VERSION);
  if (newer !== undefined) throw refuse(path, newer.text, newer.hint);
  return data;
}

/** Comes before all other files of a run: it says of which version they are. */
async function readSummary(run: StoredRun): Promise<Results["summary"]> {
  const path = pathOf(run, "summary");
  const data = await readText(path);
  const hasRun = typeof data === "object" && data !== null && "run" in data;
  return checked(path, hasRun ? { ...data, run: versioned(path, data.run) } : data, fileSchemas.summary);
}

/** The results of a run, without its anomalies: they are many, and few need them. */
export async function readResults(run: StoredRun): Promise<Results> {
  const summary = await readSummary(run);
  const rows = await readStored(run, "templates", fileSchemas.templates);
  return {
    name: run.name,
    anomalies: [],
    incidents: await readStored(run, "incidents", fileSchemas.incidents),
    templates: rows.flatMap((row) => ("left_out" in row ? [] : [row])),
    templatesLeftOut: rows.reduce((sum, row) => sum + ("left_out" in row ? row.left_out : 0), 0),
    timeline: await readStored(run, "timeline", fileSchemas.timeline),
    summary,
  };
}

/** What `--llm-phase prepare` left for the model, beside the results of its run. */
export async function readPrepared(
  run: StoredRun,
): Promise<Pick<ClassifyRequest, "stored" | "candidates" | "redactions">> {
  const path = join(run.folder, `${run.name}_${CANDIDATES}`);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw refuse(path, "it is missing or cannot be read", "loganomaly --input LOGS --llm-phase prepare", error);
  }
  return {
    stored: { ...(await readResults(run)), anomalies: await readStored(run, "anomalies", fileSchemas.anomalies) },
    candidates: readCandidates(text, printable(path)),
    redactions: egressSchema.safeParse(await readJson(join(run.folder, "egress.json"))).data?.redactions ?? {},
  };
}

/** A file that may be missing or odd: then undefined, the results stand without it. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** What `run.json` says; undefined where it is missing or odd. */
export async function readRecord({ folder }: StoredRun): Promise<RunRecord | undefined> {
  const path = join(folder, "run.json");
  return runSchema.safeParse(versioned(path, await readJson(path))).data;
}
