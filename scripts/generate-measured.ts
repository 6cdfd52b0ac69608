// Writes the measured parts of the documents from bench/runs and experiments/mining/result.json; a test fails when one is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { newestRun, runsFolder } from "../bench/run-file.ts";
import { page } from "../bench/tables.ts";
import { keptResult } from "../experiments/mining/result-file.ts";
import { MEASURED_DOCUMENTS, measuredDocument } from "./measured-document.ts";

const measured = { run: newestRun(), accuracy: keptResult() };
for (const path of MEASURED_DOCUMENTS) {
  const file = new URL(`../${path}`, import.meta.url);
  writeFileSync(file, measuredDocument(path, readFileSync(file, "utf8"), measured));
}
if (measured.run !== undefined) writeFileSync(new URL(`${measured.run.date}.md`, runsFolder), page(measured.run));
