import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { writeAtomically } from "../../src/store/atomic-file.ts";

const root = mkdtempSync(join(tmpdir(), "loganomaly-atomic-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const failure = async (path: string, chunks: Iterable<string>): Promise<UserError> => {
  const error: unknown = await writeAtomically(path, chunks).catch((caught: unknown) => caught);
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
  return error;
};

/** A file system of 64 KiB needs the right to mount. */
const small = join(root, "small");
mkdirSync(small);
const canMount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]).status === 0;
afterAll(() => canMount && spawnSync("umount", [small]));

function* forever(): Generator<string> {
  for (;;) yield "0123456789".repeat(1000);
}

describe("writeAtomically", () => {
  it("writes the chunks in their order and gives their digest", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "grapheme" })), async (chunks) => {
        const path = join(root, "any.txt");
        const written = await writeAtomically(path, chunks);
        const bytes = readFileSync(path);
        expect(bytes.toString("utf8")).toBe(chunks.join(""));
        expect(written).toEqual({ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
      }),
      { numRuns: 20 },
    );
  });

  it("R-82 keeps the earlier content and leaves no temporary file when the content fails", async () => {
    const folder = join(root, "fails");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.json"), "before");
    const chunks = function* (): Generator<string> {
      yield "x".repeat(1_000_000);
      throw new RangeError("made to fail");
    };
    await expect(writeAtomically(join(folder, "a.json"), chunks())).rejects.toThrow("made to fail");
    expect(readdirSync(folder)).toEqual(["a.json"]);
    expect(readFileSync(join(folder, "a.json"), "utf8")).toBe("before");
  });

  it("stops when the run is aborted, and leaves nothing", async () => {
    const folder = join(root, "aborted");
    mkdirSync(folder);
    const abort = new AbortController();
    const writing = writeAtomically(join(folder, "a.json"), forever(), abort.signal);
    setTimeout(() => abort.abort(new Error("enough")), 20);
    await expect(writing).rejects.toThrow("enough");
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(!canMount)("R-82 says that the disk is full, names the path, keeps the earlier content", async () => {
    const path = join(small, "a.json");
    writeFileSync(path, "before");
    const error = await failure(path, forever());
    expect(error.message).toBe(`cannot write ${path}: the disk is full`);
    expect(error.exitCode).toBe(1);
    expect(error.hint).toContain("--output");
    expect(readdirSync(small)).toEqual(["a.json"]);
    expect(readFileSync(path, "utf8")).toBe("before");
  });

  it.skipIf(!canMount)("R-82 says that a file system is read-only", async () => {
    const locked = join(root, "locked");
    mkdirSync(locked);
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", locked]).status).toBe(0);
    try {
      const error = await failure(join(locked, "a.json"), ["x"]);
      expect(error.message).toContain("the file system is read-only");
      expect(error.exitCode).toBe(1);
    } finally {
      spawnSync("umount", [locked]);
    }
  });

  it("R-82 says that a folder has the name, or that a part of the path is a file", async () => {
    const path = join(root, "folder.json");
    mkdirSync(path);
    expect((await failure(path, ["x"])).message).toBe(`cannot write ${path}: a folder has that name`);
    writeFileSync(join(root, "file"), "");
    expect((await failure(join(root, "file", "a.json"), ["x"])).message).toContain("a part of the path is a file");
    expect(readdirSync(root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
