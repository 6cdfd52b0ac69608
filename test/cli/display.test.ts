import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build, freshFolder, run } from "./built.ts";

const cwd = freshFolder();
beforeAll(build);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const lines = Array.from(
  { length: 100 },
  (_, i) => `2025-04-01T12:00:${String(i % 60).padStart(2, "0")} INFO [Web] request ${i}`,
);
writeFileSync(join(cwd, "app.log"), `${lines.join("\n")}\n2025-04-01T12:02:00 FATAL [Db] data file corrupt\n`);

const ran = (...flags: string[]) =>
  run(["-i", "app.log", "-o", "out", ...flags], { cwd, environment: { FORCE_COLOR: "1" } });

it("--verbose tells what each stage took, --no-color takes the colours out, --show-results without a screen is the text", async () => {
  const told = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, "").replace(/^took.*$/m, "");
  const plain = await ran();
  const verbose = await ran("--verbose");
  const colorless = await ran("--no-color");
  const shown = await ran("--show-results");
  expect(plain.stdout).toContain("\u001b[");
  expect(colorless.stdout).not.toContain("\u001b");
  expect(told(colorless.stdout)).toBe(told(plain.stdout));
  expect(told(shown.stdout)).toBe(told(plain.stdout));
  expect([plain, verbose].map(({ stderr }) => stderr.includes("learn took"))).toEqual([false, true]);
});
