import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One labelled system of Loghub-2k: messages, and the template of each by two sets of labels. */
export interface Corpus {
  readonly name: string;
  readonly messages: readonly string[];
  readonly labels: readonly string[];
  readonly correctedLabels: readonly string[];
  readonly correctedTexts: readonly string[];
}

/** Fields of a CSV file with a header (RFC 4180). */
export function csvRows(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text.charAt(i + 1) === '"') field += text.charAt(++i);
      else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ",") {
      row.push(field);
      field = "";
    } else if (character === "\n") {
      row.push(field.replace(/\r$/, ""));
      rows.push(row);
      row = [];
      field = "";
    } else field += character;
  }
  if (field !== "" || row.length > 0) rows.push([...row, field]);
  const [header = [], ...body] = rows;
  return body.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
}

/** Where real logs are; not part of the repository (licence of Loghub). */
export const dataRoot = (): string =>
  process.env["LOGANOMALY_DATA"] ?? new URL("../../shared/data", import.meta.url).pathname;

const REAL = [
  ["HDFS", "hdfs/HDFS_2pct_first_half.log.gz"],
  ["Linux", "raw/Linux_full.log.gz"],
  ["Proxifier", "raw/Proxifier_full.log.gz"],
  ["BGL", "bgl/BGL_first10k_no_alerts.log.gz"],
  ["Thunderbird", "thunderbird/Thunderbird_10k_no_alerts.log.gz"],
] as const;

/** Whole logs of real systems that are there, line by line, with their heads. */
export const realLogs = (root = dataRoot()): { readonly name: string; readonly lines: readonly string[] }[] =>
  REAL.filter(([, path]) => existsSync(`${root}/${path}`)).map(([name, path]) => ({
    name,
    lines: gunzipSync(readFileSync(`${root}/${path}`))
      .toString()
      .trimEnd()
      .split(/\r?\n/),
  }));

/** Where the labelled corpora are. */
export const corporaRoot = (): string => `${dataRoot()}/loghub2k`;

/** Names of the systems that are there. */
export const corpusNames = (root = corporaRoot()): string[] =>
  existsSync(root)
    ? readdirSync(root)
        .filter((name) => existsSync(corpusFiles(name, root)[0]))
        .sort()
    : [];

/** The files of a system: with its original and with its corrected labels. */
export const corpusFiles = (name: string, root = corporaRoot()): readonly [string, string] => [
  `${root}/${name}/${name}_2k.log_structured.csv.gz`,
  `${root}/${name}/${name}_2k.log_structured_corrected.csv.gz`,
];

export function readCorpus(name: string, root = corporaRoot()): Corpus {
  const read = (path: string): Record<string, string>[] => csvRows(gunzipSync(readFileSync(path)).toString());
  const [original, corrected] = corpusFiles(name, root).map(read);
  const column = (rows: Record<string, string>[], field: string): string[] => rows.map((row) => row[field] ?? "");
  return {
    name,
    messages: column(original!, "Content").map((message) => message.replace(/[\r\n]/g, " ").trim()),
    labels: column(original!, "EventId"),
    correctedLabels: column(corrected!, "EventId"),
    correctedTexts: column(corrected!, "EventTemplate"),
  };
}
