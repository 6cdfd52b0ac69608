import { describe, expect, it } from "vitest";
import { streamSource } from "../../src/sources/index.ts";
import { linesOf, readSource, recordedRun } from "./harness.ts";

const failing = (code: string, chunks: readonly string[]) =>
  streamSource({
    name: "app.log",
    sizeBytes: undefined,
    year: undefined,
    batchSize: 100,
    maxLineBytes: 1000,
    canReopen: false,
    async *open() {
      for (const chunk of chunks) yield Buffer.from(chunk);
      throw Object.assign(new Error(`${code}: made to fail`), { code });
    },
  });

describe("a stream that fails", () => {
  it.each([
    ["EIO", "io"],
    ["ESTALE", "vanished"],
    ["EACCES", "permission"],
  ])("R-36: %s keeps what came before and is one warning of kind %s", async (code, kind) => {
    const { run, warnings } = recordedRun();
    const batches = await readSource(failing(code, ["one\ntwo\nthr", "ee"]), run);
    expect(linesOf(batches)).toEqual(["one", "two", "three"]);
    expect(warnings().map((warning) => [warning.kind, warning.source])).toEqual([[kind, "app.log"]]);
  });

  it("R-36: keeps the first piece also when the second fails", async () => {
    expect(linesOf(await readSource(failing("EIO", ["one\ntwo\n"]), recordedRun().run))).toEqual(["one", "two"]);
  });

  it("that is a bug is no warning", async () => {
    const source = streamSource({
      name: "app.log",
      sizeBytes: undefined,
      year: undefined,
      batchSize: 100,
      maxLineBytes: 1000,
      canReopen: false,
      open: () => {
        throw new TypeError("made to fail");
      },
    });
    await expect(readSource(source, recordedRun().run)).rejects.toThrow("made to fail");
  });
});

describe("a stream of which enough was read", () => {
  it("R-44: gives the lines whose end was seen, and no warning", async () => {
    const { run, warnings } = recordedRun();
    const enough = new AbortController();
    const source = streamSource({
      name: "stdin",
      sizeBytes: undefined,
      year: undefined,
      batchSize: 100,
      maxLineBytes: 1000,
      canReopen: false,
      async *open() {
        yield Buffer.from("one\ntwo\nha");
        enough.abort();
        throw Object.assign(new Error("destroyed"), { code: "ERR_STREAM_PREMATURE_CLOSE" });
      },
    });
    expect(linesOf(await readSource(source, { ...run, enough: enough.signal }))).toEqual(["one", "two"]);
    expect(warnings()).toEqual([]);
  });
});
