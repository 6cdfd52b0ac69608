// The strangest records, and the templates they stand under: node examples/lof.mjs
import { readFileSync } from "node:fs";
import { detectAnomaliesLof, LOFDetector, mineTemplates } from "loganomaly";

const records = readFileSync(new URL("shop.log", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");

for (const { line, log, detectors } of detectAnomaliesLof(records, { contamination: 0.05 }))
  console.log(`${detectors[0].score.toFixed(2)} line ${line}: ${log}`);

// Fitted on one part of a log, a detector scores any other.
const [score] = new LOFDetector({ neighbors: 10 })
  .fit(records.slice(0, 60))
  .score(["2026-03-16T03:50:00Z FATAL [Payment] Ledger is corrupt"]);
console.log(`never seen: ${score.toFixed(2)}`);

const templates = new Set(mineTemplates(records).map(({ template }) => template));
console.log(`${templates.size} templates: ${[...templates].join(" | ")}`);
