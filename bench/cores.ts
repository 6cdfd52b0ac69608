import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { z } from "zod";
import type { BenchLog } from "./logs.ts";
import type { ReadingFigures } from "./run-file.ts";

/** Each is one core, then two, then two programs: what slows the machine down for a while slows all three. */
const ROUNDS = 5;
const root = fileURLToPath(new URL("../", import.meta.url));
const reading = z.object({ lines: z.number(), seconds: z.number() });

/** Numbers of the cores that this process may use; none where that cannot be known. */
function coresAllowed(): readonly string[] {
  const status = "/proc/self/status";
  if (!existsSync(status) || spawnSync("taskset", ["--version"]).status !== 0) return [];
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(status, "utf8"))?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return first === undefined ? [] : Array.from({ length: last! - first + 1 }, (_, i) => String(first + i));
  });
}

/** The program and its threads in few files, as users have them: from source each thread would first strip the types of a hundred. */
async function built(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: { once: join(root, "bench/read-once.ts"), "stretch-worker": join(root, "src/pipeline/stretch-worker.ts") },
    platform: "node",
    external: /node_modules/,
  });
  await bundle.write({ dir: folder, format: "esm" });
  await bundle.close();
  return join(folder, "once.js");
}

/** The front end over the log, in a program that may use these cores only. */
async function readOn(cores: string, program: string, path: string, threads: number): Promise<z.infer<typeof reading>> {
  const child = spawn("taskset", ["-c", cores, process.execPath, program, path, String(threads)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return reading.parse(JSON.parse(printed));
}

/**
 * The front end on one core, with everything that the engine does beside it, against two cores with one more thread; and against
 * two programs that share nothing, each on a core of its own: more than these cannot be had of the machine. Undefined: there
 * is one core, or nothing here to keep a program on one.
 */
export async function measureCores(
  { name, path }: BenchLog,
  progress: (text: string) => void,
): Promise<ReadingFigures["cores"]> {
  const [core, another] = coresAllowed();
  if (core === undefined || another === undefined) return undefined;
  // Inside the project, so that packages are found.
  const folder = mkdtempSync(join(root, "node_modules", ".bench-"));
  try {
    const program = await built(folder);
    const rounds: NonNullable<ReadingFigures["cores"]>["rounds"] = [];
    let lines = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`reading ${name} on one core and on two, ${round} of ${ROUNDS}`);
      const one = await readOn(core, program, path, 0);
      const two = await readOn(`${core},${another}`, program, path, 1);
      const programs = await Promise.all([core, another].map((own) => readOn(own, program, path, 0)));
      lines = one.lines;
      rounds.push({
        one: Math.round(lines / one.seconds),
        two: Math.round(lines / two.seconds),
        programs: Math.round(programs.reduce((sum, each) => sum + lines / each.seconds, 0)),
      });
    }
    return { log: name, lines, bytes: statSync(path).size, rounds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
