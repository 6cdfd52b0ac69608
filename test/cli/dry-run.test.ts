import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANSWERS, answer, type LLMServer, startLLMServer } from "../fixtures/llm-server.ts";
import { build, freshFolder, run } from "./built.ts";

const cwd = freshFolder();
let server: LLMServer;
beforeAll(async () => {
  server = await startLLMServer();
  server.script(answer(ANSWERS.text));
  await build();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

const lines = Array.from({ length: 300 }, (_, i) => {
  const time = new Date(Date.UTC(2025, 3, 1, 12) + i * 1000).toISOString().slice(0, 19);
  return `${time} ${i === 200 ? "FATAL [Db] \u001b[2J corrupt: out of memory, mail to bob@example.org" : `INFO [Web] request ${i} served`}`;
});
writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n`);

const config = (more = "", budget = 200): string => {
  writeFileSync(
    join(cwd, "c.yaml"),
    `llm: { provider: ollama, model: "mistral:instruct", endpoint: "${server.url}", cache: false, budget: { calls: ${budget} } }\nworkflow: { steps: { prompt: { template: custom, custom_template: "Judge {log}" } } }\n${more}`,
  );
  return "c.yaml";
};
const dry = (...more: string[]) => run(["-i", "app.log", "-c", "c.yaml", "-o", "out", "--dry-run", ...more], { cwd });

describe("--dry-run", () => {
  it("shows prompts, host, number, bytes and tokens; sends and writes nothing", async () => {
    config();
    const before = server.calls.length;
    const { code, stdout, stderr } = await dry();
    expect(code, stderr).toBe(0);
    expect(server.calls).toHaveLength(before);
    expect(existsSync(join(cwd, "out"))).toBe(false);
    expect(readdirSync(cwd).sort()).toEqual(["app.log", "c.yaml"]);
    expect(stdout).not.toMatch(/\u001b|bob@example/);
    expect(stdout).toMatch(/^prompt 1 of \d+ to ollama at 127\.0\.0\.1:\d+, model mistral:instruct, [\d,]+ bytes$/m);

    await run(["-i", "app.log", "-c", "c.yaml", "-o", "out"], { cwd });
    const sent = server.calls.slice(before).map(({ body }): string => JSON.parse(body).messages.at(-1).content);
    expect(sent.length).toBeGreaterThan(1);
    for (const prompt of sent) {
      const [first = ""] = prompt.split("\n").filter((line) => line.includes("corrupt"));
      expect(stdout).toContain(`  | ${first}`);
    }
    expect(stdout.match(/^prompt \d+ of/gm)).toHaveLength(sent.length);
    expect(stdout).toMatch(
      new RegExp(
        `^${sent.length} prompts would be sent to ${server.host}: [\\d,]+ bytes, about [\\d,]+ tokens; nothing was sent`,
        "m",
      ),
    );
  });

  it("keeps to the budget, and shows nothing where nothing would be sent", async () => {
    config("", 1);
    expect((await dry()).stdout).toMatch(/^1 prompt would be sent to/m);
    expect((await dry("--disable-llm")).stdout).toBe(
      "no prompt would be sent; nothing was sent, no file was written\n",
    );
    writeFileSync(join(cwd, "c.yaml"), "llm: { provider: ollama, model: m, endpoint: 'http://model.invalid:9' }\n");
    const away = await dry();
    expect(away.stdout).toContain("no prompt would be sent");
    expect(away.stderr).toContain("model.invalid:9 is not this machine and llm.allow_remote is false");
  });

  it("is refused beside flags that it would make idle", async () => {
    config();
    for (const flags of [["--format", "json"], ["--llm-phase", "prepare"], ["--show-results"]]) {
      const { code, stderr } = await dry(...flags);
      expect(
        [code, stderr.includes(`--dry-run and ${flags.slice(0, flags[0] === "--format" ? 1 : 2).join(" ")} exclude`)],
        stderr,
      ).toEqual([2, true]);
    }
  });
});
