import type { LineBatch } from "./line-batch.ts";
import type { Run } from "./run.ts";

/** Where lines come from. A file ends; a followed file or a socket does not. */
export interface LogSource {
  /** As records name it: the path as given, `stdin` for standard input. */
  readonly name: string;
  /** Bytes on disk; undefined when unknown. */
  readonly sizeBytes: number | undefined;
  /** Year in which it was last written, for formats that name none; undefined when unknown. */
  readonly year: number | undefined;
  /** It looks like no text, and is read because the user named it. */
  readonly isBinary?: boolean;
  /** `index`: the number that the batches carry as their source. Odd data becomes warnings through `run.emit`; an unreadable source ends early after one. */
  read(index: number, run: Run): AsyncIterable<LineBatch>;
}
