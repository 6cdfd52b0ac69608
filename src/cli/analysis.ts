import type { Analysis, AnalyzeRequest } from "../pipeline/analyze.ts";
import type { ClassifyRequest } from "../pipeline/classify.ts";

export type { Analysis } from "../pipeline/analyze.ts";

/** Runs the pipeline. It is loaded here, so that `--help` does not wait for it. */
export async function analysis(request: AnalyzeRequest): Promise<Analysis> {
  const { analyze } = await import("../pipeline/analyze.ts");
  return analyze(request);
}

/** Asks the model about what an earlier run left for it. */
export async function classification(request: ClassifyRequest): Promise<Analysis> {
  const { classify } = await import("../pipeline/classify.ts");
  return classify(request);
}
