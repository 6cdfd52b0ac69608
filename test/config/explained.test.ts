import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ALIASES } from "../../src/config/aliases.ts";
import { aliasTarget, configJsonSchema, exampleConfig, readerOf } from "../../src/config/index.ts";
import { keysOf, shapeOf } from "../../src/config/keys.ts";

import { settingsSchema } from "../../src/config/schema.ts";
import { detectors } from "../../src/detectors/index.ts";

const keys = keysOf(shapeOf(settingsSchema(detectors)));
const schema = configJsonSchema(detectors);

describe("config.schema.json", () => {
  it("is what the schema gives", () => {
    const stored = readFileSync(new URL("../../schemas/config.schema.json", import.meta.url), "utf8");
    expect(stored, "run: npm run generate").toBe(`${JSON.stringify(schema, undefined, 2)}\n`);
  });

  const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile({ ...schema });
  it("accepts the example, sections without keys and every other name of a key", () => {
    expect(accepts(parse(exampleConfig(detectors))), JSON.stringify(accepts.errors)).toBe(true);
    expect(accepts(parse("llm:\ndetectors:\n  lof:\n"))).toBe(true);
    expect(accepts(parse("enable_lof: true\ntop_percent: 5\nllm: { max_retries: 3 }\nenable_llm: false\n"))).toBe(true);
    for (const alias of Object.keys(ALIASES)) expect(JSON.stringify(schema)).toContain(`"${alias}":`);
  });

  it.each(["seeed: 1", "llm: { provider: olama }", "detectors: { lof: { neighbors: 0 } }", "lof_n_neighbors: x"])(
    "refuses %s",
    (text) => expect(accepts(parse(text))).toBe(false),
  );
});

it("the example names the schema for editors in its first line", () => {
  expect(exampleConfig(detectors)).toMatch(/^# yaml-language-server: \$schema=\.\/schemas\/config\.schema\.json\n/);
  expect(exampleConfig(detectors, { schema: "./x.json" })).toMatch(/^# yaml-language-server: \$schema=\.\/x\.json\n/);
});

it("every key says what reads it", () => {
  expect(keys.filter(({ name }) => readerOf(name) === undefined).map(({ name }) => name)).toEqual([]);
});

it("another name of a key leads to the key", () => {
  expect(aliasTarget("lof_n_neighbors")?.join(".")).toBe("detectors.lof.neighbors");
  expect(aliasTarget("llm.max_retries")?.join(".")).toBe("workflow.retry.max_attempts");
  expect(aliasTarget("seed")).toBeUndefined();
});
