import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { maySecret } from "../../src/privacy/may-secret.ts";
import { privacy } from "../../src/privacy/reveal.ts";
import { findSecrets } from "../../src/privacy/secrets.ts";

const data = process.env["LOGANOMALY_DATA"] ?? join(import.meta.dirname, "../../../shared/data");

const LOOK_FOR_NONE = [
  ...["Apache", "BGL", "HDFS", "HPC", "Hadoop", "Linux", "OpenSSH", "Proxifier", "Thunderbird", "Zookeeper"].map(
    (system) => `loghub2k/${system}/${system}_2k.log`,
  ),
  "hdfs/HDFS_20k.log.gz",
  "raw/Linux_full.log.gz",
  "raw/Proxifier_full.log.gz",
  "bgl/BGL_first10k_no_alerts.log.gz",
  "thunderbird/Thunderbird_10k_no_alerts.log.gz",
  "formats/elastic/apache_access_combined_10k.log.gz",
  "formats/elastic/ssh_auth.log.gz",
];

function linesOf(path: string): { bytes: Uint8Array; ranges: [number, number][] } {
  const raw = readFileSync(join(data, path));
  const bytes = path.endsWith(".gz") ? gunzipSync(raw) : raw;
  const ranges: [number, number][] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    ranges.push([start, end]);
    start = end + 1;
  }
  return { bytes, ranges };
}

describe.skipIf(!existsSync(data))("secrets in real logs (needs the shared data)", () => {
  it.each(LOOK_FOR_NONE)("finds none in %s", (path) => {
    const door = privacy();
    const { bytes, ranges } = linesOf(path);
    expect(ranges.flatMap(([start, end]) => door.leaks(bytes, start, end))).toEqual([]);
  });

  it("finds the cards of a shop that logs its orders, and nothing else there", () => {
    const door = privacy();
    const { bytes, ranges } = linesOf("formats/k8s/onlineboutique_docker_json.log.gz");
    const leaks = ranges.flatMap(([start, end]) => door.leaks(bytes, start, end));
    expect(new Set(leaks.map((leak) => leak.kind))).toEqual(new Set(["card", "secret"]));
    for (const [start, end] of ranges)
      expect(door.reveal(bytes, start, end)).not.toMatch(/\b\d{4}-\d{4}-\d{4}-\d{4}\b/);
  });

  it("finds the tokens that a login service logs", () => {
    const file = readdirSync(join(data, "trainticket-k8s")).find((name) => name.startsWith("ts20"));
    const { bytes, ranges } = linesOf(`trainticket-k8s/${file}`);
    const door = privacy();
    const leaks = ranges.flatMap(([start, end]) => door.leaks(bytes, start, end));
    expect(leaks.length).toBeGreaterThan(0);
    expect(new Set(leaks.map((leak) => leak.kind))).toEqual(new Set(["jwt"]));
  });

  it("lets every line through the prefilter in which a rule finds something", () => {
    for (const path of ["raw/Linux_full.log.gz", "formats/k8s/onlineboutique_docker_json.log.gz"]) {
      const { bytes, ranges } = linesOf(path);
      const decoder = new TextDecoder();
      for (const [start, end] of ranges.filter((_, index) => index % 10 === 0)) {
        if (findSecrets(decoder.decode(bytes.subarray(start, end))).length > 0) {
          expect(maySecret(bytes, start, end)).toBe(true);
        }
      }
    }
  });
});
