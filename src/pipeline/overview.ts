import type { PlacedStretch } from "../core/event-batch.ts";
import { wallClock } from "../core/iso-time.ts";
import { isErrorLevel, LEVELS } from "../core/levels.ts";
import type { ParameterRecord, TemplateRecord, Timeline, TimelineBucket } from "../core/results.ts";
import type { Statement } from "../core/samples.ts";
import { LISTED, riskOf } from "../decisions/evidence.ts";
import { bucketReader } from "../features/buckets.ts";
import { bucketWidth } from "../features/clock.ts";
import { hourOf } from "../features/hours.ts";
import type { Judgement } from "./judge.ts";
import type { Model } from "./learn.ts";
import type { Lookup } from "./lookup.ts";
import type { Events } from "./read.ts";

/** What one walk through the run counts for the files: by bucket, level, component, hour, template. */
export interface Overview {
  readonly timeline: Timeline;
  readonly templates: readonly TemplateRecord[];
  readonly templatesLeftOut: number;
  readonly errors: number;
  readonly byLevel: Readonly<Record<string, number>>;
  readonly components: readonly {
    readonly name: string;
    readonly count: number;
    readonly errors: number;
    readonly anomalies: number;
  }[];
  /** Events of the busiest minute; 0 where no event carries a time. */
  readonly peakPerMinute: number;
  /** Events by template, most first. */
  readonly volume: readonly { readonly template: string; readonly count: number }[];
}

const BUCKETS = 288;
const SHOWN_COMPONENTS = 12;
const TEMPLATES = 2_000;
const SAMPLES = 3;

/** What is counted of a template. */
interface TemplateSum {
  count: number;
  firstTime: number;
  lastTime: number;
  readonly levels: Map<number, number>;
  readonly components: Set<number>;
  readonly samples: number[];
  readonly series: Uint32Array;
}

interface ComponentSum {
  count: number;
  errors: number;
  anomalies: number;
}

/** Counts it, in one walk. */
export function overview(events: Events, model: Model, judgement: Judgement, look: Lookup): Overview {
  const { profile, run } = model;
  const { clock } = run;
  const width = bucketWidth(clock.end - clock.start, BUCKETS);
  const length = events.store.length === 0 ? 0 : Math.floor((clock.end - clock.start) / width) + 1;
  // What is the same for all events of a statement is counted by statement.
  const components = new Map<number, ComponentSum>();
  const sums = new Map<number, TemplateSum>();
  const levels = new Uint32Array(LEVELS.length);
  let errors = 0;
  for (const { template, level, component, count } of profile.statements) {
    levels[level]! += count;
    const bad = isErrorLevel(level) ? count : 0;
    errors += bad;
    const c = components.get(component) ?? { count: 0, errors: 0, anomalies: 0 };
    components.set(component, c);
    c.count += count;
    c.errors += bad;
    const sum = sums.get(template) ?? {
      count: 0,
      firstTime: Number.POSITIVE_INFINITY,
      lastTime: Number.NEGATIVE_INFINITY,
      levels: new Map<number, number>(),
      components: new Set<number>(),
      samples: [],
      series: new Uint32Array(length),
    };
    sums.set(template, sum);
    sum.count += count;
    sum.levels.set(level, (sum.levels.get(level) ?? 0) + count);
    sum.components.add(component);
  }
  const ranked = [...components].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  const listed = ranked.filter(([id]) => id >= 0).slice(0, SHOWN_COMPONENTS);
  /** By statement: place of its component among those that are shown; the place behind them: another. */
  const placeOf = Uint8Array.from(profile.statements, ({ component }) => {
    const place = listed.findIndex(([id]) => id === component);
    return place < 0 ? listed.length : place;
  });
  const places = listed.length + 1;
  const sumOf = profile.statements.map(({ template }) => sums.get(template)!);
  const byLevel = new Uint32Array(length * LEVELS.length);
  const byPlace = new Uint32Array(length * places);
  const hours = new Uint32Array(places * 24);
  const week = new Uint32Array(168);
  const minutes = minuteCounts(clock.start, clock.end);
  const bucketOf = bucketReader(clock.start, width);
  let source = -1;
  let isPlaced = false;
  const hourAt = hourOfWeek((time) => wallClock(time, look.style));
  const count = ({ base, events: batch, time: times, statement: statements }: PlacedStretch): void => {
    for (let i = 0; i < batch.length; i++) {
      const time = times[i]!;
      const statement = statements[i]!;
      const place = placeOf[statement]!;
      const bucket = bucketOf(time);
      byLevel[bucket * LEVELS.length + batch.level[i]!]!++;
      byPlace[bucket * places + place]!++;
      const sum = sumOf[statement]!;
      sum.series[bucket]!++;
      if (sum.samples.length < SAMPLES) sum.samples.push(base + i);
      if (batch.source[i] !== source) {
        source = batch.source[i]!;
        isPlaced = clock.isPlaced(source);
      }
      if (!isPlaced) continue;
      const hour = hourAt(time);
      week[hour]!++;
      hours[place * 24 + (hour % 24)]!++;
      minutes.add(time);
      if (time < sum.firstTime) sum.firstTime = time;
      if (time > sum.lastTime) sum.lastTime = time;
    }
  };
  for (const stretch of run.stretches()) count(stretch);
  const buckets = Array.from({ length }, (_, b) => {
    const own = byLevel.subarray(b * LEVELS.length, (b + 1) * LEVELS.length);
    return {
      events: own.reduce((sum, count) => sum + count, 0),
      errors: own.reduce((sum, count, level) => sum + (isErrorLevel(level) ? count : 0), 0),
      anomalies: 0,
      levels: own,
      places: byPlace.subarray(b * places, (b + 1) * places),
    };
  });
  const { alarms } = judgement;
  for (let a = 0; a < alarms.length; a++) {
    const s = profile.statements[alarms.statement[a]!];
    const c = components.get(s?.component ?? -1);
    if (c) c.anomalies++;
    const bucket = buckets[Math.floor((look.line(alarms.event[a]!).clock - clock.start) / width)];
    if (bucket) bucket.anomalies++;
  }
  const name = (component: number): string =>
    component < 0 ? "" : (profile.statements.find((s) => s.component === component)?.componentName ?? "");
  const labels = listed.map(([id]) => name(id));
  const usual = usualRange(buckets.map((b) => b.events));
  const status = statuses(judgement, model);
  const templates = [...sums].filter(([id]) => id >= 0).sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  return {
    timeline: {
      bucket_seconds: profile.isTimed ? width / 1000 : null,
      start: look.time(clock.start),
      buckets: buckets.map(
        (b): TimelineBucket => ({
          events: b.events,
          errors: b.errors,
          anomalies: b.anomalies,
          usual_low: usual.low,
          usual_high: usual.high,
          by_level: named(b.levels, LEVELS),
          by_component: named(b.places, [...labels, "(other)"]),
        }),
      ),
      hour_of_week: [...week],
      component_by_hour: Object.fromEntries(
        labels.map((label, place) => [label, [...hours.subarray(place * 24, (place + 1) * 24)]]),
      ),
      score_histograms: histograms(model),
      detector_agreement: agreement(model, judgement),
      threshold: riskOf(LISTED),
      nearest_below: nearestBelow(model, judgement, look),
    },
    templates: templates
      .slice(0, TEMPLATES)
      .map(([id, sum]) => templateRecord(id, sum, events.store.length, model, look, status)),
    templatesLeftOut: Math.max(0, templates.length - TEMPLATES),
    errors,
    byLevel: named(levels, LEVELS),
    components: ranked.filter(([id]) => id >= 0).map(([id, c]) => ({ name: name(id), ...c })),
    peakPerMinute: minutes.most(),
    volume: templates.map(([id, sum]) => ({ template: model.templates[id]?.text ?? "", count: sum.count })),
  };
}

/** Two years of minutes are counted one by one. */
const MINUTES = 1 << 20;
const MINUTE = 60_000;

/** The hour of the week on the clocks of a zone, from Monday on. Most times are in the minute of the one before: it is found once for these. */
function hourOfWeek(wall: (time: number) => number): (time: number) => number {
  let from = 0;
  let to = -1;
  let hour = 0;
  return (time) => {
    if (time >= from && time < to) return hour;
    const local = wall(time);
    // 1 January 1970 was a Thursday: three days after Monday.
    hour = (hourOf(local, 168) + 72) % 168;
    from = Math.floor(time / MINUTE) * MINUTE;
    // Before 1972 some clocks were no whole minutes from UTC.
    to = (local - time) % MINUTE === 0 ? from + MINUTE : from;
    return hour;
  };
}

/** Events a minute. Over longer spans (a clock that jumps) the busiest thousand minutes are kept again and again. */
function minuteCounts(start: number, end: number): { add(time: number): void; most(): number } {
  const first = Math.floor(start / MINUTE);
  const length = Math.floor(end / MINUTE) - first + 1;
  if (length <= MINUTES) {
    const counts = new Uint32Array(Math.max(0, length));
    return {
      add: (time) => {
        counts[Math.floor(time / MINUTE) - first]!++;
      },
      most: () => counts.reduce((a, b) => Math.max(a, b), 0),
    };
  }
  const sparse = new Map<number, number>();
  return {
    add(time) {
      const minute = Math.floor(time / MINUTE);
      sparse.set(minute, (sparse.get(minute) ?? 0) + 1);
      if (sparse.size <= 100_000) return;
      const busiest = [...sparse].sort((a, b) => b[1] - a[1]).slice(0, 1000);
      sparse.clear();
      for (const [kept, n] of busiest) sparse.set(kept, n);
    },
    most: () => [...sparse.values()].reduce((a, b) => Math.max(a, b), 0),
  };
}

/** Counts by name, without those of nothing. */
const named = (counts: Uint32Array, names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...counts.entries()].filter(([, n]) => n > 0).map(([i, n]) => [names[i] ?? "none", n]));

/** Tenth and ninetieth percentile of the buckets that hold anything. */
function usualRange(counts: readonly number[]): { low: number; high: number } {
  const sorted = counts.filter((n) => n > 0).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { low: at(0.1), high: at(0.9) };
}

function templateRecord(
  id: number,
  sum: TemplateSum,
  events: number,
  model: Model,
  look: Lookup,
  status: ReadonlyMap<number, TemplateRecord["status"]>,
): TemplateRecord {
  const template = model.templates[id];
  const component = (c: number): string => model.profile.statements.find((s) => s.component === c)?.componentName ?? "";
  return {
    template_id: template?.id ?? "",
    template: template?.text ?? "",
    count: sum.count,
    ratio: Math.round((sum.count / Math.max(1, events)) * 1e6) / 1e6,
    first_seen: look.time(sum.firstTime),
    last_seen: look.time(sum.lastTime),
    levels: Object.fromEntries([...sum.levels].sort((a, b) => a[0] - b[0]).map(([l, n]) => [LEVELS[l] ?? "none", n])),
    components: [...sum.components]
      .filter((c) => c >= 0)
      .sort((a, b) => a - b)
      .slice(0, 20)
      .map(component),
    samples: sum.samples.map((event) => {
      const { source_file, line, text } = look.line(event);
      return { source_file, line, text };
    }),
    series: [...sum.series],
    parameters: (model.values.sketches.get(id) ?? []).map(
      (sketch, index): ParameterRecord => ({
        index,
        kind: sketch.kind(),
        distinct: sketch.distinct(),
        top: sketch.top(5),
        quantiles: sketch.quantiles(),
      }),
    ),
    status: status.get(id) ?? "known",
  };
}

function statuses(judgement: Judgement, model: Model): ReadonlyMap<number, TemplateRecord["status"]> {
  const out = new Map<number, TemplateRecord["status"]>();
  // What the user's patterns tell apart is counted together: a template is no rarer for them.
  const counts = new Map<string, number>();
  const nameOf = (s: Statement): string => `${s.template} ${s.level} ${s.component}`;
  for (const s of model.profile.statements) counts.set(nameOf(s), (counts.get(nameOf(s)) ?? 0) + s.count);
  for (const s of model.profile.statements)
    if (counts.get(nameOf(s))! <= 3 && model.profile.events >= 1000) out.set(s.template, "rare");
  for (const span of judgement.spans) {
    const template = model.profile.statements[span.statement]?.template;
    if (template === undefined || span.score < LISTED) continue;
    const kind = span.factor.kind;
    if (kind === "FLOOD") out.set(template, "flood");
    else if (kind === "BURST DETECTED" && out.get(template) !== "flood") out.set(template, "burst");
    else if (kind === "MISSING EVENT") out.set(template, "missing");
  }
  return out;
}

function histograms(model: Model): Timeline["score_histograms"] {
  const out: Record<string, { low: number; high: number; counts: number[] }> = {};
  for (const { detector, samples, scores } of model.seen) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const score of scores) {
      low = Math.min(low, score);
      high = Math.max(high, score);
    }
    if (low > high) continue;
    const counts = new Array<number>(10).fill(0);
    scores.forEach((score, row) => {
      counts[high > low ? Math.min(9, Math.floor(((score - low) / (high - low)) * 10)) : 0]! +=
        samples.weight[row] ?? 1;
    });
    out[detector.name] = { low: Math.round(low * 1e4) / 1e4, high: Math.round(high * 1e4) / 1e4, counts };
  }
  return out;
}

function agreement(model: Model, judgement: Judgement): Record<string, number> {
  const byStatement = model.seen.filter(({ detector }) => detector.sees === "statement");
  const out: Record<string, number> = {};
  const { alarms } = judgement;
  for (let a = 0; a < alarms.length; a++) {
    const spoke = byStatement
      .filter(({ scores }) => scores[alarms.statement[a]!]! >= 0.5)
      .map(({ detector }) => detector.name);
    for (const outlier of judgement.outliers) if (outlier.isStrange[alarms.row[a]!]) spoke.push(outlier.name);
    for (let i = 0; i < spoke.length; i++)
      for (let j = i + 1; j < spoke.length; j++)
        out[`${spoke[i]}+${spoke[j]}`] = (out[`${spoke[i]}+${spoke[j]}`] ?? 0) + 1;
  }
  return out;
}

function nearestBelow(model: Model, judgement: Judgement, look: Lookup): Timeline["nearest_below"] {
  const raised = new Set(judgement.alarms.statement);
  return model.profile.statements
    .filter((s) => !raised.has(s.id) && judgement.knownNormal.isKnown[s.id] === 0)
    .sort((a, b) => judgement.evidence.strength[b.id]! - judgement.evidence.strength[a.id]! || a.id - b.id)
    .slice(0, 3)
    .map((s) => {
      const { source_file, line, time, text } = look.line(s.first);
      const score = Math.min(0.4999, riskOf(judgement.evidence.strength[s.id]!));
      return {
        source_file,
        line,
        timestamp: time,
        component: s.componentName,
        text,
        score: Math.round(score * 1e4) / 1e4,
      };
    });
}
