// Writes the measured parts of the documents from bench/runs and experiments/mining/result.json; a test fails when one is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { newestRun } from "../bench/run-file.ts";
import { keptResult } from "../experiments/mining/result-file.ts";
import { MEASURED_DOCUMENTS, measuredDocument } from "./measured-document.ts";

const measured = { run: newestRun(), accuracy: keptResult() };
for (const path of MEASURED_DOCUMENTS) {
  const file = new URL(`../${path}`, import.meta.url);
  writeFileSync(file, measuredDocument(path, readFileSync(file, "utf8"), measured));
}
