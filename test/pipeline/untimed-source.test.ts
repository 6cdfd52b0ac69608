import { describe, expect, it } from "vitest";
import { analyzed, quietLines } from "./harness.ts";

describe("a log without times beside one with times", () => {
  const timed = { name: "timed.log", text: `${quietLines(600, 3600).join("\n")}\n` };
  const lines = Array.from({ length: 600 }, (_, i) => `INFO worker took task ${i}`);
  lines[420] = "FATAL worker: out of memory, killed process 4711";
  const untimed = { name: "untimed.log", text: `${lines.join("\n")}\n` };

  it("gets no times that nobody wrote", async () => {
    const { incidents, results } = await analyzed([timed, untimed]);
    const found = incidents.find(({ first_cause }) => first_cause.source_file === "untimed.log");
    expect([found?.first_cause.line, found?.start, found?.end]).toEqual([421, null, null]);
    const template = results.templates.find(({ template: text }) => text.includes("took task"));
    expect([template?.first_seen, template?.last_seen]).toEqual([null, null]);
  });
});
