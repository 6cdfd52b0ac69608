import { cut, wrap } from "../../src/core/cells.ts";
import { damageOf, isPartial, verdictOf } from "../../src/core/damage.ts";
import { lineText } from "../../src/core/line-text.ts";
import { printable } from "../../src/core/printable.ts";
import { momentOf, needsDay } from "../../src/core/stamp.ts";
import { count, seenLines } from "../../src/core/words.ts";
import { sparkline } from "./chart.ts";
import type { DashboardData, Size } from "./data.ts";
import { blank, isSmall, isTall } from "./layout.ts";
import { timelineLines } from "./overview.ts";
import { type Line, left, span } from "./spans.ts";

/** What was looked at and how near it came: nothing found is a statement, too. */
function judged({ summary, timeline }: DashboardData): string {
  const detectors = Object.keys(timeline.score_histograms).length;
  const nearest = timeline.nearest_below[0];
  const { anomalies_detected: anomalies } = summary;
  const parts = [
    ...(anomalies > 0 ? [`${count(anomalies, "anomaly", "anomalies")}, none of weight`] : []),
    ...(detectors > 0 ? [`${count(detectors, "detector")} judged each line`] : []),
    ...(nearest === undefined
      ? []
      : [`highest score ${nearest.score.toFixed(2)}, threshold ${timeline.threshold.toFixed(2)}`]),
  ];
  const { lines, parsed, joined, skipped } = summary.input;
  const isWhole = lines === parsed + joined + Object.values(skipped).reduce((sum, count) => sum + count, 0);
  return `${parts.join("; ")}${isWhole && parts.length > 0 ? ". All lines accounted." : ""}`;
}

function nearest({ summary, timeline }: DashboardData): Line[] {
  const withDay = needsDay(summary.time_metrics.start_time, summary.time_metrics.end_time);
  if (timeline.nearest_below.length === 0) return [];
  return [
    blank,
    [span("dim", "Nearest to the threshold, not anomalies")],
    ...timeline.nearest_below
      .slice(0, 3)
      .map(({ score, timestamp, component, text }) => [
        span("plain", `  ${score.toFixed(2)}  ${left(momentOf(timestamp, withDay) || "—", withDay ? 12 : 8)}  `),
        span("dim", left(cut(printable(component), 12), 13)),
        span("plain", printable(lineText({ text }))),
      ]),
  ];
}

function hints({ summary }: DashboardData): Line[] {
  const { lines, rules } = summary.known_normal;
  const rows = [
    ["loganomaly demo --into app.log", "plants incidents into a copy: would they be seen?"],
    ["loganomaly --scores --input app.log", "what each detector said of each line"],
    ...(lines > 0
      ? [["loganomaly config explain known_normal", `${count(rules, "rule")} hid ${count(lines, "line")}`] as const]
      : []),
  ] as const;
  return [
    blank,
    [span("dim", "If you expected something here")],
    ...rows.map(([command, why]) => [span("plain", `  ${left(command, 40)}`), span("dim", why)]),
  ];
}

/** The screen of a run without incidents: no colour but the tick. */
export function quietLines(data: DashboardData, size: Size): Line[] {
  const { input } = data.summary;
  const lines = data.summary.processed_log_count === 0 ? 0 : input.lines;
  const partial = isPartial(input);
  const damage = damageOf(input).flatMap((sentence) =>
    wrap(sentence, Math.max(8, size.columns - 4)).map((line) => [span("plain", `  ${line}`)]),
  );
  const tick = lines === 0 ? span("plain", "  ") : span("good", "✓ ");
  const words =
    lines > 0
      ? printable(verdictOf(data.summary))
      : `No lines to judge: ${partial ? "nothing could be read" : input.lines > 0 ? "all are blank" : "the input is empty"}`;
  if (isSmall(size))
    return [
      [
        tick,
        span("bold", lines === 0 ? words : cut(`Nothing abnormal in ${seenLines(lines, partial)}`, size.columns - 2)),
      ],
      ...damage.slice(0, 2),
      ...wrap(judged(data), size.columns - 2)
        .slice(0, 2)
        .map((line) => [span("dim", `  ${line}`)]),
      blank,
      [
        span(
          "dim",
          sparkline(
            data.timeline.buckets.map(({ events }) => events),
            size.columns,
          ),
        ),
      ],
      blank,
      [span("dim", "look harder")],
      [span("plain", "loganomaly demo --into app.log")],
      [span("plain", "loganomaly --scores --input app.log")],
    ];
  return [
    ...wrap(cut(words, (size.columns - 4) * 2), size.columns - 4).map((line, i) => [
      i === 0 ? tick : span("plain", "  "),
      span("bold", line),
    ]),
    ...damage,
    [span("dim", `  ${cut(judged(data), size.columns - 2)}`)],
    blank,
    ...timelineLines(data, size, isTall(size) ? 8 : 4),
    ...nearest(data),
    ...hints(data),
  ];
}
