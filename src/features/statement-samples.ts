import { chosenEvents } from "../core/chosen-events.ts";
import type { PlacedEvents } from "../core/event-batch.ts";
import type { Profile, Samples } from "../core/samples.ts";
import { samplesOf } from "./samples.ts";

/** Columns of a statement. */
export const STATEMENT_COLUMNS = [
  /** Other rare, harmless statements near its first event: what comes in company explains itself. */
  "companions",
  /** Share of the run's events in statements that are at most as frequent; of a failure: in failures. */
  "tail",
] as const;

/** Rarer than this share of all lines is rare enough to be company. */
const RARE = 0.05;
const NEAR_EVENTS = 50;
const NEAR_MILLISECONDS = 60_000;
/** Rare events looked at; more are not rare. */
const MOST = 200_000;

/** One row a statement. `harmless`: 1 for statements that report nothing bad. */
export function statementSamples(run: PlacedEvents, profile: Profile, harmless: Uint8Array): Samples {
  const tail = tailShares(profile, () => true);
  // A log full of harmless oddities can still be one in which failures are rare.
  const failures = tailShares(profile, (id) => harmless[id] === 0);
  const companions = countCompanions(run, profile, (id) => tail[id]! <= RARE && harmless[id] === 1);
  return samplesOf(
    profile.statements.map((s) => ({
      key: s.id,
      from: Number.isNaN(s.firstTime) ? s.first * 1000 : s.firstTime,
      to: Number.isNaN(s.lastTime) ? s.last * 1000 : s.lastTime,
      features: [companions[s.id]!, harmless[s.id] ? tail[s.id]! : failures[s.id]!],
      weight: s.count,
    })),
    STATEMENT_COLUMNS,
  );
}

function tailShares(profile: Profile, counts: (statement: number) => boolean): Float64Array {
  const byCount = new Map<number, number>();
  for (const s of profile.statements) if (counts(s.id)) byCount.set(s.count, (byCount.get(s.count) ?? 0) + s.count);
  const share = new Map<number, number>();
  let sum = 0;
  for (const count of [...byCount.keys()].sort((a, b) => a - b)) {
    sum += byCount.get(count) ?? 0;
    share.set(count, sum / Math.max(1, profile.events));
  }
  return Float64Array.from(profile.statements, (s) => share.get(s.count) ?? 0);
}

function countCompanions(run: PlacedEvents, profile: Profile, isRare: (statement: number) => boolean): Float64Array {
  const rare = Uint8Array.from(profile.statements, (s) => (isRare(s.id) ? 1 : 0));
  const events: { index: number; time: number; statement: number }[] = [];
  for (const { stretch, rows, count } of chosenEvents(run, rare)) {
    const { base, time, statement } = stretch;
    for (let r = 0; r < count && events.length < MOST; r++) {
      const row = rows[r]!;
      events.push({ index: base + row, time: time[row]!, statement: statement[row]! });
    }
  }
  const out = new Float64Array(profile.statements.length);
  for (const s of profile.statements) {
    // Binary search for the first rare event at most NEAR_EVENTS before the statement's first.
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (events[middle]!.index < s.first - NEAR_EVENTS) low = middle + 1;
      else high = middle;
    }
    const company = new Set<number>();
    const first = Number.isNaN(s.firstTime) ? s.first * 1000 : s.firstTime;
    for (let e = low; e < events.length && events[e]!.index <= s.first + NEAR_EVENTS; e++) {
      const other = events[e]!;
      if (other.statement !== s.id && Math.abs(other.time - first) <= NEAR_MILLISECONDS) company.add(other.statement);
    }
    out[s.id] = company.size;
  }
  return out;
}
