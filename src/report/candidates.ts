import type { Candidate } from "../core/candidate.ts";
import { UserError } from "../core/errors.ts";
import { newerVersion, RESULTS_VERSION } from "../core/schema-version.ts";
import { jsonText } from "./json.ts";
import { candidateSchema } from "./schemas.ts";

/** What follows `<name>_`. */
export const CANDIDATES = "llm_candidates.jsonl";

/** Candidates as lines. Numbers stand in full: the prompts that are made of them must be the same. */
export function* candidateLines(candidates: readonly Candidate[]): Generator<string> {
  for (const candidate of candidates) yield `${jsonText({ schema_version: RESULTS_VERSION, ...candidate })}\n`;
}

const versionOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "schema_version" in value ? value.schema_version : undefined;

/** Reads them again. `where`: the file, for messages. */
export function readCandidates(text: string, where: string): readonly Candidate[] {
  const again = "write them again: loganomaly --input LOGS --llm-phase prepare";
  const refuse = (line: number, why: string, hint = again): UserError =>
    new UserError(`${where}:${line}: ${why}`, hint);
  return text
    .split("\n")
    .slice(0, text.endsWith("\n") ? -1 : undefined)
    .map((written, i): Candidate => {
      let value: unknown;
      try {
        value = JSON.parse(written);
      } catch {
        throw refuse(i + 1, "it is not valid JSON");
      }
      const version = versionOf(value);
      const newer = newerVersion(version, RESULTS_VERSION);
      if (newer !== undefined) throw refuse(i + 1, newer.text, newer.hint);
      if (version !== RESULTS_VERSION) {
        throw refuse(i + 1, `expected schema_version ${RESULTS_VERSION}, got ${JSON.stringify(version) ?? "none"}`);
      }
      const parsed = candidateSchema.safeParse(value);
      if (parsed.success) return parsed.data;
      throw refuse(i + 1, `it is no candidate (at ${parsed.error.issues[0]?.path.join(".") ?? ""})`);
    });
}
