import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Incident, SEVERITIES } from "../../src/core/anomaly.ts";
import { type Analyzed, analyzed } from "../pipeline/harness.ts";

const data = process.env["LOGANOMALY_DATA"] ?? join(import.meta.dirname, "../../../shared/data");
const listPath = join(import.meta.dirname, "incidents.golden.json");
/** Writes the list anew instead of comparing with it. */
const isUpdate = (process.env["LOGANOMALY_UPDATE_GOLDEN"] ?? "") !== "";

const bytesOf = (path: string): Uint8Array => {
  const raw = readFileSync(join(data, path));
  return path.endsWith(".gz") ? gunzipSync(raw) : raw;
};

const known = new Map<string, Promise<Analyzed>>();
/** One analysis a corpus, whatever asks for it. */
const corpus = (path: string): Promise<Analyzed> => {
  const found =
    known.get(path) ??
    analyzed([{ name: basename(path).replace(/\.gz$/, ""), text: bytesOf(path) }], { wantScores: true });
  known.set(path, found);
  return found;
};

const isShown = ({ severity }: Incident): boolean => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf("medium");

/** Lines that the scores call anomalies. */
const alarmLines = ({ files }: Analyzed): Set<number> => {
  const [head = "", ...rows] = (files["scores.csv"] ?? "").trim().split(/\r?\n/);
  const columns = head.split(",");
  const [line, alarm] = [columns.indexOf("first_line"), columns.indexOf("alarm")];
  return new Set(rows.map((row) => row.split(",")).flatMap((row) => (row[alarm] === "1" ? [Number(row[line])] : [])));
};

const BGL = "loghub2k/BGL/BGL_2k.log";

describe.skipIf(!existsSync(data))("real logs (needs the shared data)", () => {
  it("R-69 BGL_2k: lines are judged with F1 of at least 0.85, and the label column changes nothing", async () => {
    const bytes = bytesOf(BGL);
    const lines = Buffer.from(bytes).toString("latin1").replace(/\n$/, "").split("\n");
    const truth = new Set(lines.flatMap((line, i) => (line.startsWith("- ") ? [] : [i + 1])));
    const alarms = alarmLines(await corpus(BGL));
    const hits = [...alarms].filter((line) => truth.has(line)).length;
    const [precision, recall] = [hits / alarms.size, hits / truth.size];
    expect((2 * precision * recall) / (precision + recall)).toBeGreaterThanOrEqual(0.85);
    const unlabelled = lines.map((line) => line.replace(/^\S+/, "-")).join("\n");
    const bare = await analyzed(
      [{ name: "BGL_2k.log", text: Uint8Array.from(Buffer.from(`${unlabelled}\n`, "latin1")) }],
      {
        wantScores: true,
      },
    );
    expect(alarmLines(bare)).toEqual(alarms);
    const labels = new Set(lines.map((line) => line.slice(0, line.indexOf(" "))).filter((label) => label !== "-"));
    const shown = Object.values((await corpus(BGL)).files).join("\n");
    for (const label of labels) expect(shown).not.toMatch(new RegExp(`"${label} \\d{10} `));
  });

  it.each(["bgl/BGL_first10k_no_alerts.log.gz", "thunderbird/Thunderbird_10k_no_alerts.log.gz"])(
    "%s: a log without alerts stays quiet",
    async (path) => {
      expect((await corpus(path)).incidents.filter(isShown).length).toBeLessThanOrEqual(10);
    },
  );

  it("Linux_full: what an operator must know is among the first incidents", async () => {
    const { incidents } = await corpus("raw/Linux_full.log.gz");
    const first = incidents
      .slice(0, 12)
      .map(({ title, evidence, keys }) => `${title} ${keys.join(" ")} ${evidence.map(({ text }) => text).join(" ")}`);
    expect(first.filter((text) => /out of memory/i.test(text)).length).toBeGreaterThan(0);
    expect(first.filter((text) => /failed logins from/.test(text)).length).toBeGreaterThan(0);
    expect(first.filter((text) => /rpc\.statd/.test(text)).length).toBeGreaterThan(0);
    expect(incidents[0]?.severity).toBe("critical");
  });
});

const CORPORA = [
  ...["Apache", "BGL", "HDFS", "HPC", "Hadoop", "Linux", "OpenSSH", "Proxifier", "Thunderbird", "Zookeeper"].map(
    (system) => `loghub2k/${system}/${system}_2k.log`,
  ),
  "bgl/BGL_first10k_no_alerts.log.gz",
  "thunderbird/Thunderbird_10k_no_alerts.log.gz",
  "hdfs/HDFS_20k.log.gz",
  "raw/Linux_full.log.gz",
];

const listSchema = z.record(z.string(), z.string());

describe.skipIf(!existsSync(data))(
  "numbers of incidents of real logs, as last looked at (needs the shared data)",
  () => {
    const seen = async (path: string): Promise<string> => {
      const { incidents, anomalies } = await corpus(path);
      const shown = incidents.filter(isShown).length;
      return `${shown} shown, ${incidents.length - shown} low, ${anomalies.length} anomalies`;
    };

    it.runIf(isUpdate)("are written anew", async () => {
      const list: Record<string, string> = {};
      for (const path of CORPORA) list[path] = await seen(path);
      writeFileSync(listPath, `${JSON.stringify(list, undefined, 2)}\n`);
      expect(Object.keys(list)).toEqual(CORPORA);
    });

    it.skipIf(isUpdate).each(CORPORA)("%s (LOGANOMALY_UPDATE_GOLDEN=1 writes the list anew)", async (path) => {
      const list = listSchema.parse(JSON.parse(readFileSync(listPath, "utf8")));
      expect(await seen(path)).toBe(list[path]);
    });
  },
);
