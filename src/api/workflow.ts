import { UserError } from "../core/errors.ts";
import { hideIdentifiers } from "../privacy/identifiers.ts";
import { privacy } from "../privacy/reveal.ts";
import { connect } from "../providers/index.ts";
import { LogAnalysisWorkflow as Workflow, type WorkflowOptions, type WorkflowStep } from "../workflow/index.ts";
import { type Config, quietRun, settingsOf } from "./config.ts";

/** The options with all that a workflow needs by itself: secrets and identifiers are taken out unless the caller does that. */
function equipped(options: WorkflowOptions, seed: number): WorkflowOptions {
  const run = options.run ?? quietRun();
  const secrets = privacy();
  const identifiers = hideIdentifiers();
  return {
    redact: secrets.redact,
    hide: identifiers.hide,
    restore: identifiers.restore,
    connect: (llm, retry) => connect(llm, retry, run, { seed, environment: process.env }).provider,
    ...options,
    run,
  };
}

/** Judges log lines by the four steps, or by steps of the caller's: offline by rules, with words of a model where one is configured. */
export class LogAnalysisWorkflow extends Workflow {
  readonly #config: Config;
  readonly #options: WorkflowOptions;

  constructor(config: Config = {}, options: WorkflowOptions = {}) {
    const settings = settingsOf(config);
    if (settings.workflow.plugins.length > 0) {
      throw new UserError(
        "workflow.plugins are loaded by the command and by LogAnalyzer, not by a workflow made in code",
        "give it the steps themselves: new LogAnalysisWorkflow(config).insertBefore(name, step)",
      );
    }
    const ready = equipped(options, settings.seed);
    super(settings, ready);
    this.#config = config;
    this.#options = ready;
  }

  override replace(name: string, step: WorkflowStep): LogAnalysisWorkflow {
    return this.#with(super.replace(name, step));
  }

  override insertBefore(name: string, step: WorkflowStep): LogAnalysisWorkflow {
    return this.#with(super.insertBefore(name, step));
  }

  override insertAfter(name: string, step: WorkflowStep): LogAnalysisWorkflow {
    return this.#with(super.insertAfter(name, step));
  }

  override remove(name: string): LogAnalysisWorkflow {
    return this.#with(super.remove(name));
  }

  #with({ steps }: Workflow): LogAnalysisWorkflow {
    return new LogAnalysisWorkflow(this.#config, { ...this.#options, steps });
  }
}
