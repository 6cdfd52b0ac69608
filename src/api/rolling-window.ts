import { UserError } from "../core/errors.ts";
import { LEVELS } from "../core/levels.ts";
import { columnOf } from "../core/matrix.ts";
import type { Template } from "../core/miner.ts";
import type { ParameterRecord } from "../core/results.ts";
import { clock } from "../features/clock.ts";
import { placedRun } from "../features/placed-run.ts";
import { windowSamples } from "../features/windows.ts";
import { type Privacy, privacy } from "../privacy/reveal.ts";
import { type Mining, parametersOf, valueSketch } from "../templates/index.ts";
import { CONTEXT, eventsAround, type RecordEvents, recordEvents } from "./record-events.ts";
import { checkedRecords, type LogRecord } from "./records.ts";
import { startMining } from "./templates.ts";

/** Of the rolling window. */
export interface RollingWindowOptions {
  /** Records in a window; default 1000. Fewer records than that are one window. */
  windowSize?: number;
  /** Share of a window that one template must fill to be a flood, above 0 and at most 1; default 0.75. */
  repetitionThreshold?: number;
}

/** One template that fills windows of records. Secrets are taken out of its values. */
export interface Flood {
  readonly template: string;
  readonly template_id: string;
  /** Its records, those that were left in place included. */
  readonly count: number;
  /** Its largest share of a window. */
  readonly ratio: number;
  /** Numbers of its first and last record, from 1 on. */
  readonly first: number;
  readonly last: number;
  /** What stands in its variable places. */
  readonly parameters: readonly ParameterRecord[];
  readonly components: readonly string[];
  readonly levels: Readonly<Record<string, number>>;
}

/** Records of a flood that are left in place. */
const LEFT = 3;
const TOP = 5;

function checkedOptions({ windowSize = 1000, repetitionThreshold = 0.75 }: RollingWindowOptions): {
  readonly events: number;
  readonly share: number;
} {
  if (!Number.isInteger(windowSize) || windowSize < 2 || windowSize > 1_000_000)
    throw new UserError(`expected \`windowSize\` to be an integer from 2 to 1000000, got ${String(windowSize)}`);
  if (!(repetitionThreshold > 0 && repetitionThreshold <= 1))
    throw new UserError(
      `expected \`repetitionThreshold\` to be above 0 and at most 1, got ${String(repetitionThreshold)}`,
    );
  return { events: windowSize, share: repetitionThreshold };
}

/** Floods: how much one message fills the window around a record. */
export class RollingWindowDetector {
  readonly #events: number;
  #mining: Mining | undefined;
  #context: readonly LogRecord[] = [];

  constructor(options: RollingWindowOptions = {}) {
    this.#events = checkedOptions(options).events;
  }

  /** Learns the templates by which records are counted. */
  fit(records: readonly LogRecord[]): this {
    const checked = checkedRecords(records);
    const { events } = recordEvents(checked);
    events.store.close();
    this.#mining = startMining();
    this.#mining.learn(events.shapes);
    this.#context = checked.slice(0, CONTEXT);
    return this;
  }

  /**
   * By record: the largest share that one template has of its window, which are the records up to it, as many as a window
   * holds; the records of the first window share it.
   */
  score(records: readonly LogRecord[]): Float64Array {
    const checked = checkedRecords(records);
    const read = recordEvents(checked, { context: this.#context });
    const { store, shapes } = read.events;
    try {
      const own = startMining();
      own.learn(shapes);
      const fitted = this.#mining;
      // Above 0: templates of `fit`; below: those that only these records have.
      const templateOf = Int32Array.from({ length: shapes.length }, (_, id) => {
        const known = fitted?.match(shapes.at(id)) ?? -1;
        return known >= 0 ? known : -2 - own.match(shapes.at(id));
      });
      const first = read.eventOf.find((event) => event >= 0) ?? 0;
      const templates: number[] = [];
      for (const { base, events } of store.stretches())
        for (let i = 0; i < events.length; i++) if (base + i >= first) templates.push(templateOf[events.shape[i]!]!);
      const ratios = leadingShares(templates, this.#events);
      return Float64Array.from(eventsAround(read.eventOf, checked), (event) => ratios[event - first] ?? 0);
    } finally {
      store.close();
    }
  }
}

/** Of the window that ends with each element: the share of its most frequent one. One step up or down an element. */
function leadingShares(templates: readonly number[], window: number): Float64Array {
  const size = Math.min(window, templates.length);
  const counts = new Map<number, number>();
  /** How many templates have each count. */
  const having = new Uint32Array(size + 2);
  let most = 0;
  const change = (template: number, by: 1 | -1): void => {
    const before = counts.get(template) ?? 0;
    counts.set(template, before + by);
    having[before]!--;
    having[before + by]!++;
    if (by > 0) most = Math.max(most, before + 1);
    else if (before === most && having[most] === 0) most--;
  };
  const shares = new Float64Array(templates.length);
  templates.forEach((template, i) => {
    if (i >= size) change(templates[i - size]!, -1);
    change(template, 1);
    shares[i] = most / size;
    if (i === size - 1) shares.fill(most / size, 0, size);
  });
  return shares;
}

interface Member {
  readonly event: number;
  readonly record: number;
}

/** Folds floods: of the records of one all but the first few are taken out and told as a flood. */
export function rollingWindowChunking(
  records: readonly LogRecord[],
  options: RollingWindowOptions = {},
): { records: LogRecord[]; floods: Flood[] } {
  const window = checkedOptions(options);
  const checked = checkedRecords(records);
  const read = recordEvents(checked);
  const { store, shapes } = read.events;
  try {
    // A list shorter than a window has none.
    if (store.length < window.events) return { records: [...checked], floods: [] };
    const mining = startMining();
    mining.learn(shapes);
    const templateOf = Int32Array.from({ length: shapes.length }, (_, id) => mining.match(shapes.at(id)));
    const byTemplate = { of: (events: { readonly shape: Int32Array }, row: number) => templateOf[events.shape[row]!]! };
    const table = { ...byTemplate, length: 0, template: [], level: [], component: [], rule: [], known: [] };
    const { length, key, features } = windowSamples(placedRun(store, clock(store), table), window);
    const [share, firstOf, lastOf] = ["share", "first", "last"].map((name) => columnOf(features, name));
    const templates = mining.templates();
    const around = eventsAround(read.eventOf, checked);
    const templateAt = new Int32Array(store.length);
    for (const { base, events } of store.stretches())
      for (let i = 0; i < events.length; i++) templateAt[base + i] = byTemplate.of(events, i);
    const recordAt = new Uint32Array(store.length);
    read.eventOf.forEach((event, record) => {
      if (event >= 0) recordAt[event] = record;
    });
    const membersOf = (template: number, first: number, last: number): Member[] => {
      const members: Member[] = [];
      for (let event = first; event <= last; event++)
        if (templateAt[event] === template) members.push({ event, record: recordAt[event]! });
      return members;
    };
    const secrets = privacy();
    const folded = new Set<number>();
    const floods: Flood[] = [];
    for (let row = 0; row < length; row++) {
      const template = templates[key[row]!];
      if (!template || !share || !firstOf || !lastOf) continue;
      const members = membersOf(key[row]!, firstOf(row), lastOf(row));
      if (members.length <= LEFT) continue;
      for (const { event } of members.slice(LEFT)) folded.add(event);
      floods.push(floodOf(template, share(row), members, read, secrets));
    }
    floods.sort((a, b) => a.first - b.first);
    return { records: checked.filter((_, i) => !folded.has(around[i]!)), floods };
  } finally {
    store.close();
  }
}

function floodOf(
  template: Template,
  ratio: number,
  members: readonly Member[],
  { events: { store, words } }: RecordEvents,
  { reveal, redact }: Privacy,
): Flood {
  const sketches: ReturnType<typeof valueSketch>[] = [];
  const components = new Set<number>();
  const levels = new Map<number, number>();
  for (const { event } of members) {
    const { base, events } = store.stretchOf(event);
    const row = event - base;
    components.add(events.component[row]!);
    levels.set(events.level[row]!, (levels.get(events.level[row]!) ?? 0) + 1);
    const message = reveal(events.bytes, events.messageStart[row]!, events.messageEnd[row]!);
    parametersOf(template, message).forEach(({ text }, index) => {
      const sketch = sketches[index] ?? valueSketch();
      sketches[index] = sketch;
      sketch.add(text);
    });
  }
  return {
    template: redact(template.text),
    template_id: template.id,
    count: members.length,
    ratio,
    first: (members[0]?.record ?? 0) + 1,
    last: (members.at(-1)?.record ?? 0) + 1,
    parameters: sketches.map((sketch, index) => ({
      index,
      kind: sketch.kind(),
      distinct: sketch.distinct(),
      top: sketch.top(TOP),
      quantiles: sketch.quantiles(),
    })),
    components: [...components]
      .map((word) => redact(words.text(word)))
      .filter((name) => name !== "")
      .sort(),
    levels: Object.fromEntries([...levels].sort(([a], [b]) => a - b).map(([level, n]) => [LEVELS[level] ?? "none", n])),
  };
}
