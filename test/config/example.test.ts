import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { variableOf } from "../../src/config/environment.ts";
import { exampleConfig, loadConfiguration } from "../../src/config/index.ts";
import { keysOf, shapeOf } from "../../src/config/keys.ts";
import { settingsSchema } from "../../src/config/schema.ts";
import { detectors } from "../../src/detectors/index.ts";

const keys = keysOf(shapeOf(settingsSchema(detectors)));

it("config.example.yaml is what the schema gives", () => {
  const stored = readFileSync(new URL("../../config.example.yaml", import.meta.url), "utf8");
  expect(stored, "run: npm run generate").toBe(exampleConfig(detectors));
});

it("config.example.yaml parses to the defaults", () => {
  const folder = mkdtempSync(join(tmpdir(), "loganomaly-example-"));
  const around = { detectors, flags: [], environment: {}, folder, home: folder };
  try {
    writeFileSync(join(folder, "config.yaml"), exampleConfig(detectors));
    const { settings, notes } = loadConfiguration({ ...around, path: "config.yaml" });
    expect(settings).toEqual(loadConfiguration({ ...around, path: undefined }).settings);
    expect(notes).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("every key has one line of help", () => {
  expect(keys.filter(({ help }) => help === "").map(({ name }) => name)).toEqual([]);
});

it("no two keys share a name in the environment", () => {
  const names = keys.map(({ path }) => variableOf(path));
  expect(new Set(names).size).toBe(names.length);
});
