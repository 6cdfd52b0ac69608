import { describe, expect, it } from "vitest";
import { mineTemplates, TemplateMiner } from "../../src/index.ts";
import { REFUSED, shop } from "./shop.ts";

describe("mineTemplates", () => {
  it("gives one row a record, with its template and values", () => {
    const records = [...shop(8), REFUSED, "", "  at x.y(z.js:1)"];
    const rows = mineTemplates(records);
    expect(rows.map(({ record }) => record)).toEqual(records);
    expect(rows[1]).toMatchObject({ template: "request <num> served", parameters: ["1"] });
    expect(rows[2]?.template_id).toBe(rows[1]?.template_id);
    expect(rows[8]?.template).toMatch(/^Connection failed/);
    expect(rows[9]).toMatchObject({ template: "", parameters: [] });
    expect(rows[10]?.template).not.toBe("");
    expect(mineTemplates([])).toEqual([]);
  });

  it("shows no secret", () => {
    const rows = mineTemplates(["login with password=hunter2secret failed"]);
    expect(rows[0]?.template + (rows[0]?.parameters.join() ?? "")).not.toContain("hunter2secret");
  });
});

describe("TemplateMiner", () => {
  it("learns and matches apart; matching changes nothing", () => {
    const miner = new TemplateMiner().learn(shop(40));
    const before = miner.templates();
    expect(before.map(({ text }) => text)).toEqual(["request <num> served", "slow query of <num> ms"]);
    const [record] = shop(1);
    expect(miner.match(record ?? "")?.text).toBe("request <num> served");
    expect(miner.match("2026-03-16T05:00:00Z INFO [Web] request 991 served")?.id).toBe(before[0]?.id);
    expect(miner.match(REFUSED)).toBeUndefined();
    expect(miner.match("")).toBeUndefined();
    expect(miner.templates()).toEqual(before);
  });

  it("keeps what it knew when it learns more", () => {
    const miner = new TemplateMiner().learn(shop(40));
    const known = miner.templates().map(({ id }) => id);
    miner.learn([REFUSED]).learn([]);
    expect(miner.match(REFUSED)?.text).toMatch(/^Connection failed/);
    const names = new Set(miner.templates().flatMap(({ id, aliases }) => [id, ...aliases]));
    expect(known.every((id) => names.has(id))).toBe(true);
  });

  it("gives the ids that mineTemplates gives", () => {
    const ids = new Set(mineTemplates(shop(40)).map(({ template_id }) => template_id));
    expect(
      new TemplateMiner()
        .learn(shop(40))
        .templates()
        .map(({ id }) => id),
    ).toEqual([...ids]);
  });
});
