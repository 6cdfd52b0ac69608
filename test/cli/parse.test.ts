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
    expect(done.stderr).toContain('expected --parser to be one of auto, identity, got "magic"');
  });
});
