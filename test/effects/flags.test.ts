import { readFileSync } from "node:fs";
import { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { addJobFlags, flagsOfKey, LATER_FLAGS } from "../../src/cli/flags.ts";
import { keysOf, settingsSchema, shapeOf } from "../../src/config/index.ts";
import { detectors } from "../../src/detectors/index.ts";
import { build } from "../cli/built.ts";
import { flagEffects } from "./flag-effects.ts";

const keys = keysOf(shapeOf(settingsSchema(detectors))).map(({ name }) => name);

/** Flags that set no key, nor are shown in flag-effects.ts: the file whose tests run the command with them and look at what they did. */
const SHOWN_IN: Readonly<Record<string, string>> = {
  "--input": "scan.test.ts",
  "--output": "scan.test.ts",
  "--config": "config.test.ts",
  "--show-results": "display.test.ts",
  "--file-config-map": "file-config-map.test.ts",
  "--llm-phase": "llm-phase.test.ts",
  "--dry-run": "dry-run.test.ts",
  "--strict": "providers.test.ts",
  "--verbose": "display.test.ts",
};

beforeAll(build, 120_000);

const command = new Command();
addJobFlags(command, []);
const flags = command.options.flatMap(({ long }) => long ?? []);
const setting = new Set(keys.flatMap(flagsOfKey).map((spelling) => spelling.replace(/ .*/, "")));

describe("every flag does something", () => {
  it("sets a key whose effect is shown, or is shown itself", () => {
    expect(flags.length).toBeGreaterThan(25);
    expect(setting.size).toBeGreaterThan(10);
    const idle = flags.filter(
      (flag) => !setting.has(flag) && SHOWN_IN[flag] === undefined && flagEffects[flag] === undefined,
    );
    expect(idle).toEqual([]);
  });

  it.each(Object.entries(flagEffects))("%s does what it promises", { timeout: 60_000 }, (_, show) => show());

  it.each(Object.entries(SHOWN_IN))("%s is run in test/cli/%s", (flag, file) => {
    const text = readFileSync(new URL(`../cli/${file}`, import.meta.url), "utf8");
    const short = command.options.find(({ long }) => long === flag)?.short;
    expect([flag, short].some((one) => one && text.includes(`"${one}"`))).toBe(true);
  });

  it("is not said to be of a later version", () => {
    expect(flags.filter((flag) => LATER_FLAGS.includes(flag))).toEqual([]);
    const shown = [...Object.keys(SHOWN_IN), ...Object.keys(flagEffects)];
    expect(shown.filter((flag) => !flags.includes(flag))).toEqual([]);
  });
});
