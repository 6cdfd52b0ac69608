import { textSummary } from "../report/index.ts";
import { EXIT } from "./exit-codes.ts";
import { hasScreen, openDashboard, shellWord } from "./job.ts";
import { findRun, readRecord, readResults } from "./stored.ts";
import { mayColor } from "./streams.ts";
import type { Terminal } from "./terminal.ts";

/** `show DIR`: stored results in the dashboard; without a terminal the text summary. */
export async function show(folder: string, isColorAllowed: boolean, terminal: Terminal): Promise<number> {
  const run = await findRun(folder);
  const record = await readRecord(run);
  const results = await readResults(run);
  if (hasScreen(terminal)) {
    await openDashboard(results, terminal);
    return EXIT.done;
  }
  const { stdout, stderr, environment } = terminal;
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
