import { configHash } from "../config/index.ts";
import type { Anomaly, Incident } from "../core/anomaly.ts";
import { UserError } from "../core/errors.ts";
import type { Summary } from "../core/results.ts";
import type { Settings } from "../core/settings.ts";
import { analyzeSources } from "../pipeline/analyze.ts";
import { type Config, quietRun, settingsOf } from "./config.ts";
import { packageVersion } from "./package-version.ts";
import { RECORDS, recordSource } from "./record-source.ts";
import { ownLog, type Records } from "./records.ts";

/** What an analysis found. `line` counts records from 1; an anomaly's `log` is that of its record. */
export interface AnalysisResults {
  readonly summary: Summary;
  readonly anomalies: Anomaly[];
  readonly incidents: Incident[];
}

export interface AnalyzeOptions {
  /** Ends the analysis, which then rejects. */
  readonly signal?: AbortSignal;
}

export interface BatchOptions extends AnalyzeOptions {
  /** Records read at a time: memory is bounded by it, results do not depend on it. */
  readonly batchSize?: number;
  /** Calls of the model at the same time. */
  readonly maxConcurrent?: number;
}

const positive = (name: string, value: number | undefined, otherwise: number, most: number): number => {
  if (value === undefined) return otherwise;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UserError(`expected \`${name}\` to be an integer from 1 to ${most}, got ${String(value)}`);
};

/** Finds what is abnormal in records: what the command does with files. */
export class LogAnalyzer implements AsyncDisposable {
  readonly #settings: Settings;
  readonly #closed = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(config: Config = {}) {
    this.#settings = settingsOf(config);
  }

  /** Learns from the records what is normal, and says what is not. */
  analyzeLogs(records: Records, options: AnalyzeOptions = {}): Promise<AnalysisResults> {
    return this.#start(records, this.#settings, options.signal);
  }

  /** The same, with other limits than the configuration's. */
  async analyzeBatch(records: Records, options: BatchOptions = {}): Promise<AnalysisResults> {
    const { llm, workflow, batch_size } = this.#settings;
    const { llm_call } = workflow.steps;
    const concurrency = positive("maxConcurrent", options.maxConcurrent, llm_call.concurrency ?? llm.concurrency, 256);
    const settings: Settings = {
      ...this.#settings,
      batch_size: positive("batchSize", options.batchSize, batch_size, 10_000_000),
      workflow: { ...workflow, steps: { ...workflow.steps, llm_call: { ...llm_call, concurrency } } },
    };
    return this.#start(records, settings, options.signal);
  }

  /** Ends what is under way, and waits until it has ended. Calling it again changes nothing. */
  async close(): Promise<void> {
    this.#closed.abort(new UserError("the analyzer was closed", "await what it does before closing it", 1));
    await Promise.allSettled(this.#running);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(records: Records, settings: Settings, signal: AbortSignal | undefined): Promise<AnalysisResults> {
    this.#closed.signal.throwIfAborted();
    const signals = [this.#closed.signal, ...(signal ? [signal] : [])];
    const work = analyzeRecords(records, settings, AbortSignal.any(signals));
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }
}

async function analyzeRecords(records: Records, settings: Settings, signal: AbortSignal): Promise<AnalysisResults> {
  signal.throwIfAborted();
  const input = recordSource(records, settings.batch_size);
  try {
    const analysis = await analyzeSources([input.source], {
      name: RECORDS,
      settings,
      configHash: configHash(settings),
      version: packageVersion(),
      wantScores: false,
      run: quietRun(signal),
    });
    try {
      const { summary, incidents } = analysis.results;
      const anomalies = Array.from(
        analysis.results.anomalies,
        (anomaly): Anomaly =>
          settings.compliance_mode ? anomaly : { ...anomaly, log: ownLog(input.at(anomaly.line), anomaly.log) },
      );
      return { summary, anomalies, incidents: [...incidents] };
    } finally {
      analysis.close();
    }
  } finally {
    input.close();
  }
}
