import { setTimeout as timer } from "node:timers/promises";
import type { WorkflowContext } from "./context.ts";
import { WorkflowStep } from "./step.ts";

export interface GuardOptions {
  /** What an error or a timeout of the step does to the workflow. */
  readonly onError: "stop" | "continue";
  /** Seconds; a step that waits longer has failed. What it still does then is its own affair: it cannot be stopped. */
  readonly timeout: number;
}

/** A plugin with the `on_error` and `timeout` of its configuration. */
export class GuardedStep extends WorkflowStep {
  readonly #step: WorkflowStep;
  readonly #options: GuardOptions;

  constructor(step: WorkflowStep, options: GuardOptions) {
    super(step.name, {
      ...(step.needs === undefined ? {} : { needs: step.needs }),
      ...(step.gives === undefined ? {} : { gives: step.gives }),
    });
    this.#step = step;
    this.#options = options;
  }

  async execute(context: WorkflowContext): Promise<boolean> {
    const { onError, timeout } = this.#options;
    const done = new AbortController();
    const late = timer(timeout * 1000, "late" as const, { signal: AbortSignal.any([done.signal, context.signal]) });
    try {
      const result = await Promise.race([this.#step.execute(context), late]);
      if (result === "late") throw new Error(`did not end within ${timeout} s`);
      return result !== false;
    } catch (error) {
      context.signal.throwIfAborted();
      if (onError === "stop") throw error;
      context.addError(this.name, error instanceof Error ? error.message : String(error));
      return true;
    } finally {
      done.abort();
      late.catch(() => undefined);
    }
  }
}
