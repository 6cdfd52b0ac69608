import type OpenAI from "openai";
import { LLMError } from "../core/errors.ts";
import type { Completion, LLMProvider } from "../core/llm-provider.ts";
import type { LLMSettings } from "../core/settings.ts";
import { parseEndpoint } from "./endpoint.ts";
import { failureOfConnection } from "./failures.ts";
import { type Guard, guardedFetch } from "./guarded-fetch.ts";
import { jsonBody } from "./json-body.ts";
import { type KeptFailure, keepFailure } from "./kept-failure.ts";
import type { ListedProvider, Surroundings } from "./listed-provider.ts";
import { refusedPlace } from "./refuse-remote.ts";

/** Tokens for thoughts that are not shown: they count against the limit of an answer. */
const THINKING_TOKENS = 4000;

const finishOf = (reason: string | null): Completion["finish"] =>
  reason === "stop" ? "stop" : reason === "length" ? "length" : reason === "content_filter" ? "refusal" : "other";

/** Chat Completions: the protocol that third parties speak too; some ignore the schema, so answers are checked by us. */
function open(listed: ListedProvider, settings: LLMSettings, { now, environment }: Surroundings): LLMProvider {
  const endpoint = parseEndpoint(settings.endpoint || listed.endpoint, "");
  const { model } = settings;
  const who = `${listed.name} at ${endpoint.host}`;
  const guard: Guard = {
    who,
    start: "start the server or check llm.endpoint",
    fix: "check llm.model and llm.endpoint",
    timeoutSeconds: settings.timeout,
    refusal: refusedPlace(endpoint.place, endpoint.host, settings),
    now,
  };
  const isOwn = listed.isRemoteByNature;
  const begin = (signal: AbortSignal): KeptFailure => keepFailure(jsonBody(who, guardedFetch(guard, signal)));
  // The package is large; a run without its models does not wait for it.
  const client = async (call: KeptFailure): Promise<OpenAI> =>
    new (await import("openai")).default({
      // The package refuses an empty key; servers on this machine need none.
      apiKey: environment[listed.keyVariable] || "none",
      baseURL: /\/v\d+$/.test(endpoint.base) ? endpoint.base : `${endpoint.base}/v1`,
      organization: null,
      project: null,
      maxRetries: 0,
      timeout: settings.timeout * 2000,
      logLevel: "off",
      fetch: call.fetch,
    });
  return {
    name: listed.name,
    model,
    place: endpoint.place,
    host: endpoint.host,
    async complete(request, signal) {
      const { system, messages, schema, maxTokens, temperature } = request;
      const call = begin(signal);
      try {
        const answer = await (await client(call)).chat.completions.create({
          model,
          messages: [
            ...(system === "" ? [] : [{ role: "system" as const, content: system }]),
            ...messages.map(({ role, text }) => ({ role, content: text })),
          ],
          // The newest models refuse a temperature; older servers do not know the newer name of the limit.
          ...(isOwn
            ? { max_completion_tokens: maxTokens + THINKING_TOKENS, store: false }
            : { max_tokens: maxTokens, temperature }),
          ...(schema === undefined
            ? {}
            : {
                response_format: {
                  type: "json_schema" as const,
                  json_schema: { name: "verdict", strict: true, schema: { ...schema } },
                },
              }),
        });
        const choice = answer.choices?.[0];
        const refusal = choice?.message?.refusal ?? "";
        const text = refusal || (choice?.message?.content ?? "");
        if (text.trim() === "") throw new LLMError(`${who} gave an empty answer`, { kind: "empty", retryable: true });
        return {
          text,
          finish: refusal === "" ? finishOf(choice?.finish_reason ?? null) : "refusal",
          usage: {
            inputTokens: answer.usage?.prompt_tokens ?? 0,
            outputTokens: answer.usage?.completion_tokens ?? 0,
          },
          model: answer.model ?? model,
        };
      } catch (error) {
        throw call.failure ?? failureOfConnection(who, error, guard.start);
      }
    },
    async probe(signal) {
      const call = begin(signal);
      try {
        const names: string[] = [];
        for (const { id } of (await (await client(call)).models.list()).data) names.push(id);
        const hasModel = names.includes(model);
        const text = hasModel ? `${who} has ${model}` : `${who} answers, but does not list ${model}`;
        return { isReachable: true, hasModel, text, hint: hasModel ? "" : guard.fix };
      } catch (error) {
        if (signal.aborted) throw error;
        const { message } = call.failure ?? failureOfConnection(who, error, guard.start);
        return { isReachable: false, hasModel: false, text: message, hint: guard.start };
      }
    },
  };
}

/** OpenAI's own models. */
export const openai: ListedProvider = {
  name: "openai",
  summary: "models of OpenAI; the key is read from OPENAI_API_KEY",
  endpoint: "https://api.openai.com/v1",
  isRemoteByNature: true,
  keyVariable: "OPENAI_API_KEY",
  open: (settings, surroundings) => open(openai, settings, surroundings),
};

/** Any server that speaks OpenAI's protocol: llama-server, vLLM, LM Studio, a gateway. Never sent OpenAI's own key. */
export const openaiCompatible: ListedProvider = {
  name: "openai-compatible",
  summary: "any server that speaks OpenAI's protocol; a key, if it needs one, is read from LOGANOMALY_API_KEY",
  endpoint: "http://localhost:8080/v1",
  isRemoteByNature: false,
  keyVariable: "LOGANOMALY_API_KEY",
  open: (settings, surroundings) => open(openaiCompatible, settings, surroundings),
};
