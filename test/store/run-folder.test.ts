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
      schema_version: 1,
      status: "complete",
      started: "2026-01-02T00:00:00.000Z",
      seconds: 2.5,
      stages: [{ name: "read", seconds: 1.75 }],
      model: { seconds: 0.5, calls: 2 },
      files: [{ name: "x_summary.json", sha256: createHash("sha256").update("{}\n").digest("hex"), bytes: 3 }],
    });
    expect(readdirSync(path).sort()).toEqual(["run.json", "x_summary.json"]);
  });

  const earlier = async (name: string) => {
    const path = join(root, name);
    const folder = await openRunFolder(path, { version: "1", now: () => 0 });
    await folder.write("x_summary.json", ["old\n"]);
    await folder.write("x_incidents.json", ["old\n"]);
    await folder.finish("complete", { seconds: 0, calls: 0 });
    return path;
  };
  const contentOf = (path: string) =>
    Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")]));

  it("R-82 gives files their names together, at the end, run.json last", async () => {
    const path = await earlier("together");
    const before = contentOf(path);
    const folder = await openRunFolder(path, { version: "2", now: () => 1000 });
    await folder.write("x_summary.json", ["new\n"]);
    await folder.write("x_incidents.json", ["new\n"]);
    expect(contentOf(path)).toMatchObject(before);
    await folder.finish("complete", { seconds: 0, calls: 0 });
    expect(contentOf(path)).toMatchObject({ "x_summary.json": "new\n", "x_incidents.json": "new\n" });
    expect(record(path)).toMatchObject({ version: "2", status: "complete" });
    expect(readdirSync(path).sort()).toEqual(["run.json", "x_incidents.json", "x_summary.json"]);
  });

  it("R-82 leaves an earlier run's files and run.json as they were when a run fails, and no temporary file", async () => {
    const path = await earlier("fails");
    const before = contentOf(path);
    const folder = await openRunFolder(path, { version: "2", now: () => 1000 });
    await folder.write("x_summary.json", ["new\n"]);
    const full = function* (): Generator<string> {
      yield "half";
      throw Object.assign(new Error("made to fail"), { code: "ENOSPC" });
    };
    await expect(folder.write("x_incidents.json", full())).rejects.toMatchObject({
      message: `cannot write ${join(path, "x_incidents.json")}: the disk is full`,
      exitCode: 1,
    });
    await folder.giveUp("failed", { seconds: 0, calls: 0 });
    expect(contentOf(path)).toEqual(before);
  });

  it("R-82 replaces nothing when one of the names is taken by a folder", async () => {
    const path = await earlier("taken-name");
    mkdirSync(join(path, "z_scores.csv"));
    const folder = await openRunFolder(path, { version: "2", now: () => 1000 });
    await folder.write("x_summary.json", ["new\n"]);
    await folder.write("z_scores.csv", ["new\n"]);
    await expect(folder.finish("complete", { seconds: 0, calls: 0 })).rejects.toThrow("a folder has that name");
    await folder.giveUp("failed", { seconds: 0, calls: 0 });
    expect(readFileSync(join(path, "x_summary.json"), "utf8")).toBe("old\n");
    expect(record(path)).toMatchObject({ version: "1", status: "complete" });
    expect(readdirSync(path).sort()).toEqual(["run.json", "x_incidents.json", "x_summary.json", "z_scores.csv"]);
  });

  it("R-88 takes away what a run left behind that was killed while it wrote", async () => {
    const path = await earlier("killed");
    writeFileSync(join(path, ".x_summary.json.0a1b2c3d.tmp"), "half");
    const folder = await openRunFolder(path, { version: "2", now: () => 1000 });
    await folder.giveUp("interrupted", { seconds: 0, calls: 0 });
    expect(readdirSync(path).sort()).toEqual(["run.json", "x_incidents.json", "x_summary.json"]);
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
