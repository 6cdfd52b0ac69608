import type { EventStore, Stretch } from "../core/event-batch.ts";

/**
 * When each event happened, whether its line says so or not: an event without a time has the time of the one before it in
 * its source. A run in which no event carries a time has one event a second, so that everything behind works on time alone;
 * beside sources with times, one without is spread over the run, and nobody is told those times.
 */
export interface Clock {
  readonly isTimed: boolean;
  /** Milliseconds; 0 and 0 for an empty run. */
  readonly start: number;
  readonly end: number;
  /** Whether any event of the source carries a time. */
  isPlaced(source: number): boolean;
  /** Where an event stands that no time of its source precedes. */
  placeOf(source: number, index: number): number;
  /** A reader for one walk through the run, event after event. `last`: the last time of each source before it begins; changed by the reader. */
  reader(last?: number[]): (source: number, time: number, index: number) => number;
}

/** Events of a source: the index of the first, how many, and the first time among them. */
interface Course {
  readonly first: number;
  count: number;
  time: number;
}

export function clock(store: EventStore): Clock {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  const courses: Course[] = [];
  const see = ({ base, events }: Stretch): void => {
    for (let i = 0; i < events.length; i++) {
      const time = events.time[i]!;
      const source = events.source[i]!;
      const course = courses[source] ?? { first: base + i, count: 0, time: Number.NaN };
      if (course.count++ === 0) courses[source] = course;
      if (Number.isNaN(course.time)) course.time = time;
      if (time < start) start = time;
      if (time > end) end = time;
    }
  };
  for (const stretch of store.stretches()) see(stretch);
  if (start > end)
    return {
      isTimed: false,
      start: 0,
      end: Math.max(0, store.length - 1) * 1000,
      isPlaced: () => false,
      placeOf: (_source, index) => index * 1000,
      reader: () => (_source, _time, index) => index * 1000,
    };
  const isPlaced = (source: number): boolean => !Number.isNaN(courses[source]?.time ?? Number.NaN);
  const placeOf = (source: number, index: number): number => {
    const course = courses[source];
    if (!course) return start;
    if (isPlaced(source)) return course.time;
    const before = Math.min(index - course.first, course.count - 1);
    return start + Math.floor(((end - start) * before) / course.count);
  };
  return {
    isTimed: true,
    start,
    end,
    isPlaced,
    placeOf,
    reader(last = []) {
      return (source, time, index) => {
        if (Number.isNaN(time)) return last[source] ?? placeOf(source, index);
        last[source] = time;
        return time;
      };
    },
  };
}

const STEPS = [
  100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 10800e3,
  21600e3, 43200e3,
];
const DAY = 86_400e3;

/** The smallest handy width, in milliseconds, that cuts `span` into at most `most` buckets. */
export function bucketWidth(span: number, most: number): number {
  const handy = STEPS.find((step) => span / step < most);
  return handy ?? Math.ceil(span / most / DAY) * DAY;
}
