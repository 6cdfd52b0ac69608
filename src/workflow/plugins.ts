import { resolve } from "node:path";
import { setImmediate as immediate, setTimeout as timer } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { UserError } from "../core/errors.ts";
import type { PluginSettings } from "../core/settings.ts";
import { count } from "../core/words.ts";
import type { WorkflowContext } from "./context.ts";
import { GuardedStep } from "./guarded-step.ts";
import { kindOf } from "./kind-of.ts";
import { WorkflowStep } from "./step.ts";
import { watchRejections } from "./stray-rejections.ts";
import type { LogAnalysisWorkflow } from "./workflow.ts";

/** The plugins of a configuration, loaded. */
export interface Plugins {
  /** The workflow with the plugins in their places. */
  into(workflow: LogAnalysisWorkflow): LogAnalysisWorkflow;
  /** What went wrong so far, one sentence a plugin; empty when all went well. */
  failures(): Promise<readonly string[]>;
}

/** A plugin's own object: it may come from another copy of this package, so its form counts and not its class. */
interface Steplike {
  readonly name: string;
  execute(context: WorkflowContext): Promise<boolean> | boolean;
}

const isSteplike = (value: unknown): value is Steplike =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  typeof value.name === "string" &&
  value.name !== "" &&
  "execute" in value &&
  typeof value.execute === "function";

const declared = (step: Steplike, key: "needs" | "gives"): readonly string[] | undefined => {
  const value: unknown = Object.getOwnPropertyDescriptor(step, key)?.value;
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
};

class PluginStep extends WorkflowStep {
  readonly #own: Steplike;

  constructor(own: Steplike) {
    const [needs, gives] = [declared(own, "needs"), declared(own, "gives")];
    super(own.name, { ...(needs && { needs }), ...(gives && { gives }) });
    this.#own = own;
  }

  execute(context: WorkflowContext): Promise<boolean> | boolean {
    return this.#own.execute(context);
  }
}

async function importModule(settings: PluginSettings, url: string): Promise<Readonly<Record<string, unknown>>> {
  const done = new AbortController();
  const late = timer(settings.timeout * 1000, undefined, { signal: done.signal }).then(() => {
    throw new Error(`did not load within ${settings.timeout} s`);
  });
  late.catch(() => undefined);
  try {
    const loaded: Readonly<Record<string, unknown>> = await Promise.race([import(url), late]);
    return loaded;
  } finally {
    done.abort();
  }
}

/** The step that a module exports: a class, which is given `options`, or a step that is ready. */
async function open(settings: PluginSettings, url: string): Promise<WorkflowStep> {
  const loaded = await importModule(settings, url);
  if (!Object.hasOwn(loaded, settings.export)) {
    const names = Object.keys(loaded).join(", ") || "nothing";
    throw new Error(`expected it to export ${settings.export}, it exports ${names}`);
  }
  const exported = loaded[settings.export];
  const made: unknown =
    typeof exported === "function" ? Reflect.construct(exported, [structuredClone(settings.options)]) : exported;
  if (!isSteplike(made)) {
    throw new Error(
      `expected ${settings.export} to be a step with a name and an execute function, got ${kindOf(made)}`,
    );
  }
  return new PluginStep(made);
}

/** The key of a section may stand for its step: `prompt` for prompt_generation. */
const stepName = (name: string): string => (name === "prompt" ? "prompt_generation" : name);

function put(workflow: LogAnalysisWorkflow, step: WorkflowStep, settings: PluginSettings): LogAnalysisWorkflow {
  if (settings.before !== undefined) return workflow.insertBefore(stepName(settings.before), step);
  if (settings.after !== undefined) return workflow.insertAfter(stepName(settings.after), step);
  return workflow.replace(stepName(settings.replace ?? ""), step);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Loads plugins in their order. One that cannot be loaded ends the run with its name, or is left out: its `on_error` decides. */
export async function loadPlugins(list: readonly PluginSettings[]): Promise<Plugins> {
  const steps: { readonly step: GuardedStep; readonly settings: PluginSettings; readonly where: string }[] = [];
  const failed: string[] = [];
  const strays = new Map<string, string>();
  for (const [i, settings] of list.entries()) {
    const url = pathToFileURL(resolve(settings.module)).href;
    const where = `workflow.plugins[${i}] (${settings.module})`;
    watchRejections({
      url,
      heard: (message) => {
        if (!strays.has(where)) strays.set(where, message);
      },
    });
    try {
      const step = await open(settings, url);
      steps.push({
        step: new GuardedStep(step, { onError: settings.on_error, timeout: settings.timeout }),
        settings,
        where,
      });
    } catch (error) {
      const text = `${where} could not be loaded: ${messageOf(error)}`;
      if (settings.on_error === "stop") {
        throw new UserError(text, "put the module right, or leave it out with on_error: skip", 2, { cause: error });
      }
      failed.push(`${text}; it was left out`);
    }
  }
  return {
    into: (workflow) =>
      steps.reduce((changed, { step, settings, where }) => {
        try {
          return put(changed, step, settings);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          throw new UserError(`${where}: ${error.message}`, error.hint, 2, { cause: error });
        }
      }, workflow),
    async failures() {
      // Node tells of a rejection that nobody hears after the microtasks.
      if (list.length > 0) await immediate();
      return [
        ...failed,
        ...steps.flatMap(({ step, where }) =>
          step.failures === 0
            ? []
            : [`plugin ${step.name} of ${where} failed in ${count(step.failures, "case")}: ${step.firstFailure}`],
        ),
        ...[...strays].map(([where, message]) => `${where}: ${message}`),
      ];
    },
  };
}
