import { settingsFrom } from "../../src/config/index.ts";
import type { Anomaly, Incident } from "../../src/core/anomaly.ts";
import type { Results } from "../../src/core/results.ts";
import type { Run, RunEvent } from "../../src/core/run.ts";
import type { LogSource } from "../../src/core/source.ts";
import { detectors } from "../../src/detectors/index.ts";
import { type Analysis, analyzeSources } from "../../src/pipeline/analyze.ts";
import { fileWriters } from "../../src/report/index.ts";
import { streamSource } from "../../src/sources/stream-source.ts";

/** A log in memory: its name, and its text or bytes. */
export interface Log {
  readonly name: string;
  readonly text: string | Uint8Array;
}

export interface AnalyzedOptions {
  readonly config?: object;
  /** Lines a batch. */
  readonly batchSize?: number;
  /** Bytes a chunk; default: all at once. */
  readonly chunkBytes?: number;
  readonly wantScores?: boolean;
}

/** What a run wrote, and what its results hold. */
export interface Analyzed {
  /** Every file by what follows `<name>_`, and `egress.json`. */
  readonly files: Readonly<Record<string, string>>;
  readonly anomalies: readonly Anomaly[];
  readonly incidents: readonly Incident[];
  readonly results: Results;
  readonly incomplete: readonly string[];
  readonly events: readonly RunEvent[];
  readonly egress: unknown;
}

export const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === "string" ? new TextEncoder().encode(text) : text;

const memorySource = (log: Log, batchSize: number, chunkBytes: number, encoding: string | null): LogSource => {
  const bytes = bytesOf(log.text);
  return streamSource({
    name: log.name,
    sizeBytes: bytes.length,
    year: 2026,
    batchSize,
    maxLineBytes: 1 << 20,
    encoding: encoding ?? undefined,
    canReopen: true,
    async *open() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
    },
  });
};

export const settingsOf = (config: object = {}) =>
  settingsFrom(config, detectors, { environment: {}, home: "/nowhere" });

/** A run whose clock goes on only when it is looked at: no file may hold it. */
export function steppedRun(): { run: Run; events: RunEvent[] } {
  const events: RunEvent[] = [];
  let now = 1_000_000;
  const run: Run = { signal: new AbortController().signal, now: () => now++, emit: (event) => void events.push(event) };
  return { run, events };
}

/** Reads an analysis to its end and closes it. */
export function written(analysis: Analysis, events: readonly RunEvent[] = []): Analyzed {
  try {
    const files: Record<string, string> = {};
    for (const writer of fileWriters) files[writer.suffix] = [...writer.write(analysis.results)].join("");
    files["egress.json"] = JSON.stringify(analysis.egress);
    return {
      files,
      anomalies: [...analysis.results.anomalies],
      incidents: analysis.results.incidents,
      results: analysis.results,
      incomplete: analysis.incomplete,
      events,
      egress: analysis.egress,
    };
  } finally {
    analysis.close();
  }
}

/** Analyses logs in memory and writes all files, in memory too. */
export async function analyzed(logs: readonly Log[], options: AnalyzedOptions = {}): Promise<Analyzed> {
  const batchSize = options.batchSize ?? 5000;
  const { run, events } = steppedRun();
  const { encoding } = settingsOf(options.config);
  const analysis = await analyzeSources(
    logs.map((log) => memorySource(log, batchSize, options.chunkBytes ?? 1 << 20, encoding)),
    {
      name: "run",
      settings: settingsOf({ ...options.config, batch_size: batchSize }),
      configHash: "hash",
      version: "0.0.0",
      wantScores: options.wantScores ?? false,
      run,
    },
  );
  return written(analysis, events);
}

/** Lines = parsed + joined + skipped, in the whole and file by file. */
export function isBalanced({ results }: Analyzed): boolean {
  const { lines, parsed, joined, skipped, files } = results.summary.input;
  const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return (
    lines === parsed + joined + left && files.every((file) => file.lines === file.parsed + file.joined + file.skipped)
  );
}

const TWO = (n: number): string => String(n).padStart(2, "0");

/** `2026-03-16T09:00:00` and so many seconds. */
export const clockAt = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 16, 9) + Math.floor(seconds) * 1000).toISOString().slice(0, 19);

/** A quiet hour of a small service: `count` lines, three kinds of message in turn. */
export function quietLines(count: number, seconds = 3600): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = clockAt((i * seconds) / count);
    if (i % 3 === 0) return `${at} INFO [web] GET /cart/${i % 17} took ${10 + (i % 9)} ms`;
    if (i % 3 === 1) return `${at} INFO [db] query ${TWO(i % 60)} returned ${i % 41} rows`;
    return `${at} INFO [cache] hit for key item-${i % 29}`;
  });
}
