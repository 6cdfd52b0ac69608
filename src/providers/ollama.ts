import type { Ollama } from "ollama";
import { LLMError } from "../core/errors.ts";
import type { Completion, LLMProvider, LLMRequest } from "../core/llm-provider.ts";
import { parseEndpoint } from "./endpoint.ts";
import { type Guard, guardedFetch } from "./guarded-fetch.ts";
import type { ListedProvider } from "./listed-provider.ts";
import { refusedPlace } from "./refuse-remote.ts";

const DEFAULT_ENDPOINT = "http://localhost:11434";

/** Tokens of the context window. One size for all calls: another size makes the server load the model again. */
const CONTEXT = 8192;
/** Characters a token: low, so that the window is rather too large. */
const CHARACTERS_PER_TOKEN = 3;

const contextFor = (request: LLMRequest): number => {
  const characters = request.system.length + request.messages.reduce((sum, { text }) => sum + text.length, 0);
  const needed = Math.ceil(characters / CHARACTERS_PER_TOKEN) + request.maxTokens;
  let context = CONTEXT;
  while (context < needed) context *= 2;
  return context;
};

/** Models that Ollama runs on its makers' machines, through the local server. */
const isCloudModel = (model: string): boolean => /[-:]cloud$/i.test(model);

/** The stream must be JSON lines: the package would print any other line to the terminal. */
const jsonLines =
  (who: string, call: typeof fetch): typeof fetch =>
  async (input, init) => {
    const response = await call(input, init);
    const body = await response.text();
    const lines = body.split("\n").filter((line) => line.trim() !== "");
    lines.forEach((line, index) => {
      try {
        JSON.parse(line);
      } catch {
        throw index > 0 && index === lines.length - 1
          ? new LLMError(`${who} broke off in the middle of the answer`, { kind: "network", retryable: true })
          : new LLMError(`${who} does not speak Ollama's protocol; check llm.endpoint`, {
              kind: "server",
              retryable: false,
              status: response.status,
            });
      }
    });
    return new Response(lines.join("\n"), { status: response.status, headers: response.headers });
  };

/** A language model behind Ollama's own protocol; its OpenAI twin ignores the size of the context window. */
export const ollama: ListedProvider = {
  name: "ollama",
  summary: "models on this machine, through the Ollama server",
  endpoint: DEFAULT_ENDPOINT,
  isRemoteByNature: false,
  keyVariable: "",
  open(settings, { now }): LLMProvider {
    const endpoint = parseEndpoint(settings.endpoint || DEFAULT_ENDPOINT, "11434");
    const { model } = settings;
    const place = isCloudModel(model) ? "remote" : endpoint.place;
    const guard: Guard = {
      who: `Ollama at ${endpoint.host}`,
      start: "start it with `ollama serve`",
      fix: `run \`ollama pull ${model}\``,
      timeoutSeconds: settings.timeout,
      refusal: refusedPlace(place, endpoint.host, settings),
      now,
    };
    const client = async (signal: AbortSignal): Promise<Ollama> =>
      new (await import("ollama")).Ollama({
        host: endpoint.base,
        fetch: jsonLines(guard.who, guardedFetch(guard, signal)),
      });

    return {
      name: "ollama",
      model,
      place,
      host: endpoint.host,
      async complete(request, signal): Promise<Completion> {
        // `truncate` and `shift` (not in the package's types) make the server refuse a prompt that is too long; else it
        // cuts it silently. A variable, not a literal, so that they pass as the extra fields they are.
        const question = {
          model,
          messages: [
            ...(request.system === "" ? [] : [{ role: "system", content: request.system }]),
            ...request.messages.map(({ role, text }) => ({ role, content: text })),
          ],
          stream: true as const,
          truncate: false,
          shift: false,
          options: {
            temperature: request.temperature,
            num_predict: request.maxTokens,
            num_ctx: contextFor(request),
            seed: 42,
          },
          ...(request.schema === undefined ? {} : { format: request.schema }),
        };
        const text: string[] = [];
        let last = { done_reason: "", prompt_eval_count: 0, eval_count: 0, model };
        try {
          for await (const part of await (await client(signal)).chat(question)) {
            if (typeof part.message?.content === "string") text.push(part.message.content);
            if (part.done) {
              last = {
                done_reason: String(part.done_reason ?? "stop"),
                prompt_eval_count: Number(part.prompt_eval_count ?? 0) || 0,
                eval_count: Number(part.eval_count ?? 0) || 0,
                model: String(part.model ?? model),
              };
            }
          }
        } catch (error) {
          throw error instanceof LLMError ? error : brokenStream(guard.who, error);
        }
        const answer = text.join("");
        if (answer.trim() === "") {
          throw new LLMError(`${guard.who} gave an empty answer`, { kind: "empty", retryable: true });
        }
        return {
          text: answer,
          finish: last.done_reason === "stop" ? "stop" : last.done_reason === "length" ? "length" : "other",
          usage: { inputTokens: last.prompt_eval_count, outputTokens: last.eval_count },
          model: last.model,
        };
      },
      async probe(signal) {
        try {
          const { models } = await (await client(signal)).list();
          const names = models.map(({ name }) => name);
          const hasModel = names.some((name) => name === model || name === `${model}:latest`);
          return {
            isReachable: true,
            hasModel,
            text: hasModel ? `${guard.who} has ${model}` : `${guard.who} answers, but does not have ${model}`,
            hint: hasModel ? "" : `ollama pull ${model}`,
          };
        } catch (error) {
          if (signal.aborted) throw error;
          const message = error instanceof Error ? error.message : String(error);
          const hint = guard.refusal === undefined ? "ollama serve" : "set llm.allow_remote: true";
          return { isReachable: false, hasModel: false, text: message, hint };
        }
      },
    };
  },
};

/** An error in the middle of a stream is a plain Error of the package. */
const brokenStream = (who: string, error: unknown): LLMError => {
  const message = error instanceof Error ? error.message : String(error);
  return /did not receive done/i.test(message)
    ? new LLMError(`${who} broke off in the middle of the answer`, { kind: "network", retryable: true })
    : new LLMError(`${who} failed: ${message.slice(0, 200)}`, { kind: "server", retryable: true });
};
