import { Worker } from "node:worker_threads";
import { type LineStretch, sendable } from "../parsing/index.ts";
import { type ReadStretch, type StretchReading, stretchReader } from "./read-stretch.ts";

/** Reads stretches, in this thread and in others. Who reads one changes nothing of what it gives. */
export interface StretchPool {
  /** The buffers of the stretch are given away. */
  read(stretch: LineStretch): Promise<ReadStretch> | ReadStretch;
  /** Stretches that may be on their way before the first of them is waited for. */
  readonly depth: number;
  close(): Promise<void>;
}

/** Stretches that wait at each worker while this thread reads one itself; of two it ran out. */
const WAITING = 3;
/** As compiled, and as it is run from source. */
const ENTRY = new URL(`./stretch-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

interface Busy {
  readonly resolve: (read: ReadStretch) => void;
  readonly reject: (error: Error) => void;
}

/** A worker and what it was given, oldest first. */
class Thread {
  readonly #worker: Worker;
  readonly #given: Busy[] = [];
  #isReady = false;
  #failure: Error | undefined;

  constructor(workerData: StretchReading) {
    this.#worker = new Worker(ENTRY, { workerData });
    this.#worker.on("message", (message: ReadStretch | "ready") => {
      if (message === "ready") this.#isReady = true;
      else this.#given.shift()?.resolve(message);
    });
    this.#worker.on("error", (error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      for (const { reject } of this.#given.splice(0)) reject(this.#failure);
    });
  }

  get isFree(): boolean {
    return this.#isReady && this.#given.length < WAITING;
  }

  /** A thread that failed is a bug, or has no memory left: the run fails too. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get load(): number {
    return this.#given.length;
  }

  read(stretch: LineStretch): Promise<ReadStretch> {
    return new Promise((resolve, reject) => {
      this.#given.push({ resolve, reject });
      // Where lines start and where they end is one buffer.
      const { bytes, start } = stretch.lines;
      const buffers = [bytes.buffer, start.buffer, stretch.room].filter((buffer) => buffer instanceof ArrayBuffer);
      this.#worker.postMessage(sendable(stretch), buffers);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** `workers`: threads beside this one. */
export function stretchPool(workers: number, reading: StretchReading): StretchPool {
  const threads = Array.from({ length: workers }, () => new Thread(reading));
  let own: ReturnType<typeof stretchReader> | undefined;
  return {
    // Deep enough that this thread reads on while the oldest stretch is still read elsewhere.
    depth: 1 + workers * (WAITING + 3),
    read(stretch) {
      for (const { failure } of threads) if (failure) throw failure;
      const free = threads.filter(({ isFree }) => isFree).sort((a, b) => a.load - b.load)[0];
      if (free) return free.read(stretch);
      own ??= stretchReader(reading);
      return own(stretch);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
