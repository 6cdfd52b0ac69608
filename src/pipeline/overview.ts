import { wallClock } from "../core/iso-time.ts";
import { isErrorLevel, LEVELS } from "../core/levels.ts";
import type { ParameterRecord, TemplateRecord, Timeline, TimelineBucket } from "../core/results.ts";
import type { Statement } from "../core/samples.ts";
import { LISTED, riskOf } from "../decisions/evidence.ts";
import { bucketWidth } from "../features/clock.ts";
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
const HOUR = 3_600_000;

interface TemplateSum {
  count: number;
  first: number;
  last: number;
  firstTime: number;
  lastTime: number;
  readonly levels: Map<number, number>;
  readonly components: Set<number>;
  readonly samples: number[];
  readonly series: Uint32Array;
}

/** `anomaliesAt`: clock of each anomaly and its component, for the timeline. */
export function overview(events: Events, model: Model, judgement: Judgement, look: Lookup): Overview {
  const { profile, clock } = model;
  const width = bucketWidth(clock.end - clock.start, BUCKETS);
  const length = events.store.length === 0 ? 0 : Math.floor((clock.end - clock.start) / width) + 1;
  const buckets = Array.from({ length }, () => ({
    events: 0,
    errors: 0,
    anomalies: 0,
    byLevel: new Map<number, number>(),
    byComponent: new Map<number, number>(),
  }));
  const components = new Map<number, { count: number; errors: number; anomalies: number }>();
  const levels = new Uint32Array(LEVELS.length);
  const week = new Array<number>(168).fill(0);
  const hours = new Map<number, number[]>();
  const sums = new Map<number, TemplateSum>();
  const minutes = minuteCounts(clock.start, clock.end);
  let errors = 0;
  const at = clock.reader();
  for (const { base, events: batch } of events.store.stretches())
    for (let i = 0; i < batch.length; i++) {
      const time = at(batch.source[i]!, batch.time[i]!, base + i);
      const level = batch.level[i]!;
      const component = batch.component[i]!;
      const isError = isErrorLevel(level);
      levels[level]!++;
      if (isError) errors++;
      const bucket = buckets[Math.floor((time - clock.start) / width)];
      if (bucket) {
        bucket.events++;
        if (isError) bucket.errors++;
        bucket.byLevel.set(level, (bucket.byLevel.get(level) ?? 0) + 1);
        bucket.byComponent.set(component, (bucket.byComponent.get(component) ?? 0) + 1);
      }
      const c = components.get(component) ?? { count: 0, errors: 0, anomalies: 0 };
      if (c.count === 0) components.set(component, c);
      c.count++;
      if (isError) c.errors++;
      const isPlaced = clock.isPlaced(batch.source[i]!);
      if (isPlaced) {
        const hour = Math.floor(wallClock(time, look.style) / HOUR);
        // 1 January 1970 was a Thursday: three days after Monday.
        week[(((hour + 72) % 168) + 168) % 168]!++;
        const day = hours.get(component) ?? new Array<number>(24).fill(0);
        if (!hours.has(component)) hours.set(component, day);
        day[((hour % 24) + 24) % 24]!++;
        minutes.add(time);
      }
      const template = model.templateOf[batch.shape[i]!] ?? -1;
      const known = sums.get(template);
      const sum: TemplateSum = known ?? {
        count: 0,
        first: base + i,
        last: base + i,
        firstTime: Number.POSITIVE_INFINITY,
        lastTime: Number.NEGATIVE_INFINITY,
        levels: new Map(),
        components: new Set(),
        samples: [],
        series: new Uint32Array(length),
      };
      if (!known) sums.set(template, sum);
      if (sum.samples.length < SAMPLES) sum.samples.push(base + i);
      sum.last = base + i;
      if (isPlaced) {
        sum.firstTime = Math.min(sum.firstTime, time);
        sum.lastTime = Math.max(sum.lastTime, time);
      }
      sum.levels.set(level, (sum.levels.get(level) ?? 0) + 1);
      sum.components.add(component);
      sum.series[Math.floor((time - clock.start) / width)]!++;
      sum.count++;
    }
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
  const ranked = [...components].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  const shown = new Map(
    ranked
      .filter(([id]) => id >= 0)
      .slice(0, SHOWN_COMPONENTS)
      .map(([id]) => [id, name(id)]),
  );
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
          by_level: Object.fromEntries(
            [...b.byLevel].sort((x, y) => x[0] - y[0]).map(([l, n]) => [LEVELS[l] ?? "none", n]),
          ),
          by_component: byName(b.byComponent, shown),
        }),
      ),
      hour_of_week: week,
      component_by_hour: Object.fromEntries(
        [...shown].map(([id, label]) => [label, hours.get(id) ?? new Array<number>(24).fill(0)]),
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
    byLevel: Object.fromEntries(
      [...levels.entries()].filter(([, n]) => n > 0).map(([l, n]) => [LEVELS[l] ?? "none", n]),
    ),
    components: ranked.filter(([id]) => id >= 0).map(([id, c]) => ({ name: name(id), ...c })),
    peakPerMinute: minutes.most(),
    volume: templates.map(([id, sum]) => ({ template: model.templates[id]?.text ?? "", count: sum.count })),
  };
}

/** Two years of minutes are counted one by one. */
const MINUTES = 1 << 20;

/** Events a minute. Over longer spans (a clock that jumps) the busiest thousand minutes are kept again and again. */
function minuteCounts(start: number, end: number): { add(time: number): void; most(): number } {
  const first = Math.floor(start / 60_000);
  const length = Math.floor(end / 60_000) - first + 1;
  if (length <= MINUTES) {
    const counts = new Uint32Array(Math.max(0, length));
    return {
      add: (time) => {
        counts[Math.floor(time / 60_000) - first]!++;
      },
      most: () => counts.reduce((a, b) => Math.max(a, b), 0),
    };
  }
  const sparse = new Map<number, number>();
  return {
    add(time) {
      const minute = Math.floor(time / 60_000);
      sparse.set(minute, (sparse.get(minute) ?? 0) + 1);
      if (sparse.size <= 100_000) return;
      const busiest = [...sparse].sort((a, b) => b[1] - a[1]).slice(0, 1000);
      sparse.clear();
      for (const [kept, n] of busiest) sparse.set(kept, n);
    },
    most: () => [...sparse.values()].reduce((a, b) => Math.max(a, b), 0),
  };
}

function byName(counts: ReadonlyMap<number, number>, shown: ReadonlyMap<number, string>): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [id, label] of shown) if (counts.has(id)) out[label] = counts.get(id) ?? 0;
  let other = 0;
  for (const [id, n] of counts) if (!shown.has(id)) other += n;
  if (other > 0) out["(other)"] = other;
  return out;
}

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
