import type { Wrap } from "../core/llm-provider.ts";
import type { Run } from "../core/run.ts";
import type { LLMSettings, Settings } from "../core/settings.ts";
import { count } from "../core/words.ts";
import { hideIdentifiers, type Identifiers } from "../privacy/identifiers.ts";
import type { Privacy } from "../privacy/reveal.ts";
import { type Connection, connect } from "../providers/index.ts";
import { LogAnalysisWorkflow, loadPlugins } from "../workflow/index.ts";
import type { ModelUse } from "./summary.ts";

export interface AskingOptions {
  readonly settings: Settings;
  readonly secrets: Privacy;
  readonly run: Run;
  /** No model is connected, whatever the settings say. */
  readonly isOffline?: boolean;
  /** Sees every request as it is sent, and may keep it. */
  readonly guard?: Wrap | undefined;
  readonly workflow?: LogAnalysisWorkflow | undefined;
}

/** All that is needed to ask about cases: the workflow with its model and plugins, and what that cost. */
export interface Asking {
  readonly workflow: LogAnalysisWorkflow;
  readonly concurrency: number;
  readonly identifiers: Identifiers;
  readonly use: ModelUse;
  readonly isConnected: boolean;
  readonly calls: () => number;
  /** What was sent where. */
  readonly sent: () => { readonly hosts: readonly HostUse[]; readonly calls: number; readonly bytes: number };
  /** What could not be done, one sentence each. */
  readonly incomplete: () => Promise<readonly string[]>;
}

export interface HostUse {
  readonly host: string;
  readonly calls: number;
  readonly bytes: number;
}

/** Settings of the model step. */
const llmOf = ({ llm, workflow }: Settings, isOffline: boolean): LLMSettings => ({
  ...llm,
  ...workflow.steps.llm_call,
  ...(isOffline && { provider: "none" as const }),
});

const shortfalls = ({ counters }: Connection): readonly string[] =>
  counters.skipped > 0
    ? [`${count(counters.skipped, "call")} of the model ${counters.skipped === 1 ? "was" : "were"} over the budget`]
    : [];

/** Loads the plugins, connects the model, builds the workflow. */
export async function openAsking(options: AskingOptions): Promise<Asking> {
  const { settings, secrets, run, isOffline = false, guard } = options;
  const plugins = await loadPlugins(settings.workflow.plugins);
  const llm = llmOf(settings, isOffline);
  const connection = connect(llm, settings.workflow.retry, run, {
    seed: settings.seed,
    environment: process.env,
    isLocalOnly: settings.compliance_mode,
    ...(guard && { guard }),
  });
  const identifiers = hideIdentifiers();
  const workflow =
    options.workflow ??
    plugins.into(
      new LogAnalysisWorkflow(isOffline ? withoutModel(settings) : settings, {
        ...(connection.provider && { provider: connection.provider }),
        redact: secrets.redact,
        hide: settings.compliance_mode ? identifiers.hideAll : identifiers.hide,
        restore: identifiers.restore,
        run,
      }),
    );
  const { counters } = connection;
  return {
    workflow,
    concurrency: connection.provider ? llm.concurrency : 1,
    identifiers,
    use: { provider: llm.provider, model: llm.provider === "none" ? "" : llm.model, counters },
    isConnected: connection.provider !== undefined,
    calls: () => counters.calls,
    sent: () => {
      const hosts = Object.entries(counters.sent).map(([host, { calls, bytes }]) => ({ host, calls, bytes }));
      return {
        hosts,
        calls: hosts.reduce((sum, { calls }) => sum + calls, 0),
        bytes: hosts.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    },
    incomplete: async () => [...shortfalls(connection), ...(await plugins.failures())],
  };
}

/** The same settings for a run that asks nobody. */
const withoutModel = (settings: Settings): Settings => ({
  ...settings,
  llm: { ...settings.llm, provider: "none" },
  workflow: {
    ...settings.workflow,
    steps: { ...settings.workflow.steps, llm_call: { ...settings.workflow.steps.llm_call, provider: "none" } },
  },
});
