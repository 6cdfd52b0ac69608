import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { seededRandom } from "../src/core/random.ts";
import { otherNumber } from "./digits.ts";
import { dataRoot } from "./mining-corpora.ts";
import { generated } from "./reading-logs.ts";

/** A log to measure with: what it is, and where. */
export interface BenchLog {
  readonly name: string;
  readonly path: string;
}

const HOUR = 3_600_000;
/** How much later each repetition of the real lines is: they cover a day and a half. */
const SHIFT_HOURS = 40;
const TIME = /^(\d\d)(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)/;
const pad = (n: number): string => String(n).padStart(2, "0");

/** `081109 203615`, so many milliseconds later. */
function later(time: string, milliseconds: number): string {
  const [, year, month, day, hour, minute, second] = TIME.exec(time)?.map(Number) ?? [];
  if (year === undefined) throw new Error(`no time of HDFS: ${time}`);
  const date = new Date(Date.UTC(2000 + year, month! - 1, day, hour, minute, second) + milliseconds);
  return (
    pad(date.getUTCFullYear() % 100) +
    pad(date.getUTCMonth() + 1) +
    `${pad(date.getUTCDate())} ` +
    pad(date.getUTCHours()) +
    pad(date.getUTCMinutes()) +
    pad(date.getUTCSeconds())
  );
}

/** Real lines of HDFS again and again, each time 40 hours later and with other long numbers; undefined: the data is not there. */
export function hdfsLog(folder: string, count: number, suffix = "real"): BenchLog | undefined {
  const source = join(dataRoot(), "hdfs/HDFS_2pct_first_half.log.gz");
  if (!existsSync(source)) return undefined;
  const real = gunzipSync(readFileSync(source)).toString().trimEnd().split("\n");
  const random = seededRandom(3);
  const path = join(folder, `hdfs-${suffix}.log`);
  const file = openSync(path, "w");
  for (let written = 0, round = 0; written < count; round++) {
    const times = new Map<string, string>();
    const shifted = (time: string): string => {
      const known = times.get(time) ?? later(time, round * SHIFT_HOURS * HOUR);
      times.set(time, known);
      return known;
    };
    const lines = real.slice(0, count - written).map((line) => {
      const rest = line.slice(13).trimEnd();
      return (
        shifted(line.slice(0, 13)) +
        (round === 0 ? rest : rest.replace(/\d{5,}/g, (digits) => otherNumber(digits, random)))
      );
    });
    writeSync(file, `${lines.join("\n")}\n`);
    written += lines.length;
  }
  closeSync(file);
  return { name: "hdfs, real", path };
}

/** A generated log of a form (`reading-logs.ts`). */
export function generatedLog(folder: string, form: string, count: number): BenchLog {
  const path = join(folder, `${form}.log`);
  writeFileSync(path, generated(form, count));
  return { name: form, path };
}
