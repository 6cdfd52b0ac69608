import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isBalanced, readLog } from "./harness.ts";

const root = process.env["LOGANOMALY_DATA"] ?? new URL("../../../shared/data", import.meta.url).pathname;

/** File, format, least share of events in it, share of events with a time, some levels that occur, joined lines. */
const table: readonly (readonly [string, string, number, number, string, number?])[] = [
  ["loghub2k/Apache/Apache_2k.log", "apache-error", 1, 1, "notice error"],
  ["loghub2k/BGL/BGL_2k.log", "bgl", 1, 1, "info critical error warn"],
  ["loghub2k/HDFS/HDFS_2k.log", "hdfs", 1, 1, "info warn"],
  ["loghub2k/HPC/HPC_2k.log", "hpc", 1, 1, "none"],
  ["loghub2k/Hadoop/Hadoop_2k.log", "log4j", 1, 1, "info warn error critical"],
  ["loghub2k/Linux/Linux_2k.log", "syslog", 1, 1, "none"],
  ["loghub2k/OpenSSH/OpenSSH_2k.log", "syslog", 1, 1, "none error critical"],
  ["loghub2k/Proxifier/Proxifier_2k.log", "proxifier", 1, 1, "none"],
  ["loghub2k/Thunderbird/Thunderbird_2k.log", "thunderbird", 1, 1, "none"],
  ["loghub2k/Zookeeper/Zookeeper_2k.log", "zookeeper", 1, 1, "info warn error"],
  ["raw/Linux_full.log.gz", "syslog", 1, 1, "none"],
  ["raw/Proxifier_full.log.gz", "proxifier", 0.999, 0.999, "none"],
  ["bgl/BGL_first10k_no_alerts.log.gz", "bgl", 1, 1, "info critical"],
  ["thunderbird/Thunderbird_10k_no_alerts.log.gz", "thunderbird", 1, 1, "none"],
  ["hdfs/HDFS_20k.log.gz", "hdfs", 1, 1, "info"],
  ["iotdb-multilog/import/node1.log.gz", "log4j", 1, 1, "info debug warn error"],
  ["trainticket-k8s/ts01-contacts-return.jsonl.gz", "json", 1, 1, "info warn error"],
  ["formats/k8s/onlineboutique_docker_json.log.gz", "json", 1, 1, "info"],
  ["formats/elastic/apache_access_combined_10k.log.gz", "access", 1, 1, "info error"],
  ["formats/elastic/kafka0_server.log.gz", "kafka", 0.99, 1, "info error", 153],
  ["formats/elastic/kafka0_state-change.log.gz", "kafka", 1, 1, "trace error", 1902],
  ["formats/elastic/ssh_auth.log.gz", "syslog", 1, 1, "none error"],
  ["formats/lnav/access_log.0", "access", 1, 1, "info"],
  ["formats/lnav/ansi.1", "syslog", 1, 1, "none"],
  ["formats/lnav/bunyan.0", "json", 1, 1, "debug info"],
  ["formats/lnav/caddy_log.0", "compose", 1, 1, "info warn"],
  ["formats/lnav/crlf.0", "python", 1, 1, "debug warn"],
  ["formats/lnav/docker_compose.0", "compose", 1, 0.5, "none notice warn"],
  ["formats/lnav/docker_compose_with_ts.0", "compose", 1, 1, "none notice warn"],
  ["formats/lnav/generic.0", "python", 1, 1, "debug warn"],
  ["formats/lnav/generic.1", "python", 1, 1, "info error"],
  ["formats/lnav/glog.0", "glog", 1, 1, "error info warn"],
  ["formats/lnav/java.0", "log4j", 1, 1, "info"],
  ["formats/lnav/journald.json", "json", 1, 1, "alert info"],
  ["formats/lnav/json.json", "json", 1, 0.9, "trace info debug warn error critical"],
  ["formats/lnav/logfmt.0", "logfmt", 1, 1, "error warn info"],
  ["formats/lnav/multiline.0", "python", 1, 1, "debug error", 1],
  ["formats/lnav/mysql_error.0", "mysql", 1, 1, "notice warn"],
  ["formats/lnav/mysql_slow.0", "mysql-slow", 1, 1, "none", 37],
  ["formats/lnav/nested_json.json", "json", 1, 1, "trace info debug warn error critical"],
  ["formats/lnav/pino.0", "json", 1, 1, "info"],
  ["formats/lnav/postgres.0", "postgres", 1, 1, "info error", 1],
  ["formats/lnav/spark.0", "spark", 1, 1, "info"],
  ["formats/lnav/syslog.0", "syslog", 1, 1, "none"],
  ["formats/lnav/syslog_with_mixed_times.0", "syslog", 1, 1, "none"],
];

describe("real logs", () => {
  for (const [path, format, ratio, timed, levels, joined] of table) {
    const file = `${root}/${path}`;
    it.skipIf(!existsSync(file))(`${path} is read as ${format}`, () => {
      const stored = readFileSync(file);
      const { events, accounting } = readLog(path.endsWith(".gz") ? gunzipSync(stored) : stored);
      expect(accounting.format.name).toBe(format);
      expect(accounting.format.ratio).toBeGreaterThanOrEqual(ratio);
      expect(isBalanced(accounting)).toBe(true);
      const withTime = events.filter(({ time }) => time !== "").length / events.length;
      if (timed === 0) expect(withTime).toBe(0);
      else expect(withTime).toBeGreaterThanOrEqual(timed);
      expect(events.map(({ level }) => level)).toEqual(expect.arrayContaining(levels.split(" ")));
      expect(accounting.joined).toBe(joined ?? 0);
    });
  }

  const traces = `${root}/formats/multiline/stacktraces.jsonl`;
  it.skipIf(!existsSync(traces))("each stack trace of the collection stays one event under a head", () => {
    const head = "2025-04-01 12:00:01 ERROR failed";
    const parts = readFileSync(traces, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): { name: string; lines: string[] } => JSON.parse(line));
    const split = parts.filter(({ lines }) => readLog([head, ...lines, head].join("\n")).events.length !== 2);
    // One has a head of its own.
    expect(split.map(({ name }) => name)).toEqual(["JAVA_EXC"]);
  });
});
