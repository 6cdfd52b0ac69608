import type { LineBatch } from "../../src/core/line-batch.ts";
import type { Run, RunEvent, Warning } from "../../src/core/run.ts";
import type { LogSource } from "../../src/core/source.ts";

/** A run that keeps what was emitted. */
export function recordedRun(): { run: Run; events: RunEvent[]; warnings: () => Warning[] } {
  const events: RunEvent[] = [];
  return {
    run: { signal: new AbortController().signal, now: () => 0, emit: (event) => events.push(event) },
    events,
    warnings: () => events.flatMap((event) => (event.type === "warning" ? [event.warning] : [])),
  };
}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** The lines of batches, one string of bytes (latin1) each. */
export const linesOf = (batches: readonly LineBatch[]): string[] =>
  batches.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, i) => textOf(batch.bytes.subarray(batch.start[i], batch.end[i]))),
  );

export async function readSource(source: LogSource, run: Run): Promise<LineBatch[]> {
  const batches: LineBatch[] = [];
  for await (const batch of source.read(0, run)) batches.push(batch);
  return batches;
}
