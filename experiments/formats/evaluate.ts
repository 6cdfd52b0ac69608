/**
 * How logs of many formats are read: format, levels, times. With words behind it only files whose path holds one of them, with
 * their events.
 * node experiments/formats/evaluate.ts [word…]
 */
import { readdirSync } from "node:fs";
import { dataFile, dataFolder } from "../command.ts";
import { readingOf } from "./table.ts";

/** Of files whose times name no year. */
const YEAR = 2025;
const FOLDERS = ["formats/lnav", "formats/elastic", "formats/k8s"];

const wanted = process.argv.slice(2);
console.log(
  "| file | format | confidence | ratio | lines | events | timed | levels | first | last |\n|---|---|---|---|---|---|---|---|---|---|",
);
for (const folder of FOLDERS)
  for (const name of readdirSync(dataFolder(folder)).toSorted()) {
    const path = `${folder}/${name}`;
    if (name.startsWith("LICENSE") || (wanted.length > 0 && !wanted.some((word) => path.includes(word)))) continue;
    const events: string[] = [];
    const read = readingOf(dataFile(path), YEAR, (cells) => {
      if (wanted.length > 0 && events.length < 200) events.push(cells.join(" ¦ "));
    });
    const levels = Object.entries(read.levels).map(([level, count]) => `${level} ${count}`);
    const timed = `${Math.round((100 * read.timed) / read.events)} %`;
    const cells = [read.format, read.confidence, read.ratio, read.lines, read.events, timed, levels.join(", ")];
    console.log(`| ${[path.slice("formats/".length), ...cells, read.first, read.last].join(" | ")} |`);
    for (const event of events) console.log(`    ${event.slice(0, 220)}`);
  }
