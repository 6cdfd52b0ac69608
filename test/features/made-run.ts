import type { EventBatch } from "../../src/core/event-batch.ts";
import { LEVEL } from "../../src/core/levels.ts";
import type { Profile, Samples, SampleUnit } from "../../src/core/samples.ts";
import { type Clock, clock } from "../../src/features/clock.ts";
import { lineSamples } from "../../src/features/lines.ts";
import { type PlacedRun, placedRun } from "../../src/features/placed-run.ts";
import { profileOf } from "../../src/features/profile.ts";
import { seriesSamples } from "../../src/features/series.ts";
import { shareSamples } from "../../src/features/shares.ts";
import { silenceSamples } from "../../src/features/silences.ts";
import { statementSamples } from "../../src/features/statement-samples.ts";
import { type StatementTable, statementTable } from "../../src/features/statements.ts";
import { valueSamples } from "../../src/features/values.ts";
import { windowSamples } from "../../src/features/windows.ts";
import { type Spool, spool } from "../../src/store/spool.ts";

/** An event as tests say it; what is left out is ordinary. Its template is its shape. */
export interface MadeEvent {
  readonly shape: number;
  /** Milliseconds; default: one event a second; NaN: none. */
  readonly time?: number;
  readonly level?: number;
  readonly component?: number;
  readonly host?: number;
  readonly source?: number;
  readonly message?: string;
  /** Of the shape: index of the user's rule that matches it; default: none. */
  readonly rule?: number;
}

/** A run as features see it. */
export interface MadeRun {
  readonly store: Spool;
  readonly clock: Clock;
  readonly table: StatementTable;
  readonly run: PlacedRun;
  readonly profile: Profile;
}

/** Where the made runs begin. */
export const START = Date.UTC(2026, 2, 16, 9);

/** One batch; the message is the whole record. */
export function batchOf(events: readonly MadeEvent[], from = 0): EventBatch {
  const texts = events.map(({ shape, message }) => new TextEncoder().encode(message ?? `message of shape ${shape}`));
  const start: number[] = [];
  let size = 0;
  for (const text of texts) {
    start.push(size);
    size += text.length;
  }
  const bytes = new Uint8Array(size);
  texts.forEach((text, i) => {
    bytes.set(text, start[i] ?? 0);
  });
  const ends = start.map((at, i) => at + (texts[i]?.length ?? 0));
  const n = events.length;
  return {
    length: n,
    source: Uint32Array.from(events, ({ source }) => source ?? 0),
    line: Float64Array.from(events, (_, i) => from + i + 1),
    folded: new Uint16Array(n),
    offset: Float64Array.from(start),
    time: Float64Array.from(events, ({ time }, i) => time ?? START + (from + i) * 1000),
    level: Uint8Array.from(events, ({ level }) => level ?? LEVEL.info),
    component: Int32Array.from(events, ({ component }) => component ?? 0),
    host: Int32Array.from(events, ({ host }) => host ?? -1),
    key: new Int32Array(n).fill(-1),
    shape: Int32Array.from(events, ({ shape }) => shape),
    bytes,
    start: Uint32Array.from(start),
    end: Uint32Array.from(ends),
    messageStart: Uint32Array.from(start),
    messageEnd: Uint32Array.from(ends),
    readAt: 0,
  };
}

export function storeOf(events: readonly MadeEvent[]): Spool {
  const store = spool();
  store.append(batchOf(events));
  store.seal();
  return store;
}

const decoder = new TextDecoder();

/** Events as a run with its clock, statements and profile. `texts`: of templates, by shape. */
export function madeRun(events: readonly MadeEvent[], texts: Readonly<Record<number, string>> = {}): MadeRun {
  const store = storeOf(events);
  const time = clock(store);
  const shapes = events.reduce((most, { shape }) => Math.max(most, shape), 0) + 1;
  const none = new Int32Array(shapes).fill(-1);
  const rule = Int32Array.from(none);
  for (const event of events) if (event.rule !== undefined) rule[event.shape] = event.rule;
  const table = statementTable(
    Int32Array.from({ length: shapes }, (_, i) => i),
    { rule, known: none },
  );
  const sources = new Set(events.map(({ source }) => source ?? 0)).size;
  const run = placedRun(store, time, table);
  const profile = profileOf(
    run,
    {
      templateText: (id) => texts[id] ?? `template ${id} <*>`,
      wordText: (id) => (id < 0 ? "" : `word${id}`),
      reveal: (bytes, start, end) => decoder.decode(bytes.subarray(start, end)),
    },
    Math.max(1, sources),
  );
  return { store, clock: time, table, run, profile };
}

/** Id of the statement with this shape; the first, where it has several. */
export function statementOf({ table }: MadeRun, shape: number): number {
  const id = table.template.indexOf(shape);
  if (id < 0) throw new Error(`no statement of shape ${shape}`);
  return id;
}

/** Samples of a unit, as the pipeline makes them; a statement is bad from `error` on. */
export function samplesOfUnit(
  unit: SampleUnit,
  run: MadeRun,
  window: { readonly events: number; readonly share: number } = { events: 1000, share: 0.75 },
): Samples {
  const { table, profile } = run;
  const bad = Uint8Array.from(table.level, (level) => (level >= LEVEL.error ? 1 : 0));
  switch (unit) {
    case "line":
      return lineSamples(run.run, profile).samples;
    case "statement":
      return statementSamples(
        run.run,
        profile,
        bad.map((b) => 1 - b),
      );
    case "series":
      return seriesSamples(profile);
    case "share":
      return shareSamples(profile, bad);
    case "silence":
      return silenceSamples(profile);
    case "value": {
      const measured = profile.statements.map((s) => {
        const times: number[] = [];
        const values: number[] = [];
        return { statement: s.id, unit: 0, stride: 1, times, values };
      });
      for (const { events, time, statement } of run.run.stretches())
        for (let i = 0; i < events.length; i++) {
          const value = /\b\d+\b/.exec(
            decoder.decode(events.bytes.subarray(events.messageStart[i], events.messageEnd[i])),
          );
          const home = measured[statement[i]!];
          if (value === null || home === undefined) continue;
          home.times.push(time[i]!);
          home.values.push(Number(value[0]));
        }
      return valueSamples(profile, measured);
    }
    case "window":
      return windowSamples(run.run, window);
    case "session":
      throw new Error("sessions are not made yet");
  }
}

/** The value of a named column. */
export function cellOf(samples: Samples, row: number, name: string): number {
  const column = samples.features.names.indexOf(name);
  if (column < 0) throw new Error(`no column ${name}`);
  return samples.features.values[row * samples.features.columns + column] ?? Number.NaN;
}

/** Rows of a key. */
export const rowsOf = (samples: Samples, key: number): number[] =>
  Array.from({ length: samples.length }, (_, row) => row).filter((row) => samples.key[row] === key);
