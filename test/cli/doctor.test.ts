import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { build, freshFolder, type Ran, run } from "./built.ts";

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

const doctor = (config: string, environment: Readonly<Record<string, string>> = {}): Promise<Ran> => {
  writeFileSync(join(cwd, "config.yaml"), config);
  return run(["doctor", "--config", "config.yaml"], { cwd, environment });
};

describe("doctor", () => {
  it("runs the main job offline, says what is there, and leaves nothing behind", async () => {
    const before = readdirSync(cwd);
    const { code, stdout, stderr } = await run(["doctor"], { cwd, environment: { OPENAI_API_KEY: "sk-secret-123" } });
    expect([code, stderr]).toEqual([0, ""]);
    const rows = stdout.trimEnd().split("\n");
    for (const row of rows) expect(row).toMatch(/^(ok {2}|note) {2}\S/);
    expect(stdout).toContain(`ok    Node ${process.versions.node}`);
    expect(stdout).toContain("ok    the main job runs offline (120 lines analysed)");
    expect(stdout).toMatch(/^ok {4}temporary folder /m);
    expect(stdout).toMatch(/^ok {4}cache folder /m);
    expect(stdout).toContain("note  no model configured, rules write the text: turn one on with llm.provider: ollama");
    expect(stdout).toContain("set: OPENAI_API_KEY; not set: ANTHROPIC_API_KEY, LOGANOMALY_API_KEY");
    expect(stdout).not.toContain("sk-secret-123");
    expect(readdirSync(cwd)).toEqual(before);
  });

  it("asks the configured model without using it", async () => {
    const of = (model: string): string => `llm: { provider: ollama, model: "${model}", endpoint: "${server.url}" }\n`;
    expect((await doctor(of("mistral:instruct"))).stdout).toContain(
      `ok    Ollama at ${server.host} has mistral:instruct`,
    );
    const missing = await doctor(of("other"));
    expect(missing.code).toBe(0);
    expect(missing.stdout).toContain(
      `note  Ollama at ${server.host} answers, but does not have other: ollama pull other`,
    );
    expect(server.calls).toHaveLength(0);
  });

  it("says that a model is away, or that its key is missing; the main job works all the same", async () => {
    const away = await doctor("llm: { provider: ollama, model: m, endpoint: 'http://127.0.0.1:9' }\n");
    expect([away.code, away.stdout]).toEqual([0, expect.stringMatching(/^note {2}.*127\.0\.0\.1:9.*: ollama serve$/m)]);
    const keyless = await doctor("llm: { provider: anthropic, model: m }\n");
    expect([keyless.code, keyless.stdout]).toEqual([
      0,
      expect.stringContaining("note  anthropic needs its key: set ANTHROPIC_API_KEY in the environment"),
    ]);
  });

  it("ends with exit code 1 when the main job would not run", async () => {
    const broken = await doctor("llm: { provider: olama }\nseeed: 1\n");
    expect([broken.code, broken.stdout]).toEqual([
      1,
      expect.stringContaining("bad   the configuration has 2 problems, first: config.yaml:1:18"),
    ]);
    const gone = await run(["doctor"], { cwd, environment: { TMPDIR: join(cwd, "no-such-folder") } });
    expect([gone.code, gone.stdout]).toEqual([1, expect.stringMatching(/^bad {3}temporary folder .*: set TMPDIR/m)]);
  });

  it("says that the folder of the cache cannot be made", async () => {
    mkdirSync(join(cwd, "here"), { recursive: true });
    writeFileSync(join(cwd, "here", "file"), "");
    const { code, stdout } = await doctor(`llm: { cache_dir: "${join(cwd, "here/file/cache")}" }\n`);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^note {2}cache folder .* cannot be written: set llm\.cache_dir/m),
    ]);
  });
});
