import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openRunFolder, resultName, safeName } from "../../src/store/run-folder.ts";

const root = mkdtempSync(join(tmpdir(), "loganomaly-run-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const record = (folder: string): unknown => JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));

describe("a run folder", () => {
  it("is made with all folders above it, and says from the start that a run is going on", async () => {
    const path = join(root, "a", "b", "results");
    let time = Date.UTC(2026, 0, 2);
    const folder = await openRunFolder(path, { version: "1.2.3", now: () => time });
    expect(record(path)).toMatchObject({ program: "loganomaly", version: "1.2.3", status: "running", files: [] });
    await folder.write("x_summary.json", ["{", "}\n"]);
    folder.stage("read", 1500);
    folder.stage("read", 250);
    time += 2500;
    await folder.finish("complete", { seconds: 0.5, calls: 2 });
    expect(record(path)).toEqual({
      program: "loganomaly",
      version: "1.2.3",
      status: "complete",
      started: "2026-01-02T00:00:00.000Z",
      seconds: 2.5,
      stages: [{ name: "read", seconds: 1.75 }],
      model: { seconds: 0.5, calls: 2 },
      files: [{ name: "x_summary.json", sha256: createHash("sha256").update("{}\n").digest("hex"), bytes: 3 }],
    });
    expect(readdirSync(path).sort()).toEqual(["run.json", "x_summary.json"]);
  });

  it("R-82 refuses a path that a file has, and leaves the file", async () => {
    const path = join(root, "taken");
    writeFileSync(path, "mine");
    await expect(openRunFolder(path, { version: "1", now: () => 0 })).rejects.toMatchObject({
      message: expect.stringContaining(path),
      exitCode: 1,
    });
    expect(readFileSync(path, "utf8")).toBe("mine");
  });
});

describe("resultName", () => {
  it.each([
    [["/var/log/app.log"], "app"],
    [["app.log.gz"], "app"],
    [["archive.tar.2.zst"], "archive.tar"],
    [["messages"], "messages"],
    [["a.log", "b.log"], "run"],
    [["-"], "stdin"],
    [["logs/*.log"], "run"],
    [["\u001b]0;red\n.log"], "_]0_red_"],
    [[".log"], "log"],
  ])("of %j is %s", async (inputs, expected) => {
    expect(await resultName(inputs)).toBe(expected);
  });

  it("of a folder is its name", async () => {
    mkdirSync(join(root, "shop.logs"));
    expect(await resultName([join(root, "shop.logs/")])).toBe("shop.logs");
  });

  it("R-110 is safe for any file system and terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const safe = safeName(name);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}/\\]/u);
        expect(safe).not.toMatch(/^[.\s-]|^$/);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(180);
        expect(safeName(safe)).toBe(safe);
      }),
    );
  });
});
