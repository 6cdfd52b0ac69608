import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, freshFolder, type Ran, run } from "./built.ts";

beforeAll(build);
const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lines = Array.from(
  { length: 60 },
  (_, i) => `2025-04-01T12:00:${String(i).padStart(2, "0")} INFO [A] hello ${i}`,
);
writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n`);

const config = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  run(["config", ...args], { cwd, environment });

describe("config explain", () => {
  it("says of a key what it is, who set it, what else could, and what reads it", async () => {
    const { code, stdout } = await config(["explain", "detectors.lof.neighbors"]);
    expect(code).toBe(0);
    expect(stdout).toBe(`detectors.lof.neighbors
  value     20
  from      default
  accepts   an integer from 1 to 1,000
  flags     --lof-n-neighbors <n>
  variable  LOGANOMALY_DETECTORS_LOF_NEIGHBORS
  read by   the detector of that name, when it is fitted
  help      ${/help {6}(.*)/.exec(stdout)?.[1] ?? "?"}
`);
  });

  it("tells flag, environment and place in the file apart, and takes other names of keys and sections", async () => {
    writeFileSync(join(cwd, "own.yaml"), "llm:\n  timeout: 7\n  concurrency: 3\n");
    const args = ["explain", "llm", "--config", "own.yaml", "--llm", "m"];
    const { stdout } = await config(args, { LOGANOMALY_LLM_CONCURRENCY: "4", OPENAI_API_KEY: "sk-secret" });
    const from = (key: string): string | undefined =>
      new RegExp(`^${key}\\n {2}value +(.*)\\n {2}from +(.*)$`, "m").exec(stdout)?.slice(1).join(" ");
    expect(from("llm\\.model")).toBe('"m" --llm');
    expect(from("llm\\.concurrency")).toBe("4 LOGANOMALY_LLM_CONCURRENCY");
    expect(from("llm\\.timeout")).toBe("7 own.yaml:2:12");
    expect(from("llm\\.cache")).toBe("true default");
    expect(stdout).not.toMatch(/^detectors|sk-secret/m);
    expect((await config(["explain", "lof_n_neighbors"])).stdout).toMatch(/^detectors\.lof\.neighbors\n/);
  });
});

describe("config check", () => {
  it("names a mark of known_normal that has expired, and lists the keys of behavioral rules", async () => {
    writeFileSync(
      join(cwd, "marks.yaml"),
      `known_normal:
  - { pattern: old noise, reason: it was off, expires: 2020-01-31 }
  - { pattern: new noise, reason: it is off, expires: 2999-01-31 }
behavioral:
  enabled: true
  rules: [{ name: logins, pattern: login failed, group_by: user, threshold: 5, window_minutes: 5 }]
field_extraction: [{ name: user, regex: 'user (\\w+)' }]
enable_dependent_anomaly_filter: true
anomaly_threshold: 0.8
`,
    );
    const { code, stdout, stderr } = await config(["check", "marks.yaml"]);
    expect(code, stderr).toBe(0);
    expect(stderr).toBe(
      'loganomaly: known_normal: "old noise" expired on 2020-01-31: it hides nothing in logs that end later\n',
    );
    expect(stdout).toMatch(/^behavioral\.rules +\[\{"name":"logins","type":"count"/m);
    expect(stdout).toMatch(/^field_extraction +\[\{"name":"user"/m);
    expect(stdout).toMatch(/^anomaly_threshold +0\.8 +marks\.yaml:9:20$/m);
  });
});

describe("config init", () => {
  it("writes a file that runs use and that changes nothing, once", async () => {
    const before = (await config(["check"])).stdout;
    const { code, stdout } = await config(["init"]);
    expect(code).toBe(0);
    expect(stdout).toContain("wrote loganomaly.yaml");
    const text = readFileSync(join(cwd, "loganomaly.yaml"), "utf8");
    const schema = /^# yaml-language-server: \$schema=(.*)\n/.exec(text)?.[1] ?? "";
    expect(JSON.parse(readFileSync(schema, "utf8"))).toMatchObject({ title: "Configuration of loganomaly" });
    const values = (table: string): readonly (readonly string[])[] =>
      table
        .split("\n")
        .slice(2)
        .map((line) => line.split(/ {2,}/).slice(0, 2));
    const after = await config(["check"]);
    expect(after.stdout).toMatch(/^loganomaly\.yaml is fine\n/);
    expect(values(after.stdout)).toEqual(values(before));
    const analysed = await run(["--input", "app.log", "--output", "found", "-v"], { cwd });
    expect([analysed.code, analysed.stderr]).toEqual([0, expect.stringContaining("configuration loganomaly.yaml")]);

    const again = await config(["init"]);
    expect([again.code, again.stderr.split("\n")[0]]).toEqual([
      2,
      "loganomaly: loganomaly.yaml is there already; it was left as it is",
    ]);
    expect(readFileSync(join(cwd, "loganomaly.yaml"), "utf8")).toBe(text);
    rmSync(join(cwd, "loganomaly.yaml"));
  });
});

describe("config schema", () => {
  it("prints the schema that is stored in the package", async () => {
    const { code, stdout } = await config(["schema"]);
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(new URL("../../schemas/config.schema.json", import.meta.url), "utf8"));
  });
});

describe("R-73 the documented configuration", () => {
  const text = "detectors:\n  lof:\n    enabled: true\n    neighbors: 20\nllm:\n  model: m\n";
  it("runs with its indentation; without it the run ends with exit code 2 and names the lines", async () => {
    writeFileSync(join(cwd, "good.yaml"), text);
    writeFileSync(join(cwd, "flat.yaml"), text.replace(/^ +/gm, ""));
    const analyse = (file: string): Promise<Ran> =>
      run(["--input", "app.log", "--config", file, "--output", `of-${file}`, "--disable-llm", "-q"], { cwd });
    expect(await analyse("good.yaml")).toMatchObject({ code: 0, stderr: "" });
    const { code, stderr } = await analyse("flat.yaml");
    expect(code).toBe(2);
    expect(stderr.split("\n").slice(0, 4)).toEqual([
      "loganomaly: flat.yaml:2:1 lof has lost its indentation: it belongs under detectors, 2 spaces in",
      "loganomaly: flat.yaml:3:1 enabled has lost its indentation: it belongs under detectors.lof, 4 spaces in",
      "loganomaly: flat.yaml:4:1 neighbors has lost its indentation: it belongs under detectors.lof, 4 spaces in",
      "loganomaly: flat.yaml:6:1 model has lost its indentation: it belongs under llm, 2 spaces in",
    ]);
    expect(readdirSync(cwd)).not.toContain("of-flat.yaml");
  });
});

it("R-75 a wrong value in the environment ends with exit code 2, an unknown name is a warning", async () => {
  const wrong = await config(["check"], { LOGANOMALY_SEED: "soon" });
  expect([wrong.code, wrong.stderr.split("\n")[0]]).toEqual([
    2,
    'loganomaly: LOGANOMALY_SEED: expected seed to be an integer from 0 to 4,294,967,295, got "soon"',
  ]);
  const unknown = await config(["check"], { LOGANOMALY_SED: "1", LOGANOMALY_API_KEY: "sk-secret" });
  expect([unknown.code, unknown.stderr]).toEqual([
    0,
    "loganomaly: unknown variable LOGANOMALY_SED in the environment, did you mean LOGANOMALY_SEED?\n",
  ]);
});
