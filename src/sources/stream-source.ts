import type { Run, WarningKind } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import { decompressed } from "./decompress.ts";
import { lineSplitter } from "./line-splitter.ts";
import { Unreadable } from "./unreadable.ts";

export interface StreamSourceOptions {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  readonly year: number | undefined;
  readonly batchSize: number;
  readonly maxLineBytes: number;
  /** The bytes as they are stored; a chunk may be reused after the next one was asked for. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  /** `open` may be called again and gives the same bytes: a file, not a pipe. */
  readonly canReopen: boolean;
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

/** A source over a stream of bytes; compressed data is recognised by its first bytes. Faults of reading become one warning; what came before is kept. */
export function streamSource(options: StreamSourceOptions): LogSource {
  const { name, sizeBytes, year } = options;
  return {
    isBinary: options.warning?.kind === "binary",
    name,
    sizeBytes,
    year,
    async *read(index: number, run: Run) {
      const warn = (kind: WarningKind, text: string): void =>
        run.emit({ type: "warning", warning: { kind, source: name, line: 0, byte: -1, text } });
      if (options.warning) warn(options.warning.kind, options.warning.text);
      const tell = (fault: Unreadable): void => warn(fault.kind, fault.message);
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
      try {
        for await (const chunk of decompressed(counted, { canReopen: options.canReopen, warn: tell })) {
          if (end.aborted) break;
          for (const batch of splitter.push(chunk)) {
            progress(batch.length);
            yield batch;
          }
        }
      } catch (error) {
        // Input that was cut by us is not damaged.
        if (!end.aborted) {
          const fault = readFault(error);
          warn(fault.kind, fault.text);
        }
      }
      if (run.signal.aborted) return;
      for (const batch of splitter.flush(!end.aborted)) {
        progress(batch.length);
        yield batch;
      }
    },
  };
}
