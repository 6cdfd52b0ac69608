/** Lines as they were read: bytes, and where each line starts and ends. Never changed once yielded. */
export interface LineBatch {
  /** Index into the run's sources. */
  readonly source: number;
  /** 1-based physical line number, within the source, of the first line of the batch. */
  readonly first: number;
  /** Byte offset of `bytes[0]` within the source (of the decompressed stream). */
  readonly offset: number;
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
}

/** A line over the cap, as it really was. */
export interface LongLine {
  /** Index within the batch. */
  readonly index: number;
  readonly sizeBytes: number;
  /** SHA-256 of the whole line, hexadecimal. */
  readonly sha256: string;
}
