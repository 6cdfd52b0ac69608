import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findSources } from "../../src/sources/index.ts";

const folder = mkdtempSync(join(tmpdir(), "loganomaly-archives-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = (path: string) =>
  findSources([path], { exclude: [], stdin: () => ReadableStream.from([]), batchSize: 100 });

it.each([
  ["zip", "unzip -p", Buffer.from("PK\x03\x04....")],
  ["tar", "tar -xOf", Buffer.concat([Buffer.alloc(257), Buffer.from("ustar\0")])],
])("a named %s archive is refused, and it is said how to read it", async (name, opener, bytes) => {
  const path = join(folder, `logs.${name}`);
  writeFileSync(path, bytes);
  await expect(found(path)).rejects.toMatchObject({
    message: expect.stringContaining(`is a ${name} archive, which this version does not read`),
    hint: expect.stringContaining(opener),
  });
});

it("a log that only begins like one is read", async () => {
  const path = join(folder, "app.log");
  writeFileSync(path, "BZ is no archive\n");
  expect(await found(path)).toHaveLength(1);
});
