import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfiguration } from "../../src/config/index.ts";
import { UserError } from "../../src/core/errors.ts";
import { detectors } from "../../src/detectors/index.ts";

const folder = mkdtempSync(join(tmpdir(), "loganomaly-indentation-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (text: string) => {
  writeFileSync(join(folder, "config.yaml"), text);
  return loadConfiguration({ detectors, path: "config.yaml", flags: [], environment: {}, folder, home: folder });
};

const refused = (text: string): UserError => {
  try {
    load(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was accepted");
};

const flat = (text: string): string => text.replace(/^ +/gm, "");

const DOCUMENTED: Readonly<Record<string, string>> = {
  "the first configuration": `detectors:
  lof:
    enabled: true
    neighbors: 20
    contamination: 0.1
  rolling_window:
    enabled: true
    window_size: 1000
    repetition_threshold: 0.75
llm:
  provider: "ollama"
  model: "mistral:instruct"
  endpoint: "http://localhost:11434/api/generate"
  timeout: 30
  max_retries: 3
`,
  "the minimal configuration": `llm:
  provider: "ollama"
  model: "mistral:instruct"
  endpoint: "http://localhost:11434/api/generate"
`,
  "the template of one's own": `# config.yaml
workflow:
  steps:
    prompt:
      template: "custom"
      custom_template: |
        <s>[INST] You are a log analysis expert. Analyze this log:
        {log}
        Is this log normal or anomalous? If anomalous, explain why.
        Answer in this format:
        CLASSIFICATION: [normal/anomaly]
        REASON: [your explanation]
        TAGS: [comma-separated tags] [/INST]
        </s>
`,
  "the full configuration": `# config.yaml
detectors:
  lof:
    enabled: true
    neighbors: 20
    contamination: 0.1
  rolling_window:
    enabled: true
    window_size: 1000
    repetition_threshold: 0.75
llm:
  provider: "ollama" # or "openai", "anthropic", etc.
  model: "llama3"
  endpoint: "http://localhost:11434/api/generate"
  timeout: 30
  max_retries: 3
workflow:
  retry:
    max_attempts: 3
    initial_delay: 1.0
    max_delay: 10.0
    backoff_factor: 2.0
    jitter: 0.1
  steps:
    thinking:
      enabled: true
    prompt:
      template: "enhanced"
    llm_call:
      provider: "ollama"
      model: "llama3"
`,
};

describe.each(Object.entries(DOCUMENTED))("R-73 %s of the documentation", (_, text) => {
  it("is accepted with its indentation", () => {
    const { settings } = load(text);
    const { template } = settings.workflow.steps.prompt;
    expect([settings.llm.provider, template]).toEqual(
      text.includes("custom_template") ? ["none", "custom"] : ["ollama", "enhanced"],
    );
  });

  it("is refused without it, and each line that lost its own is named, and no other", () => {
    const { message, hint, exitCode } = refused(flat(text));
    expect(exitCode).toBe(2);
    expect(hint).toContain("nothing in this file is indented");
    const named = new Set(
      message.split("\n").flatMap((line) => {
        const first = Number(/^config\.yaml:(\d+):1 /.exec(line)?.[1]);
        const last = Number(/the lines to (\d+) /.exec(line)?.[1] ?? first);
        return Array.from({ length: last - first + 1 }, (__, i) => first + i);
      }),
    );
    const indented = text.split("\n").flatMap((line, i) => (line.startsWith(" ") ? [i + 1] : []));
    expect([...named].sort((a, b) => a - b)).toEqual(indented);
    for (const line of message.split("\n")) {
      const spaces = Number(/(\d+) spaces in$/.exec(line)?.[1]);
      const row = Number(/^config\.yaml:(\d+):/.exec(line)?.[1]);
      expect(spaces, line).toBe(/^ */.exec(text.split("\n")[row - 1] ?? "")?.[0].length);
    }
  });
});

it("R-73 a file that needs no indentation is read as it is", () => {
  expect(load("seed: 3\nlof_n_neighbors: 7\nllm: { model: m }\n").settings.seed).toBe(3);
});
