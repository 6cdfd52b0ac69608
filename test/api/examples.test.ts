import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build } from "../cli/built.ts";

const root = join(import.meta.dirname, "../..");

/** What an example prints; it imports the package by its name, as a user's program does. */
function printed(example: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "examples", example)], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

describe("the examples", () => {
  beforeAll(build);

  it("library-analyze finds the outage and the line it began with", () => {
    const text = printed("library-analyze.mjs");
    expect(text).toMatch(/[Cc]onnection to gateway refused.*; it began with line 7[13]$/m);
    expect(text).toContain("2026-03-16T03:42:22Z ERROR [Payment] Connection to gateway refused after 30 s");
  });

  it("plugin-step judges with steps of its own", () => {
    const text = printed("plugin-step.mjs");
    expect(text).toMatch(/^payment_outage: .* > on_call > .* > payment_evaluation$/m);
    expect(text).toMatch(/^normal: /m);
  });

  it("lof lists the strangest lines first", () => {
    const text = printed("lof.mjs");
    expect(text.split("\n")[0]).toContain("TLS certificate");
    expect(text).toMatch(/^never seen: [2-9]/m);
    expect(text).toContain("5 templates: ");
  });
});
