import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, freshFolder, run } from "./built.ts";

const cwd = freshFolder();
beforeAll(async () => {
  await build();
  mkdirSync(join(cwd, "conf"));
  writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n`);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lines = Array.from({ length: 300 }, (_, i) => {
  const time = new Date(Date.UTC(2025, 3, 1, 12) + i * 1000).toISOString().slice(0, 19);
  return `${time} ${i === 200 ? "FATAL [Db] data file corrupt: out of memory" : `INFO [Web] request ${i} served`}`;
});

const CONFIG = "workflow: { plugins: [{ module: ./step.mjs, before: llm_call }] }\n";
const plugin = (body: string): void =>
  writeFileSync(join(cwd, "conf/step.mjs"), `export default class { name = "mine"; execute(context) { ${body} } }\n`);

describe("workflow.plugins of the command", () => {
  it("are found beside the configuration that was named", async () => {
    writeFileSync(join(cwd, "conf/c.yaml"), CONFIG);
    plugin('context.addResult("classification", "mine_alone"); return false;');
    const { code, stderr } = await run(["-i", "app.log", "-c", "conf/c.yaml", "-o", "out"], { cwd });
    expect([code, stderr.includes("incomplete")], stderr).toEqual([0, false]);
    expect(readFileSync(join(cwd, "out/app_anomalies.json"), "utf8")).toContain('"mine_alone"');
  });

  it("are never taken from a configuration that was only found", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "app.log"), lines.join("\n"));
    writeFileSync(join(folder, "loganomaly.yaml"), CONFIG);
    writeFileSync(join(folder, "step.mjs"), 'import { writeFileSync } from "node:fs"; writeFileSync("ran", "");');
    const { code, stderr } = await run(["-i", "app.log"], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(
      "loganomaly.yaml:1:13 workflow.plugins may not be set by a file that was only found; name it with --config loganomaly.yaml",
    );
    expect(() => readFileSync(join(folder, "ran"))).toThrow("ENOENT");
    rmSync(folder, { recursive: true, force: true });
  });

  it("R-78: fail by name: exit 2 at load; 0 or, with --strict, 4 when they run or let a rejection go", async () => {
    const ran = async (...more: string[]) => run(["-i", "app.log", "-c", "conf/c.yaml", "-o", "out", ...more], { cwd });
    writeFileSync(join(cwd, "conf/step.mjs"), 'throw new Error("no database");\n');
    const load = await ran();
    expect([load.code, load.stderr.includes("step.mjs) could not be loaded: no database")]).toEqual([2, true]);
    expect(load.stderr).not.toMatch(/^\s+at /m);
    plugin('Promise.reject(new Error("left alone")); setTimeout(() => Promise.reject("late"), 50); return true;');
    const stray = await ran();
    expect(stray.code, stray.stderr).toBe(0);
    expect(stray.stderr).toContain("a promise that it did not wait for failed: left alone");
    plugin('throw new Error("broken \\u001b[2J");');
    const thrown = await ran("--strict");
    expect(thrown.code).toBe(4);
    expect(thrown.stderr).toContain("plugin mine of workflow.plugins[0]");
    expect(thrown.stderr).not.toContain("\u001b");
  });
});
