import { fileSchemas, textSummary } from "../report/index.ts";
import { EXIT } from "./exit-codes.ts";
import { hasScreen, openDashboard, shellWord } from "./job.ts";
import { findRun, readRecord, readStored } from "./stored.ts";
import { mayColor } from "./streams.ts";
import type { Terminal } from "./terminal.ts";

/** `show DIR`: stored results in the dashboard; without a terminal the text summary. */
export async function show(folder: string, isColorAllowed: boolean, terminal: Terminal): Promise<number> {
  const run = await findRun(folder);
  const rows = await readStored(run, "templates", fileSchemas.templates);
  const leftOut = rows.reduce((sum, row) => sum + ("left_out" in row ? row.left_out : 0), 0);
  const results = {
    name: run.name,
    anomalies: [],
    incidents: await readStored(run, "incidents", fileSchemas.incidents),
    templates: rows.flatMap((row) => ("left_out" in row ? [] : [row])),
    templatesLeftOut: leftOut,
    timeline: await readStored(run, "timeline", fileSchemas.timeline),
    summary: await readStored(run, "summary", fileSchemas.summary),
  };
  if (hasScreen(terminal)) {
    await openDashboard(results, terminal);
    return EXIT.done;
  }
  const { stdout, stderr, environment } = terminal;
  const record = await readRecord(run);
  if (record && record.status !== "complete") await stderr.write(`loganomaly: this run is ${record.status}\n`);
  await stdout.write(
    textSummary(results, {
      width: stdout.isTerminal ? stdout.columns : 80,
      color: mayColor(stdout.isTerminal, isColorAllowed, environment),
      ascii: environment["TERM"] === "dumb",
      seconds: record?.seconds ?? 0,
      author: record ? `stored ${record.started.slice(0, 16).replace("T", " ")} UTC` : "stored results",
      wrote: "",
      look: `loganomaly show ${shellWord(folder)}`,
    }),
  );
  return EXIT.done;
}
