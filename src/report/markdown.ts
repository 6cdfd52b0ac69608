import type { Incident } from "../core/anomaly.ts";
import { cut } from "../core/cells.ts";
import { damageOf, verdictOf } from "../core/damage.ts";
import { SEVERITY_WORDS } from "../core/labels.ts";
import { causeLine, lineText } from "../core/line-text.ts";
import { normalOf } from "../core/normal.ts";
import { printable } from "../core/printable.ts";
import type { ReportWriter } from "../core/report-writer.ts";
import type { Results } from "../core/results.ts";
import { between, clockOf, momentOf, needsDay, spanOf } from "../core/stamp.ts";
import { count, longDuration, shortDuration } from "../core/words.ts";
import { accounting, cited, isModelWritten } from "./text-first.ts";

/** Incidents in the table, and those that are told in full. */
const LISTED = 50;
const TOLD = 5;

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);

/** Log text as a code block: its fence has more backticks than the text contains. */
export function fenced(lines: readonly string[]): string {
  const text = lines.map((line) => printable(line)).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}\n${text}\n${fence}`;
}

/** Log text within a line. Source: CommonMark 6.1, code spans. */
export function code(text: string): string {
  const shown = printable(text);
  if (shown === "") return "";
  const fence = "`".repeat(longestRun(shown) + 1);
  const space = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${space}${shown}${space}${fence}`;
}

/** Words as words: nothing in them is Markdown or HTML. */
export const escaped = (text: string): string =>
  printable(text)
    .replace(/[\\`*_{}[\]()<>#+!|~&]/g, "\\$&")
    .replace(/^([-=]|\d+\.)/, "\\$1");

/** In a table a bar ends the cell even inside a code span (GFM 4.10). */
const cell = (text: string): string => escaped(text).replaceAll("\n", " ");

const place = (at: { readonly source_file: string; readonly line: number }): string =>
  code(`${at.source_file}:${at.line}`);

function table(incidents: readonly Incident[], withDay: boolean): string[] {
  return [
    "| | severity | since | for | lines | what |",
    "|--:|---|---|--:|--:|---|",
    ...incidents.slice(0, LISTED).map((incident) => {
      const { shape, name } = SEVERITY_WORDS[incident.severity];
      const lasted = shortDuration(between(incident.start, incident.end));
      const since = clockOf(incident.start, withDay);
      return `| ${incident.rank} | ${shape} ${name} | ${since} | ${lasted} | ${incident.lines} | ${cell(incident.title)} |`;
    }),
    ...(incidents.length > LISTED ? ["", `and ${incidents.length - LISTED} more`] : []),
  ];
}

function told(incident: Incident, withDay: boolean): string[] {
  const { shape, name } = SEVERITY_WORDS[incident.severity];
  const lasted = between(incident.start, incident.end);
  const facts = [
    `${shape} ${name}, ${incident.state}`,
    ...(incident.start === null ? [] : [spanOf(incident.start, incident.end)]),
    ...(lasted === undefined ? [] : [longDuration(lasted)]),
    count(incident.lines, "line"),
    count(incident.anomalies.length, "anomaly", "anomalies"),
    ...incident.components.slice(0, 6).map(code),
  ];
  const cause = incident.first_cause;
  const time = momentOf(cause.time, withDay);
  const normal = normalOf(incident);
  const author = isModelWritten(incident)
    ? `${escaped(incident.author.name)} · ${incident.author.citations_found} of ${incident.author.citations_given} citations found in the log`
    : "rules";
  const steps = incident.next_steps.flatMap(({ text, command }, i) => [
    `${i + 1}. ${escaped(text)}`,
    ...(command === "" ? [] : [`   ${code(command)}`]),
  ]);
  const proof = incident.evidence.map((line) => {
    const clock = momentOf(line.time, withDay);
    return `${line.source_file}:${line.line}  ${clock === "" ? "" : `${clock}  `}${cut(printable(lineText(line)), 600)}`;
  });
  const story = cited(incident);
  return [
    `## ${incident.rank}. ${escaped(incident.title)}`,
    "",
    facts.join(" · "),
    "",
    `**First cause** ${time === "" ? "" : `${time} `}${code(cut(printable(lineText(causeLine(incident))), 200))} ${place(cause)}${cause.why === "" ? "" : ` — ${escaped(cause.why)}`}`,
    "",
    ...(story === "" ? [] : [escaped(story), ""]),
    ...(normal === "" ? [] : [`**Normal** ${escaped(normal)}`, ""]),
    ...(steps.length === 0 ? [] : ["**Do next**", "", ...steps, ""]),
    ...(proof.length === 0 ? [] : ["**Evidence**", "", fenced(proof), ""]),
    `Written by ${author}.`,
    "",
  ];
}

function* document(results: Results): Generator<string> {
  const { summary, incidents } = results;
  const { start_time: start, end_time: end } = summary.time_metrics;
  const span = spanOf(start, end);
  const total = `${count(incidents.length, "incident")} from ${count(summary.anomalies_detected, "anomaly", "anomalies")}`;
  const lines = [
    `# ${escaped(verdictOf(summary))}`,
    "",
    `${total} in ${count(summary.input.lines, "line")} of ${code(summary.filename)}${span === "" ? "" : `, ${span}`}`,
    "",
    ...(incidents.length === 0 ? [] : [...table(incidents, needsDay(start, end)), ""]),
  ];
  yield `${lines.join("\n")}\n`;
  for (const incident of incidents.slice(0, TOLD)) yield `${told(incident, needsDay(start, end)).join("\n")}\n`;
  const leaks = Object.values(summary.security_leak_counts).reduce((sum, count) => sum + count, 0);
  const rest = [
    `- Lines: ${escaped(accounting(summary.input))}`,
    ...damageOf(summary.input).map((sentence) => `- Not read: ${escaped(sentence)}`),
    `- Secrets: ${leaks === 0 ? "none found" : `${leaks} found, ${leaks} redacted`}`,
    ...summary.notes.map((note) => `- Note: ${escaped(note)}`),
    `- loganomaly ${escaped(summary.run.version)}, seed ${summary.run.seed}`,
  ];
  yield `${rest.join("\n")}\n`;
}

/** The text summary as Markdown, without a clock: the same results always give the same characters. */
export const markdown: ReportWriter = {
  format: "markdown",
  suffix: "summary.md",
  write: document,
};
