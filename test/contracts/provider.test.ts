import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { LLMError } from "../../src/core/errors.ts";
import type { LLMRequest } from "../../src/core/llm-provider.ts";
import type { LLMSettings } from "../../src/core/settings.ts";
import { PROVIDERS } from "../../src/providers/index.ts";
import { ANSWERS, answer, type LLMServer, type Script, startLLMServer } from "../fixtures/llm-server.ts";

const request: LLMRequest = {
  system: "be short",
  messages: [{ role: "user", text: "judge" }],
  schema: { type: "object" },
  maxTokens: 100,
  temperature: 0,
};
const never = new AbortController().signal;

let server: LLMServer;
beforeAll(async () => {
  server = await startLLMServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const settings = (changes: Partial<LLMSettings> = {}): LLMSettings => ({
  provider: "ollama",
  model: "mistral:instruct",
  endpoint: server.url,
  key_file: null,
  timeout: 5,
  concurrency: 2,
  budget: { calls: 10, tokens: 10_000, seconds: 60 },
  cache: false,
  cache_dir: "",
  allow_remote: false,
  may_suppress: false,
  ...changes,
});

describe.each(PROVIDERS)("the provider $name", (listed) => {
  const open = (changes: Partial<LLMSettings> = {}) =>
    listed.open(settings({ provider: listed.name, ...changes }), {
      now: () => 0,
      environment: { [listed.keyVariable]: "k-1" },
    });
  const failure = async (script: Script, changes: Partial<LLMSettings> = {}, signal = never): Promise<LLMError> => {
    server.script(script);
    try {
      await open(changes).complete(request, signal);
    } catch (error) {
      if (error instanceof LLMError) return error;
      throw error;
    }
    throw new Error("it did not fail");
  };

  it("gives the whole answer, how it ended and what it cost", async () => {
    server.script(answer(ANSWERS.good));
    const completion = await open().complete(request, never);
    expect(completion).toEqual({
      text: ANSWERS.good,
      finish: "stop",
      usage: { inputTokens: 100, outputTokens: 20 },
      model: "mistral:instruct",
    });
  });

  it("says when the answer was cut at its limit", async () => {
    server.script(answer(ANSWERS.truncated, "length"));
    expect((await open().complete(request, never)).finish).toBe("length");
  });

  it.each<[string, Script, Partial<LLMError>]>([
    ["401", { kind: "status", status: 401 }, { kind: "auth", retryable: false, status: 401 }],
    ["404", { kind: "status", status: 404 }, { kind: "not_found", retryable: false, status: 404 }],
    ["500", { kind: "status", status: 500 }, { kind: "server", retryable: true, status: 500 }],
    ["408", { kind: "status", status: 408 }, { kind: "timeout", retryable: true }],
    ["409", { kind: "status", status: 409 }, { kind: "server", retryable: true }],
    ["400", { kind: "status", status: 400 }, { kind: "bad_request", retryable: false, status: 400 }],
    [
      "400 for a prompt that is too long",
      { kind: "status", status: 400, body: '{"error":"prompt is longer than the context length"}' },
      { kind: "too_large", retryable: false },
    ],
    [
      "429 with Retry-After",
      { kind: "status", status: 429, headers: { "retry-after": "7" } },
      { kind: "rate_limit", retryable: true, retryAfter: 7 },
    ],
    [
      "429 with a date",
      { kind: "status", status: 429, headers: { "retry-after": "Thu, 01 Jan 1970 00:00:09 GMT" } },
      { kind: "rate_limit", retryAfter: 9 },
    ],
    [
      "429 of an account without credit",
      { kind: "status", status: 429, body: '{"error":{"message":"no","code":"insufficient_quota"}}' },
      { kind: "quota", retryable: false, status: 429 },
    ],
    [
      "an error body that is HTML",
      { kind: "status", status: 502, body: "<h1>x</h1>", type: "text/html" },
      { kind: "server" },
    ],
    [
      "a good status with HTML",
      { kind: "body", body: "<html>\n<b>proxy</b>", type: "text/html" },
      { kind: "server", retryable: false },
    ],
    ["an empty answer", answer(""), { kind: "empty", retryable: true }],
    ["an empty body", { kind: "body", body: "" }, { kind: "network", retryable: true }],
    ["a reset", { kind: "reset" }, { kind: "network", retryable: true }],
    ["a connection cut in the answer", { kind: "cut" }, { kind: "network", retryable: true }],
    [
      "a redirect to another host",
      { kind: "redirect", to: "http://127.0.0.1:9/api/chat" },
      { kind: "bad_request", retryable: false },
    ],
  ])("classifies %s", async (_, script, expected) => {
    const out = vi.spyOn(process.stdout, "write");
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    try {
      expect(await failure(script)).toMatchObject(expected);
      expect(log).not.toHaveBeenCalled();
      expect(warn).not.toHaveBeenCalled();
    } finally {
      for (const spy of [out, log, warn]) spy.mockRestore();
    }
  });

  it("R-100: says where nothing answers and what to do", async () => {
    const closed = await startLLMServer();
    await closed[Symbol.asyncDispose]();
    const down = await failure({ kind: "hang" }, { endpoint: closed.url });
    expect(down).toMatchObject({ kind: "network", retryable: true });
    expect(down.message).toContain(`${closed.host} did not answer (ECONNREFUSED); `);
  });

  it("R-101: ends a call that hangs, stalls or drips within its timeout, body included", async () => {
    for (const kind of ["hang", "stall", "drip"] as const) {
      const begun = performance.now();
      expect(await failure({ kind }, { timeout: 0.2 })).toMatchObject({ kind: "timeout", retryable: true });
      expect(performance.now() - begun).toBeLessThan(3000);
    }
  });

  it("ends at once when aborted", async () => {
    expect(await failure({ kind: "stall" }, {}, AbortSignal.timeout(100))).toMatchObject({
      kind: "aborted",
      retryable: false,
    });
  });

  it("R-102: reads no more than a megabyte of an answer of 50 MB", async () => {
    expect(await failure({ kind: "flood", bytes: 50e6 })).toMatchObject({ kind: "too_large", retryable: false });
    expect(server.flooded).toBeLessThan(20e6);
  });

  it("R-109: sends nothing to another machine unless that is allowed", async () => {
    const provider = open({ endpoint: "http://example.invalid:11434/api/generate" });
    expect(provider.place).toBe("remote");
    await expect(provider.complete(request, never)).rejects.toMatchObject({ kind: "bad_request", status: undefined });
    expect((await provider.probe(never)).isReachable).toBe(false);
  });

  it("probes: there, without the model, not there", async () => {
    expect(await open().probe(never)).toMatchObject({ isReachable: true, hasModel: true, hint: "" });
    expect(await open({ model: "other" }).probe(never)).toMatchObject({ isReachable: true, hasModel: false });
    expect(await open({ endpoint: "127.0.0.1:9" }).probe(never)).toMatchObject({ isReachable: false, hasModel: false });
  });

  it.skipIf(listed.name === "ollama")("says when the model refused (Ollama has no word for it)", async () => {
    server.script(answer(ANSWERS.refusal, "refusal"));
    expect(await open().complete(request, never)).toMatchObject({ finish: "refusal", text: ANSWERS.refusal });
  });

  it.each(["ftp://x", "http://user:pass@localhost", "http://"])(
    "refuses the endpoint %s with a clear message",
    (endpoint) => {
      expect(() => open({ endpoint })).toThrow(/llm\.endpoint: expected/);
    },
  );
});

describe("the provider ollama", () => {
  const open = (changes: Partial<LLMSettings> = {}) => {
    const listed = PROVIDERS.find(({ name }) => name === "ollama");
    if (listed === undefined) throw new Error("not listed");
    return listed.open(settings(changes), { now: () => 0, environment: {} });
  };

  it("sends system, messages and schema, and forbids silent truncation", async () => {
    server.script(answer("x"));
    await open().complete(request, never);
    const body: unknown = JSON.parse(server.calls.at(-1)?.body ?? "");
    expect(body).toMatchObject({
      model: "mistral:instruct",
      messages: [
        { role: "system", content: "be short" },
        { role: "user", content: "judge" },
      ],
      format: { type: "object" },
      truncate: false,
      shift: false,
      options: { temperature: 0, num_predict: 100, num_ctx: 8192 },
    });
  });

  it.each([["http://HOST/api/generate"], ["http://HOST/api/chat"], ["http://HOST/"], ["http://HOST"], ["HOST"]])(
    "takes %s as the endpoint",
    async (pattern) => {
      server.script(answer("yes"));
      const provider = open({ endpoint: pattern.replace("HOST", server.host) });
      expect(provider).toMatchObject({ place: "loopback", host: server.host });
      expect((await provider.complete(request, never)).text).toBe("yes");
    },
  );

  it("R-100: says how to start a server that is down, how to get a model that is missing, and what broke in a stream", async () => {
    const closed = await startLLMServer();
    await closed[Symbol.asyncDispose]();
    await expect(open({ endpoint: closed.url }).complete(request, never)).rejects.toThrow(
      `Ollama at ${closed.host} did not answer (ECONNREFUSED); start it with \`ollama serve\``,
    );
    server.script({ kind: "status", status: 404, body: '{"error":"model \'x\' not found"}' });
    await expect(open().complete(request, never)).rejects.toThrow("run `ollama pull mistral:instruct`");
    server.script({
      kind: "body",
      body: '{"model":"m","message":{"role":"assistant","content":"a"},"done":false}\n{"error":"boom"}\n',
    });
    await expect(open().complete(request, never)).rejects.toMatchObject({ kind: "server", retryable: true });
  });

  it("counts a model that Ollama runs in the cloud as remote", () => {
    expect(open({ model: "gpt-oss:120b-cloud" }).place).toBe("remote");
  });
});

describe("the other providers", () => {
  const send = async (name: string, environment: Record<string, string>) => {
    const listed = PROVIDERS.find((one) => one.name === name);
    server.script(answer("yes"));
    await listed
      ?.open(settings({ endpoint: `${server.url}/v1` }), { now: () => 0, environment })
      .complete(request, never);
    const last = server.calls.at(-1);
    return { path: last?.path, key: last?.key, body: JSON.parse(last?.body ?? "{}") as unknown };
  };

  it("send the schema and the key in their own way", async () => {
    expect(await send("openai", { OPENAI_API_KEY: "k-o" })).toMatchObject({
      path: "/v1/chat/completions",
      key: "Bearer k-o",
      body: {
        store: false,
        response_format: { type: "json_schema", json_schema: { strict: true, schema: { type: "object" } } },
      },
    });
    expect(await send("anthropic", { ANTHROPIC_API_KEY: "k-a" })).toMatchObject({
      path: "/v1/messages",
      key: "Bearer k-a",
      body: { system: "be short", max_tokens: 100, output_config: { format: { type: "json_schema" } } },
    });
  });

  it("never send OpenAI's key to a server that is only compatible", async () => {
    const sent = await send("openai-compatible", { OPENAI_API_KEY: "k-o", LOGANOMALY_API_KEY: "k-l" });
    expect(sent).toMatchObject({ key: "Bearer k-l", body: { max_tokens: 100, temperature: 0 } });
    expect((await send("openai-compatible", { OPENAI_API_KEY: "k-o" })).key).not.toContain("k-o");
  });
});
