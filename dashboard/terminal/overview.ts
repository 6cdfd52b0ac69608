import type { Incident } from "../../src/core/anomaly.ts";
import { SEVERITIES } from "../../src/core/anomaly.ts";
import { cut, width, wrap } from "../../src/core/cells.ts";
import { SEVERITY_WORDS } from "../../src/core/labels.ts";
import { causeLine, lineText } from "../../src/core/line-text.ts";
import { normalOf } from "../../src/core/normal.ts";
import { fitPlace, placeOf } from "../../src/core/place.ts";
import { printable } from "../../src/core/printable.ts";
import { between, clockOf, momentOf, needsDay, stamp } from "../../src/core/stamp.ts";
import { count, number, percent, shortDuration } from "../../src/core/words.ts";
import { axis, chart, flags, sparkline, ticks } from "./chart.ts";
import type { DashboardData, Size } from "./data.ts";
import { blank, isSmall, isTall, isWide, rule, severityWord } from "./layout.ts";
import { type Line, left, plain, right, type Span, span } from "./spans.ts";

const withDay = ({ summary }: DashboardData): boolean =>
  needsDay(summary.time_metrics.start_time, summary.time_metrics.end_time);

/** Parts of a sentence as long as they fit; a part is never cut. */
function fitting(parts: readonly string[], cells: number): string {
  let out = "";
  for (const part of parts) {
    const next = out === "" ? part : `${out} ${part}`;
    if (width(next) > cells) break;
    out = next;
  }
  return out;
}

const ended = (incident: Incident, data: DashboardData): string => {
  if (stamp(incident.start) === undefined) return incident.state;
  return incident.state === "over"
    ? `over since ${clockOf(incident.end, withDay(data))}`
    : `open since ${clockOf(incident.start, withDay(data))}`;
};

/** The second line of the verdict: over or not, how much, what else. */
function standing(first: Incident, data: DashboardData, size: Size): string {
  const state = ended(first, data);
  const upper = state.charAt(0).toUpperCase() + state.slice(1);
  const second = data.incidents[1];
  const when =
    second === undefined || stamp(second.start) === undefined ? "" : `, ${clockOf(second.start, withDay(data))}`;
  const parts = [
    isWide(size) ? `${SEVERITY_WORDS[first.severity].name}, ${state}.` : `${upper}.`,
    ...(first.subtitle === "" ? [] : [`${printable(first.subtitle).replace(/\.$/, "")}.`]),
    ...(second === undefined ? [] : [`Also: ${printable(second.title)}${when}.`]),
  ];
  return fitting(parts, size.columns - 2);
}

/** `◆1 ▲2 ●2 ○1`. */
function tally(incidents: readonly Incident[]): Line {
  const spans: Span[] = [];
  for (const severity of [...SEVERITIES].reverse()) {
    const count = incidents.filter((incident) => incident.severity === severity).length;
    if (count > 0) spans.push(span(severity, `${SEVERITY_WORDS[severity].shape}${number(count)}`), span("plain", " "));
  }
  return spans;
}

/** Errors in the middle bucket of those that hold events: what is usual, whatever one incident does. */
function usualErrors({ timeline }: DashboardData): number {
  const shares = timeline.buckets.filter(({ events }) => events > 0).map(({ errors, events }) => errors / events);
  shares.sort((a, b) => a - b);
  return shares[Math.floor(shares.length / 2)] ?? 0;
}

function counts(data: DashboardData, size: Size): Line[] {
  const { summary } = data;
  const { input, anomalies_detected: anomalies } = summary;
  const skipped = Object.values(input.skipped).reduce((sum, count) => sum + count, 0);
  const missing = input.lines - input.parsed - input.joined - skipped;
  const leaks = summary.security_leaks.length;
  const cells: readonly (readonly [string, Line])[] = [
    [count(data.incidents.length, "incident"), tally(data.incidents)],
    [
      count(anomalies, "anomaly", "anomalies"),
      [span("dim", anomalies > 0 ? `1 in ${number(Math.round(input.lines / anomalies))}` : "—")],
    ],
    [count(input.lines, "line"), [span("dim", missing === 0 ? "all accounted" : `${number(missing)} not accounted`)]],
    [
      count(data.templates, "template"),
      [span("dim", `first ${percent(summary.template_diversity.top_template_ratio, 1)}`)],
    ],
    [`${percent(summary.time_metrics.error_rate, 1)} errors`, [span("dim", `${percent(usualErrors(data), 1)} usual`)]],
    [count(leaks, "secret"), [span("dim", leaks === 0 ? "none found" : "all redacted")]],
  ];
  const shown = isWide(size) ? cells : cells.slice(0, 4);
  const each = Math.floor(size.columns / shown.length);
  return [
    shown.map(([value]) => span("bold", left(cut(value, each - 1), each))),
    shown.flatMap(([, note]) => [...note, span("plain", " ".repeat(Math.max(0, each - width(plain(note)))))]),
  ];
}

/** The part of a list of `length` that shows `selected` in `room` rows. */
const windowed = (length: number, selected: number, room: number): readonly number[] => {
  const first = Math.max(0, Math.min(selected - room + 1, length - room));
  return Array.from({ length: Math.max(0, Math.min(room, length)) }, (_, i) => first + i);
};

const chosen = (line: Line, isChosen: boolean, size: Size): Line => {
  if (!isChosen) return line;
  return [span("selected", left(plain(line), size.columns))];
};

function list(data: DashboardData, selected: number, room: number, size: Size): Line[] {
  const since = withDay(data) ? 14 : 7;
  const hasHead = isTall(size);
  const rows = windowed(data.incidents.length, selected, room - (hasHead ? 1 : 0)).map((index) => {
    const incident = data.incidents[index];
    if (incident === undefined) return blank;
    const wide = isWide(size)
      ? `${right(number(incident.lines), 7)}  ${left(cut(printable(incident.components[0] ?? ""), 13), 14)}  `
      : " ";
    const facts = `  ${left(clockOf(incident.start, withDay(data)), since)}${left(shortDuration(between(incident.start, incident.end)), 8)}${wide}`;
    const line: Line = [
      span("plain", index === selected ? "▸ " : "  "),
      span(incident.severity, severityWord(incident.severity)),
      span("plain", `${facts}${printable(incident.title)}`),
    ];
    return chosen(line, index === selected, size);
  });
  if (!hasHead) return rows;
  const wide = isWide(size) ? `${right("lines", 7)}  ${left("component", 14)}  ` : " ";
  return [[span("dim", `${left("  rank", 10)}${left("since", since)}${left("for", 8)}${wide}what`)], ...rows];
}

/** First cause, next step and what is normal, of the chosen incident; then components and the model. */
function preview(data: DashboardData, selected: number, size: Size): Line[] {
  const incident = data.incidents[selected];
  if (incident === undefined) return [];
  const cause = incident.first_cause;
  const clock = momentOf(cause.time, withDay(data));
  const normal = normalOf(incident);
  const step = incident.next_steps[0];
  const row = (label: string, text: string): Line => [span("dim", left(label, 13)), span("plain", text)];
  const { llm, component_metrics: components } = data.summary;
  const busiest = components.top_components
    .filter(({ anomalies }) => anomalies > 0)
    .sort((a, b) => b.anomalies - a.anomalies)
    .slice(0, 6)
    .flatMap(({ name, anomalies }) => [span("plain", `${printable(name)} `), span("bold", `${number(anomalies)}   `)]);
  const place = `  ${fitPlace(printable(placeOf(cause, incident.evidence)), Math.floor(size.columns / 3))}`;
  const began = cut(
    `${clock === "" ? "" : `${clock} `}${printable(lineText(causeLine(incident)))}`,
    size.columns - 13 - width(place),
  );
  const model =
    llm.calls === 0 && llm.cached === 0
      ? "none; rules wrote the text"
      : `${printable(llm.model)}, ${count(llm.calls, "call")}, ${count(llm.tokens_in + llm.tokens_out, "token")}, ${count(llm.errors, "error")}`;
  return [
    rule(size.columns),
    [span("dim", left("first cause", 13)), span("plain", began), span("dim", place)],
    ...(step === undefined ? [] : [row("do next", printable(step.text))]),
    ...(normal === "" ? [] : [row("normal", normal)]),
    rule(size.columns),
    ...(busiest.length === 0 ? [] : [[span("dim", left("by component", 13)), ...busiest]]),
    row("model", model),
  ];
}

function small(data: DashboardData, selected: number, room: number, size: Size): Line[] {
  const { columns } = size;
  const first = data.incidents[0];
  if (first === undefined) return [];
  const when = stamp(first.start) === undefined ? "" : `, ${clockOf(first.start, withDay(data))}`;
  const lasted = between(first.start, first.end);
  const cells = columns - 2;
  const top: Line[] = [
    [
      span(first.severity, SEVERITY_WORDS[first.severity].shape),
      span("bold", ` ${cut(printable(first.title), columns - 2 - when.length)}${when}`),
    ],
    [span("dim", `  ${lasted === undefined ? "" : `${shortDuration(lasted)}, `}${ended(first, data)}`)],
    flags(data, cells),
    [
      span(
        "dim",
        sparkline(
          data.timeline.buckets.map(({ events }) => events),
          cells,
        ),
      ),
    ],
  ];
  const rows = windowed(data.incidents.length, selected, Math.max(1, room - top.length)).map((index) => {
    const incident = data.incidents[index];
    if (incident === undefined) return blank;
    const since = clockOf(incident.start, withDay(data));
    const name = left(cut(printable(incident.components[0] ?? incident.title), 13), 13);
    const line = [
      span(incident.severity, severityWord(incident.severity)),
      span("plain", ` ${since} ${name} ${shortDuration(between(incident.start, incident.end))}`),
    ];
    return chosen(line, index === selected, size);
  });
  return [...top, ...rows];
}

/** The chart with its flags, marks and times; `height` rows of bars. */
export function timelineLines(data: DashboardData, size: Size, height: number): Line[] {
  const gutter = span("plain", "     ");
  const cells = size.columns - 5;
  const unit = data.timeline.bucket_seconds === null ? "     " : "/min ";
  const hasFlags = data.incidents.length > 0;
  return [
    ...(hasFlags ? [[gutter, ...flags(data, cells)]] : []),
    ...chart(data, cells, height),
    ...(hasFlags ? [[span("dim", unit), ...ticks(data, cells)]] : []),
    [gutter, ...axis(data, cells)],
  ];
}

/** Verdict, counts, timeline, the list of incidents. `room`: lines between the heading and the keys. */
export function overviewLines(data: DashboardData, selected: number, room: number, size: Size): Line[] {
  const first = data.incidents[0];
  if (first === undefined) return [];
  if (isSmall(size)) return small(data, selected, room, size);
  const verdict = wrap(cut(printable(data.summary.verdict), (size.columns - 4) * 2), size.columns - 4);
  const standingLine = standing(first, data, size);
  const top: Line[] = [
    ...verdict.map((line, i) => [
      span(first.severity, i === 0 ? `${SEVERITY_WORDS[first.severity].shape} ` : "  "),
      span("bold", line),
    ]),
    ...(standingLine === "" ? [] : [[span("dim", `  ${standingLine}`)]]),
    blank,
    ...counts(data, size),
    blank,
    ...timelineLines(data, size, isTall(size) ? 8 : room < 21 ? 2 : 4),
    ...(isTall(size) ? [blank] : []),
  ];
  const below = isTall(size) ? preview(data, selected, size) : [];
  const spare = room - top.length - below.length - (below.length > 0 ? 1 : 0);
  const rows = list(data, selected, Math.max(2, spare), size);
  return [...top, ...rows, ...(below.length > 0 ? [blank, ...below] : [])];
}
