import type { LineBatch } from "../core/line-batch.ts";
import type { Run } from "../core/run.ts";
import type { LogSource } from "../core/source.ts";
import type { LineStretch, SourceReaders } from "../parsing/index.ts";
import type { ReadStretch } from "./read-stretch.ts";
import type { SpareMemory } from "./spare-memory.ts";
import type { StretchPool } from "./stretch-pool.ts";

export interface StretchFlow {
  readonly readers: SourceReaders;
  readonly pool: StretchPool;
  readonly spare: SpareMemory;
  /** Gets each stretch of a source, by its index, in the order of the lines. */
  take(index: number, read: ReadStretch): void;
  /** Hears of each batch before it is read. */
  onBatch?(batch: LineBatch): void;
}

/** Cuts the sources into stretches, source after source, and has them read by the pool; closes each source behind its last one. */
export async function readStretches(
  sources: readonly LogSource[],
  run: Run,
  { readers, pool, spare, take, onBatch }: StretchFlow,
): Promise<void> {
  /** Stretches on their way, oldest first; undefined: the source has ended. */
  const pending: { readonly index: number; readonly read: Promise<ReadStretch> | ReadStretch | undefined }[] = [];
  const settle = async (most: number): Promise<void> => {
    while (pending.length > most) {
      const { index, read } = pending.shift()!;
      if (read === undefined) readers.close(index);
      else take(index, await read);
    }
  };
  const give = async (index: number, stretches: Iterable<LineStretch>): Promise<void> => {
    for (const stretch of stretches) {
      pending.push({ index, read: pool.read({ ...stretch, room: spare.room() }) });
      await settle(pool.depth - 1);
    }
  };
  for (const [index, source] of sources.entries()) {
    if (readers.isFull || run.enough?.aborted) break;
    for await (const batch of source.read(index, run)) {
      run.signal.throwIfAborted();
      onBatch?.(batch);
      const taken = readers.take(batch);
      if (taken) await give(index, readers.of(index).push(taken));
      if (readers.isFull) break;
    }
    await give(index, readers.of(index).end());
    pending.push({ index, read: undefined });
  }
  await settle(0);
  for (const index of readers.open()) readers.close(index);
}
