import { setFlagsFromString } from "node:v8";
import type { Analysis, AnalyzeRequest } from "../pipeline/analyze.ts";
import type { ClassifyRequest } from "../pipeline/classify.ts";

export type { Analysis } from "../pipeline/analyze.ts";

/** Of threads, megabytes: about what this one has when it begins to read. */
const YOUNG_MEGABYTES = 8;

/** So much garbage may come to what is alive before it is collected, per cent. The engine lets a small heap grow fourfold. */
const GARBAGE_PERCENT = 50;

/**
 * Keeps the heap of short-lived objects as large as it is by now. The engine doubles it after so many survivors, however
 * long ago: a run of an hour would take 100 MB more than one of a minute, and would be no faster. Threads begin with as
 * much, or they would stay at one megabyte and collect all the time. What outlives that heap for a while is collected sooner too.
 */
function boundHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--min-semi-space-size=${YOUNG_MEGABYTES}`);
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
}

/** Runs the pipeline. It is loaded here, so that `--help` does not wait for it. */
export async function analysis(request: AnalyzeRequest): Promise<Analysis> {
  const { analyze } = await import("../pipeline/analyze.ts");
  boundHeap();
  return analyze(request);
}

/** Asks the model about what an earlier run left for it. */
export async function classification(request: ClassifyRequest): Promise<Analysis> {
  const { classify } = await import("../pipeline/classify.ts");
  return classify(request);
}
