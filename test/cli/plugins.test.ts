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

  it("print to standard error: standard output holds the results alone", async () => {
    writeFileSync(
      join(cwd, "conf/step.mjs"),
      'console.log("loading"); export default class { name = "mine"; execute() { console.log("a"); console.info("b"); console.debug("c"); console.dir({ d: 1 }); console.table([1]); return true; } }',
    );
    const { code, stdout, stderr } = await run(
      ["-i", "app.log", "-c", "conf/c.yaml", "-o", "out", "--format", "json"],
      { cwd },
    );
    expect(code, stderr).toBe(0);
    expect(() => JSON.parse(stdout)).not.toThrow();
    for (const text of ["loading", "a\n", "b\n", "c\n", "{ d: 1 }"]) expect(stderr).toContain(text);
  });

  it.each(["process.exit(0);", "process.exit(3);", "setTimeout(() => process.exit(0)); return new Promise(() => {});"])(
    "R-78: never end a run unseen: %s",
    async (body) => {
      plugin(body);
      const { code, stderr } = await run(["-i", "app.log", "-c", "conf/c.yaml", "-o", "out"], { cwd });
      expect(stderr).toContain("loganomaly: a plugin ended the process before the results were written");
      expect(code).toBe(1);
    },
  );

  it("R-78: lose no results to a timer that throws: it is told by name, and ends --strict with 4", async () => {
    writeFileSync(join(cwd, "conf/c.yaml"), CONFIG.replace("before: llm_call", "before: llm_call, on_error: skip"));
    plugin(
      'setTimeout(() => { throw new Error("late \\u001b[2J"); }); return new Promise((done) => setTimeout(() => done(true), 50));',
    );
    const { code, stdout, stderr } = await run(
      ["-i", "app.log", "-c", "conf/c.yaml", "-o", "late", "--format", "json", "--strict"],
      { cwd },
    );
    expect(code, stderr).toBe(4);
    expect(stderr).toMatch(/workflow\.plugins\[0\] \(.*step\.mjs\): an error outside of its step was not caught: late/);
    expect(stderr).not.toMatch(/^\s+at |\u001b\[2J/m);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(readFileSync(join(cwd, "late/run.json"), "utf8")).toContain('"complete"');
  });
});
