/**
 * Peak memory of the built command on a small and on a large log of the same kind, read in one thread and with one more.
 * node bench/memory.ts [--small 100] [--large 1000]   megabytes; needs Linux (/proc), and room in the temporary folder.
 * Ends with 1 when the large log took more than a fifth more memory than the small one, with as many threads.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generate } from "../src/demo/generate.ts";
import { runCommand } from "./command.ts";

const MOST = 1.2;
const DAY = 86_400_000;

const { values } = parseArgs({
  options: { small: { type: "string", default: "100" }, large: { type: "string", default: "1000" } },
});

/** An ordinary day of a web server: what was planted would be found once more each day, and findings take room too. */
function ordinaryDay(): readonly string[] {
  const { files, incidents } = generate({ seed: 7, lines: 50_000 });
  const planted = new Set(incidents.filter(({ file }) => file === "web.log").flatMap(({ lines }) => lines));
  const lines = files.find(({ name }) => name === "web.log")?.lines ?? [];
  return lines.filter((_, i) => !planted.has(i + 1));
}

/** The day again and again, each time with its own date, until there are so many bytes. */
function write(path: string, megabytes: number): number {
  const day = ordinaryDay();
  const file = openSync(path, "w");
  let bytes = 0;
  let lines = 0;
  for (let shift = 0; bytes < megabytes * 1e6; shift++) {
    const dates = new Map<string, string>();
    const later = (date: string): string => {
      const known = dates.get(date) ?? new Date(Date.parse(date) + shift * DAY).toISOString().slice(0, 10);
      dates.set(date, known);
      return known;
    };
    const text = day.map((line) => (/^\d{4}-/.test(line) ? later(line.slice(0, 10)) + line.slice(10) : line));
    bytes += writeSync(file, `${text.join("\n")}\n`);
    lines += text.length;
  }
  closeSync(file);
  return lines;
}

const folder = mkdtempSync(join(tmpdir(), "loganomaly-memory-"));
try {
  const sizes = [Number(values.small), Number(values.large)];
  const logs = sizes.map((megabytes, i) => {
    const path = join(folder, `web-${i}.log`);
    return { megabytes, path, lines: write(path, megabytes) };
  });
  const ratios: number[] = [];
  console.log("| threads beside the first | log | lines | seconds | peak memory |\n| --- | --- | --- | --- | --- |");
  for (const workers of [0, 1]) {
    const config = join(folder, `workers-${workers}.yaml`);
    writeFileSync(config, `workers: ${workers}\n`);
    const peaks: number[] = [];
    for (const { megabytes, path, lines } of logs) {
      const { mebibytes, seconds } = await runCommand(path, join(folder, `results-${workers}`), config);
      peaks.push(mebibytes);
      console.log(
        `| ${workers} | ${megabytes} MB | ${lines.toLocaleString("en-US")} | ${seconds.toFixed(1)} | ${mebibytes.toFixed(0)} MiB |`,
      );
    }
    ratios.push((peaks[1] ?? Number.NaN) / (peaks[0] ?? Number.NaN));
  }
  console.log(`\nratios ${ratios.map((ratio) => ratio.toFixed(2)).join(" and ")}, at most ${MOST}`);
  process.exitCode = ratios.every((ratio) => ratio <= MOST) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
