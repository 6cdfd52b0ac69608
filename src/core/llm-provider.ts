/** One question to a language model. Log text stands in it only fenced and without secrets. */
export interface LLMRequest {
  readonly system: string;
  readonly messages: readonly { readonly role: "user" | "assistant"; readonly text: string }[];
  /** JSON Schema that the answer should follow, where the provider can be told. */
  readonly schema?: object;
  readonly maxTokens: number;
  readonly temperature: number;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface Completion {
  readonly text: string;
  readonly finish: "stop" | "length" | "refusal" | "other";
  readonly usage: Usage;
  /** As the provider names the model that answered. */
  readonly model: string;
}

/** What a probe found, for `doctor`. */
export interface Health {
  readonly isReachable: boolean;
  readonly hasModel: boolean;
  /** One sentence: what was found. */
  readonly text: string;
  /** What to do when something is missing, such as `ollama pull mistral:instruct`. */
  readonly hint: string;
}

/** A language model: one attempt, the whole answer. Throws LLMError. */
export interface LLMProvider {
  readonly name: string;
  readonly model: string;
  readonly place: "process" | "loopback" | "remote";
  /** Host and port that calls go to; empty when nothing leaves the process. */
  readonly host: string;
  complete(request: LLMRequest, signal: AbortSignal): Promise<Completion>;
  probe(signal: AbortSignal): Promise<Health>;
}

/** Retry, cache, limit, budget, record, redact: each takes a provider and gives one back. */
export type Wrap = (provider: LLMProvider) => LLMProvider;
