import type { Analysis, AnalyzeRequest } from "../pipeline/analyze.ts";

export type { Analysis } from "../pipeline/analyze.ts";

/** Runs the pipeline. It is loaded here, so that `--help` does not wait for it. */
export async function analysis(request: AnalyzeRequest): Promise<Analysis> {
  const { analyze } = await import("../pipeline/analyze.ts");
  return analyze(request);
}
