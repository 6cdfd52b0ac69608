/**
 * BGL_2k judged line by line: alarms against the label column, which the program never reads.
 * node experiments/bgl/evaluate.ts
 * The words behind the severity score were written with these labels in sight: the figure is optimistic.
 */
import { analysed, dataFile } from "../command.ts";

const log = dataFile("loghub2k/BGL/BGL_2k.log").toString("latin1");
const lines = log.replace(/\n$/, "").split("\n");
const truth = lines.map((line) => !line.startsWith("- "));

/** 1-based lines with an alarm. */
const alarmsOf = (text: string): Set<number> =>
  analysed(Buffer.from(text, "latin1"), ["--scores"], (read) => {
    const [head = "", ...rows] = read("_scores.csv").trimEnd().split("\n");
    const columns = head.split(",");
    const [first, alarm] = [columns.indexOf("first_line"), columns.indexOf("alarm")];
    const cells = rows.map((row) => row.split(","));
    return new Set(cells.filter((row) => row[alarm] === "1").map((row) => Number(row[first])));
  });

function row(name: string, found: ReadonlySet<number>): string {
  const hits = [...found].filter((line) => truth[line - 1] === true).length;
  const precision = hits / Math.max(1, found.size);
  const recall = hits / truth.filter(Boolean).length;
  const f1 = hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return `| ${name} | ${found.size} | ${precision.toFixed(3)} | ${recall.toFixed(3)} | ${f1.toFixed(3)} |`;
}

const fatal = new Set(lines.flatMap((line, i) => (line.split(" ")[8] === "FATAL" ? [i + 1] : [])));
const asIs = alarmsOf(log);
const unlabelled = alarmsOf(lines.map((line) => line.replace(/^\S+/, "-")).join("\n"));

console.log(`${lines.length} lines, ${truth.filter(Boolean).length} labelled as alerts`);
console.log("| | alarms | precision | recall | F1 |\n|---|---|---|---|---|");
console.log(row("every line of level FATAL", fatal));
console.log(row("loganomaly", asIs));
console.log(row("loganomaly, label column overwritten", unlabelled));
if (asIs.size !== unlabelled.size || [...asIs].some((line) => !unlabelled.has(line))) {
  console.error("the label column changes the result");
  process.exitCode = 1;
}
