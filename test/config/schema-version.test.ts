import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { configHash, fileConfigMap, loadConfiguration } from "../../src/config/index.ts";
import { settingsFrom } from "../../src/config/settings-from.ts";
import { UserError } from "../../src/core/errors.ts";
import type { Settings } from "../../src/core/settings.ts";
import { detectors } from "./detectors.ts";

const folder = mkdtempSync(join(tmpdir(), "loganomaly-version-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const surroundings = { home: folder, environment: {} };

/** The named file, and the one that is found. */
function load(text: string, name = "config.yaml"): Settings {
  const place = mkdtempSync(join(folder, "f"));
  writeFileSync(join(place, name), text);
  const path = name === "config.yaml" ? name : undefined;
  return loadConfiguration({ ...surroundings, detectors, path, flags: [], folder: place }).settings;
}

function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exitCode).toBe(2);
    return `${error.message} | ${error.hint}`;
  }
  return "";
}

const NEWER = "schema_version 2 is newer than this version of loganomaly, which knows 1 | update loganomaly";

describe("schema_version of a configuration", () => {
  it("R-79: a file without one is of version 1, and one that says so gives the same results", () => {
    const [silent, told] = [load("seed: 7\n"), load("schema_version: 1\nseed: 7\n")];
    expect([silent.schema_version, told.schema_version]).toEqual([1, 1]);
    expect(configHash(told)).toBe(configHash(silent));
  });

  it("R-79: a newer one is refused in one sentence, whatever else the file holds and however it was found", () => {
    const text = "flux: { capacitor: 3 }\nseed: soon\nschema_version: 2\n";
    expect(refusal(() => load(text))).toBe(`config.yaml:3:17 ${NEWER}`);
    expect(refusal(() => load(text, "loganomaly.yaml"))).toBe(`loganomaly.yaml:3:17 ${NEWER}`);
    expect(refusal(() => settingsFrom({ schema_version: 2, flux: {} }, detectors, surroundings))).toBe(NEWER);
    fc.assert(
      fc.property(fc.integer({ min: 2 }), (version) => {
        expect(refusal(() => load(`schema_version: ${version}\n`))).toMatch(
          new RegExp(`^config\\.yaml:1:17 schema_version ${version} is newer .* \\| update loganomaly$`),
        );
      }),
      { numRuns: 20 },
    );
  });

  it.each(["0", "-1", "1.5", "two", "null", ".inf", "[1]"])("R-79: %s is no version", (value) => {
    expect(refusal(() => load(`seed: 7\nschema_version: ${value}\n`))).toMatch(
      /^config\.yaml:2:17 expected schema_version to be 1, got \S[^\n]*$/,
    );
  });

  it("R-79: holds for the file of a client too", () => {
    const client = (text: string) => () => {
      const place = join(folder, "client");
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, "client.yaml"), text);
      return fileConfigMap('{"app.log": "client.yaml"}', place);
    };
    expect(client("schema_version: 1\nfield_extraction: []\n")()).toHaveLength(1);
    expect(refusal(client("schema_version: 2\nfluxes: []\n"))).toBe(`client.yaml:1:17 ${NEWER}`);
    expect(refusal(client("schema_version: 0\n"))).toContain("client.yaml:1:17 expected schema_version to be 1, got 0");
  });
});
