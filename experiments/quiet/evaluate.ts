/**
 * Incidents told of real logs without alerts: each of severity medium or higher costs somebody's time.
 * node experiments/quiet/evaluate.ts
 */
import type { Incident } from "../../src/core/anomaly.ts";
import { SEVERITIES } from "../../src/core/anomaly.ts";
import { analysed, dataFile } from "../command.ts";

const LOGS = [
  "bgl/BGL_first10k_no_alerts.log.gz",
  "thunderbird/Thunderbird_10k_no_alerts.log.gz",
  "loghub2k/Zookeeper/Zookeeper_2k.log",
  "loghub2k/HDFS/HDFS_2k.log",
  "raw/Proxifier_full.log.gz",
];

console.log(`| log | anomalies | ${SEVERITIES.join(" | ")} |\n|---|---|${SEVERITIES.map(() => "---|").join("")}`);
for (const path of LOGS) {
  const row = analysed(dataFile(path), [], (read) => {
    // The command's own schema promises this shape.
    const incidents = JSON.parse(read("_incidents.json")) as Incident[];
    const anomalies = read("_anomalies.ndjson").split("\n").length - 1;
    return [anomalies, ...SEVERITIES.map((severity) => incidents.filter((i) => i.severity === severity).length)];
  });
  const name =
    path
      .split("/")
      .at(-1)
      ?.replace(/\.log(\.gz)?$/, "") ?? path;
  console.log(`| ${name} | ${row.join(" | ")} |`);
}
