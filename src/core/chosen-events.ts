import type { PlacedEvents, PlacedStretch } from "./event-batch.ts";

/** A stretch and those of its events that a walk is about. */
export interface ChosenStretch {
  readonly stretch: PlacedStretch;
  /** Their rows, ascending: the first `count` elements. */
  readonly rows: Int32Array;
  readonly count: number;
}

/**
 * Events of the statements that are `wanted` (1), and those of the indices in `also` (ascending), in order. Most walks are
 * about few events, and what looks at all of them is a loop of its own, small enough to be compiled at once: what a walk does
 * with an event is seldom run often enough for that.
 */
export function* chosenEvents(
  run: PlacedEvents,
  wanted: Uint8Array,
  also: readonly number[] = [],
): Generator<ChosenStretch, void, undefined> {
  let rows = new Int32Array(0);
  let next = 0;
  for (const stretch of run.stretches()) {
    const { base, events, statement } = stretch;
    if (rows.length < events.length) rows = new Int32Array(events.length);
    let count = choose(statement, events.length, wanted, rows);
    const before = count;
    for (; next < also.length && also[next]! < base + events.length; next++) {
      const row = also[next]! - base;
      if (wanted[statement[row]!] !== 1) rows[count++] = row;
    }
    if (count > before) rows.subarray(0, count).sort();
    if (count > 0) yield { stretch, rows, count };
  }
}

function choose(statement: Int32Array, length: number, wanted: Uint8Array, rows: Int32Array): number {
  let count = 0;
  for (let row = 0; row < length; row++) if (wanted[statement[row]!] === 1) rows[count++] = row;
  return count;
}
