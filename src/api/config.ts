import { homedir } from "node:os";
import { settingsFrom } from "../config/index.ts";
import type { Run } from "../core/run.ts";
import type { PluginSettings, RetrySettings, Settings, WorkflowSettings } from "../core/settings.ts";
import { detectors } from "../detectors/index.ts";
import type { WorkflowConfig } from "../workflow/index.ts";

/** A configuration as a program gives it: the keys of config.yaml, each of which may be left out; unknown ones are refused when it is used. */
export interface Config {
  readonly detectors?: { readonly [name: string]: { readonly enabled?: boolean; readonly [option: string]: unknown } };
  readonly decision?: Partial<Settings["decision"]>;
  readonly incidents?: Partial<Settings["incidents"]>;
  /** `max_retries` is another name of `workflow.retry.max_attempts`. */
  readonly llm?: NonNullable<WorkflowConfig["llm"]> & { readonly max_retries?: number };
  readonly workflow?: {
    readonly retry?: Partial<RetrySettings>;
    readonly steps?: {
      readonly thinking?: Partial<WorkflowSettings["steps"]["thinking"]>;
      readonly prompt?: Partial<WorkflowSettings["steps"]["prompt"]>;
      readonly llm_call?: WorkflowSettings["steps"]["llm_call"];
    };
    readonly plugins?: readonly (Pick<PluginSettings, "module"> & Partial<PluginSettings>)[];
    readonly [key: string]: unknown;
  };
  readonly seed?: number;
  readonly [key: string]: unknown;
}

/** Retry behaviour: attempts in all, seconds between them, and how these grow. */
export type RetryConfig = RetrySettings;

/** How far the attempts of a call got. */
export interface RetryState {
  readonly attempts: number;
  readonly last_error: string | null;
  readonly history: readonly { readonly attempt: number; readonly error: string }[];
}

/** The whole configuration, checked. */
export const settingsOf = (config: Config): Settings =>
  settingsFrom(config, detectors, { home: homedir(), environment: process.env });

/** What waiting things are handed, where nobody listens to events. */
export const quietRun = (signal: AbortSignal = new AbortController().signal): Run => ({
  signal,
  now: () => performance.timeOrigin + performance.now(),
  emit: () => undefined,
});
