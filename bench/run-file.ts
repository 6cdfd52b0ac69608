import { existsSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

const rate = z.number().positive().describe("lines per second");
const count = z.number().int().positive();

const miningFigures = z.object({
  lines: count.describe("of each system"),
  sampleLines: count.describe("of each system, for the comparison with peers"),
  repetitions: count,
  peerRepetitions: count,
  peers: z.array(
    z.object({
      name: z.string(),
      package: z.string(),
      found: z.union([z.object({ version: z.string(), python: z.string() }), z.object({ absent: z.string() })]),
    }),
  ),
  systems: z.array(
    z.object({
      system: z.string(),
      bytesPerLine: z.number().positive(),
      warm: rate,
      cold: rate,
      shapes: count,
      templates: count,
      sampleAuto: rate,
      sampleDrain: rate,
      samplePeers: z.array(rate.nullable()).describe("of each of the peers; null: it is absent"),
    }),
  ),
  asTheyAre: z.array(
    z.object({
      log: z.string(),
      lines: count,
      bytes: count,
      cold: rate,
      shapes: count,
      repeated: z.number().min(0).max(1).describe("share of lines that differ from an earlier one in digits only"),
    }),
  ),
});
export type MiningFigures = z.infer<typeof miningFigures>;

const readingFigures = z.object({
  repetitions: count,
  logs: z.array(
    z.object({
      log: z.string(),
      lines: count,
      bytes: count,
      frontEnd: rate,
      alone: rate,
      tokenLimit: rate,
      wc: rate.nullable(),
    }),
  ),
  cores: z
    .object({
      log: z.string(),
      lines: count,
      bytes: count,
      rounds: z.array(
        z.object({
          one: rate,
          two: rate,
          programs: rate.describe("of two programs at once, together"),
        }),
      ),
    })
    .optional(),
});
export type ReadingFigures = z.infer<typeof readingFigures>;

const jobFigures = z.object({
  repetitions: count,
  logs: z.array(
    z.object({
      log: z.string(),
      lines: count,
      bytes: count,
      seconds: z.number().positive(),
      mebibytes: z.number().positive(),
      stages: z.array(z.object({ name: z.string(), seconds: z.number() })),
    }),
  ),
});
export type JobFigures = z.infer<typeof jobFigures>;

/** One run of all parts on one machine: what `bench/runs/*.json` holds. */
export const benchRun = z.object({
  date: z.iso.date(),
  commit: z.string(),
  command: z.string(),
  machine: z.object({ processor: z.string(), cores: count, memoryGibibytes: count, system: z.string() }),
  node: z.string(),
  /** Of one, five and fifteen minutes. */
  loadBefore: z.array(z.number()),
  loadAfter: z.array(z.number()),
  seconds: z.number().positive(),
  mining: miningFigures.optional(),
  reading: readingFigures.optional(),
  job: jobFigures.optional(),
});
export type BenchRun = z.infer<typeof benchRun>;

export const runsFolder = new URL("./runs/", import.meta.url);

/** The newest run that was kept, by its date. */
export function newestRun(folder = runsFolder): BenchRun | undefined {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder)
    .filter((file) => /^\d{4}-\d\d-\d\d\.json$/.test(file))
    .sort()
    .at(-1);
  return name === undefined ? undefined : benchRun.parse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
}
