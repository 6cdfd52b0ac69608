import { describe, expect, it } from "vitest";
import { keysOf, settingsSchema, shapeOf } from "../../src/config/index.ts";
import { detectors } from "../../src/detectors/index.ts";
import { detectorKeys } from "./detector-keys.ts";
import { modelKeys } from "./model-keys.ts";
import { readingKeys } from "./reading-keys.ts";
import { runKeys } from "./run-keys.ts";

const effects = { ...detectorKeys, ...runKeys, ...readingKeys, ...modelKeys };
const keys = keysOf(shapeOf(settingsSchema(detectors))).map(({ name }) => name);

describe("every key does something", () => {
  it("and is listed here with what it does; nothing else is", () => {
    expect(Object.keys(effects).sort()).toEqual([...keys].sort());
  });

  it.each(Object.entries(effects))("%s", { timeout: 60_000 }, (_, show) => show());
});
