import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { build, freshFolder, run } from "./built.ts";

const cwd = freshFolder();
let server: LLMServer;
beforeAll(async () => {
  server = await startLLMServer();
  await build();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

const KEY = "sk-only-for-the-wire-0123456789";
const lines = Array.from({ length: 300 }, (_, i) => {
  const time = new Date(Date.UTC(2025, 3, 1, 12) + i * 1000).toISOString().slice(0, 19);
  return i === 200
    ? `${time} FATAL [DatabaseService] data file corrupt: out of memory`
    : `${time} INFO [UserService] request ${i} served in ${(i * 7) % 40} ms`;
});
writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n`);

const analyse = (output: string, config: string, environment: Readonly<Record<string, string>> = {}) => {
  writeFileSync(join(cwd, `${output}.yaml`), config);
  return run(["--input", "app.log", "--config", `${output}.yaml`, "--output", output], { cwd, environment });
};

const configOf = (provider: string, endpoint: string): string =>
  `llm: { provider: ${provider}, model: "mistral:instruct", endpoint: "${endpoint}", cache: false, timeout: 5 }\nworkflow: { retry: { max_attempts: 1 } }\n`;

const everythingIn = (folder: string): string =>
  readdirSync(join(cwd, folder))
    .map((name) => readFileSync(join(cwd, folder, name), "utf8"))
    .join("");

const anomalies = (folder: string): string => readFileSync(join(cwd, folder, "app_anomalies.json"), "utf8");

describe("llm.provider reaches the model by its own protocol", () => {
  it.each([
    ["ollama", {}, "/api/chat", ""],
    ["openai", { OPENAI_API_KEY: KEY }, "/v1/chat/completions", `Bearer ${KEY}`],
    ["anthropic", { ANTHROPIC_API_KEY: KEY }, "/v1/messages", `Bearer ${KEY}`],
    ["openai-compatible", { LOGANOMALY_API_KEY: KEY }, "/v1/chat/completions", `Bearer ${KEY}`],
  ] as const)("%s", async (provider, environment, path, key) => {
    const before = server.calls.length;
    const { code, stdout, stderr } = await analyse(provider, configOf(provider, server.url), { ...environment });
    expect(code, stderr).toBe(0);
    const calls = server.calls.slice(before);
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      expect([call.path, call.key]).toEqual([path, key]);
      expect(JSON.parse(call.body)).toMatchObject({ model: "mistral:instruct" });
    }
    expect(anomalies(provider)).toContain('"llm":{"status":"ok"');
    expect(everythingIn(provider) + stdout + stderr).not.toContain(KEY);
  });

  it("and never with another provider's key", async () => {
    const before = server.calls.length;
    const environment = { OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: KEY };
    await analyse("other-key", configOf("openai-compatible", server.url), environment);
    expect(server.calls.length).toBeGreaterThan(before);
    expect(JSON.stringify(server.calls.slice(before))).not.toContain(KEY);
  });
});

describe("nothing is sent", () => {
  it.each([
    ["openai", "OPENAI_API_KEY"],
    ["anthropic", "ANTHROPIC_API_KEY"],
  ])("by %s without its key: one message, and the statistics stand", async (provider, variable) => {
    const before = server.calls.length;
    const { code, stderr } = await analyse(`no-key-${provider}`, configOf(provider, server.url));
    expect(code).toBe(0);
    expect(stderr.match(/nothing was sent; the statistics stand/g)).toHaveLength(1);
    expect(stderr).toContain(`${provider} needs its key in ${variable}`);
    expect(stderr).toContain(`set ${variable} in the environment`);
    expect(server.calls).toHaveLength(before);
    expect(JSON.parse(anomalies(`no-key-${provider}`)).length).toBeGreaterThan(0);
  });

  it("R-109 to another host than the provider's own, key or not, without allow_remote", async () => {
    for (const provider of ["openai", "ollama"]) {
      const environment = { OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: KEY, LOGANOMALY_API_KEY: KEY };
      const { code, stderr } = await analyse("elsewhere", configOf(provider, "http://model.invalid:9"), environment);
      expect(code).toBe(0);
      expect(stderr).toContain("model.invalid:9 is not this machine and llm.allow_remote is false; nothing was sent");
    }
  });

  it("and --strict ends with exit code 4, for the model's work could not be done", async () => {
    writeFileSync(join(cwd, "strict.yaml"), configOf("openai", server.url));
    const args = ["--input", "app.log", "--config", "strict.yaml", "--output", "strict", "--strict", "-q"];
    expect((await run(args, { cwd })).code).toBe(4);
    const answered = await run([...args, "--summary-only"], { cwd, environment: { OPENAI_API_KEY: KEY } });
    expect(answered.code, answered.stderr).toBe(0);
  });

  it("by local, which this version does not have", async () => {
    const { code, stderr } = await analyse("local", "llm: { provider: local }\n");
    expect(code).toBe(2);
    expect(stderr).toContain("llm.provider: local is not supported in this version");
  });
});
