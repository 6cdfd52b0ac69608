import { UserError } from "../core/errors.ts";
import { GAUGES } from "./decline.ts";
import { type Draw, drawing } from "./draw.ts";
import { type Emit, type Entry, FILES, type File, written } from "./entry.ts";
import type { GeneratedDay, LabelledIncident } from "./label.ts";
import { type Load, loadOf } from "./load.ts";
import { fileOf, height, type Placed, place, plan, planSlow } from "./plan.ts";
import { BURSTABLE, ROUTINES } from "./routine.ts";
import { deploy, rare, scheduled } from "./schedule.ts";
import { STORIES } from "./stories.ts";

const HOUR = 3_600_000;
/** A Monday. */
const DEFAULT_START = Date.UTC(2026, 2, 16, 9);
/** Fewer lines than this make a shorter day: what machines say by the clock cannot be said less often. */
const WHOLE_DAY_LINES = 30_000;
const FEWEST_LINES = 2000;
/** Of the lines in a flood's span, at most this share is ordinary life. */
const FLOOD_GAPS = 0.12;

/** A believable day of a small shop (web server, database, queue, logins), with labelled incidents. The same seed gives the same bytes. */
export function generate(options: { seed: number; lines: number; start?: number }): GeneratedDay {
  const { seed, lines, start = DEFAULT_START } = options;
  if (!Number.isInteger(lines) || lines < FEWEST_LINES) {
    throw new UserError(
      `expected at least ${FEWEST_LINES} lines for a generated day, got ${lines}`,
      "five kinds of incident and a normal day around them need that room",
    );
  }
  if (!Number.isFinite(start)) throw new UserError(`expected a start in milliseconds, got ${start}`);
  const draw = drawing(seed);
  const end = start + 24 * HOUR * Math.min(1, lines / WHOLE_DAY_LINES);
  const load = loadOf(start, end, draw);
  const slow = lines >= WHOLE_DAY_LINES ? planSlow(draw) : [];
  const { placed, deployAt } = place(draw, [...plan(draw, lines), ...slow], start, end);
  const planted = placed.reduce(
    (sum, { planned }) => sum + planned.sayings.reduce((n, said) => n + height(said), 0),
    0,
  );

  const ordinary = ordinaryLife(draw, load, deployAt, placed, lines - planted);
  const entries = [
    ...ordinary,
    ...placed.flatMap((incident, index) => plantedEntries(draw, incident, index, ordinary)),
  ];
  return numbered(entries, placed);
}

/** Everything that is no incident: what clocks, customers and small troubles say, up to `lines` lines. */
function ordinaryLife(draw: Draw, load: Load, deployAt: number, placed: readonly Placed[], lines: number): Entry[] {
  const { start, end } = load;
  const entries: Entry[] = [];
  let count = 0;
  /** What would be said outside the day is left unsaid. */
  const from = (base: number): Emit => {
    return (delay, saying) => {
      const time = Math.floor(base + delay);
      if (time < start || time >= end) return;
      entries.push({ file: saying.file, time, lines: written(saying, time, draw), incident: -1 });
      count += height(saying);
    };
  };
  scheduled(draw, from(start), start, end, load.at);
  deploy(draw, from(start), deployAt - start);
  rare(draw, from(start), end - start);
  for (const { perHour, say } of [...ROUTINES, ...BURSTABLE]) {
    const mean = HOUR / perHour;
    // Waiting times between 0.2 and 1.8 of the mean: steady, as retries and crawlers are.
    for (let time = start + draw.random() * mean; time < end; time += mean * draw.real(0.2, 1.8)) {
      from(time)(0, say(draw));
    }
  }
  for (const { name, perHour, say } of GAUGES) {
    const mean = HOUR / perHour;
    const isPlanted = (time: number): boolean =>
      placed.some(({ at, planned }) => planned.gauge === name && time >= at && time <= at + planned.lasts);
    for (let time = start + draw.random() * mean; time < end; time += mean * draw.real(0.6, 1.4))
      if (!isPlanted(time)) from(time)(0, say(draw, 1));
  }
  const weights = STORIES.reduce((sum, story) => sum + story.weight, 0);
  while (count < lines) {
    let rest = draw.random() * weights;
    for (const { weight, tell } of STORIES) {
      rest -= weight;
      if (rest >= 0) continue;
      tell(draw, from(load.moment(draw)));
      break;
    }
  }
  return entries;
}

/** The records of one incident. A flood is quick enough to leave little room for anything else. */
function plantedEntries(draw: Draw, { at, planned }: Placed, incident: number, ordinary: readonly Entry[]): Entry[] {
  const { kind, sayings } = planned;
  const file = fileOf(planned);
  let lasts = planned.lasts;
  if (kind === "flood") {
    const near = ordinary.filter((entry) => entry.file === file && entry.time >= at && entry.time <= at + lasts);
    const times = near.map((entry) => entry.time).sort((a, b) => a - b);
    const firstTooMany = times[Math.floor(sayings.length * FLOOD_GAPS)];
    if (firstTooMany !== undefined) lasts = firstTooMany - at;
  }
  const moments = sayings.map(() => draw.random() * lasts).sort((a, b) => a - b);
  // Who gets in does so after the last failure.
  return sayings.map((saying, index) => {
    const time = Math.floor(at + (moments[index] ?? 0));
    return { file, time, lines: written(saying, time, draw), incident };
  });
}

/** Sorts records into files and says in which lines each incident landed. */
function numbered(entries: readonly Entry[], placed: readonly Placed[]): GeneratedDay {
  const files = new Map<File, string[]>(FILES.map((file) => [file, []]));
  const found = placed.map(() => ({
    lines: [] as number[],
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
  }));
  for (const entry of [...entries].sort((a, b) => a.time - b.time)) {
    const lines = files.get(entry.file) ?? [];
    const mark = found[entry.incident];
    for (const line of entry.lines) {
      lines.push(line);
      mark?.lines.push(lines.length);
    }
    if (mark !== undefined) {
      mark.from = Math.min(mark.from, entry.time);
      mark.to = Math.max(mark.to, entry.time);
    }
  }
  const incidents: LabelledIncident[] = [];
  for (const [index, { planned }] of placed.entries()) {
    const mark = found[index];
    const first = mark?.lines[0];
    const last = mark?.lines.at(-1);
    if (mark === undefined || first === undefined || last === undefined) continue;
    const { kind, description } = planned;
    incidents.push({ kind, file: `${fileOf(planned)}.log`, first, last, ...mark, description });
  }
  return { files: [...files].map(([file, lines]) => ({ name: `${file}.log`, lines })), incidents };
}
