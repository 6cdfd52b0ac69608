import { setTimeout as timer } from "node:timers/promises";
import type { WorkflowContext } from "./context.ts";
import { kindOf } from "./kind-of.ts";
import { WorkflowStep } from "./step.ts";

export interface GuardOptions {
  /** What an error or a timeout of the step does to the workflow. */
  readonly onError: "stop" | "skip";
  /** Seconds; a step that waits longer has failed. What it still does then is its own affair: it cannot be stopped. */
  readonly timeout: number;
}

/** After so many timeouts in a row the step is not run again: 2,000 cases would wait 2,000 times. */
const PATIENCE = 3;

const LATE = Symbol("late");

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A plugin with the `on_error` and `timeout` of its configuration. */
export class GuardedStep extends WorkflowStep {
  readonly #step: WorkflowStep;
  readonly #options: GuardOptions;
  #lateInARow = 0;
  /** Cases in which it failed. */
  failures = 0;
  /** What went wrong the first time; empty: nothing. */
  firstFailure = "";

  constructor(step: WorkflowStep, options: GuardOptions) {
    super(step.name, {
      ...(step.needs === undefined ? {} : { needs: step.needs }),
      ...(step.gives === undefined ? {} : { gives: step.gives }),
    });
    this.#step = step;
    this.#options = options;
  }

  async execute(context: WorkflowContext): Promise<boolean> {
    try {
      return await this.#run(context);
    } catch (error) {
      context.signal.throwIfAborted();
      const message = messageOf(error);
      if (this.failures++ === 0) this.firstFailure = message;
      if (this.#options.onError === "stop") throw new Error(message, { cause: error });
      context.addError(this.name, message);
      return true;
    }
  }

  async #run(context: WorkflowContext): Promise<boolean> {
    const { timeout } = this.#options;
    if (this.#lateInARow >= PATIENCE) throw new Error(`was late ${PATIENCE} times in a row and is not run again`);
    const done = new AbortController();
    const late = timer(timeout * 1000, LATE, { signal: AbortSignal.any([done.signal, context.signal]) });
    try {
      const result: unknown = await Promise.race([this.#step.execute(context), late]);
      if (result === LATE) {
        this.#lateInARow++;
        throw new Error(`did not end within ${timeout} s`);
      }
      this.#lateInARow = 0;
      if (result !== undefined && typeof result !== "boolean") {
        throw new Error(`gave ${kindOf(result)}; expected true to go on, or false to stop`);
      }
      return result !== false;
    } finally {
      done.abort();
      late.catch(() => undefined);
    }
  }
}
