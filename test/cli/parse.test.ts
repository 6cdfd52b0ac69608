import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build, freshFolder, run } from "./built.ts";

describe("loganomaly parse", () => {
  beforeAll(build);

  it("writes one row a physical line, and the templates with their counts", async () => {
    const folder = freshFolder();
    const lines = ["1 INFO sent 10 bytes", "2 INFO sent 20 bytes", "", "  at frame.one(x)", '3 WARN lost, a "quote"'];
    writeFileSync(join(folder, "app.log"), `${lines.join("\n")}\n`);
    const done = await run(["parse", "app.log", "--log-format", "<Id> <Level> <Content>", "--output", "out"], {
      cwd: folder,
    });
    expect(done.code).toBe(0);
    const rows = readFileSync(join(folder, "out", "app_structured.csv"), "utf8")
      .trimEnd()
      .split("\r\n");
    expect(rows[0]).toBe("LineId,Id,Level,Content,EventId,EventTemplate,ParameterList");
    expect(rows).toHaveLength(lines.length + 1);
    expect(rows[1]).toMatch(/^1,1,INFO,sent 10 bytes,[0-9a-f]{12},sent <num> bytes,"\[""10""\]"$/);
    const templates = readFileSync(join(folder, "out", "app_templates.csv"), "utf8")
      .trimEnd()
      .split("\r\n");
    expect(templates[0]).toBe("EventId,EventTemplate,Occurrences");
    expect(templates[1]).toMatch(/^[0-9a-f]{12},sent <num> bytes,2$/);
  });

  it("R-14 says on standard error what was passed over", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "app.log"), "one\n");
    writeFileSync(join(folder, "program"), Uint8Array.of(0x7f, 0x45, 0x4c, 0x46));
    const { code, stderr } = await run(["parse", ".", "--output", "out"], { cwd: folder });
    expect([code, stderr]).toEqual([0, "loganomaly: program: binary, skipped\n"]);
  });

  it("refuses a parser it does not have", async () => {
    const done = await run(["parse", "x.log", "--parser", "magic"], { cwd: freshFolder() });
    expect(done.code).toBe(2);
    expect(done.stderr).toContain('expected --parser to be one of auto, identity, drain, spell, ft-tree, got "magic"');
  });

  const SHIPPED = ["alice", "bob", "carol", "dave", "erin", "frank"].map(
    (name, i) => `order ${100 + i} of ${name} was shipped in ${i + 1} boxes, total=${i}.50`,
  );

  it.each([
    ["drain", "order <*> of <*> was shipped in <*> boxes, <*>", ["100", "alice", "1", "total=0.50"]],
    ["spell", "order <*> of <*> was shipped in <*> boxes total <*>", ["100", "alice", "1", "0.50"]],
    ["ft-tree", "order <*> of <*> was shipped in <*> boxes total <*>", ["100", "alice", "1", "0.50"]],
  ])("mines with %s, one row a line", async (parser, template, values) => {
    const folder = freshFolder();
    writeFileSync(join(folder, "app.log"), `${[...SHIPPED, "", "stop"].join("\n")}\n`);
    const { code, stdout } = await run(["parse", "app.log", "--parser", parser, "--output", "out"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain(join("out", "app_{structured,templates}.csv"));
    const read = (name: string): string => readFileSync(join(folder, "out", name), "utf8");
    const rows = read("app_structured.csv").trimEnd().split("\r\n");
    expect(rows[0]).toBe("LineId,Content,EventId,EventTemplate,ParameterList");
    expect(rows).toHaveLength(SHIPPED.length + 3);
    expect(rows[1]).toContain(template);
    expect(rows[1]).toContain(JSON.stringify(values).replaceAll('"', '""'));
    const counts = read("app_templates.csv").trimEnd().split("\r\n").slice(1);
    expect(counts[0]).toMatch(/,6$/);
    expect(counts.reduce((sum, row) => sum + Number(row.split(",").at(-1)), 0)).toBe(rows.length - 1);
    if (parser === "ft-tree") {
      expect(read("app.fre").split("\n").slice(0, 3)).toEqual(["was", "total", "shipped"]);
      expect(read("app.template").trimEnd().split("\n")).toEqual(["was total shipped order of in boxes"]);
    }
  });

  it("takes the options of a parser: masks, thresholds, no values", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "app.log"), ["a b c d", "a b c e", "a x y z", "took 12 ms", "took 3 ms"].join("\n"));
    const texts = async (...flags: string[]): Promise<string[]> => {
      const done = await run(["parse", "app.log", "--output", "out", ...flags], { cwd: folder });
      expect([done.code, done.stderr]).toEqual([0, ""]);
      const rows = readFileSync(join(folder, "out", "app_structured.csv"), "utf8")
        .trimEnd()
        .split("\r\n");
      return rows.map((row) => row.split(",").slice(3).join(","));
    };
    const masks = ["--mask", "[0-9]+", "--mask", "<[*]> ms"];
    expect(await texts("--parser", "drain", "--st", "0.7", "--no-parameters", ...masks)).toEqual([
      "EventTemplate",
      ...["a b c <*>", "a b c <*>", "a x y z", "took <*>", "took <*>"],
    ]);
    expect(await texts("--parser", "drain", "--tau", "0.9", "--no-parameters")).toContain("a b c d");
    expect(await texts("--parser", "spell", "--no-parameters")).toContain("a b c <*>");
    expect(await texts("--parser", "spell", "--tau", "0.9", "--no-parameters")).toContain("a b c d");
  });

  it.each([
    [["--parser", "drain", "--depth", "2"], "expected --depth to be a whole number from 3 to 10, got 2"],
    [
      ["--parser", "drain", "--max-children", "many"],
      'expected --max-children to be a whole number from 1 to 100000, got "many"',
    ],
    [["--parser", "spell", "--tau", "1.5"], "expected --tau to be a share from 0 to 1, got 1.5"],
    [["--parser", "spell", "--leaf-num", "3"], "--leaf-num is an option of ft-tree, and the parser is spell"],
    [["--depth", "4"], "--depth is an option of drain, and the parser is auto"],
    [
      ["--parser", "ft-tree", "--mask", "a", "--mask", "(?=b)"],
      'expected --mask to be a regular expression without look-around and references back, got "(?=b)"',
    ],
  ])("refuses %j", async (flags, said) => {
    const { code, stderr } = await run(["parse", "x.log", ...flags], { cwd: freshFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it("R-66 says when there are too many different messages for a parser", async () => {
    const folder = freshFolder();
    const lines = Array.from({ length: 300 }, (_, i) => `${(i * 7919).toString(16)}-${i}-${i * i}`);
    writeFileSync(join(folder, "ids.log"), `${lines.join("\n")}\n`);
    const flags = ["--parser", "drain", "--max-templates", "50", "--output", "out"];
    const { code, stderr } = await run(["parse", "ids.log", ...flags], { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain("too many different messages: beyond 51 templates");
    const rows = readFileSync(join(folder, "out", "ids_structured.csv"), "utf8")
      .trimEnd()
      .split("\r\n");
    expect(rows).toHaveLength(301);
  });
});
