import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { runSchema } from "../src/report/schemas.ts";
import { runCommand } from "./command.ts";
import type { BenchLog } from "./logs.ts";
import type { JobFigures } from "./run-file.ts";
import { tokenize } from "./token-limit.ts";

const REPETITIONS = 3;

/** The main job without a model, as its users start it. The stages are those of the fastest run. */
export async function measureJob(
  logs: readonly BenchLog[],
  folder: string,
  progress: (text: string) => void,
): Promise<JobFigures> {
  const figures: JobFigures["logs"] = [];
  for (const { name, path } of logs) {
    let [best, highest] = [Number.POSITIVE_INFINITY, 0];
    let stages: { name: string; seconds: number }[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      progress(`job on ${name}, ${repetition + 1} of ${REPETITIONS}`);
      const output = join(folder, `results-${repetition}`);
      const { seconds, mebibytes } = await runCommand(path, output);
      highest = Math.max(highest, mebibytes);
      if (seconds >= best) continue;
      best = seconds;
      const told = runSchema.parse(JSON.parse(readFileSync(join(output, "run.json"), "utf8"))).stages;
      const inside = told.reduce((sum, stage) => sum + stage.seconds, 0);
      stages = [...told, { name: "start and end", seconds: Math.round((seconds - inside) * 1000) / 1000 }];
    }
    figures.push({
      log: name,
      lines: tokenize(path).lines,
      bytes: statSync(path).size,
      seconds: Math.round(best * 1000) / 1000,
      mebibytes: Math.round(highest),
      stages,
    });
  }
  return { repetitions: REPETITIONS, logs: figures };
}
