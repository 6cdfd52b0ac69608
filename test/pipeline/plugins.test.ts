import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { analyzed, clockAt, quietLines } from "./harness.ts";

const folder = mkdtempSync(join(tmpdir(), "loganomaly-plugins-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = quietLines(300);
lines.splice(200, 0, `${clockAt(1200)} FATAL [db] kernel panic: disk failure on sda`);
const LOG = [{ name: "app.log", text: `${lines.join("\n")}\n` }];

let modules = 0;
const moduleOf = (text: string): string => {
  const file = join(folder, `plugin-${modules++}.mjs`);
  writeFileSync(file, text);
  return file;
};

const step = (body: string, name = "my_step"): string =>
  `export default class { constructor(options) { this.name = "${name}"; this.options = options; } ${body} }`;

const ran = (module: string, plugin: object = {}) =>
  analyzed(LOG, { config: { workflow: { plugins: [{ module, before: "llm_call", ...plugin }] } } });

const plain = await analyzed(LOG);
const words = ({ anomalies }: typeof plain) => anomalies.map(({ classification, reason }) => [classification, reason]);

describe("workflow.plugins", () => {
  it("runs a step with its options where it was put, and the files show its words", async () => {
    const module = moduleOf(
      step(
        'async execute(context) { context.addResult("classification", this.options.word); context.addResult("reason", context.getResult("prompt") === undefined ? "early" : "late"); return false; }',
      ),
    );
    for (const [place, reason] of [
      [{ before: "prompt" }, "early"],
      [{ after: "prompt_generation" }, "late"],
      [{ replace: "llm_call" }, "late"],
    ] as const) {
      const { anomalies, incomplete } = await analyzed(LOG, {
        config: { workflow: { plugins: [{ module, ...place, options: { word: "disk_trouble" } }] } },
      });
      expect(anomalies.map(({ classification, reason: why }) => [classification, why])).toContainEqual([
        "disk_trouble",
        reason,
      ]);
      expect(anomalies.every(({ classified_by }) => classified_by === "my_step")).toBe(true);
      expect(incomplete).toEqual([]);
    }
  });

  it("takes a named export, a step that is ready, and steps around each other", async () => {
    const ready = moduleOf(
      'export const ready = { name: "ready", execute: (c) => { c.addResult("seen", 1); return true; } };',
    );
    const second = moduleOf(
      step('execute(c) { c.addResult("classification", "seen_" + c.getResult("seen")); return false; }', "second"),
    );
    const { anomalies } = await analyzed(LOG, {
      config: {
        workflow: {
          plugins: [
            { module: ready, export: "ready", before: "thinking" },
            { module: second, after: "ready" },
          ],
        },
      },
    });
    expect(anomalies[0]?.classification).toBe("seen_1");
  });

  it("is refused where it names no place, two places or no step", async () => {
    const module = moduleOf(step("execute() { return true; }"));
    const refused = (plugin: object) =>
      analyzed(LOG, { config: { workflow: { plugins: [{ module, ...plugin }] } } }).catch((error: unknown) => error);
    for (const plugin of [{}, { before: "thinking", after: "thinking" }]) {
      expect(String(await refused(plugin))).toContain("needs exactly one of before, after and replace");
    }
    expect(String(await refused({ before: "llm_cal" }))).toContain('the workflow has no step "llm_cal"');
    expect(String(await refused({ before: "thinking", on_eror: "skip" }))).toContain('did you mean "on_error"?');
  });
});

describe("R-78: a plugin that cannot be loaded", () => {
  it.each([
    ["throws", 'throw new Error("no database");', "no database"],
    ["cannot be read", "export default class {", "could not be loaded"],
    ["hangs", "await new Promise(() => setInterval(() => {}, 1000).unref());", "did not load within 0.2 s"],
    ["exports something else", "export const other = 1;", "expected it to export default, it exports other"],
    [
      "exports garbage",
      "export default 42;",
      "expected default to be a step with a name and an execute function, got a number",
    ],
    [
      "throws when it is made",
      step("execute() {}").replace("{ this.name", '{ throw new Error("no options"); this.name'),
      "no options",
    ],
  ])("because it %s: its name is told, the run ends or goes on without it", async (_, text, why) => {
    const module = moduleOf(text);
    const stopped = await ran(module, { timeout: 0.2 }).catch((error: unknown) => error);
    expect(stopped).toBeInstanceOf(UserError);
    expect(String(stopped)).toContain(`workflow.plugins[0] (${module}) could not be loaded: `);
    expect(String(stopped)).toContain(why);
    const skipped = await ran(module, { timeout: 0.2, on_error: "skip" });
    expect(skipped.incomplete).toEqual([expect.stringContaining(why)]);
    expect(words(skipped)).toEqual(words(plain));
  });

  it("because there is no such file", async () => {
    const error = await ran(join(folder, "missing.mjs")).catch((e: unknown) => e);
    expect(String(error)).toContain("missing.mjs) could not be loaded: Cannot find module");
  });
});

describe("R-78: a plugin that fails when it runs", () => {
  it.each([
    ["throws", 'execute() { throw new Error("broken"); }', "broken"],
    ["rejects", 'async execute() { throw "no error object"; }', "no error object"],
    ["hangs", "execute() { return new Promise(() => {}); }", "did not end within 0.5 s"],
    ["gives garbage", 'execute() { return "yes"; }', "gave text; expected true to go on, or false to stop"],
    [
      "adds garbage",
      'execute(c) { c.addResult("tags", "Database"); return true; }',
      "expected the result tags to be a list, got text",
    ],
    [
      "adds no text",
      'execute(c) { c.addResult("classification", { a: 1 }); return true; }',
      "expected the result classification to be text, got an object",
    ],
  ])("because it %s: it is named, and the rules' verdict stands", async (_, body, why) => {
    const module = moduleOf(step(body));
    for (const on_error of ["stop", "skip"]) {
      const found = await ran(module, { on_error, timeout: 0.5 });
      expect(found.incomplete).toHaveLength(1);
      expect(found.incomplete[0]).toContain("plugin my_step of workflow.plugins[0]");
      expect(found.incomplete[0]).toContain(why);
      expect(words(found)).toEqual(words(plain));
      const failed = found.events.filter((event) => event.type === "step-failed");
      expect(failed.length).toBeGreaterThan(0);
      const later = found.events.filter((event) => event.type === "step-start" && event.step === "response_evaluation");
      expect(later.length > 0).toBe(on_error === "skip");
    }
  });

  it("because it always hangs: it is given up after three times", async () => {
    const many = quietLines(400);
    for (let i = 0; i < 12; i++)
      many.splice(
        200 + i * 10,
        0,
        `${clockAt(1200 + i * 60)} FATAL [c${i}] ${"ABCDEFGHIJKL"[i]}disk failure in part${"xyzuvwabcdef"[i]}`,
      );
    const begun = performance.now();
    const { incomplete } = await analyzed([{ name: "app.log", text: many.join("\n") }], {
      config: {
        workflow: {
          plugins: [
            { module: moduleOf(step("execute() { return new Promise(() => {}); }")), before: "thinking", timeout: 0.3 },
          ],
        },
      },
    });
    expect(Number(/failed in (\d+) cases/.exec(incomplete[0] ?? "")?.[1])).toBeGreaterThan(5);
    expect(performance.now() - begun).toBeLessThan(5 * 300 + 1500);
  });
});

describe("R-78: a plugin that lets a rejection go", () => {
  it("is named, and nothing else notices", async () => {
    const module = moduleOf(step('execute() { Promise.reject(new Error("left alone")); return true; }'));
    const before = process.listeners("unhandledRejection");
    // The test runner listens too, and would call it a failure.
    for (const listener of before) if (listener.name !== "hear") process.off("unhandledRejection", listener);
    try {
      const found = await ran(module);
      expect(found.incomplete).toEqual([
        `workflow.plugins[0] (${module}): a promise that it did not wait for failed: left alone`,
      ]);
      expect(words(found)).toEqual(words(plain));
    } finally {
      for (const listener of before) if (listener.name !== "hear") process.on("unhandledRejection", listener);
    }
  });
});
