import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, freshFolder, run } from "./built.ts";

beforeAll(build);
const cwd = freshFolder();
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lines = Array.from(
  { length: 200 },
  (_, i) => `2025-04-01T12:00:${String(i % 60).padStart(2, "0")} INFO [A] hello ${"a".repeat(30)}${i}!`,
);
writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\nINFO [A] payload ${"a".repeat(40_000)}!\n`);

const withPatterns = (name: string, patterns: readonly string[]) => {
  const rules = patterns.map((pattern, i) => ({ name: `rule ${i}`, pattern, reason: "told" }));
  const yaml = `rules:\n  additional_rule_based_patterns:\n${rules.map((rule) => `    - ${JSON.stringify(rule)}`).join("\n")}\n`;
  writeFileSync(join(cwd, name), yaml);
  return run(["--input", "app.log", "--config", name, "--output", "out"], { cwd });
};

describe("R-77: patterns of the user's", () => {
  it("run in linear time, also where a backtracking engine would never end", async () => {
    const from = performance.now();
    const { code } = await withPatterns("nested.yaml", ["(a+)+$", "^(a|aa)+$", "(?:a*)*b"]);
    expect(code).toBe(0);
    // A backtracking engine needs longer than the universe for 40,000 letters; the rest is the run itself.
    expect(performance.now() - from).toBeLessThan(60_000);
  });

  it("are refused when they are loaded, each with its place, where no linear engine can run them", async () => {
    const { code, stderr } = await withPatterns("refused.yaml", ["(?<=x)y", "(unclosed", "fine", "(a)\\1"]);
    expect(code).toBe(2);
    for (const place of ["refused.yaml:3:", "refused.yaml:4:", "refused.yaml:6:"]) expect(stderr).toContain(place);
    expect(stderr).not.toContain("refused.yaml:5:");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
