/** What is handed to all that waits, and no more. `emit` is write-only: nothing in src/ reads an event. */
export interface Run {
  readonly signal: AbortSignal;
  /** Aborted: no more is read, and the run goes on with what was. */
  readonly enough?: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
}

/** Why input was doubtful. Counted, never thrown. */
export type WarningKind =
  | "encoding"
  | "binary"
  | "permission"
  | "vanished"
  | "io"
  | "compression"
  /** Compressed data that ends too early. */
  | "truncated"
  /** Bytes behind the end of compressed data. */
  | "trailing"
  /** Compressed data that inflates without bound. */
  | "bomb"
  | "encrypted"
  /** What an archive holds and is not read: archives, more than the cap. */
  | "archive"
  | "long-line"
  | "nul-run"
  /** Too many different messages. */
  | "templates"
  /** What is no file: a device, a socket, a pipe that nobody named. */
  | "special"
  | "tokens"
  /** How lines are written: a hint that fits none, a change in the middle. */
  | "format"
  /** Dates or units of times that can be read in two ways. */
  | "date"
  /** Times with and without a zone, or that do not exist in the zone. */
  | "zone";

/** Where a doubtful place is. */
export interface Warning {
  readonly kind: WarningKind;
  /** Name of the source. */
  readonly source: string;
  /** 1-based; 0: the source as a whole. */
  readonly line: number;
  /** Byte offset in the source; -1: unknown. */
  readonly byte: number;
  readonly text: string;
}

export type RunEvent =
  | { readonly type: "read-start"; readonly files: number; readonly sizeBytes: number | undefined }
  /** Threads that read beside the first. */
  | { readonly type: "threads-start"; readonly count: number }
  | { readonly type: "lines-read"; readonly source: string; readonly lines: number; readonly sizeBytes: number }
  | { readonly type: "warning"; readonly warning: Warning }
  | { readonly type: "stage-start"; readonly stage: string }
  | { readonly type: "stage-end"; readonly stage: string; readonly milliseconds: number }
  | { readonly type: "step-start"; readonly case: string; readonly step: string }
  | { readonly type: "step-end"; readonly case: string; readonly step: string; readonly milliseconds: number }
  | { readonly type: "step-failed"; readonly case: string; readonly step: string; readonly message: string }
  | { readonly type: "model-unavailable"; readonly provider: string; readonly message: string; readonly hint: string }
  | { readonly type: "case-explained"; readonly done: number; readonly of: number }
  | { readonly type: "note"; readonly text: string };
