import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const share = z.number().min(0).max(1);
const count = z.number().int().nonnegative();

/** Share or F1, as `scores.ts` defines them. `c`: corrected labels; `s`: the strict form of comparing texts. */
export const COLUMNS = ["GA", "FGA", "GA c", "FGA c", "PA", "FTA", "PA s", "FTA s"] as const;
const scores = z.record(z.enum(COLUMNS), share);
export type Scores = z.infer<typeof scores>;

/** What `evaluate.ts --write` writes: the accuracy of miners on all labelled systems. */
export const miningResult = z.object({
  date: z.iso.date(),
  commit: z.string(),
  command: z.string(),
  versions: z.object({
    loganomaly: z.string(),
    node: z.string(),
    peers: z.array(z.object({ package: z.string(), version: z.string().nullable() })),
  }),
  /** SHA-256 of the labelled files. */
  data: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  miners: z.array(
    z.object({
      miner: z.string(),
      means: scores,
      systems: z.array(z.object({ system: z.string(), scores, templates: count, true: count })),
    }),
  ),
});
export type MiningResult = z.infer<typeof miningResult>;

export const resultFile = new URL("./result.json", import.meta.url);

/** The result that was kept, if one was. */
export const keptResult = (file = resultFile): MiningResult | undefined =>
  existsSync(file) ? miningResult.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
