/**
 * What Ctrl-C does. While logs are read the first one ends the reading: what was read is judged and written, as a run that
 * was interrupted. At any other time it ends the run. The second one ends the process.
 */
export interface Interruption {
  /** Aborted: the run ends. The reason is the name of the signal, or the error. */
  readonly signal: AbortSignal;
  /** Aborted: nothing more is read. */
  readonly enough: AbortSignal;
  /** Says whether logs are being read. */
  reading(isReading: boolean): void;
  interrupt(): void;
  end(reason: unknown): void;
}

/** `said`: tells that the reading ends, and how to end at once. */
export function interruption(said: () => void): Interruption {
  const run = new AbortController();
  const input = new AbortController();
  let isReading = false;
  return {
    signal: run.signal,
    enough: input.signal,
    reading(now) {
      isReading = now;
    },
    interrupt() {
      if (!isReading) return run.abort("SIGINT");
      input.abort("SIGINT");
      said();
    },
    end: (reason) => run.abort(reason),
  };
}

/** Reading was interrupted before there was anything to judge. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}
