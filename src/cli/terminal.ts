import type { Interruption } from "./interruption.ts";
import type { Output } from "./streams.ts";

/** The world around the command. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: NodeJS.ReadStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly home: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly interruption: Interruption;
}
