import type { LLMSettings, RetrySettings, WorkflowSettings } from "../core/settings.ts";

/** The parts of the configuration that a workflow reads, keys as in the file; everything may be left out. */
export interface WorkflowConfig {
  readonly llm?: Partial<LLMSettings> | undefined;
  readonly workflow?:
    | {
        readonly retry?: Partial<RetrySettings> | undefined;
        readonly steps?:
          | {
              readonly thinking?: Partial<WorkflowSettings["steps"]["thinking"]> | undefined;
              readonly prompt?: Partial<WorkflowSettings["steps"]["prompt"]> | undefined;
              readonly llm_call?: Partial<LLMSettings> | undefined;
            }
          | undefined;
      }
    | undefined;
}

const LLM_DEFAULTS: LLMSettings = {
  provider: "none",
  model: "",
  endpoint: "",
  key_file: null,
  timeout: 30,
  concurrency: 8,
  budget: { calls: 200, tokens: 500_000, seconds: 600 },
  cache: true,
  cache_dir: "",
  allow_remote: false,
  may_suppress: false,
};

const RETRY_DEFAULTS: RetrySettings = {
  max_attempts: 3,
  initial_delay: 1,
  max_delay: 10,
  backoff_factor: 2,
  jitter: 0.1,
};

/** Settings of the model step: `llm`, overridden by `workflow.steps.llm_call`. A model or an endpoint without a provider means ollama. */
export function llmSettingsOf(config: WorkflowConfig): LLMSettings {
  const given = { ...config.llm, ...config.workflow?.steps?.llm_call };
  const isOllama = given.provider === undefined && (given.model ?? given.endpoint ?? "") !== "";
  return { ...LLM_DEFAULTS, ...(isOllama ? { provider: "ollama" as const } : {}), ...given };
}

export const retrySettingsOf = (config: WorkflowConfig): RetrySettings => ({
  ...RETRY_DEFAULTS,
  ...config.workflow?.retry,
});

export const stepSettingsOf = (config: WorkflowConfig): Pick<WorkflowSettings["steps"], "thinking" | "prompt"> => ({
  thinking: { enabled: config.workflow?.steps?.thinking?.enabled ?? true },
  prompt: { template: "enhanced", custom_template: null, ...config.workflow?.steps?.prompt },
});
