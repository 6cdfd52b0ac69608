import { expect, it } from "vitest";
import { settingsFrom } from "../../src/config/index.ts";
import { UserError } from "../../src/core/errors.ts";
import { detectors } from "./detectors.ts";

const from = (config: object) => settingsFrom(config, detectors, { home: "/home/me", environment: {} });

it("gives the defaults for an empty object", () => {
  const { llm, detectors: sections, seed } = from({});
  expect([llm.provider, llm.cache_dir, seed]).toEqual(["none", "/home/me/.cache/loganomaly", 42]);
  expect(sections["lof"]).toEqual({ enabled: true, neighbors: 20, contamination: 0.1 });
});

it("takes the documented keys and the aliases", () => {
  expect(from({ llm: { model: "m" } }).llm.provider).toBe("ollama");
  expect(from({ lof_n_neighbors: 3 }).detectors["lof"]?.["neighbors"]).toBe(3);
});

it("leaves the object as it was", () => {
  const config = { lof_n_neighbors: 3, llm: { max_retries: 2 } };
  from(config);
  expect(config).toEqual({ lof_n_neighbors: 3, llm: { max_retries: 2 } });
});

it("R-74 refuses forbidden keys", () => {
  const config: unknown = JSON.parse('{ "llm": { "__proto__": { "provider": "ollama" } } }');
  expect(() => from(Object(config))).toThrow('the key "__proto__" is not allowed in a configuration');
});

it("R-70 refuses unknown keys", () => {
  expect(() => from({ detectors: { lof: { neighbours: 1 } } })).toThrow(UserError);
});
