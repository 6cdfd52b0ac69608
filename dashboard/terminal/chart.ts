import { SEVERITIES } from "../../src/core/anomaly.ts";
import { width } from "../../src/core/cells.ts";
import { SEVERITY_WORDS } from "../../src/core/labels.ts";
import { stamp } from "../../src/core/stamp.ts";
import { number } from "../../src/core/words.ts";
import type { DashboardData } from "./data.ts";
import { type Line, right, type Span, span, type Tone } from "./spans.ts";

const EIGHTHS = " ▁▂▃▄▅▆▇█";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 5, 10, 15, 30]
  .map((n) => n * 1000)
  .concat(
    [1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
    [1, 2, 3, 4, 6, 12].map((n) => n * HOUR),
    [1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650].map((n) => n * DAY),
  );

/** Mean of the values that fall into each of `cells` equal parts; a value across a border counts by its share. */
export function resample(values: readonly number[], cells: number): number[] {
  return Array.from({ length: cells }, (_, i) => {
    const low = (i * values.length) / cells;
    const high = ((i + 1) * values.length) / cells;
    let sum = 0;
    for (let j = Math.floor(low); j < high; j++) sum += (values[j] ?? 0) * (Math.min(high, j + 1) - Math.max(low, j));
    return high > low ? sum / (high - low) : 0;
  });
}

const eighth = (level: number): string => EIGHTHS[Math.max(0, Math.min(8, Math.round(level)))] ?? " ";

/** One row of bars; what is there is never drawn as nothing. */
export function sparkline(values: readonly number[], cells: number): string {
  const shown = values.length <= cells ? values : resample(values, cells);
  const most = Math.max(...shown, 1e-9);
  return shown.map((value) => (value > 0 ? eighth(Math.max(1, (value / most) * 8)) : " ")).join("");
}

/** Pieces of one tone, joined. */
function joined(cells: readonly Span[]): Line {
  const out: { text: string; tone: Tone }[] = [];
  for (const { text, tone } of cells) {
    const last = out.at(-1);
    if (last !== undefined && last.tone === tone) last.text += text;
    else out.push({ text, tone });
  }
  return out;
}

interface Scale {
  /** Wall clock of the first bucket, as milliseconds; undefined: the log carries no time. */
  readonly start: number | undefined;
  readonly length: number;
}

function scaleOf({ timeline }: DashboardData): Scale {
  const start = timeline.bucket_seconds === null ? undefined : stamp(timeline.start)?.instant;
  return { start, length: (timeline.bucket_seconds ?? 0) * 1000 * timeline.buckets.length };
}

/** Where incidents began: their shapes over the chart; the gravest wins a cell. */
export function flags(data: DashboardData, cells: number): Line {
  const { start, length } = scaleOf(data);
  const row = Array.from({ length: cells }, () => span("plain", " "));
  const byGravity = [...data.incidents].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.rank - a.rank,
  );
  for (const { severity, start: began } of byGravity) {
    const at = stamp(began)?.instant;
    if (start === undefined || at === undefined || length <= 0) continue;
    const cell = Math.max(0, Math.min(cells - 1, Math.floor(((at - start) / length) * cells)));
    row[cell] = span(severity, SEVERITY_WORDS[severity].shape);
  }
  return joined(row);
}

/** Where anomalies are: marks below the chart. */
export function ticks({ timeline }: DashboardData, cells: number): Line {
  // A bucket across two cells marks the one in which it begins.
  const marked = new Set<number>();
  timeline.buckets.forEach(({ anomalies }, i) => {
    if (anomalies > 0) marked.add(Math.floor((i * cells) / timeline.buckets.length));
  });
  return joined(Array.from({ length: cells }, (_, i) => span("dim", marked.has(i) ? "╵" : " ")));
}

/** Bars of `height` rows with eighths; over the usual range they are bold. The first label is the highest rate. */
export function chart({ timeline }: DashboardData, cells: number, height: number): Line[] {
  const perMinute = timeline.bucket_seconds === null ? 1 : timeline.bucket_seconds / 60;
  const events = resample(
    timeline.buckets.map((bucket) => bucket.events),
    cells,
  );
  const usual = resample(
    timeline.buckets.map((bucket) => bucket.usual_high),
    cells,
  );
  const most = Math.max(...events, 1e-9);
  const peak = events.length === 0 || most < 1e-6 ? "0" : short(most / perMinute);
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * 8;
    const label = row === 0 ? peak : row === height - 1 ? "0" : "";
    const bars = events.map((value, i) => {
      const level = Math.max(value > 0 ? 1 : 0, Math.round((value / most) * height * 8)) - below;
      return span(value > (usual[i] ?? 0) * 1.02 ? "bold" : "dim", eighth(level));
    });
    return [span("dim", `${right(label, 4)} `), ...joined(bars)];
  });
}

/** Four cells at most: `906`, `12k`, `3.1M`. */
function short(value: number): string {
  if (value < 10) return value.toFixed(value < 1 ? 2 : 1);
  if (value < 10_000) return String(Math.round(value));
  return value < 1e6 ? `${Math.round(value / 1000)}k` : `${number(Math.round(value / 1e5) / 10)}M`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function labelAt(wall: number, step: number): string {
  const date = new Date(wall);
  const two = (value: number): string => String(value).padStart(2, "0");
  if (step >= DAY) return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""}`;
  if (step >= HOUR) return two(date.getUTCHours());
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return step >= MINUTE ? clock : `${clock}:${two(date.getUTCSeconds())}`;
}

/** Times below the chart; `first line` and `last line` where the log carries none. */
export function axis(data: DashboardData, cells: number): Line {
  const { start, length } = scaleOf(data);
  if (start === undefined || length <= 0)
    return [span("dim", `first line${right("last line", Math.max(0, cells - 10))}`)];
  // The clock of the log, not of UTC.
  const first = stamp(data.timeline.start);
  const wall = first === undefined ? start : start + zoneShift(first.zone);
  const step = STEPS.find((each) => (cells * each) / length >= width(labelAt(wall, each)) + 6) ?? 3650 * DAY;
  const unit = step >= DAY ? DAY : step >= HOUR ? HOUR : step >= MINUTE ? MINUTE : 1000;
  const row = Array.from({ length: cells }, () => " ");
  let free = 0;
  for (let at = Math.ceil(wall / unit) * unit; at <= wall + length; at += step) {
    const label = labelAt(at, step);
    const cell = Math.min(cells - label.length, Math.round(((at - wall) / length) * cells));
    if (cell < free) continue;
    for (let i = 0; i < label.length; i++) row[cell + i] = label[i] ?? " ";
    free = cell + label.length + 1;
  }
  return [span("dim", row.join(""))];
}

function zoneShift(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === "-" ? -minutes : minutes) * MINUTE;
}
