import type Anthropic from "@anthropic-ai/sdk";
import { LLMError } from "../core/errors.ts";
import type { Completion } from "../core/llm-provider.ts";
import { parseEndpoint } from "./endpoint.ts";
import { failureOfConnection } from "./failures.ts";
import { type Guard, guardedFetch } from "./guarded-fetch.ts";
import { jsonBody } from "./json-body.ts";
import { type KeptFailure, keepFailure } from "./kept-failure.ts";
import type { ListedProvider } from "./listed-provider.ts";
import { refusedPlace } from "./refuse-remote.ts";

const FINISHES: Readonly<Record<string, Completion["finish"]>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  refusal: "refusal",
};

/** Anthropic's models. The Messages API no longer takes a temperature. */
export const anthropic: ListedProvider = {
  name: "anthropic",
  summary: "models of Anthropic; the key is read from ANTHROPIC_API_KEY",
  endpoint: "https://api.anthropic.com",
  isRemoteByNature: true,
  keyVariable: "ANTHROPIC_API_KEY",
  open(settings, { now, environment }) {
    const endpoint = parseEndpoint(settings.endpoint || anthropic.endpoint, "");
    const { model } = settings;
    const who = `anthropic at ${endpoint.host}`;
    const guard: Guard = {
      who,
      start: "check the connection and llm.endpoint",
      fix: "check llm.model",
      timeoutSeconds: settings.timeout,
      refusal: refusedPlace(endpoint.place, endpoint.host, settings),
      now,
    };
    const begin = (signal: AbortSignal): KeptFailure => keepFailure(jsonBody(who, guardedFetch(guard, signal)));
    // The package is large; a run without its models does not wait for it.
    const client = async (call: KeptFailure): Promise<Anthropic> =>
      new (await import("@anthropic-ai/sdk")).default({
        apiKey: environment[anthropic.keyVariable] || "none",
        authToken: null,
        baseURL: endpoint.base.replace(/\/v1$/, ""),
        maxRetries: 0,
        timeout: settings.timeout * 2000,
        logLevel: "off",
        fetch: call.fetch,
      });
    return {
      name: "anthropic",
      model,
      place: endpoint.place,
      host: endpoint.host,
      async complete({ system, messages, schema, maxTokens }, signal) {
        const call = begin(signal);
        try {
          const answer = await (await client(call)).messages.create({
            model,
            max_tokens: maxTokens,
            ...(system === "" ? {} : { system }),
            messages: messages.map(({ role, text }) => ({ role, content: text })),
            ...(schema === undefined
              ? {}
              : { output_config: { format: { type: "json_schema", schema: { ...schema } } } }),
          });
          const text = (answer.content ?? []).map((block) => (block.type === "text" ? block.text : "")).join("");
          const finish = FINISHES[answer.stop_reason ?? ""] ?? "other";
          if (text.trim() === "" && finish !== "refusal") {
            throw new LLMError(`${who} gave an empty answer`, { kind: "empty", retryable: true });
          }
          const { usage } = answer;
          return {
            text,
            finish,
            usage: {
              // Cached tokens are not in input_tokens.
              inputTokens:
                (usage?.input_tokens ?? 0) +
                (usage?.cache_read_input_tokens ?? 0) +
                (usage?.cache_creation_input_tokens ?? 0),
              outputTokens: usage?.output_tokens ?? 0,
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
          await (await client(call)).models.retrieve(model);
          return { isReachable: true, hasModel: true, text: `${who} has ${model}`, hint: "" };
        } catch (error) {
          if (signal.aborted) throw error;
          const failure = call.failure ?? failureOfConnection(who, error, guard.start);
          const isMissing = failure.kind === "not_found";
          return {
            isReachable: isMissing,
            hasModel: false,
            text: failure.message,
            hint: isMissing ? guard.fix : guard.start,
          };
        }
      },
    };
  },
};
