import { type Profile, type Samples, SLICES } from "../core/samples.ts";
import { type Row, samplesOf } from "./samples.ts";

/** Columns of what follows a statement's last event. */
export const SILENCE_COLUMNS = [
  "count",
  /** Events a slice while it still came. */
  "mean",
  /** Variance over mean of that, at least 1. */
  "dispersion",
  /** Share of those slices that had any. */
  "presence",
  /** Slices without it at the end of the run, in which its component still talks. */
  "silent",
] as const;

/** A shorter silence is nothing to tell, milliseconds. */
const LEAST = 60_000;

/** One row a statement that came steadily and then no more, although its component still talks. */
export function silenceSamples(profile: Profile): Samples {
  const rows: Row[] = [];
  // Without times a silence has no length.
  if (!profile.isTimed) return samplesOf(rows, SILENCE_COLUMNS);
  for (const statement of profile.statements) {
    const { slices, componentSlices } = statement;
    // Programs of several files that name no component are not one program.
    if (profile.sources > 1 && statement.component < 0) continue;
    let first = 0;
    while (first < SLICES && slices[first] === 0) first++;
    let last = SLICES - 1;
    while (last > first && slices[last] === 0) last--;
    const silence = profile.end - statement.lastTime;
    if (silence < LEAST) continue;
    if (last > SLICES - 3 || last - first < 3) continue;
    // What came up, lasted for less than it has been gone, and was not there from the start, was an episode that is over.
    if (first > 0 && silence > statement.lastTime - statement.firstTime) continue;
    const talks = componentSlices.subarray(last + 1, SLICES - 1).every((count, i) => count > slices[last + 1 + i]!);
    if (!talks) continue;
    // The slice in which it stopped is only partly covered.
    const active = slices.subarray(first, last);
    const mean = active.reduce((a, b) => a + b, 0) / active.length;
    const variance = active.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, active.length - 1);
    rows.push({
      key: statement.id,
      from: Number.isNaN(statement.lastTime) ? statement.last * 1000 : statement.lastTime,
      to: profile.origin + profile.buckets * profile.bucketWidth,
      features: [
        statement.count,
        mean,
        Math.max(1, variance / Math.max(1e-9, mean)),
        active.filter((count) => count > 0).length / active.length,
        SLICES - 1 - last,
      ],
    });
  }
  return samplesOf(rows, SILENCE_COLUMNS);
}
