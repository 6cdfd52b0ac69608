import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Anomaly } from "../../src/core/anomaly.ts";
import { build, freshFolder, type Ran, run } from "./built.ts";

const example = (name: string): string => readFileSync(join(import.meta.dirname, "../../examples", name), "utf8");

let cwd = "";
beforeAll(async () => {
  await build();
  cwd = freshFolder();
  writeFileSync(join(cwd, "portal.log"), example("portal.log"));
  writeFileSync(join(cwd, "other.log"), example("portal.log"));
  writeFileSync(join(cwd, "portal.yaml"), example("portal.yaml"));
  writeFileSync(join(cwd, "bad.yaml"), "behavioral_rules:\n  - name: a\n    pattern: (?=x)\n    treshold: 3\n");
});

const scan = (map: string, more: readonly string[] = []): Promise<Ran> =>
  run(["--input", "portal.log", "--input", "other.log", "--file-config-map", map, ...more], { cwd });
const behavioral = (): Anomaly[] => {
  const all: Anomaly[] = JSON.parse(readFileSync(join(cwd, "results", "run_anomalies.json"), "utf8"));
  return all.filter(({ kind }) => kind === "behavioral");
};

describe("--file-config-map", () => {
  it("applies the example's six rules to the file that it names, and to no other", async () => {
    const { code, stderr } = await scan('{"portal.log":"portal.yaml"}');
    expect(code, stderr).toBe(0);
    expect(behavioral().every(({ source_file }) => source_file === "portal.log")).toBe(true);
    expect(behavioral().map(({ tags, key }) => [tags[0], key])).toEqual([
      ["behavioral_Password Reset Flood", "erin"],
      ["behavioral_Repeated Failed Logins", "mallory"],
      ["behavioral_Cross-Organization API Usage", "victor"],
      ["behavioral_Excessive Exports", "dan"],
      ["behavioral_HTTP 4xx/5xx Spike", "billing"],
      ["behavioral_HTTP 4xx/5xx Spike", "portal"],
      ["behavioral_API Rate Limit Exceeded", "203.0.113.99"],
    ]);
  });

  it("names what is wrong with the file that it names, with its lines", async () => {
    const { code, stderr } = await scan('{"portal.log":"bad.yaml"}');
    expect(code).toBe(2);
    expect(stderr).toContain("bad.yaml:2:5 behavioral_rules[0].threshold is missing: how many make it abnormal");
    expect(stderr).toContain("bad.yaml:3:14 behavioral_rules[0].pattern is no pattern of RE2's syntax");
    expect(stderr).toContain('bad.yaml:4:5 unknown key "treshold" in behavioral_rules[0], did you mean "threshold"?');
  });

  it.each([
    ['{"portl.log":"portal.yaml"}', '"portl.log", which is not in the input', "did you mean portal.log?"],
    ["{portal.log: x}", "expected --file-config-map to be JSON: ", "for example --file-config-map"],
    ["[]", "expected --file-config-map to be a mapping, got a list", "{"],
    ['{"portal.log":3}', 'to give "portal.log" the path of a YAML file, got 3', "for example"],
    ['{"portal.log":"no.yaml"}', "cannot read the configuration no.yaml: there is no such file", ""],
  ])("refuses %s and says what was expected", async (map, said, hint) => {
    const { code, stderr } = await scan(map);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(stderr).toContain(hint);
  });
});

describe("behavioral keys of a configuration", () => {
  const withConfig = async (text: string): Promise<Ran> => {
    writeFileSync(join(cwd, "config.yaml"), text);
    return run(["--input", "portal.log", "--input", "other.log", "--config", "config.yaml", "-o", "results"], { cwd });
  };

  it("take the rules of a file beside them, and hold for all files", async () => {
    const { code, stderr } = await withConfig(
      "enable_behavioral_detection: true\nbehavioral_rules_file: portal.yaml\n",
    );
    expect(code, stderr).toBe(0);
    // Both files hold the same lines: every group did twice as much.
    expect(behavioral().find(({ key }) => key === "mallory")?.lines?.count).toBe(14);
  });

  it("say that rules rest while nobody switches them on", async () => {
    const { stderr } = await withConfig("behavioral_rules: [{ name: a, pattern: login failed, threshold: 2 }]\n");
    expect(stderr).toContain("behavioral.rules are not used: behavioral.enabled is false by default");
    expect(behavioral()).toEqual([]);
    const silent = await withConfig("behavioral: { enabled: false, rules: [{ name: a, pattern: x, threshold: 2 }] }\n");
    expect(silent.stderr).not.toContain("behavioral");
  });

  it("warn of a large log on standard error", async () => {
    const { stderr } = await withConfig("large_log_warning_threshold: 100\n");
    expect(stderr).toContain("a large log: more than 100 lines");
  });

  it("are explained, with what reads them", async () => {
    const { stdout } = await run(["config", "explain", "behavioral_rules_file"], { cwd });
    expect(stdout).toContain("behavioral.rules_file");
    expect(stdout).toContain("YAML file with field_extraction and behavioral_rules");
    for (const key of ["behavioral.rules", "field_extraction", "anomaly_threshold", "large_log_warning_threshold"])
      expect((await run(["config", "explain", key], { cwd })).stdout).toMatch(/read by +the /);
  });
});
