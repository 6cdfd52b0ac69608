import type { EvidenceLine, Incident } from "../../src/core/anomaly.ts";
import { cut, width, wrap } from "../../src/core/cells.ts";
import { LEVEL_WORDS } from "../../src/core/labels.ts";
import { causeLine, lineText } from "../../src/core/line-text.ts";
import { fitPlace, placeOf } from "../../src/core/place.ts";
import { printable } from "../../src/core/printable.ts";
import { between, momentOf, needsDay, spanOf, stamp } from "../../src/core/stamp.ts";
import { count, longDuration, number } from "../../src/core/words.ts";
import { sparkline } from "./chart.ts";
import type { DashboardData, Size } from "./data.ts";
import { blank, isSmall, isTall, isWide, severityWord } from "./layout.ts";
import { both, type Line, left, span, type Tone } from "./spans.ts";

/** Running text is read up to this width. */
const STORY = 92;

/** Components, as many as fit beside what stands there already. */
function components(incident: Incident, size: Size, used: number): string {
  if (!isWide(size)) return "";
  let out = "";
  for (const name of incident.components) {
    const next = `${out}${out === "" ? " · " : ", "}${printable(name)}`;
    if (used + width(next) > size.columns - 2) break;
    out = next;
  }
  return out;
}

function facts(incident: Incident, size: Size): Line[] {
  const lasted = between(incident.start, incident.end);
  const from = stamp(incident.start);
  const to = stamp(incident.end);
  const when =
    from === undefined || to === undefined
      ? []
      : [
          from.day === to.day
            ? `${from.day} ${from.clockSeconds} – ${to.clockSeconds}`
            : spanOf(incident.start, incident.end),
        ];
  const parts = [
    ...when,
    ...(lasted === undefined ? [] : [longDuration(lasted)]),
    count(incident.lines, "line"),
    count(incident.anomalies.length, "anomaly", "anomalies"),
    incident.state,
  ];
  if (!isSmall(size))
    return [[span("dim", `  ${parts.join(" · ")}${components(incident, size, width(parts.join(" · ")))}`)]];
  return wrap(parts.join(" · "), size.columns).map((line) => [span("dim", line)]);
}

/** Sentences of the explanation, each with the numbers of the lines that prove it. */
function story(incident: Incident): string {
  const numbers = new Map(incident.evidence.map(({ id }, i) => [id, i + 1]));
  const parts = incident.explanation.map(({ text, evidence }) => {
    const marks = evidence.flatMap((id) => (numbers.has(id) ? [`[${numbers.get(id)}]`] : [])).join("");
    const words = printable(text);
    const stop = marks === "" ? "" : (/[.;,]$/.exec(words)?.[0] ?? "");
    return `${words.slice(0, words.length - stop.length)}${marks === "" ? "" : ` ${marks}`}${stop}`;
  });
  return parts
    .join(" ")
    .replace(/ +/g, " ")
    .replace(/ ([.;,])(?= |$)/g, "$1")
    .trim();
}

function evidenceLine(line: EvidenceLine, index: number, at: string, clock: string): Line {
  const tone: Tone =
    line.level === "warn"
      ? "medium"
      : ["error", "critical", "alert", "emergency"].includes(line.level)
        ? "critical"
        : "plain";
  return [
    span("bold", `${index + 1} `),
    span("plain", `${at} ${clock} `),
    span(tone, left(LEVEL_WORDS[line.level], 6)),
    span("plain", printable(lineText(line, { level: false }))),
  ];
}

function evidence(incident: Incident, withDay: boolean, { columns }: Size): Line[] {
  const places = incident.evidence.map((line) => printable(placeOf(line, incident.evidence)));
  const place = Math.min(28, Math.floor(columns / 3), Math.max(0, ...places.map(width)));
  const clocks = incident.evidence.map(({ time }) => momentOf(time, withDay));
  const clock = Math.max(8, ...clocks.map(width));
  const shown = `${number(incident.evidence.length)} of ${count(incident.lines, "line")}`;
  return [
    blank,
    both([span("dim", "Evidence")], [span("dim", shown)], columns),
    ...incident.evidence.map((line, i) =>
      evidenceLine(line, i, left(fitPlace(places[i] ?? "", place), place), left(clocks[i] ?? "", clock)),
    ),
  ];
}

function factors(incident: Incident, size: Size): Line[] {
  if (incident.factors.length === 0) return [];
  if (isSmall(size))
    return [
      blank,
      [span("dim", "Why it is abnormal")],
      ...incident.factors.flatMap(({ text }) =>
        wrap(printable(text), size.columns).map((line) => [span("plain", line)]),
      ),
    ];
  const each = isWide(size) ? 30 : 22;
  const kind = 18;
  return [
    blank,
    [span("dim", `${left("Why it is abnormal", kind + 1)}${left("observed", each)}${left("normal", each)}`)],
    ...incident.factors.map((factor) => [
      span("plain", `${left(factor.kind, kind)} `),
      span("bold", left(cut(printable(factor.observed), each - 1), each)),
      span("plain", left(cut(printable(factor.expected), each - 1), each)),
      span("dim", sparkline(factor.values, 14)),
    ]),
  ];
}

function steps(incident: Incident, size: Size): Line[] {
  if (incident.next_steps.length === 0) return [];
  const lines = incident.next_steps.flatMap(({ text, command }, i) => [
    ...wrap(printable(text), size.columns - 3).map((line, row) => [
      span("bold", row === 0 ? left(String(i + 1), 3) : "   "),
      span("plain", line),
    ]),
    ...(command === "" || !isTall(size) ? [] : [[span("dim", `   ${printable(command)}`)]]),
  ]);
  return [blank, [span("dim", "Next steps")], ...lines];
}

function related(incident: Incident, data: DashboardData, { columns }: Size): Line[] {
  const lines = incident.related.flatMap(({ id, why }) => {
    const other = data.incidents.find((each) => each.id === id);
    if (other === undefined) return [];
    return wrap(`${other.rank}  ${printable(other.title)}: ${printable(why)}`, columns).map((line) => [
      span("plain", line),
    ]);
  });
  return lines.length === 0 ? [] : [blank, [span("dim", "Related")], ...lines];
}

function authorOf({ author }: Incident): string {
  if (author.name === "rules" || author.name === "") return "written by rules";
  return `${printable(author.name)} · ${author.citations_found} of ${author.citations_given} citations found`;
}

/** All lines of one incident: first cause, what happened, what to do, proof, why it is abnormal. */
export function incidentLines(data: DashboardData, selected: number, size: Size): Line[] {
  const incident = data.incidents[selected];
  if (incident === undefined) return [];
  const { columns } = size;
  const { start_time, end_time } = data.summary.time_metrics;
  const withDay = needsDay(start_time, end_time);
  const cause = incident.first_cause;
  const title = wrap(printable(incident.title), columns - 8);
  const mark = incident.evidence.findIndex(
    (line) => line.source_file === cause.source_file && line.line === cause.line,
  );
  const proof = mark < 0 ? ` ${printable(placeOf(cause, incident.evidence))}` : ` [${mark + 1}]`;
  const began = [momentOf(cause.time, withDay), printable(lineText(causeLine(incident)))]
    .filter((part) => part !== "")
    .join(" ");
  const words = story(incident);
  const happened =
    words === ""
      ? []
      : [
          blank,
          both([span("dim", "What happened")], [span("dim", authorOf(incident))], columns),
          ...wrap(words, Math.min(columns - 2, STORY)).map((line) => [span("plain", line)]),
        ];
  return [
    ...title.map((line, i) => [
      span(incident.severity, i === 0 ? severityWord(incident.severity) : " ".repeat(6)),
      span("plain", "  "),
      span("bold", line),
    ]),
    ...facts(incident, size),
    blank,
    ...wrap(`${cut(began, columns * 3)}${proof}`, columns - 13).map((line, i) => [
      span("dim", i === 0 ? "First cause  " : " ".repeat(13)),
      span("bold", line),
    ]),
    ...(cause.why === "" || isSmall(size)
      ? []
      : wrap(printable(cause.why), columns - 13).map((line) => [span("dim", `${" ".repeat(13)}${line}`)])),
    ...happened,
    ...steps(incident, size),
    ...evidence(incident, withDay, size),
    ...factors(incident, size),
    ...related(incident, data, size),
  ];
}
