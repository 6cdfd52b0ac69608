import type { EventStore, PlacedEvents, PlacedStretch, Stretch } from "../core/event-batch.ts";
import type { Clock } from "./clock.ts";
import type { StatementTable } from "./statements.ts";

/** A run's events, and what places them. */
export interface PlacedRun extends PlacedEvents {
  readonly clock: Clock;
  readonly statements: StatementTable;
}

/** What is known of the first stretches of a run is kept up to about so many bytes; of those behind them it is found again on each walk. */
const KEPT_BYTES = 16 << 20;

interface Kept {
  /** Undefined: every event carries its time. */
  readonly time: Float64Array | undefined;
  readonly statement: Int32Array;
}

export function placedRun(
  store: EventStore,
  clock: Clock,
  statements: StatementTable,
  keptBytes = KEPT_BYTES,
): PlacedRun {
  const kept: Kept[] = [];
  let sizeBytes = 0;
  /** The last time of each source in what is kept. */
  const last: number[] = [];
  const keeping = clock.reader(last);

  /** Fills in both columns; gives whether every event carries its time. */
  const fill = ({ base, events }: Stretch, time: Float64Array, statement: Int32Array, at: typeof keeping): boolean => {
    let isTold = true;
    for (let i = 0; i < events.length; i++) {
      const told = events.time[i]!;
      const placed = at(events.source[i]!, told, base + i);
      if (placed !== told) isTold = false;
      time[i] = placed;
      statement[i] = statements.of(events, i);
    }
    return isTold;
  };

  function* stretches(): Generator<PlacedStretch, void, undefined> {
    let time = new Float64Array(0);
    let statement = new Int32Array(0);
    let at: typeof keeping | undefined;
    let which = 0;
    for (const stretch of store.stretches()) {
      const { base, events } = stretch;
      if (which >= kept.length && time.length < events.length) {
        time = new Float64Array(events.length);
        statement = new Int32Array(events.length);
      }
      if (which === kept.length && sizeBytes < keptBytes) {
        const isTold = fill(stretch, time, statement, keeping);
        const own = {
          time: isTold ? undefined : time.slice(0, events.length),
          statement: statement.slice(0, events.length),
        };
        sizeBytes += own.statement.byteLength + (own.time?.byteLength ?? 0);
        kept.push(own);
      }
      const known = kept[which++];
      if (known !== undefined) {
        yield { base, events, time: known.time ?? events.time, statement: known.statement };
        continue;
      }
      at ??= clock.reader([...last]);
      fill(stretch, time, statement, at);
      yield { base, events, time, statement };
    }
  }
  return { length: store.length, clock, statements, stretches };
}
