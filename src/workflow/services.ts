import type { LLMProvider } from "../core/llm-provider.ts";
import type { Run } from "../core/run.ts";
import { loadPrompts, type Prompts } from "./prompts.ts";

/** What steps may use of the world. */
export interface Services {
  /** Undefined: the rules decide. */
  readonly provider: LLMProvider | undefined;
  /** Why there is no provider though one is configured; empty otherwise. */
  readonly missing: string;
  readonly prompts: Prompts;
  readonly maySuppress: boolean;
  /** Takes secrets out, for good. */
  readonly redact: (text: string) => string;
  /** Replaces identifiers by placeholders, the same value by the same one. What it throws stops the call: nothing is sent. */
  readonly hide: (text: string) => string;
  /** Puts identifiers back. */
  readonly restore: (text: string) => string;
  readonly run: Run;
}

const same = (text: string): string => text;

/** Services without a model and without secrets, which need nothing. */
export const plainServices = (given: Partial<Services> = {}): Services => ({
  provider: undefined,
  missing: "",
  prompts: given.prompts ?? loadPrompts({ template: "enhanced", custom_template: null }),
  maySuppress: false,
  redact: same,
  hide: same,
  restore: same,
  run: {
    signal: new AbortController().signal,
    now: () => performance.timeOrigin + performance.now(),
    emit: () => undefined,
  },
  ...given,
});
