import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lockFolder } from "../../src/store/folder-lock.ts";
import { openRunFolder } from "../../src/store/run-folder.ts";

const root = mkdtempSync(join(tmpdir(), "loganomaly-lock-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const fresh = (lock?: string): string => {
  const folder = join(root, `f${folders++}`);
  mkdirSync(folder);
  if (lock !== undefined) writeFileSync(join(folder, ".lock"), lock);
  return folder;
};
const lockOf = (pid: number, host = hostname()): string => `${JSON.stringify({ pid, host })}\n`;
/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("R-83 a folder that a run writes to", () => {
  it("refuses a second run, names the first one's process, and is free again after it", async () => {
    const folder = fresh();
    const first = await openRunFolder(folder, { version: "1", now: () => 0 });
    await expect(openRunFolder(folder, { version: "2", now: () => 0 })).rejects.toMatchObject({
      message: `another run (process ${process.pid}) writes to ${folder}`,
      exitCode: 2,
    });
    expect(readFileSync(join(folder, "run.json"), "utf8")).toContain('"version": "1"');
    await first.finish("complete", { seconds: 0, calls: 0 });
    const second = await openRunFolder(folder, { version: "2", now: () => 0 });
    await second.finish("complete", { seconds: 0, calls: 0 });
    expect(readdirSync(folder)).toEqual(["run.json"]);
  });

  it("refuses while a process of this machine lives, and names it", async () => {
    const parent = process.ppid;
    await expect(lockFolder(fresh(lockOf(parent)))).rejects.toThrow(`another run (process ${parent}) writes to`);
  });

  it("refuses what another machine holds, for nothing is known of its processes", async () => {
    await expect(lockFolder(fresh(lockOf(deadPid(), "elsewhere")))).rejects.toThrow(/process \d+ on elsewhere\)/);
  });

  it.each([
    ["a dead process", () => lockOf(deadPid())],
    ["an earlier process of the same number", () => lockOf(process.pid)],
    ["nobody: it is empty", () => ""],
    ["nobody: it is damaged", () => '{"pid": -1, "host": "x"}'],
  ])("is taken over from %s", async (_, lock) => {
    const folder = fresh(lock());
    const taken = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid}`);
    await taken.release();
    expect(existsSync(join(folder, ".lock"))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("goes to one of many who want it at once", async () => {
    const folder = fresh(lockOf(deadPid()));
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(folder)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("keeps a lock that is no longer its own", async () => {
    const folder = fresh();
    const lock = await lockFolder(folder);
    const other = lockOf(process.ppid);
    writeFileSync(join(folder, ".lock"), other);
    await lock.release();
    expect(readFileSync(join(folder, ".lock"), "utf8")).toBe(other);
  });
});
