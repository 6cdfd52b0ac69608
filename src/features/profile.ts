import type { PlacedStretch } from "../core/event-batch.ts";
import { type Profile, SLICES, type Statement } from "../core/samples.ts";
import { bucketReader } from "./buckets.ts";
import { bucketWidth } from "./clock.ts";
import type { PlacedRun } from "./placed-run.ts";

/** Buckets of a profile; a day has 30 seconds each. */
const BUCKETS = 4096;
/** Messages kept of each statement: enough for a median of what they say. */
const MESSAGES = 9;
/** Hosts counted of each statement; the rest only counts. */
const HOSTS = 512;
/** Sources whose own course is followed. */
const OWN_SOURCES = 64;
/** A series of one statement is put in order when it has grown to this. */
const SERIES = 8192;

interface Growing {
  count: number;
  first: number;
  last: number;
  firstTime: number;
  lastTime: number;
  readonly slices: Uint32Array;
  buckets: number[];
  counts: number[];
  readonly messages: string[];
  readonly hosts: Map<number, number>;
  readonly sources: Set<number>;
  /** The last one: most lines are of the same. */
  source: number;
}

const inOrder = (g: Growing): void => {
  const sums = new Map<number, number>();
  g.buckets.forEach((bucket, i) => {
    sums.set(bucket, (sums.get(bucket) ?? 0) + g.counts[i]!);
  });
  g.buckets = [...sums.keys()].sort((a, b) => a - b);
  g.counts = g.buckets.map((bucket) => sums.get(bucket) ?? 0);
};

/** What texts of the run are needed, already without secrets. */
export interface Names {
  templateText(template: number): string;
  wordText(word: number): string;
  reveal(bytes: Uint8Array, start: number, end: number): string;
  /** Whether a source looks like no text; default: none does. */
  isBinary?(source: number): boolean;
}

/** One walk through the run: counts and series of every statement. `sources`: how many sources the run has. */
export function profileOf(run: PlacedRun, names: Names, sources: number): Profile {
  const { clock, statements: table, length: n } = run;
  const width = bucketWidth(clock.end - clock.start, BUCKETS);
  const buckets = Math.floor((clock.end - clock.start) / width) + 1;
  const total = new Uint32Array(buckets);
  // A file that begins late or ends early has a beginning and an end of its own; of very many, the run's stand for all.
  const bySource =
    sources > 1 && sources <= OWN_SOURCES ? Array.from({ length: sources }, () => new Uint32Array(buckets)) : [];
  const growing: Growing[] = [];
  const allHosts = new Set<number>();
  const bucketOf = bucketReader(clock.start, width);
  let slice = 0;
  const count = ({ base, events, time: times, statement }: PlacedStretch): void => {
    for (let i = 0; i < events.length; i++) {
      const index = base + i;
      const time = times[i]!;
      const bucket = bucketOf(time);
      while (slice < SLICES - 1 && index * SLICES >= (slice + 1) * n) slice++;
      const source = events.source[i]!;
      total[bucket]!++;
      const own = bySource[source];
      if (own) own[bucket]!++;
      const id = statement[i]!;
      const known = growing[id];
      const g: Growing = known ?? {
        count: 0,
        first: index,
        last: index,
        firstTime: time,
        lastTime: time,
        slices: new Uint32Array(SLICES),
        buckets: [],
        counts: [],
        messages: [],
        hosts: new Map(),
        source: -1,
        sources: new Set(),
      };
      if (!known) growing[id] = g;
      g.count++;
      if (g.source !== source) {
        g.source = source;
        g.sources.add(source);
      }
      g.last = index;
      if (time < g.firstTime) {
        g.firstTime = time;
        g.first = index;
      }
      if (time > g.lastTime) g.lastTime = time;
      g.slices[slice]!++;
      const end = g.buckets.length - 1;
      if (end >= 0 && g.buckets[end] === bucket) g.counts[end]!++;
      else {
        g.buckets.push(bucket);
        g.counts.push(1);
        if (g.buckets.length % SERIES === 0) inOrder(g);
      }
      if (g.messages.length < MESSAGES)
        g.messages.push(names.reveal(events.bytes, events.messageStart[i]!, events.messageEnd[i]!));
      const host = events.host[i]!;
      if (host >= 0) {
        allHosts.add(host);
        const seen = g.hosts.get(host);
        if (seen !== undefined || g.hosts.size < HOSTS) g.hosts.set(host, (seen ?? 0) + 1);
      }
    }
  };
  for (const stretch of run.stretches()) count(stretch);
  growing.forEach(inOrder);
  const all = cumulative(total);
  const known = new Map<string, Float64Array>();
  /** Element b: events before bucket b in the sources that hold the statement. */
  const beforeOf = (g: Growing): Float64Array => {
    if (bySource.length === 0) return all;
    const key = [...g.sources].sort((a, b) => a - b).join(" ");
    const cached = known.get(key);
    if (cached) return cached;
    const sum = new Uint32Array(buckets);
    for (const source of g.sources)
      bySource[source]?.forEach((count, b) => {
        sum[b]! += count;
      });
    const before = cumulative(sum);
    known.set(key, before);
    return before;
  };
  if (sources > 1)
    for (const g of growing) {
      const before = beforeOf(g);
      const whole = Math.max(1, before[buckets]!);
      g.slices.fill(0);
      g.buckets.forEach((bucket, i) => {
        const middle = (before[bucket]! + before[bucket + 1]!) / 2;
        g.slices[Math.min(SLICES - 1, Math.floor((middle * SLICES) / whole))]! += g.counts[i]!;
      });
    }
  const componentSlices = new Map<number, Uint32Array>();
  growing.forEach((g, id) => {
    const component = table.component[id]!;
    const sum = componentSlices.get(component) ?? new Uint32Array(SLICES);
    componentSlices.set(component, sum);
    g.slices.forEach((count, s) => {
      sum[s]! += count;
    });
  });
  const statements = growing.map((g, id): Statement => {
    let topHost = -1;
    let topCount = 0;
    for (const [host, count] of g.hosts) if (count > topCount) [topHost, topCount] = [host, count];
    const before = beforeOf(g);
    const place = (index: number, bucket: number): number =>
      sources > 1 ? before[bucket]! / Math.max(1, before[buckets]!) : index / Math.max(1, n);
    return {
      id,
      template: table.template[id]!,
      level: table.level[id]!,
      component: table.component[id]!,
      rule: table.rule[id]!,
      known: table.known[id]!,
      componentName: names.wordText(table.component[id]!),
      templateText: names.templateText(table.template[id]!),
      count: g.count,
      first: g.first,
      last: g.last,
      begins: place(g.first, g.buckets[0]!),
      ends: place(g.last, g.buckets[g.buckets.length - 1]!),
      firstTime: clock.isTimed ? g.firstTime : Number.NaN,
      lastTime: clock.isTimed ? g.lastTime : Number.NaN,
      slices: g.slices,
      componentSlices: componentSlices.get(table.component[id]!) ?? g.slices,
      series: { buckets: Uint32Array.from(g.buckets), counts: Uint32Array.from(g.counts) },
      messages: g.messages,
      topHost: names.wordText(topHost),
      topHostShare: topCount / g.count,
      hosts: g.hosts.size,
      isBinary: [...g.sources].every((source) => names.isBinary?.(source) === true),
    };
  });
  return {
    events: n,
    start: clock.isTimed ? clock.start : Number.NaN,
    end: clock.isTimed ? clock.end : Number.NaN,
    isTimed: clock.isTimed,
    origin: clock.start,
    bucketWidth: width,
    buckets,
    total,
    statements,
    sources,
    hosts: allHosts.size,
  };
}

/** Element b: events before bucket b. */
const cumulative = (total: Uint32Array): Float64Array => {
  const before = new Float64Array(total.length + 1);
  for (let b = 0; b < total.length; b++) before[b + 1] = before[b]! + total[b]!;
  return before;
};
