import type { LineBatch } from "../core/line-batch.ts";
import type { Run, WarningKind } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import { decompressed, type Gauge } from "./decompress.ts";
import { lineSplitter } from "./line-splitter.ts";
import { withoutNulRuns } from "./nul-runs.ts";
import { places } from "./places.ts";
import { inUtf8 } from "./transcode.ts";
import { unpacked } from "./unpack.ts";
import { Unreadable } from "./unreadable.ts";

export interface StreamSourceOptions {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  readonly year: number | undefined;
  readonly batchSize: number;
  readonly maxLineBytes: number;
  /** How the text is encoded where it says nothing of itself; undefined: UTF-8, or what looks like UTF-16. */
  readonly encoding?: string | undefined;
  /** The bytes as they are stored; a chunk may be reused after the next one was asked for. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  /** `open` may be called again and gives the same bytes: a file, not a pipe. */
  readonly canReopen: boolean;
  /** What it gives together with others must not be a bomb. */
  readonly gauge?: Gauge | undefined;
  /** Said once when reading begins. */
  readonly warning?: { readonly kind: WarningKind; readonly text: string };
}

/** What went wrong with a file, in the words of warnings. */
export function readFault(error: unknown): { kind: WarningKind; text: string } {
  if (error instanceof Unreadable) return { kind: error.kind, text: error.message };
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EACCES" || code === "EPERM") return { kind: "permission", text: "not readable: permission denied" };
  if (code === "ENOENT" || code === "ESTALE") return { kind: "vanished", text: "gone before it could be read" };
  if (code === "") throw error;
  return { kind: "io", text: `reading ended early (${code}); read up to there` };
}

/** Runs of NULs that are told each with its place; the rest is a count. */
const NUL_RUNS_TOLD = 3;

type Warn = (kind: WarningKind, text: string, byte?: number) => void;

/** Tells of runs of NULs. */
function nulRuns(warn: Warn): { tell(stored: number, sizeBytes: number): void; end(): void } {
  let runs = 0;
  let more = 0;
  return {
    tell(stored, sizeBytes) {
      runs++;
      if (runs <= NUL_RUNS_TOLD) warn("nul-run", `nul-run ${sizeBytes} bytes: passed over`, stored);
      else more += sizeBytes;
    },
    end() {
      if (runs > NUL_RUNS_TOLD) warn("nul-run", `${runs - NUL_RUNS_TOLD} more runs of ${more} NUL bytes: passed over`);
    },
  };
}

/**
 * A source over a stream of bytes: decompressed, in UTF-8, without holes, and split. Faults of reading become one warning;
 * what came before is kept.
 */
export function streamSource(options: StreamSourceOptions): LogSource {
  const { name, sizeBytes, year } = options;
  return {
    isBinary: options.warning?.kind === "binary",
    name,
    sizeBytes,
    year,
    async *read(index: number, run: Run) {
      const warn: Warn = (kind, said, byte = -1) =>
        run.emit({ type: "warning", warning: { kind, source: name, line: 0, byte, text: said } });
      if (options.warning) warn(options.warning.kind, options.warning.text);
      const splitter = lineSplitter({
        source: index,
        batchSize: options.batchSize,
        maxLineBytes: options.maxLineBytes,
        now: run.now,
      });
      const end = run.enough ? AbortSignal.any([run.signal, run.enough]) : run.signal;
      let storedBytes = 0;
      let told = 0;
      async function* counted(): AsyncIterable<Uint8Array> {
        let position = 0;
        for await (const chunk of options.open(end)) {
          position += chunk.length;
          storedBytes = Math.max(storedBytes, position);
          yield chunk;
        }
      }
      const progress = (lines: number): void => {
        run.emit({ type: "lines-read", source: name, lines, sizeBytes: storedBytes - told });
        told = storedBytes;
      };
      const decoded = places();
      const closed = places();
      const nuls = nulRuns((kind, said, byte = -1) => warn(kind, said, byte < 0 ? byte : decoded.seen(byte)));
      const tell = (fault: Unreadable): void => warn(fault.kind, fault.message);
      const { canReopen, gauge } = options;
      const plain = decompressed(counted, { canReopen, warn: tell, gauge });
      const given = canReopen ? plain : unpacked(plain, { canReopen, warn: tell, gauge });
      const whole = withoutNulRuns(inUtf8(given, options.encoding, decoded), closed, nuls.tell);
      const stored = (at: number): number => decoded.stored(closed.stored(at));
      const placed = (batch: LineBatch): LineBatch => {
        if (decoded.isEmpty && closed.isEmpty) return batch;
        const start = Float64Array.from({ length: batch.length }, (_, i) => stored(batch.offset + batch.start[i]!));
        const last = batch.long[0];
        const beyond = last === undefined ? 0 : last.sizeBytes - (batch.end[last.index]! - batch.start[last.index]!);
        return { ...batch, stored: { start, end: stored(batch.offset + batch.bytes.length + beyond) } };
      };
      try {
        // What was looked ahead at when reading was ended is still given.
        let isLast = false;
        for await (const chunk of whole) {
          if (isLast || run.signal.aborted) break;
          isLast = end.aborted;
          for (const batch of splitter.push(chunk)) {
            progress(batch.length);
            yield placed(batch);
          }
        }
      } catch (error) {
        // Input that was cut by us is not damaged.
        if (!end.aborted) {
          const fault = readFault(error);
          warn(fault.kind, fault.text);
        }
      }
      nuls.end();
      if (run.signal.aborted) return;
      for (const batch of splitter.flush(!end.aborted)) {
        progress(batch.length);
        yield placed(batch);
      }
    },
  };
}
