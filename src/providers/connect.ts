import { LLMError, UserError } from "../core/errors.ts";
import type { LLMProvider, Wrap } from "../core/llm-provider.ts";
import { seededRandom } from "../core/random.ts";
import type { Run } from "../core/run.ts";
import type { LLMSettings, RetrySettings } from "../core/settings.ts";
import { type LLMCounters, newCounters } from "./counters.ts";
import { parseEndpoint } from "./endpoint.ts";
import { readKeyFile } from "./key-file.ts";
import { PROVIDERS } from "./list.ts";
import type { ListedProvider } from "./listed-provider.ts";
import { refusedPlace } from "./refuse-remote.ts";
import { withBudget, withDeadline, withSkipCount } from "./with-budget.ts";
import { withCache } from "./with-cache.ts";
import { withCircuit } from "./with-circuit.ts";
import { withCounting } from "./with-counting.ts";
import { withLimit } from "./with-limit.ts";
import { withRefusal } from "./with-refusal.ts";
import { type Sleep, withRetry } from "./with-retry.ts";

export interface ConnectOptions {
  readonly seed?: number;
  readonly sleep?: Sleep;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Nothing may leave the machine, whatever the settings say. */
  readonly isLocalOnly?: boolean;
  /** Stands before the provider and sees every request as it is sent: recording, a last look for secrets. */
  readonly guard?: Wrap;
}

/** A provider in all its wrappers, and what it cost so far. `provider` is undefined where none is configured. */
export interface Connection {
  readonly provider: LLMProvider | undefined;
  readonly counters: LLMCounters;
}

/** Naming a remote provider and giving its key allows that provider, at its own address. */
const isNamedWithKey = (
  listed: ListedProvider,
  settings: LLMSettings,
  environment: Readonly<Record<string, string | undefined>>,
): boolean =>
  listed.isRemoteByNature &&
  (environment[listed.keyVariable] ?? "") !== "" &&
  (settings.endpoint === "" || parseEndpoint(settings.endpoint, "").host === parseEndpoint(listed.endpoint, "").host);

/** Makes a provider out of the settings. The order of the wrappers, from the caller to the socket, stands here and nowhere else. */
export function connect(
  settings: LLMSettings,
  retry: RetrySettings,
  run: Run,
  options: ConnectOptions = {},
): Connection {
  const counters = newCounters();
  if (settings.provider === "none") return { provider: undefined, counters };
  const listed = PROVIDERS.find(({ name }) => name === settings.provider);
  if (listed === undefined) {
    throw new UserError(
      `llm.provider: expected one of none, ${PROVIDERS.map(({ name }) => name).join(", ")}, got "${settings.provider}"`,
    );
  }
  if (settings.model === "") throw new UserError("llm.model: expected the name of a model, got none");
  if (settings.key_file !== null && listed.keyVariable === "") {
    throw new UserError(`llm.key_file: ${listed.name} takes no key`, "leave it out");
  }
  const isLocalOnly = options.isLocalOnly === true;
  const environment = {
    ...options.environment,
    ...(settings.key_file !== null && { [listed.keyVariable]: readKeyFile(settings.key_file, run) }),
  };
  const isAllowed = !isLocalOnly && (settings.allow_remote || isNamedWithKey(listed, settings, environment));
  const allowed: LLMSettings = { ...settings, allow_remote: isAllowed };
  const opened = listed.open(allowed, { now: run.now, environment });
  const missingKey =
    listed.isRemoteByNature && (environment[listed.keyVariable] ?? "") === "" && !isLocalOnly
      ? new LLMError(`${listed.name} needs its key in ${listed.keyVariable}; nothing was sent`, {
          kind: "auth",
          retryable: false,
        })
      : undefined;
  const refusal = missingKey ?? refusedPlace(opened.place, opened.host, allowed);
  const hint =
    missingKey !== undefined
      ? `set ${listed.keyVariable} in the environment, or llm.key_file`
      : isLocalOnly
        ? "nothing may leave this machine in this mode"
        : "set llm.allow_remote: true to allow it";
  const identity: Wrap = (provider) => provider;
  const wrappers: readonly Wrap[] = [
    withRefusal(refusal, hint, run),
    settings.cache && settings.cache_dir !== "" ? withCache(settings.cache_dir, counters) : identity,
    withSkipCount(counters),
    withLimit(settings.concurrency),
    withDeadline(settings.budget.seconds, run.now),
    withCircuit(run),
    withRetry(retry, seededRandom(options.seed ?? 42), options.sleep),
    withBudget(settings.budget, counters),
    withCounting(counters),
    options.guard ?? identity,
  ];
  return { provider: wrappers.reduceRight((provider, wrap) => wrap(provider), opened), counters };
}
