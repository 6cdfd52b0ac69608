import type { EventBatch, PlacedStretch } from "../core/event-batch.ts";
import type { Profile, Samples } from "../core/samples.ts";
import { hourOf } from "./hours.ts";
import type { PlacedRun } from "./placed-run.ts";
import { type Row, samplesOf } from "./samples.ts";

/** Columns of a line. */
export const LINE_COLUMNS = [
  /** log10 of the statement's events. */
  "template_freq",
  "level",
  /** log2 of the message's bytes. */
  "msg_length",
  /** Places for values in its template. */
  "num_params",
  /** 0 to 23. */
  "hour_of_day",
] as const;

/** A prime, so that keys of neighbouring lengths and hours lie apart. */
const LAST = 8_191;
/** Half octaves of the lengths of messages, up to the last one. */
const HALF_OCTAVES = Uint8Array.from({ length: 4_096 }, (_, bytes) => halfOctave(bytes));
/** Distinct rows; more are taken together without their hour. */
const MOST = 50_000;

function halfOctave(bytes: number): number {
  return Math.min(31, Math.round(Math.log2(bytes + 1) * 2));
}

/** Lines, equal rows together: what is equal is judged once. */
export interface LineSamples {
  /** One row for each distinct line; `weight` says how many lines it stands for. */
  readonly samples: Samples;
  /** The row of an event. */
  rowOf(events: EventBatch, row: number, statement: number, time: number): number;
}

export function lineSamples(run: PlacedRun, profile: Profile): LineSamples {
  const { clock } = run;
  const rows = new Map<number, number>();
  const weights: number[] = [];
  const keyOf = (events: EventBatch, row: number, statement: number, time: number): number => {
    const bytes = events.messageEnd[row]! - events.messageStart[row]!;
    const length = HALF_OCTAVES[bytes] ?? halfOctave(bytes);
    const hour = clock.isTimed ? hourOf(time, 24) : 0;
    return (statement * 32 + length) * 24 + hour;
  };
  const rowOf = (key: number): number | undefined => rows.get(key) ?? rows.get(key - (key % 24));
  // The rows that came last, for most lines are like one shortly before.
  const lastKeys = new Float64Array(LAST).fill(-1);
  const lastRows = new Int32Array(LAST);
  const count = ({ events, time, statement }: PlacedStretch): void => {
    for (let i = 0; i < events.length; i++) {
      const key = keyOf(events, i, statement[i]!, time[i]!);
      const slot = key % LAST;
      if (lastKeys[slot] === key) {
        weights[lastRows[slot]!]!++;
        continue;
      }
      let row = rows.get(key);
      if (row === undefined && rows.size >= MOST) row = rows.get(key - (key % 24));
      if (row === undefined) {
        row = weights.length;
        rows.set(rows.size >= MOST ? key - (key % 24) : key, row);
        weights.push(0);
      }
      weights[row]!++;
      lastKeys[slot] = key;
      lastRows[slot] = row;
    }
  };
  for (const stretch of run.stretches()) count(stretch);
  const holes = profile.statements.map((s) => s.templateText.split("<").length - 1);
  const list: Row[] = [];
  for (const [key, row] of rows) {
    const statement = Math.floor(key / (32 * 24));
    const s = profile.statements[statement];
    list[row] = {
      key: statement,
      from: 0,
      to: 0,
      features: [
        Math.log10(s?.count ?? 1),
        s?.level ?? 0,
        (Math.floor(key / 24) % 32) / 2,
        holes[statement] ?? 0,
        key % 24,
      ],
      weight: weights[row] ?? 1,
    };
  }
  return {
    samples: samplesOf(list, LINE_COLUMNS),
    rowOf: (events, row, statement, time) => rowOf(keyOf(events, row, statement, time)) ?? 0,
  };
}
