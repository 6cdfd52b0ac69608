import type { Candidate } from "../core/candidate.ts";
import { UserError } from "../core/errors.ts";
import { jsonText } from "./json.ts";
import { candidateSchema, SCHEMA_VERSION } from "./schemas.ts";

/** What follows `<name>_`. */
export const CANDIDATES = "llm_candidates.jsonl";

/** Candidates as lines. Numbers stand in full: the prompts that are made of them must be the same. */
export function* candidateLines(candidates: readonly Candidate[]): Generator<string> {
  for (const candidate of candidates) yield `${jsonText({ schema_version: SCHEMA_VERSION, ...candidate })}\n`;
}

const versionOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "schema_version" in value ? value.schema_version : undefined;

/** Reads them again. `where`: the file, for messages. */
export function readCandidates(text: string, where: string): readonly Candidate[] {
  const refuse = (line: number, why: string): UserError =>
    new UserError(`${where}:${line}: ${why}`, "write them again: loganomaly --input LOGS --llm-phase prepare");
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
      if (version !== SCHEMA_VERSION) {
        throw refuse(i + 1, `expected schema_version ${SCHEMA_VERSION}, got ${JSON.stringify(version) ?? "none"}`);
      }
      const parsed = candidateSchema.safeParse(value);
      if (parsed.success) return parsed.data;
      throw refuse(i + 1, `it is no candidate (at ${parsed.error.issues[0]?.path.join(".") ?? ""})`);
    });
}
