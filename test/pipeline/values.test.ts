import { describe, expect, it } from "vitest";
import { clock } from "../../src/features/clock.ts";
import { placedRun } from "../../src/features/placed-run.ts";
import { profileOf } from "../../src/features/profile.ts";
import { statementTable } from "../../src/features/statements.ts";
import { readValues } from "../../src/pipeline/values.ts";
import { privacy } from "../../src/privacy/reveal.ts";
import { miners, shapeTable } from "../../src/templates/index.ts";
import { type MadeEvent, START, storeOf } from "../features/made-run.ts";

/** The values of a run of messages; NaN: one without a time. */
function valuesOf(messages: readonly (readonly [time: number, message: string])[]) {
  const shapes = shapeTable();
  const encoder = new TextEncoder();
  const events = messages.map(([time, message]): MadeEvent => {
    const bytes = encoder.encode(message);
    return { time, message, shape: shapes.idOf(bytes, 0, bytes.length) };
  });
  const mining = miners[0]!.start({});
  mining.learn(shapes.shapes);
  const templates = mining.templates();
  const store = storeOf(events);
  const templateOf = Int32Array.from({ length: shapes.shapes.length }, (_, id) => mining.match(shapes.shapes.at(id)));
  const run = placedRun(store, clock(store), statementTable(templateOf));
  const names = { templateText: (id: number) => templates[id]?.text ?? "", wordText: () => "", reveal: () => "" };
  const values = readValues(run, profileOf(run, names, 1), templates, privacy());
  store.close();
  return { values, templates };
}

describe("values of a run", () => {
  it("of events without a time have the time of the event before them", () => {
    const { values } = valuesOf([
      [START, "request took 5 ms"],
      [START + 60_000, "all is well"],
      [Number.NaN, "request took 7 ms"],
      [START + 90_000, "request took 9 ms"],
    ]);
    const [took] = values.measured;
    expect(took?.values).toEqual([5, 7, 9]);
    expect(took?.times).toEqual([START, START + 60_000, START + 90_000]);
  });

  it("are those of at most a thousand events of a template, the first one and then regularly", () => {
    const lines = Array.from({ length: 2_500 }, (_, i) => [START + i * 1000, `request took ${i} ms`] as const);
    const { values } = valuesOf([...lines, [START, "user 17 said 4 words"]]);
    const [took] = values.measured;
    expect(took?.values.slice(0, 4)).toEqual([0, 3, 6, 9]);
    expect(took?.values).toHaveLength(834);
    expect(values.sketches.size).toBe(2);
  });
});
