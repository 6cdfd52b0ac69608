import { cut, wrap } from "../../src/core/cells.ts";
import { withoutTime } from "../../src/core/line-head.ts";
import { printable } from "../../src/core/printable.ts";
import { stamp } from "../../src/core/stamp.ts";
import { count, number } from "../../src/core/words.ts";
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

function nearest({ timeline }: DashboardData): Line[] {
  if (timeline.nearest_below.length === 0) return [];
  return [
    blank,
    [span("dim", "Nearest to the threshold, not anomalies")],
    ...timeline.nearest_below
      .slice(0, 3)
      .map(({ score, timestamp, component, text }) => [
        span("plain", `  ${score.toFixed(2)}  ${left(stamp(timestamp)?.clockSeconds ?? "—", 8)}  `),
        span("dim", left(cut(printable(component), 12), 13)),
        span("plain", printable(withoutTime(text))),
      ]),
  ];
}

function hints({ summary }: DashboardData): Line[] {
  const { lines, rules } = summary.known_normal;
  const rows = [
    ["--sensitivity high", "a lower threshold"],
    ["loganomaly diff good.log bad.log", "what is new, gone, rarer, more frequent"],
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
  const { lines } = data.summary.input;
  const tick = lines === 0 ? span("plain", "  ") : span("good", "✓ ");
  const words = lines === 0 ? "No lines to judge: the input is empty" : printable(data.summary.verdict);
  if (isSmall(size))
    return [
      [tick, span("bold", lines === 0 ? words : cut(`Nothing abnormal in ${number(lines)} lines`, size.columns - 2))],
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
      [span("plain", "--sensitivity high")],
      [span("plain", "loganomaly diff good.log bad.log")],
    ];
  return [
    ...wrap(cut(words, (size.columns - 4) * 2), size.columns - 4).map((line, i) => [
      i === 0 ? tick : span("plain", "  "),
      span("bold", line),
    ]),
    [span("dim", `  ${cut(judged(data), size.columns - 2)}`)],
    blank,
    ...timelineLines(data, size, isTall(size) ? 8 : 4),
    ...nearest(data),
    ...hints(data),
  ];
}
