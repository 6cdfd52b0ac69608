import type { LLMProvider } from "../core/llm-provider.ts";
import type { LLMSettings } from "../core/settings.ts";

/** What a provider may use of the world. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Environment variables; a key from a file stands among them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A member of the list of providers. */
export interface ListedProvider {
  readonly name: LLMSettings["provider"];
  readonly summary: string;
  /** Used where the configuration names none. */
  readonly endpoint: string;
  /** Its own endpoint is not this machine: naming the provider and giving its key allows that endpoint. */
  readonly isRemoteByNature: boolean;
  /** Environment variable that holds its key; empty: it needs none. */
  readonly keyVariable: string;
  open(settings: LLMSettings, surroundings: Surroundings): LLMProvider;
}
