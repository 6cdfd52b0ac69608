import { readFileSync } from "node:fs";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addJobFlags, flagsOfKey, LATER_FLAGS } from "../../src/cli/flags.ts";
import { keysOf, settingsSchema, shapeOf } from "../../src/config/index.ts";
import { detectors } from "../../src/detectors/index.ts";

const keys = keysOf(shapeOf(settingsSchema(detectors))).map(({ name }) => name);

/** Flags that set no key: the file whose tests run the command with them and look at what they did. */
const SHOWN_IN: Readonly<Record<string, string>> = {
  "--input": "scan.test.ts",
  "--output": "scan.test.ts",
  "--config": "config.test.ts",
  "--show-results": "display.test.ts",
  "--summary-only": "scan.test.ts",
  "--scores": "scan.test.ts",
  "--format": "scan.test.ts",
  "--file-config-map": "file-config-map.test.ts",
  "--llm-phase": "llm-phase.test.ts",
  "--dry-run": "dry-run.test.ts",
  "--fail-on": "scan.test.ts",
  "--strict": "providers.test.ts",
  "--events": "runs.test.ts",
  "--quiet": "scan.test.ts",
  "--verbose": "display.test.ts",
  "--no-color": "display.test.ts",
};

const command = new Command();
addJobFlags(command, []);
const flags = command.options.flatMap(({ long }) => long ?? []);
const setting = new Set(keys.flatMap(flagsOfKey).map((spelling) => spelling.replace(/ .*/, "")));

describe("every flag does something", () => {
  it("sets a key whose effect is shown, or is shown itself", () => {
    expect(flags.length).toBeGreaterThan(25);
    expect(setting.size).toBeGreaterThan(10);
    const idle = flags.filter((flag) => !setting.has(flag) && SHOWN_IN[flag] === undefined);
    expect(idle).toEqual([]);
  });

  it.each(Object.entries(SHOWN_IN))("%s is run in test/cli/%s", (flag, file) => {
    const text = readFileSync(new URL(`../cli/${file}`, import.meta.url), "utf8");
    const short = command.options.find(({ long }) => long === flag)?.short;
    expect([flag, short].some((one) => one && text.includes(`"${one}"`))).toBe(true);
  });

  it("is not said to be of a later version", () => {
    expect(flags.filter((flag) => LATER_FLAGS.includes(flag))).toEqual([]);
    expect(Object.keys(SHOWN_IN).filter((flag) => !flags.includes(flag))).toEqual([]);
  });
});
