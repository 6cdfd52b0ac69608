import { readFile } from "node:fs/promises";
import { sep } from "node:path";
import { childOf, type Path } from "./path.ts";

const OUTPUTS =
  /^(run|egress)\.json$|_(anomalies|incidents|templates|timeline|summary|scores|structured|llm_candidates)\.(json|ndjson|jsonl|csv)$|^report\.(html|md|txt)$/;

/** Whether a file of this name is one that a run writes. */
export const isOutputName = (name: string): boolean => OUTPUTS.test(name);

/** Whether `path` is `folder` or in it; both resolved. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Whether the folder holds an earlier run's results: a `run.json` that says so. */
export async function isResultFolder(folder: Path): Promise<boolean> {
  const text = await readFile(childOf(folder, Buffer.from("run.json")), "utf8").catch(() => "");
  return /"program"\s*:\s*"loganomaly"/.test(text);
}
