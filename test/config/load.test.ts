import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Configuration, configHash, type FlagValue, loadConfiguration } from "../../src/config/index.ts";
import { UserError } from "../../src/core/errors.ts";
import { detectors } from "./detectors.ts";

const root = mkdtempSync(join(tmpdir(), "loganomaly-config-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
interface Given {
  readonly text?: string | Uint8Array;
  readonly name?: string;
  readonly path?: string;
  readonly flags?: readonly FlagValue[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Loads from a fresh folder; a file of the default name is named with --config. */
function load({ text, name = "config.yaml", path, flags = [], environment = {} }: Given): Configuration {
  const folder = join(root, `f${folders++}`);
  mkdirSync(folder);
  if (text !== undefined) writeFileSync(join(folder, name), text);
  const named = path ?? (text !== undefined && name === "config.yaml" ? name : undefined);
  return loadConfiguration({ detectors, path: named, flags, environment, folder, home: join(folder, "home") });
}

function problems(given: Given): readonly string[] {
  try {
    load(given);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message.split("\n");
  }
  return [];
}

describe("a configuration file", () => {
  it("R-70 names an unknown key with line, column and the key that was meant", () => {
    expect(problems({ text: "detectors:\n  lof:\n    enabled: true\n    neighbours: 20\n" })).toEqual([
      'config.yaml:4:5 unknown key "neighbours" in detectors.lof, did you mean "neighbors"?',
    ]);
  });

  it("R-70 knows unknown keys at every depth, in lists too", () => {
    const text =
      "max_log_line: 3\nrules:\n  additional_rule_based_patterns:\n    - { name: a, patern: b, reason: c }\n";
    expect(problems({ text })).toEqual([
      'config.yaml:1:1 unknown key "max_log_line", did you mean "max_log_lines"?',
      "config.yaml:4:7 expected rules.additional_rule_based_patterns[0].pattern to be text, got nothing",
      'config.yaml:4:18 unknown key "patern" in rules.additional_rule_based_patterns[0], did you mean "pattern"?',
    ]);
  });

  it("R-71 lists every problem at once, in the order of the file", () => {
    const text = `detectors:
  lof: { neighbors: -3, contamination: lots }
llm:
  provider: olama
  timeout: "30"
  endpoint: ftp://host
batch_size: 1.5
incidents: never
`;
    expect(problems({ text })).toEqual([
      "config.yaml:2:21 expected detectors.lof.neighbors to be a positive integer, got -3",
      'config.yaml:2:40 expected detectors.lof.contamination to be a number over 0 and at most 0.5, got "lots"',
      'config.yaml:4:13 expected llm.provider to be one of none, ollama, openai, anthropic, openai-compatible, got "olama"',
      'config.yaml:5:12 expected llm.timeout to be a positive number, at most 86,400, got "30"',
      "config.yaml:6:13 llm.endpoint is not an http or https address, or a host",
      "config.yaml:7:13 expected batch_size to be a positive integer, at most 1,000,000, got 1.5",
      'config.yaml:8:12 expected incidents to be a mapping, got "never"',
    ]);
  });

  it("R-71 refuses values that contradict each other, unless another layer puts them right", () => {
    const text = "detectors:\n  rolling_window:\n    window_size: 5\n";
    expect(problems({ text })).toEqual([
      "config.yaml:3:18 detectors.rolling_window has a step larger than its window_size",
    ]);
    const environment = { LOGANOMALY_DETECTORS_ROLLING_WINDOW_STEP: "2" };
    expect(load({ text, environment }).settings.detectors["rolling_window"]?.["step"]).toBe(2);
    expect(problems({ text: "workflow: { retry: { max_delay: 0.5 } }" })).toEqual([
      "config.yaml:1:33 workflow.retry.max_delay is smaller than initial_delay",
    ]);
  });

  it.each([
    ["a tab", "llm:\n\tmodel: x\n", "config.yaml:2:1 a tab stands in the indentation; YAML allows spaces only"],
    ["a duplicate key", "seed: 1\nseed: 2\n", 'config.yaml:2:1 the key "seed" stands here a second time'],
    [
      "two documents",
      "seed: 1\n---\nseed: 2\n",
      "config.yaml:2:1 a second document begins here; a configuration is one document",
    ],
    ["a list", "- seed: 1\n", "config.yaml:1:1 expected keys with values, got a list"],
    ["a lone word", "seed\n", "config.yaml:1:1 expected keys with values, got a single value"],
    [
      "an alias bomb",
      `a: &a [x,x]\n${"bcdef"
        .split("")
        .map((key, i) => `${key}: &${key} [${`*${"abcde"[i]},`.repeat(9)}x]`)
        .join("\n")}\n`,
      "aliases (*name) expand to more than 100 copies; write the values out",
    ],
    ["nesting without end", "[".repeat(200_000), "config.yaml:1:1 cannot be read: it is nested too deeply"],
    ["an unknown tag", "seed: !!js/function 1\n", "config.yaml:1:7 not valid YAML: Unresolved tag"],
  ])("R-72 refuses %s and says where", (_, text, expected) => {
    expect(problems({ text }).join("\n")).toContain(expected);
  });

  it("R-72 refuses what is not UTF-8 or larger than 1 MiB", () => {
    expect(problems({ text: Uint8Array.of(0x73, 0x3a, 0x20, 0x31, 0x0a, 0x23, 0xff, 0x0a) })).toEqual([
      "cannot read the configuration config.yaml: it is not UTF-8 (line 2, byte 2)",
    ]);
    expect(problems({ text: "#".repeat(1024 * 1024 + 1) })[0]).toContain("expected at most 1 MiB, got 1,048,577 bytes");
  });

  it.each(["", "\n", "# nothing yet\n"])("R-72 takes an empty file (%j) for the defaults and says so", (text) => {
    const { settings, notes } = load({ text });
    expect(settings).toEqual({ ...load({}).settings, llm: settings.llm });
    expect(notes).toEqual(["config.yaml is empty: the defaults are used"]);
  });

  it("reads a section without keys as left out", () => {
    expect(problems({ text: "llm:\n  # model: x\ndetectors:\n  lof:\n" })).toEqual([]);
  });

  it("says where a key belongs that lost its indentation, where others kept theirs", () => {
    expect(problems({ text: "detectors:\n  lof: {}\nneighbors: 20\n" })).toEqual([
      'config.yaml:3:1 unknown key "neighbors"; it belongs under detectors.lof (was the indentation lost?)',
    ]);
  });

  it("names the key that stands twice behind one without a value", () => {
    expect(problems({ text: "llm:\n  model:\n  timeout: 3\n  model:\n" }).join()).toContain(
      'config.yaml:4:3 the key "model" stands here a second time',
    );
  });

  it("says which keys lost their indentation", () => {
    const text = "detectors:\nlof:\nneighbors: 20\n";
    expect(problems({ text })).toEqual([
      "config.yaml:2:1 lof has lost its indentation: it belongs under detectors, 2 spaces in",
      "config.yaml:3:1 neighbors has lost its indentation: it belongs under detectors.lof, 4 spaces in",
    ]);
  });

  it("R-71 says of a behavioral rule and of a field what is missing or does nothing, with its place", () => {
    const text = `behavioral_rules:
  - { name: a, threshold_ratio: 0.4 }
  - { name: a, type: distinct_count, threshold: 2 }
  - { name: b, type: ratio, pattern: x }
  - { name: c, type: counts, threshold: 0, window_minutes: -5 }
field_extraction:
  - { name: user }
  - { name: ip, regex: "(?<=x)" }
rules:
  additional_security_patterns: [{ name: "12", pattern: x }]
anomaly_threshold: 2
`;
    expect(problems({ text })).toEqual([
      "config.yaml:2:5 behavioral.rules[0].threshold is missing: how many make it abnormal",
      "config.yaml:2:33 behavioral.rules[0].threshold_ratio has no effect unless type is ratio",
      "config.yaml:3:5 behavioral.rules[1].field is missing: the field whose values are counted",
      "config.yaml:4:5 behavioral.rules[2].threshold_ratio is missing: which share of the lines makes it abnormal, such as 0.4",
      'config.yaml:5:22 expected behavioral.rules[3].type to be one of count, distinct_count, ratio, got "counts"',
      "config.yaml:5:41 expected behavioral.rules[3].threshold to be a positive integer, at most 1,000,000 or null, got 0",
      "config.yaml:5:60 expected behavioral.rules[3].window_minutes to be a positive number, at most 525,600, got -5",
      "config.yaml:7:13 field_extraction[0].name needs extractors, a regex, or both",
      "config.yaml:8:24 field_extraction[1].regex is no pattern of RE2's syntax (error parsing regexp: invalid named capture: `(?<=x)`)",
      "config.yaml:10:42 rules.additional_security_patterns[0].name does not begin with a letter; name it after what it finds",
      "config.yaml:11:20 expected anomaly_threshold to be a number from 0 to 1, got 2",
    ]);
    const twice = "field_extraction: [{ name: a, extractors: [x] }, { name: a, extractors: [y] }]\n";
    expect(problems({ text: twice })).toEqual(["config.yaml:1:58 field_extraction[1].name stands here a second time"]);
  });

  it.each(["__proto__", "constructor", "prototype"])("R-74 refuses the key %s at every depth", (key) => {
    const text = `${key}:\n  seed: 7\nllm:\n  ${key}: { provider: ollama }\nknown_normal:\n  - { pattern: a, reason: b, ${key}: {} }\n`;
    expect(problems({ text }).filter((problem) => problem.includes("not allowed"))).toEqual([
      `config.yaml:1:1 the key "${key}" is not allowed`,
      `config.yaml:4:3 the key "${key}" is not allowed`,
      `config.yaml:6:30 the key "${key}" is not allowed`,
    ]);
    expect(Object.hasOwn(Object.prototype, "seed")).toBe(false);
  });

  it("R-76 says that a path is a folder or not there", () => {
    expect(problems({ path: "." })[0]).toBe("cannot read the configuration .: it is a folder, not a file");
    expect(problems({ path: "no.yaml" })[0]).toBe("cannot read the configuration no.yaml: there is no such file");
    expect(problems({ path: "\u001b]0;x\u0007\n.yaml" })[0]).toBe(
      "cannot read the configuration \\x1b]0;x\\x07\\n.yaml: there is no such file",
    );
  });

  it("R-110 shows hostile keys and values as visible text", () => {
    const said = problems({ text: '"\\e]52;c;x\\a": 1\nllm:\n  provider: "\\u202e\\x9b31m"\n' }).join("\n");
    expect(said).not.toMatch(/[^\x20-\x7e\n]/);
    expect(said).toContain("\\u001b]52");
  });

  it("refuses API keys, and passwords in addresses, without repeating them", () => {
    const said = problems({ text: "llm:\n  api_key: sk-secret\n  endpoint: http://me:sk-secret@host\n" });
    expect(said).toHaveLength(2);
    expect(said[0]).toContain("put it into the environment");
    expect(said.join()).not.toContain("sk-secret");
  });

  it.each([
    ["analysis: { unit: session }", "config.yaml:1:1 analysis is not supported in this version"],
    ["decision: { weights: { lof: 1 } }", "config.yaml:1:13 decision.weights is not supported in this version"],
    ["drift: {}", "config.yaml:1:1 drift is not supported in this version"],
    [
      "enable_dependent_anomaly_filter: false",
      "config.yaml:1:1 enable_dependent_anomaly_filter can only be true: lines of a stack trace belong to the event above them and are never anomalies of their own",
    ],
    ["llm: { provider: local }", "config.yaml:1:18 llm.provider: local is not supported in this version"],
  ])("refuses a documented key that does nothing yet: %s", (text, expected) => {
    expect(problems({ text })).toEqual([expected]);
  });

  it("never accepts a changed key silently", () => {
    const keys = ["seed", "batch_size", "max_log_lines", "known_normal", "incidents"];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(), fc.constantFrom(..."abcxyz_-1"), (key, at, letter) => {
        const changed = key.slice(0, at % key.length) + letter + key.slice((at % key.length) + 1);
        fc.pre(changed !== key);
        expect(problems({ text: `${changed}: null\n` })).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the layers", () => {
  it("let a flag beat the environment, the environment the file, the file the default", () => {
    const text = "seed: 1\nbatch_size: 10\nmax_log_lines: 5\n";
    const environment = { LOGANOMALY_SEED: "2", LOGANOMALY_BATCH_SIZE: "20" };
    const { settings, keys } = load({ text, environment, flags: [{ flag: "--seed", path: ["seed"], value: "3" }] });
    expect([settings.seed, settings.batch_size, settings.max_log_lines]).toEqual([3, 20, 5]);
    expect(settings.incidents.gap_seconds).toBe(300);
    const origins = ["seed", "batch_size", "max_log_lines", "incidents.gap_seconds"].map(
      (key) => keys.get(key)?.origin.text,
    );
    expect(origins).toEqual(["--seed", "LOGANOMALY_BATCH_SIZE", "config.yaml:3:16", "default"]);
  });

  it("R-75 refuse a wrong value in the environment and warn of an unknown name", () => {
    expect(problems({ environment: { LOGANOMALY_SEED: "soon" } })).toEqual([
      'LOGANOMALY_SEED: expected seed to be an integer from 0 to 4,294,967,295, got "soon"',
    ]);
    expect(load({ environment: { LOGANOMALY_LLM_MODLE: "x" } }).warnings).toEqual([
      "unknown variable LOGANOMALY_LLM_MODLE in the environment, did you mean LOGANOMALY_LLM_MODEL?",
    ]);
  });

  it("let the last of two flags win", () => {
    const path = ["detectors", "lof", "enabled"];
    const flags = [
      { flag: "--enable-lof", path, value: true },
      { flag: "--no-lof", path, value: false },
    ];
    expect(load({ flags }).settings.detectors["lof"]?.enabled).toBe(false);
    expect(load({ flags: flags.toReversed() }).settings.detectors["lof"]?.enabled).toBe(true);
  });

  const provider = (given: Given): string => load(given).settings.llm.provider;
  const llm = { flag: "--llm", path: ["llm", "model"], value: "m" };

  it("take a model or an endpoint without a provider for ollama", () => {
    expect(provider({})).toBe("none");
    expect(provider({ text: "llm: { model: m }" })).toBe("ollama");
    expect(provider({ text: "llm: { endpoint: localhost:1 }" })).toBe("ollama");
    expect(provider({ text: "llm: { model: m, provider: none }" })).toBe("none");
    expect(provider({ text: "llm: { provider: none }", flags: [llm] })).toBe("ollama");
    expect(provider({ text: "llm: { timeout: 3 }" })).toBe("none");
    const off = { flag: "--disable-llm", path: ["llm", "provider"], value: "none" };
    expect(provider({ text: "llm: { model: m }", flags: [off] })).toBe("none");
  });

  it("leave a provider its own address unless one is given", () => {
    const call = (text: string): object => {
      const { llm, workflow } = load({ text }).settings;
      return { ...llm, ...workflow.steps.llm_call };
    };
    expect(call("llm: { provider: openai, model: m }")).toMatchObject({ provider: "openai", endpoint: "" });
    expect(call("llm: { provider: anthropic, model: m, endpoint: localhost:1 }")).toMatchObject({
      endpoint: "localhost:1",
    });
    const step = (more: string): string =>
      `llm: { provider: ollama, model: m, endpoint: localhost:1 }\nworkflow: { steps: { llm_call: { ${more} } } }\n`;
    expect(call(step("provider: openai"))).toMatchObject({ provider: "openai", endpoint: "" });
    expect(call(step("provider: ollama"))).toMatchObject({ provider: "ollama", endpoint: "localhost:1" });
    expect(call(step("provider: openai, endpoint: localhost:2"))).toMatchObject({ endpoint: "localhost:2" });
    expect(provider({ text: 'llm: { endpoint: "" }' })).toBe("none");
  });

  it.each(["openai", "anthropic", "openai-compatible"])("want a model beside the provider %s", (name) => {
    expect(problems({ text: `llm: { provider: ${name} }\n` })).toEqual([
      `config.yaml:1:18: llm.model is missing: ${name} has no default model`,
    ]);
    expect(problems({ text: `workflow: { steps: { llm_call: { provider: ${name} } } }\n` })[0]).toContain(
      "workflow.steps.llm_call.model is missing",
    );
    expect(provider({ text: `llm: { provider: ${name} }\n`, flags: [llm] })).toBe(name);
  });

  it("take no notice of a provider's key in the environment", () => {
    const { warnings, keys } = load({ environment: { LOGANOMALY_API_KEY: "sk-secret", OPENAI_API_KEY: "sk-secret" } });
    expect(warnings).toEqual([]);
    expect(JSON.stringify([...keys])).not.toContain("sk-secret");
  });

  it("let --llm and --disable-llm beat what the file says of the step", () => {
    const text = "llm: { model: a }\nworkflow: { steps: { llm_call: { provider: ollama, model: b } } }\n";
    expect(load({ text, flags: [llm] }).settings.workflow.steps.llm_call.model).toBe("m");
    const off = { flag: "--disable-llm", path: ["llm", "provider"], value: "none" };
    expect(load({ text, flags: [off] }).settings.workflow.steps.llm_call.provider).toBe("none");
  });
});

describe("aliases", () => {
  it.each([
    ["llm_model: m", "llm.model", "m"],
    ["llm_provider: ollama", "llm.provider", "ollama"],
    ["enable_llm: true", "llm.provider", "ollama"],
    ["enable_llm: false\nllm: { provider: ollama }", "llm.provider", "none"],
    ["max_log_lines: 9", "max_log_lines", 9],
    ["top_percent: 5", "decision.false_positive_rate", 0.05],
    ["top_percent: 0.05", "decision.false_positive_rate", 0.05],
    ["top_n_llm: 7", "llm.budget.calls", 7],
    ["enable_lof: false", "detectors.lof.enabled", false],
    ["lof_n_neighbors: 5", "detectors.lof.neighbors", 5],
    ["lof_contamination: 0.05", "detectors.lof.contamination", 0.05],
    ["enable_rolling_window: false", "detectors.rolling_window.enabled", false],
    ["enable_spam_detection: false", "detectors.rolling_window.enabled", false],
    ["rolling_window_size: 50", "detectors.rolling_window.window_size", 50],
    ["rolling_window_threshold: 0.5", "detectors.rolling_window.repetition_threshold", 0.5],
    ["spam_template_threshold: 0.8", "detectors.rolling_window.repetition_threshold", 0.8],
    ["llm: { max_retries: 7 }", "workflow.retry.max_attempts", 7],
  ])("map %s to %s", (text, key, expected) => {
    const found = load({ text }).keys.get(key);
    expect(found?.value).toBe(expected);
    expect(found?.origin.text).toMatch(/^config\.yaml:1:/);
  });

  it.each([
    ["enable_llm: true\nllm_provider: openai\nllm_model: m\n", "openai", 0],
    ["llm_provider: openai\nllm_model: m\nenable_llm: true\n", "openai", 0],
    ["enable_llm: true\nllm: { provider: openai, model: m }\n", "openai", 0],
    ["enable_llm: true\nllm: { provider: none }\n", "none", 1],
    ["llm_provider: openai\nenable_llm: false\n", "none", 0],
  ])("say of %j that the provider is %s", (text, provider, said) => {
    const { settings, notes } = load({ text });
    expect([settings.llm.provider, notes.length]).toEqual([provider, said]);
  });

  it("map the two lists of patterns", () => {
    const text =
      "additional_rule_based_patterns: [{ name: K8s, pattern: crashloop, reason: r }]\nadditional_security_patterns: [{ name: Slack, pattern: 'xox[baprs]-' }]\n";
    const { rules } = load({ text }).settings;
    expect(rules.additional_rule_based_patterns).toEqual([{ name: "K8s", pattern: "crashloop", reason: "r" }]);
    expect(rules.additional_security_patterns).toEqual([{ name: "Slack", pattern: "xox[baprs]-", reason: "" }]);
  });

  it("yield to the documented key and say so", () => {
    const { settings, notes } = load({ text: "lof_n_neighbors: 5\ndetectors: { lof: { neighbors: 9 } }\n" });
    expect(settings.detectors["lof"]?.["neighbors"]).toBe(9);
    expect(notes).toEqual(["config.yaml: lof_n_neighbors has no effect: detectors.lof.neighbors is given too"]);
    expect(
      load({ text: "llm: { max_retries: 7 }\nworkflow: { retry: { max_attempts: 2 } }" }).settings.workflow.retry
        .max_attempts,
    ).toBe(2);
  });

  it("keep their own position in errors", () => {
    expect(problems({ text: "seed: 1\nlof_n_neighbors: many\n" })).toEqual([
      'config.yaml:2:18 expected detectors.lof.neighbors to be a positive integer, got "many"',
    ]);
  });
});

describe("discovery", () => {
  it("finds ./loganomaly.yaml, and that file may set no endpoint and allow no remote model", () => {
    const found = load({ text: "seed: 7\n", name: "loganomaly.yaml" });
    expect([found.file, found.settings.seed]).toEqual(["loganomaly.yaml", 7]);
    const text = "llm: { provider: ollama, endpoint: http://evil.example, allow_remote: true }\n";
    expect(problems({ text, name: "loganomaly.yaml" })).toEqual(
      [
        "loganomaly.yaml:1:36 llm.endpoint may not be set by a file that was only found; name it with --config loganomaly.yaml",
        "loganomaly.yaml:1:71 llm.allow_remote may not be set by a file that was only found; name it with --config loganomaly.yaml",
      ].map((line) =>
        expect.stringMatching(
          line.replace(/^loganomaly\.yaml:1:\d+/, "^loganomaly\\.yaml:1:\\d+").replaceAll("(", "\\("),
        ),
      ),
    );
  });

  it.each(["llm", "workflow: { steps: { llm_call"])("lets a found file name no remote provider: %s", (start) => {
    const end = start === "llm" ? "" : " } }";
    const text = `${start}: { provider: openai, model: m }${end}\n`;
    expect(problems({ text, name: "loganomaly.yaml" })[0]).toContain("provider: openai may not be set by a file");
    expect(problems({ text })).toEqual([]);
  });

  it("finds the user's own file under XDG_CONFIG_HOME", () => {
    const home = join(root, "xdg");
    mkdirSync(join(home, "loganomaly"), { recursive: true });
    writeFileSync(join(home, "loganomaly", "config.yaml"), "seed: 8\n");
    expect(load({ environment: { XDG_CONFIG_HOME: home } }).settings.seed).toBe(8);
  });
});

describe("workflow.steps.prompt.custom_template", () => {
  const custom = (template: string): string =>
    `workflow: { steps: { prompt: { template: custom, custom_template: ${JSON.stringify(template)} } } }\n`;
  const loadBeside = (name: string, template: string, environment: Readonly<Record<string, string>> = {}) => {
    const folder = join(root, name);
    mkdirSync(join(folder, "conf"), { recursive: true });
    writeFileSync(join(folder, "conf/mine.md"), "Judge {log}");
    writeFileSync(join(folder, "conf/c.yaml"), custom(template));
    return loadConfiguration({ detectors, path: "conf/c.yaml", flags: [], environment, folder, home: folder }).settings;
  };

  it("is found beside the configuration that names it; a text stays a text", () => {
    const { prompt } = loadBeside("beside", "mine.md").workflow.steps;
    expect(prompt.custom_template).toBe(join(root, "beside/conf/mine.md"));
    const text = loadBeside("beside", "see /etc: {log}").workflow.steps.prompt;
    expect(text.custom_template).toBe("see /etc: {log}");
  });

  it("is told with its place when it cannot be read", () => {
    expect(problems({ text: custom("away.md") })).toEqual([
      expect.stringMatching(
        /^config\.yaml:1:67 workflow\.steps\.prompt\.custom_template: cannot read the prompt .*away\.md$/,
      ),
    ]);
  });

  it("gives the same hash in another folder, and another for another text", () => {
    const hash = (folder: string, template: string) => {
      const settings = loadBeside(folder, template, {
        LOGANOMALY_LLM_PROVIDER: "ollama",
        LOGANOMALY_LLM_MODEL: "m",
      });
      expect(settings.llm.provider).toBe("ollama");
      return configHash(settings);
    };
    expect(hash("one", "mine.md")).toBe(hash("two", "mine.md"));
    expect(hash("one", "a {log}")).not.toBe(hash("one", "b {log}"));
  });
});

describe("configHash", () => {
  const hash = (given: Given): string => configHash(load(given).settings);
  it("changes with what can change a result, and with nothing else", () => {
    const base = hash({});
    expect(base).toMatch(/^[0-9a-f]{16}$/);
    for (const text of [
      "batch_size: 7",
      "llm: { cache: false, cache_dir: /x, concurrency: 2 }",
      "llm: { provider: none, model: x }",
    ]) {
      expect(hash({ text })).toBe(base);
    }
    const changes = [
      "seed: 7",
      "detectors: { lof: { neighbors: 3 } }",
      "detectors: { lof: { enabled: false } }",
      "llm: { model: x }",
      "max_log_lines: 5",
      "incidents: { gap_seconds: 5 }",
    ];
    expect(new Set([base, ...changes.map((text) => hash({ text }))]).size).toBe(changes.length + 1);
  });
  it("does not depend on the order of the file", () => {
    expect(hash({ text: "seed: 7\nincidents: { gap_seconds: 5 }" })).toBe(
      hash({ text: "incidents: { gap_seconds: 5 }\nseed: 7" }),
    );
  });
});

describe("settings", () => {
  it("are frozen to the last leaf", () => {
    const { settings } = load({ text: "known_normal: [{ pattern: a, reason: b }]" });
    const isFrozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(isFrozen(settings)).toBe(true);
  });
  it("fill in the folder of the cache", () => {
    expect(load({ environment: { XDG_CACHE_HOME: "/c" } }).settings.llm.cache_dir).toBe("/c/loganomaly");
  });
});
