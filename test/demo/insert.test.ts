import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { later, timeOf } from "../../src/demo/clock.ts";
import { generate } from "../../src/demo/generate.ts";
import { headOf, withLevel } from "../../src/demo/head.ts";
import { insertInto } from "../../src/demo/insert.ts";
import { SUDDEN_KINDS } from "../../src/demo/label.ts";

const DATA = process.env["LOGANOMALY_DATA"] ?? "../shared/data";
const REAL = [
  "raw/Linux_full.log.gz",
  "thunderbird/Thunderbird_10k_no_alerts.log.gz",
  "loghub2k/Zookeeper/Zookeeper_2k.log",
  "loghub2k/HDFS/HDFS_2k.log",
  "loghub2k/BGL/BGL_2k.log",
  "loghub2k/Apache/Apache_2k.log",
  "loghub2k/Hadoop/Hadoop_2k.log",
];

function read(path: string): string[] {
  const bytes = readFileSync(join(DATA, path));
  const lines = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1").split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** How often time runs backwards from one line to the next. */
function backwards(lines: readonly string[]): number {
  let before = Number.NaN;
  let count = 0;
  for (const time of lines.map(timeOf)) {
    if (Number.isNaN(time)) continue;
    if (time < before) count++;
    before = time;
  }
  return count;
}

function holds(lines: readonly string[], seed: number): void {
  const result = insertInto(lines, { seed });
  const own = new Set(result.incidents.flatMap((incident) => incident.lines));
  expect(result.lines.filter((_, index) => !own.has(index + 1))).toEqual(lines);
  expect(backwards(result.lines)).toBe(backwards(lines));
  expect(result.incidents.map(({ kind }) => kind).sort()).toEqual([...SUDDEN_KINDS].sort());
  for (const { kind, first, last, lines: at } of result.incidents) {
    if (kind !== "flood") continue;
    expect(at.length).toBeLessThanOrEqual(lines.length / 2);
    expect(at.length).toBeGreaterThanOrEqual(Math.min(lines.length * 0.39, 1000));
    expect(at.length / (last - first + 1)).toBeGreaterThanOrEqual(0.8);
  }
}

describe("incidents put into a log", () => {
  for (const path of REAL) {
    it.skipIf(!existsSync(join(DATA, path)))(
      `keep every line of ${path} and its order of times (needs shared data)`,
      () => {
        for (const seed of [1, 2, 3]) holds(read(path), seed);
      },
    );
  }

  it("keep every line of each generated format", () => {
    const day = generate({ seed: 9, lines: 20_000 });
    for (const { lines } of day.files) holds(lines, 3);
  });

  it("are the same for the same seed", () => {
    const lines = generate({ seed: 9, lines: 4000 }).files[0]?.lines ?? [];
    expect(insertInto(lines, { seed: 5 })).toEqual(insertInto(lines, { seed: 5 }));
    expect(insertInto(lines, { seed: 5 })).not.toEqual(insertInto(lines, { seed: 6 }));
  });

  it("are only of the kinds asked for", () => {
    const lines = generate({ seed: 9, lines: 4000 }).files[1]?.lines ?? [];
    const { incidents } = insertInto(lines, { seed: 5, kinds: ["secret_leak", "burst"] });
    expect(incidents.map(({ kind }) => kind).sort()).toEqual(["burst", "secret_leak"]);
    expect(insertInto(lines, { seed: 5, kinds: [] }).lines).toEqual(lines);
  });

  it("use the log's own head, level column and process field", () => {
    const log4j =
      "2015-07-29 19:04:29,071 - WARN  [SendWorker:1:QuorumCnxManager$SendWorker@688] - Send worker leaving thread";
    const head = headOf(log4j);
    expect(head?.message).toBe("Send worker leaving thread");
    expect(later(head?.before ?? "", 61_500) + withLevel(head?.level ?? "", "error") + head?.after).toBe(
      "2015-07-29 19:05:30,571 - ERROR [SendWorker:1:QuorumCnxManager$SendWorker@688] - ",
    );
    const cluster = headOf(
      "- 1131566461 2005.11.09 dn228 Nov 9 23:59:58 dn228/dn228 crond[2916]: (root) CMD (run-parts)",
    );
    expect(later(cluster?.before ?? "", 1000)).toBe("- 1131566462 2005.11.09 dn228 Nov 9 23:59:59 dn228/dn228 ");
    expect(cluster?.after).toBe("crond[2916]: ");
    const apache = headOf("[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6");
    expect(later(apache?.before ?? "", 20_000) + withLevel(apache?.level ?? "", "WARN")).toBe(
      "[Sun Dec 04 04:48:04 2005] [warn] ",
    );
    const syslog = headOf("Feb 28 23:59:59 combo ftpd[3004]: connection from 1.2.3.4 () at Tue Feb 28 23:59:59 2006");
    expect(syslog?.after).toBe("ftpd[3004]: ");
    const json = headOf('{"time":"2026-03-16T09:00:00.000Z","level":"info","msg":"a \\"b\\" c","n":1}');
    expect([json?.message, json?.tail]).toEqual(['a \\"b\\" c', '","n":1}']);
  });

  it("leave JSON records that parse", () => {
    const lines = generate({ seed: 11, lines: 20_000 }).files.find(({ name }) => name === "queue.log")?.lines ?? [];
    const result = insertInto(lines, { seed: 2 });
    for (const line of result.lines) expect(JSON.parse(line).msg).toBeTypeOf("string");
    const error = result.incidents.find(({ kind }) => kind === "new_error");
    expect(JSON.parse(result.lines[(error?.first ?? 0) - 1] ?? "{}").level).toBe("error");
  });

  it("go into any text, also into one without times", () => {
    const anyLine = fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, " "));
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 100, maxLength: 300 }), fc.integer(), (lines, seed) => {
        const { lines: out, incidents } = insertInto(lines, { seed });
        const own = new Set(incidents.flatMap((incident) => incident.lines));
        expect(out.filter((_, index) => !own.has(index + 1))).toEqual(lines);
        expect(incidents).toHaveLength(SUDDEN_KINDS.length);
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it("need a log of some length", () => {
    expect(() => insertInto(["one line"], { seed: 1 })).toThrow(UserError);
  });
});
