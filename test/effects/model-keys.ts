import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { connect } from "../../src/providers/index.ts";
import { ANSWERS, answer, type LLMServer, type Script, startLLMServer } from "../fixtures/llm-server.ts";
import { type Analyzed, analyzed, clockAt, quietLines, settingsOf, steppedRun } from "../pipeline/harness.ts";
import type { Effects } from "./effects.ts";
import { configWith, judged, scoresOf } from "./symptoms.ts";

const lines = quietLines(200);
for (const [i, text] of [
  "FATAL [db] kernel panic",
  "ERROR [web] Connection refused",
  "FATAL [disk] disk failure",
].entries())
  lines.splice(100 + i * 20, 0, `${clockAt(1800 + i * 400)} ${text}`);
const LOG = [{ name: "app.log", text: `${lines.join("\n")}\n` }];

/** An answer that can be used for any case. */
const GOOD = JSON.stringify({
  ...JSON.parse(ANSWERS.good),
  reason: "told by a model",
  explanation: [{ text: "It says so.", evidence: ["e1"] }],
});
const NORMAL = JSON.stringify({ ...JSON.parse(GOOD), classification: "normal", reason: "routine, says the model" });

const llmAt = (endpoint: string): object => ({
  llm: { provider: "ollama", model: "m", endpoint, cache: false, timeout: 5, concurrency: 1 },
  workflow: { retry: { max_attempts: 1 } },
});

interface Asked extends Analyzed {
  readonly server: LLMServer;
}

/** A run with a model on a server of its own. `set` adds keys, given the server's address. */
async function asked(
  set: (url: string) => Readonly<Record<string, unknown>> = () => ({}),
  ...script: Script[]
): Promise<Asked> {
  const server = await startLLMServer();
  try {
    server.script(...(script.length > 0 ? script : [answer(GOOD)]));
    const changes = Object.entries(set(server.url));
    const config = changes.reduce((sum, [key, value]) => configWith(key, value, sum), llmAt(server.url));
    return { ...(await analyzed(LOG, { config })), server };
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

const with_ = (key: string, value: unknown, ...script: Script[]): Promise<Asked> =>
  asked(() => ({ [key]: value }), ...script);

const bodies = ({ server }: Asked): string => server.calls.map(({ body }) => body).join("\n");

/** Seconds that were waited between the attempts of one call that always fails. */
async function waits(key: string, value: unknown, drawnFrom = 42): Promise<readonly number[]> {
  const server = await startLLMServer();
  try {
    server.script({ kind: "status", status: 503 });
    const retry = { max_attempts: 4, initial_delay: 1, max_delay: 3, backoff_factor: 2, jitter: 0 };
    const { llm, workflow, seed } = settingsOf(
      configWith(key, value, { ...llmAt(server.url), workflow: { retry }, seed: drawnFrom }),
    );
    const waited: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => void waited.push(milliseconds / 1000);
    const { provider } = connect(llm, workflow.retry, steppedRun().run, { sleep, seed });
    const request = { system: "", messages: [], maxTokens: 1, temperature: 0 };
    await expect(provider?.complete(request, new AbortController().signal)).rejects.toThrow("503");
    expect(server.calls).toHaveLength(waited.length + 1);
    return waited;
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "loganomaly-effects-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The model, endpoint and so on of a section: `llm`, or the step that overrides it. */
const connection = (section: string): Effects => ({
  [`${section}.provider`]: async () => {
    expect((await with_(`${section}.provider`, "none")).server.calls).toEqual([]);
    const other = await asked((url) => ({
      [`${section}.provider`]: "openai-compatible",
      [`${section}.model`]: "m",
      [`${section}.endpoint`]: url,
    }));
    expect(new Set(other.server.calls.map(({ path }) => path))).toEqual(new Set(["/v1/chat/completions"]));
  },
  [`${section}.model`]: async () => {
    expect(bodies(await with_(`${section}.model`, "other-model"))).toContain('"model":"other-model"');
  },
  [`${section}.endpoint`]: async () => {
    await using second = await startLLMServer();
    second.script(answer(GOOD));
    expect((await with_(`${section}.endpoint`, second.url)).server.calls).toEqual([]);
    expect(second.calls.length).toBeGreaterThan(0);
  },
  [`${section}.key_file`]: () =>
    inFolder(async (folder) => {
      const file = join(folder, "key");
      writeFileSync(file, "key-of-a-file", { mode: 0o600 });
      const { server } = await asked((url) => ({
        "llm.provider": "openai-compatible",
        "llm.endpoint": url,
        [`${section}.key_file`]: file,
      }));
      expect(new Set(server.calls.map(({ key }) => key))).toEqual(new Set(["Bearer key-of-a-file"]));
    }),
  [`${section}.timeout`]: async () => {
    const late = await with_(`${section}.timeout`, 0.15, { kind: "slow", text: GOOD, milliseconds: 400 });
    expect(late.anomalies.map(({ llm }) => llm.status)).toContain("unavailable");
    expect(JSON.stringify(late.events)).toContain("did not answer within 0.15 s");
    const patient = await with_(`${section}.timeout`, 5, { kind: "slow", text: GOOD, milliseconds: 400 });
    expect(new Set(patient.anomalies.map(({ llm }) => llm.status))).toEqual(new Set(["ok"]));
  },
  [`${section}.concurrency`]: async () => {
    const slow: Script = { kind: "slow", text: GOOD, milliseconds: 60 };
    expect((await with_(`${section}.concurrency`, 1, slow)).server.mostOpen).toBe(1);
    expect((await with_(`${section}.concurrency`, 3, slow)).server.mostOpen).toBe(3);
  },
  [`${section}.allow_remote`]: async () => {
    const away = (isAllowed: boolean) =>
      asked(() => ({ "llm.endpoint": "http://model.invalid:9", [`${section}.allow_remote`]: isAllowed }));
    expect((await away(false)).egress).toMatchObject({ hosts: [] });
    expect((await away(true)).egress).toMatchObject({ hosts: [{ host: "model.invalid:9" }] });
  },
  [`${section}.may_suppress`]: async () => {
    const routine = async (may: boolean) =>
      (await with_(`${section}.may_suppress`, may, answer(NORMAL))).anomalies.some(({ reason }) =>
        /routine/i.test(reason),
      );
    expect([await routine(false), await routine(true)]).toEqual([false, true]);
  },
});

const skipped = ({ incomplete }: Asked): number =>
  Number(/([\d,]+) calls? of the model (?:was|were) over the budget/.exec(incomplete.join())?.[1] ?? 0);

/** What is never reached at a budget of this size; the others were asked, or skipped and counted. */
async function spends(key: string, value: number, calls: number): Promise<void> {
  const all = await asked();
  const few = await with_(key, value);
  expect(all.server.calls.length).toBeGreaterThan(3);
  expect(few.server.calls).toHaveLength(calls);
  expect([skipped(all), skipped(few)]).toEqual([0, all.server.calls.length - calls]);
  expect(few.anomalies.map(({ llm }) => llm.status)).toContain("skipped_budget");
  expect(few.anomalies.length).toBe(all.anomalies.length);
}

/** Calls of two runs after each other that share a cache. */
const callsOfTwo = async (set: (run: number) => Readonly<Record<string, unknown>>): Promise<readonly boolean[]> => {
  const asks: boolean[] = [];
  for (const run of [0, 1]) asks.push((await asked(() => set(run))).server.calls.length > 0);
  return asks;
};

export const modelKeys: Effects = {
  ...connection("llm"),
  ...connection("workflow.steps.llm_call"),
  "llm.budget.calls": () => spends("llm.budget.calls", 2, 2),
  "llm.budget.tokens": () => spends("llm.budget.tokens", 10, 0),
  "llm.budget.seconds": () => spends("llm.budget.seconds", 0, 0),
  "llm.cache": () =>
    inFolder(async (folder) => {
      const cached = (isOn: boolean) => callsOfTwo(() => ({ "llm.cache": isOn, "llm.cache_dir": folder }));
      expect([await cached(true), await cached(false)]).toEqual([
        [true, false],
        [true, true],
      ]);
    }),
  "llm.cache_dir": () =>
    inFolder(async (folder) => {
      const asks = await callsOfTwo((run) => ({ "llm.cache": true, "llm.cache_dir": join(folder, String(run)) }));
      expect(asks).toEqual([true, true]);
    }),
  "workflow.retry.max_attempts": async () => {
    expect((await waits("workflow.retry.max_attempts", 1)).length).toBe(0);
    expect((await waits("workflow.retry.max_attempts", 6)).length).toBe(5);
  },
  "workflow.retry.initial_delay": async () => {
    expect(await waits("workflow.retry.initial_delay", 0.5)).toEqual([0.5, 1, 2]);
  },
  "workflow.retry.max_delay": async () => {
    expect(await waits("workflow.retry.max_delay", 1.5)).toEqual([1, 1.5, 1.5]);
  },
  "workflow.retry.backoff_factor": async () => {
    expect(await waits("workflow.retry.backoff_factor", 1)).toEqual([1, 1, 1]);
  },
  "workflow.retry.jitter": async () => {
    const jittered = await waits("workflow.retry.jitter", 0.5);
    expect(jittered).not.toEqual([1, 2, 3]);
    for (const [i, plain] of [1, 2, 3].entries())
      expect(Math.abs((jittered[i] ?? 0) - plain)).toBeLessThanOrEqual(plain / 2);
  },
  "workflow.steps.thinking.enabled": async () => {
    const thinks = ({ events }: Asked) =>
      events.some((event) => event.type === "step-start" && event.step === "thinking");
    const [on, off] = [await asked(), await with_("workflow.steps.thinking.enabled", false)];
    expect([thinks(on), thinks(off)]).toEqual([true, false]);
    expect(bodies(off)).not.toBe(bodies(on));
  },
  "workflow.steps.prompt.template": async () => {
    const [enhanced, incident] = [await asked(), await with_("workflow.steps.prompt.template", "incident")];
    expect(new Set(incident.server.calls.map(({ body }) => JSON.parse(body).messages[0].content)).size).toBe(1);
    expect(new Set(enhanced.server.calls.map(({ body }) => JSON.parse(body).messages[0].content)).size).toBe(2);
  },
  "workflow.steps.prompt.custom_template": () =>
    inFolder(async (folder) => {
      const file = join(folder, "mine.md");
      writeFileSync(file, "From a file: {log}");
      for (const [template, words] of [
        ["As text: {log} End.", "As text: "],
        [file, "From a file: "],
      ] as const) {
        const found = await asked(
          () => ({ "workflow.steps.prompt": { template: "custom", custom_template: template } }),
          answer(ANSWERS.text),
        );
        const prompts = found.server.calls.map(({ body }): string => JSON.parse(body).messages.at(-1).content);
        expect(prompts.every((prompt) => prompt.startsWith(words) && !prompt.includes("{log}"))).toBe(true);
        expect(prompts.some((prompt) => prompt.includes("kernel panic"))).toBe(true);
      }
    }),
  "workflow.plugins": () =>
    inFolder(async (folder) => {
      const module = join(folder, "step.mjs");
      writeFileSync(
        module,
        'export default { name: "mine", execute(c) { c.addResult("reason", "by a plugin"); return false; } };',
      );
      const found = await asked(() => ({ "workflow.plugins": [{ module, before: "llm_call" }] }));
      expect(found.server.calls).toEqual([]);
      expect(found.anomalies.some(({ reason }) => reason === "by a plugin")).toBe(true);
    }),
  seed: async () => {
    expect((await with_("seed", 7)).results.summary.run.seed).toBe(7);
    const jittered = (seed: number) => waits("workflow.retry.jitter", 1, seed);
    expect(await jittered(7)).toEqual(await jittered(7));
    expect(await jittered(7)).not.toEqual(await jittered(8));
    const forest = async (config: object) => scoresOf(await judged(config), "isolation_forest");
    expect(await forest({ seed: 7 })).not.toEqual(await forest({}));
    const own = { detectors: { isolation_forest: { seed: 5 } } };
    expect(await forest({ seed: 7, ...own })).toEqual(await forest(own));
  },
};
