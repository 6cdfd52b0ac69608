// What is abnormal in a log, told by a program: node examples/library-analyze.mjs [LOG]
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { LogAnalyzer } from "loganomaly";

const file = process.argv[2] ?? new URL("shop.log", import.meta.url);

await using analyzer = new LogAnalyzer({ detectors: { lof: { neighbors: 20 } } });
// Any array or async iterable of lines or records will do; lines are read as they come.
const { summary, anomalies, incidents } = await analyzer.analyzeLogs(
  createInterface({ input: createReadStream(file) }),
);

console.log(summary.verdict);
for (const { title, severity, first_cause } of incidents)
  console.log(`${severity}: ${title}; it began with line ${first_cause.line}`);
for (const { line, log, reason } of anomalies.slice(0, 3)) console.log(`line ${line}: ${log}\n  ${reason}`);
