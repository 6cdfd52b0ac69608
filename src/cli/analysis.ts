import type { Results } from "../core/results.ts";
import type { Run } from "../core/run.ts";
import type { Settings } from "../core/settings.ts";

/** What a run is asked for. */
export interface AnalysisRequest {
  readonly inputs: readonly string[];
  /** Paths that are not read even where an input holds them: the run's own results. */
  readonly exclude: readonly string[];
  readonly name: string;
  readonly settings: Settings;
  readonly configHash: string;
  readonly version: string;
  readonly wantScores: boolean;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly run: Run;
}

/** What a run gave. */
export interface Analysis {
  readonly results: Results;
  readonly egress: object;
  readonly model: { readonly seconds: number; readonly calls: number };
  /** What could not be done, a sentence each. */
  readonly incomplete: readonly string[];
  close(): void;
}

/** Runs the pipeline. It is loaded here, so that `--help` does not wait for it. */
export async function analysis(request: AnalysisRequest): Promise<Analysis> {
  const { analyze } = await import("../pipeline/analyze.ts");
  return analyze({ ...request, llm: undefined });
}
