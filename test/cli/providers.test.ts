import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

describe("llm.key_file", () => {
  const withKey = (provider: string, file: string): string =>
    configOf(provider, server.url).replace("llm: {", `llm: { key_file: ${file},`);
  const KEY_OF_FILE = "sk-from-a-file-0123456789";

  it("is read beside the configuration, sent to the provider, and stands in no file and on no screen", async () => {
    mkdirSync(join(cwd, "keys"));
    writeFileSync(join(cwd, "keys/own"), `${KEY_OF_FILE}\n`, { mode: 0o600 });
    for (const provider of ["openai", "anthropic", "openai-compatible"]) {
      const before = server.calls.length;
      const { code, stdout, stderr } = await analyse(`file-${provider}`, withKey(provider, "keys/own"), {
        OPENAI_API_KEY: KEY,
      });
      expect(code, stderr).toBe(0);
      expect(server.calls.length).toBeGreaterThan(before);
      for (const { key } of server.calls.slice(before)) expect(key).toBe(`Bearer ${KEY_OF_FILE}`);
      expect(stdout + stderr + everythingIn(`file-${provider}`)).not.toContain(KEY_OF_FILE);
      expect(stderr).not.toContain("chmod");
    }
  });

  it("that everybody can read is used with one warning", async () => {
    chmodSync(join(cwd, "keys/own"), 0o644);
    const { code, stderr } = await analyse("open-key", withKey("openai", "keys/own"));
    expect(code).toBe(0);
    expect(stderr.match(/everybody on this machine can use this key file \(mode 644\); chmod 600/g)).toHaveLength(1);
    expect(stderr).not.toContain(KEY_OF_FILE);
  });

  it.each([
    ["missing", undefined, "the key file is missing or cannot be read"],
    ["empty", "\n", "the key file is empty"],
    ["two words", `key ${KEY_OF_FILE}`, "holds more than one word"],
    ["too large", "x".repeat(20_000), "is larger than 16384 bytes"],
  ])("that is %s is refused before anything is sent, and not shown", async (name, text, why) => {
    const before = server.calls.length;
    const file = `keys/${name.replace(" ", "-")}`;
    if (text !== undefined) writeFileSync(join(cwd, file), text, { mode: 0o600 });
    const { code, stderr } = await analyse("refused-key", withKey("openai", file));
    expect([code, stderr.includes(why)], stderr).toEqual([2, true]);
    expect(stderr).not.toContain(KEY_OF_FILE);
    expect(server.calls).toHaveLength(before);
  });

  it("is not sent by a step that names another provider, nor named by a file that was only found", async () => {
    const before = server.calls.length;
    const step = `{ steps: { llm_call: { provider: openai-compatible, model: m, endpoint: "${server.url}" } } }`;
    const config = `llm: { provider: openai, model: m, key_file: keys/own, cache: false }\nworkflow: ${step}\n`;
    const { code, stderr } = await analyse("step-key", config);
    expect(code, stderr).toBe(0);
    expect(server.calls.length).toBeGreaterThan(before);
    expect(JSON.stringify(server.calls.slice(before))).not.toContain(KEY_OF_FILE);
    writeFileSync(join(cwd, "loganomaly.yaml"), "llm: { provider: ollama, model: m, key_file: keys/own }\n");
    const found = await run(["-i", "app.log"], { cwd });
    rmSync(join(cwd, "loganomaly.yaml"));
    expect([found.code, found.stderr.includes("llm.key_file may not be set by a file that was only found")]).toEqual([
      2,
      true,
    ]);
  });
});

describe("R-106: llm.budget", () => {
  it("ends the calls, says how many were skipped, and is exit 0, or 4 with --strict", async () => {
    const config = configOf("ollama", server.url).replace("llm: {", "llm: { budget: { calls: 1 },");
    const before = server.calls.length;
    const { code, stderr } = await analyse("budget", config);
    expect([code, server.calls.length - before], stderr).toEqual([0, 1]);
    expect(stderr).toMatch(/incomplete: \d+ calls? of the model (?:was|were) over the budget/);
    const strict = await run(["-i", "app.log", "-c", "budget.yaml", "-o", "budget", "--strict"], { cwd });
    expect(strict.code).toBe(4);
  });
});

describe("R-108: --no-cache", () => {
  it("asks again what the cache has an answer for", async () => {
    const config = configOf("ollama", server.url).replace("cache: false", "cache: true");
    const asks = async (...more: string[]): Promise<number> => {
      const before = server.calls.length;
      writeFileSync(join(cwd, "cached.yaml"), config);
      const { code, stderr } = await run(["-i", "app.log", "-c", "cached.yaml", "-o", "cached", ...more], { cwd });
      expect(code, stderr).toBe(0);
      return server.calls.length - before;
    };
    const [first, second, third] = [await asks(), await asks(), await asks("--no-cache")];
    expect(first).toBeGreaterThan(0);
    expect(second).toBeLessThan(first);
    expect(third).toBe(first);
  });
});
