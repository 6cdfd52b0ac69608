import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readingOf } from "../../experiments/formats/table.ts";

const data = process.env["LOGANOMALY_DATA"] ?? join(import.meta.dirname, "../../../shared/data");
const listPath = join(import.meta.dirname, "formats.golden.json");
/** Writes the list anew instead of comparing with it: look at every file of `node experiments/formats/evaluate.ts` first. */
const isUpdate = (process.env["LOGANOMALY_UPDATE_GOLDEN"] ?? "") !== "";
/** Of files whose times name no year. */
const YEAR = 2025;
const FOLDERS = ["formats/lnav", "formats/elastic", "formats/k8s"];

const filesOf = (folder: string): string[] =>
  existsSync(join(data, folder))
    ? readdirSync(join(data, folder)).flatMap((name) => (name.startsWith("LICENSE") ? [] : [`${folder}/${name}`]))
    : [];

const seen = (path: string): string => {
  const raw = readFileSync(join(data, path));
  const read = readingOf(path.endsWith(".gz") ? gunzipSync(raw) : raw, YEAR);
  const levels = Object.entries(read.levels).map(([level, count]) => `${level} ${count}`);
  const span = read.timed === 0 ? "no times" : `${read.timed} timed from ${read.first} to ${read.last}`;
  return `${read.format}: ${read.lines} lines, ${read.events} events, ${span}; ${levels.join(", ")}`;
};

const list = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(listPath, "utf8")));

describe.skipIf(!existsSync(data))("formats, times and levels of real logs (needs the shared data)", () => {
  const present = FOLDERS.flatMap(filesOf).toSorted();
  it.runIf(isUpdate)("are written anew", () => {
    writeFileSync(
      listPath,
      `${JSON.stringify(Object.fromEntries(present.map((path) => [path, seen(path)])), undefined, 2)}\n`,
    );
    expect(present.length).toBeGreaterThan(30);
  });
  it.skipIf(isUpdate).each(Object.keys(list).filter((path) => existsSync(join(data, path))))(
    "%s (LOGANOMALY_UPDATE_GOLDEN=1 writes the list anew)",
    (path) => {
      expect(seen(path)).toBe(list[path]);
    },
  );
});
