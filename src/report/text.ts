import type { Incident, Severity } from "../core/anomaly.ts";
import { SEVERITIES } from "../core/anomaly.ts";
import { cut, padEnd, padStart, width, wrap } from "../core/cells.ts";
import { damageOf, isDamage, isPartial } from "../core/damage.ts";
import { SEVERITY_WORDS } from "../core/labels.ts";
import { lineText } from "../core/line-text.ts";
import { fitPlace, placeOf } from "../core/place.ts";
import { printable } from "../core/printable.ts";
import type { Results, Summary } from "../core/results.ts";
import { between, clockOf, needsDay, spanOf, stamp } from "../core/stamp.ts";
import { count, number, seenLines, shortDuration } from "../core/words.ts";
import { paintOf } from "./paint.ts";
import { accounting, firstIncident, isModelWritten, type TextStyle, within } from "./text-first.ts";

/** What the summary for people says beyond the results, and how it is set. */
export interface TextOptions {
  /** Columns of the terminal; more than 80 are not used. */
  readonly width: number;
  readonly color: boolean;
  /** ASCII instead of shapes, for `TERM=dumb`. */
  readonly ascii?: boolean;
  /** How long the run took. */
  readonly seconds: number;
  /** `written by rules (no model configured)`. */
  readonly author: string;
  /** Files that were written: `results/shop-logs_{anomalies,incidents,summary}.json`. */
  readonly wrote: string;
  /** A command that looks closer. */
  readonly look: string;
  /** A command that makes something to give away. */
  readonly share?: string;
}

/** Incidents in the list; the rest is a count. */
const LISTED = 10;
/** Below this many lines the start of the program takes longer than they do: a rate would say nothing. */
const RATED = 10_000;

interface Style extends TextStyle {
  readonly ascii: boolean;
}

const shapeOf = (severity: Severity, { ascii }: Style): string =>
  ascii ? SEVERITY_WORDS[severity].ascii : SEVERITY_WORDS[severity].shape;

/** `, 03:42 to 04:18`; `, since 03:42`; nothing where the log carries no time. */
function whenOf({ start, end, state }: Incident, withDay: boolean): string {
  if (stamp(start) === undefined) return "";
  const from = clockOf(start, withDay);
  if (state === "open") return `, since ${from}`;
  const sameDay = stamp(start)?.day === stamp(end)?.day;
  const to = clockOf(end, withDay && !sameDay);
  return to === "—" || from.endsWith(to) ? `, ${from}` : `, ${from} to ${to}`;
}

/** Words over several lines, the first behind `lead`, the others below it. */
function hanging(lead: string, text: string, columns: number, paint: (line: string) => string): string[] {
  const indent = width(lead);
  return wrap(text, Math.max(8, columns - indent)).map((line, i) =>
    i === 0 ? `${lead}${paint(line)}` : `${" ".repeat(indent)}${paint(line)}`,
  );
}

const row = (label: string, text: string, style: Style): string[] =>
  hanging(style.paint.dim(padEnd(label, 8)), text, style.width, (line) => line);

/** What is copied is never broken: a path or a command stands on one line, however long. */
const command = (label: string, text: string, { paint }: Style): string[] => [
  `${paint.dim(padEnd(label, 8))}${printable(text)}`,
];

/** `and 5 more, low`, or `and 7 more: 2 medium, 5 low`. */
function moreOf(rest: readonly Incident[]): string {
  const kinds = [...SEVERITIES].reverse().flatMap((severity) => {
    const count = rest.filter((incident) => incident.severity === severity).length;
    return count === 0 ? [] : [{ severity, count }];
  });
  const only = kinds.length === 1 ? kinds[0] : undefined;
  if (only !== undefined) return `and ${number(only.count)} more, ${only.severity}`;
  const each = kinds.map(({ severity, count }) => `${number(count)} ${severity}`);
  return `and ${number(rest.length)} more: ${each.join(", ")}`;
}

function list(incidents: readonly Incident[], style: Style): string[] {
  const shown = incidents.slice(0, LISTED);
  const ranks = Math.max(...shown.map(({ rank }) => String(rank).length));
  const sinces = shown.map(({ start }) => clockOf(start, style.withDay));
  const since = Math.max(...sinces.map(width));
  const lasts = shown.map((incident) => shortDuration(between(incident.start, incident.end)));
  const most = Math.max(...lasts.map(width));
  const lines = shown.map((incident, i) => {
    const { short } = SEVERITY_WORDS[incident.severity];
    const word = style.paint[incident.severity](`${shapeOf(incident.severity, style)} ${padEnd(short, 4)}`);
    const lasted = padStart(lasts[i] ?? "", most);
    const left = `${padStart(String(incident.rank), ranks)}  ${word}  ${padStart(sinces[i] ?? "", since)}  ${lasted}  `;
    return `${left}${cut(printable(incident.title), style.width - width(left))}`;
  });
  const rest = incidents.slice(LISTED);
  return rest.length === 0 ? lines : [...lines, `${" ".repeat(ranks + 2)}${style.paint.dim(moreOf(rest))}`];
}

const ABBREVIATIONS = new Set([
  "api",
  "aws",
  "gcp",
  "iban",
  "id",
  "ip",
  "jwt",
  "mac",
  "npm",
  "pgp",
  "pin",
  "ssh",
  "url",
]);

/** `api_key` as `API key`, `API keys`. */
function kindOf(kind: string, count: number): string {
  const words = printable(kind).split(/[_\- ]/);
  const last = words.at(-1) ?? "";
  const shown = words.map((word) => (ABBREVIATIONS.has(word.toLowerCase()) ? word.toUpperCase() : word)).join(" ");
  if (count === 1 || ABBREVIATIONS.has(last.toLowerCase()) || last.endsWith("s")) return shown;
  return last.endsWith("y") && !/[aeiou]y$/.test(last) ? `${shown.slice(0, -1)}ies` : `${shown}s`;
}

function secretsOf(counts: Summary["security_leak_counts"]): string {
  const each = Object.entries(counts).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (each.length === 0) return "none found";
  const words = each.map(([kind, count]) => `${number(count)} ${kindOf(kind, count)}`);
  const found = number(each.reduce((sum, [, count]) => sum + count, 0));
  return `${found} found, ${found} redacted: ${words.join(", ")}`;
}

function modelOf(results: Results, style: Style): string[] {
  const { llm } = results.summary;
  if (llm.calls === 0 && llm.cached === 0) return [];
  const written = results.incidents.filter(isModelWritten);
  const found = written.reduce((sum, { author }) => sum + author.citations_found, 0);
  const given = written.reduce((sum, { author }) => sum + author.citations_given, 0);
  const words = [
    `${printable(llm.model)} wrote ${number(written.length)}, rules ${number(results.incidents.length - written.length)}`,
    ...(given > 0 ? [`; ${number(found)} of ${number(given)} citations found in the log`] : []),
  ];
  const cost = [
    count(llm.calls, "call"),
    `${count(llm.tokens_in + llm.tokens_out, "token")}`,
    ...(llm.cached > 0 ? [`${number(llm.cached)} from the cache`] : []),
    count(llm.errors, "error"),
  ];
  return [...row("model", words.join(""), style), ...row("", cost.join(", "), style)];
}

/** Below ten a decimal, above it none that matters: `3.9 s`, `31.3 s`, `4 min 5 s`. */
const tookOf = (seconds: number): string =>
  seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;

function account(results: Results, options: TextOptions, style: Style): string[] {
  const { summary } = results;
  const { input } = summary;
  const rate =
    options.seconds > 0 && input.lines >= RATED ? `, ${number(Math.round(input.lines / options.seconds))} lines/s` : "";
  const { lines: hidden, rules } = summary.known_normal;
  const minor = input.warnings.filter(({ kind }) => !isDamage(kind));
  const doubts = [
    // Where nothing was found they stand right below the verdict.
    ...(results.incidents.length > 0 ? damageOf(input) : []),
    ...minor.map(({ kind, count, first }) => {
      const at = first[0];
      const where =
        at === undefined ? "" : `, first in ${cut(printable(at.source_file), 60)}${at.line > 0 ? `:${at.line}` : ""}`;
      // There is one bound for the run, not one a template.
      if (kind === "templates") return "too many different messages to tell all apart";
      return `${number(count)} ${printable(kind).replaceAll(/[_-]/g, " ")}${where}`;
    }),
  ];
  return [
    ...(hidden > 0 ? row("hidden", `${count(hidden, "line")} by ${count(rules, "rule")} in known_normal`, style) : []),
    ...modelOf(results, style),
    ...row("lines", accounting(input), style),
    ...(doubts.length === 0 ? [] : row("warned", doubts.join("; "), style)),
    ...row("secrets", secretsOf(summary.security_leak_counts), style),
    ...row("took", `${tookOf(options.seconds)}${rate}, ${printable(options.author)}`, style),
    ...(options.wrote === "" ? [] : command("wrote", options.wrote, style)),
    ...summary.notes.flatMap((note) => row("note", printable(note), style)),
  ];
}

/** Parts of the subtitle that the sentence above does not say: `2 logins accepted from the same source`. */
function beyondTitle({ title, subtitle }: Incident): string[] {
  const wordsOf = (text: string): string[] => text.toLowerCase().match(/\d[\d,]*|[a-z]{5,}/g) ?? [];
  const said = new Set([...wordsOf(title), "times", "source"]);
  const parts = printable(subtitle)
    .replace(/\.$/, "")
    .split(/, (?=\S)/)
    // How long it lasted stands in the sentence as two times.
    .filter((part) => part !== "" && !part.startsWith("over ") && !wordsOf(part).every((word) => said.has(word)));
  return parts.length === 0 ? [] : [parts.join(", ")];
}

/** What came nearest to the threshold, where nothing came over it. */
function nearest(results: Results, style: Style): string[] {
  const { nearest_below: near, threshold } = results.timeline;
  const first = near[0];
  if (first === undefined) return [];
  const place = `  ${fitPlace(printable(placeOf(first, near)), 30)}`;
  const lead = `nearest ${first.score.toFixed(2)} of ${threshold.toFixed(2)}  `;
  const room = style.width - width(lead) - width(place);
  return [
    `${style.paint.dim("nearest")}${lead.slice(7)}${cut(printable(lineText(first)), Math.max(12, room))}${place}`,
  ];
}

function head(results: Results, style: Style): string[] {
  const { withDay } = style;
  const { summary } = results;
  const first = results.incidents[0];
  const { start_time: start, end_time: end } = summary.time_metrics;
  // Where no line holds an event there is nothing to judge.
  const lines = summary.processed_log_count === 0 ? 0 : summary.input.lines;
  const isBlank = summary.input.lines > 0;
  const span = spanOf(start, end);
  const within24 = `${span === "" ? "" : `, ${span}`}`;
  if (first === undefined) {
    const { anomalies_detected: anomalies } = summary;
    const partial = isPartial(summary.input);
    const what =
      lines === 0
        ? `No lines to judge: ${partial ? "nothing could be read" : isBlank ? "all are blank" : "the input is empty"}`
        : anomalies === 0
          ? `Nothing abnormal in ${seenLines(lines, partial)}${within24}`
          : `No incident in ${seenLines(lines, partial)}${within24}; ${count(anomalies, "anomaly", "anomalies")}, none of weight`;
    const lead = lines === 0 ? "" : `${style.paint.good(style.ascii ? "ok" : "✓")} `;
    const damage = damageOf(summary.input).flatMap((sentence) => hanging("  ", sentence, style.width, (line) => line));
    return [...hanging(lead, what, style.width, style.paint.bold), ...damage, "", ...nearest(results, style)];
  }
  const sentence = `${SEVERITY_WORDS[first.severity].name}: ${within(printable(first.title))}${whenOf(first, withDay)}`;
  const lead = `${style.paint[first.severity](shapeOf(first.severity, style))} `;
  const total = count(results.incidents.length, "incident");
  const from = `from ${count(summary.anomalies_detected, "anomaly", "anomalies")} in ${count(lines, "line")}${within24}`;
  const counts = wrap(`${total} ${from}`, style.width);
  return [
    ...hanging(lead, sentence, style.width, style.paint.bold),
    ...beyondTitle(first).flatMap((words) => hanging("  ", words, style.width, style.paint.dim)),
    "",
    ...firstIncident(first, style),
    "",
    ...counts.map((line, i) => (i === 0 ? `${style.paint.bold(total)}${line.slice(total.length)}` : line)),
    "",
    ...list(results.incidents, style),
    "",
  ];
}

/**
 * The summary on standard output: verdict first, then proof, then the list, then accounting, then two commands.
 * At most 80 columns; without colour it is plain text with the same words.
 */
export function textSummary(results: Results, options: TextOptions): string {
  const columns = Math.max(40, Math.min(80, options.width));
  const { start_time: start, end_time: end } = results.summary.time_metrics;
  const withDay = needsDay(start, end);
  const style: Style = { width: columns, paint: paintOf(options.color), ascii: options.ascii === true, withDay };
  const lines = [
    ...head(results, style),
    ...account(results, options, style),
    "",
    ...command("look", options.look, style),
    ...(options.share === undefined ? [] : command("share", options.share, style)),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}
