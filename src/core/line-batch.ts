/** Lines as they were read: bytes, and where each line starts and ends. Never changed once yielded. */
export interface LineBatch {
  /** Index into the run's sources. */
  readonly source: number;
  /** 1-based physical line number, within the source, of the first line of the batch. */
  readonly first: number;
  /** Byte offset of `bytes[0]` within the source (of the decompressed stream). */
  readonly offset: number;
  /** Where the lines stand in a source whose bytes were rewritten on the way, from another encoding or without holes. */
  readonly stored?: StoredPlaces | undefined;
  readonly bytes: Uint8Array;
  /** Number of lines; `start` and `end` may be longer. */
  readonly length: number;
  readonly start: Uint32Array;
  /** Without the line break: LF, and one CR before it, are taken off. */
  readonly end: Uint32Array;
  /** Lines that were longer than the cap: `bytes` holds their beginning only. */
  readonly long: readonly LongLine[];
  /** Wall clock at reading, milliseconds; an idle source yields empty batches, so that time passes downstream. */
  readonly readAt: number;
  /** Says that nobody needs the bytes any more: they may be used for other lines. */
  readonly recycle?: (() => void) | undefined;
}

/** Places in the source (of the decompressed stream). */
export interface StoredPlaces {
  /** Byte at which each line starts. */
  readonly start: Float64Array;
  /** Byte behind the batch. */
  readonly end: number;
}

/** Byte of the source (of the decompressed stream) at which a line starts. */
export const offsetOf = (batch: Pick<LineBatch, "offset" | "start" | "stored">, line: number): number =>
  batch.stored === undefined ? batch.offset + batch.start[line]! : batch.stored.start[line]!;

/** A line over the cap, as it really was. */
export interface LongLine {
  /** Index within the batch. */
  readonly index: number;
  readonly sizeBytes: number;
  /** SHA-256 of the whole line, hexadecimal. */
  readonly sha256: string;
}
