/** A time zone: how its clocks differ from UTC, and when. */
export interface Zone {
  /** As it was written: `Europe/Berlin`, `+02:00`. */
  readonly name: string;
  /** Milliseconds by which its clocks are ahead of UTC at an instant. */
  offsetAt(instant: number): number;
  /**
   * The instant at which its clocks show `wall` (milliseconds, as if of UTC). An hour that comes twice is told apart by
   * `before`, the instant of the line before: time goes on. An hour that is left out is read as if the clock had not been
   * moved on.
   */
  instantOf(wall: number, before: number): number;
  /** Of the last call of `instantOf`: there is no such time in the zone. */
  readonly isGap: boolean;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Days whose offsets are kept. */
const KEPT_DAYS = 4096;
/** Lines may come so much too late and are still of the first of two equal hours. */
const LATE = 5 * MINUTE;
const OFFSET = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i;

/** Milliseconds of a fixed offset such as `+02:00`; undefined: it is none. */
function fixedOffset(text: string): number | undefined {
  if (/^(?:z|utc|gmt)$/i.test(text)) return 0;
  const match = OFFSET.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 15 * 60) return undefined;
  return (match[1] === "-" ? -minutes : minutes) * MINUTE;
}

/** The zone of a name of the IANA database or of an offset; undefined: there is none of this name. */
export function zoneOf(name: string): Zone | undefined {
  const fixed = fixedOffset(name);
  if (fixed !== undefined) return { name, isGap: false, offsetAt: () => fixed, instantOf: (wall) => wall - fixed };
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      era: "short",
    });
  } catch {
    return undefined;
  }
  return namedZone(name, format);
}

function namedZone(name: string, format: Intl.DateTimeFormat): Zone {
  /** What the clocks show, less the instant. */
  const difference = (instant: number): number => {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = value;
    const part = (type: string): number => Number(parts[type] ?? 0);
    const year = parts["era"]?.startsWith("B") ? 1 - part("year") : part("year");
    const shown = new Date(0);
    shown.setUTCFullYear(year, part("month") - 1, part("day"));
    shown.setUTCHours(part("hour"), part("minute"), part("second"));
    return shown.getTime() - Math.floor(instant / 1000) * 1000;
  };
  /** Offset of a UTC day; NaN: it changes on that day. */
  const days = new Map<number, number>();
  const offsetAt = (instant: number): number => {
    if (!(Math.abs(instant) < 8.64e15 - DAY)) return 0;
    const day = Math.floor(instant / DAY);
    let offset = days.get(day);
    if (offset === undefined) {
      if (days.size >= KEPT_DAYS) days.clear();
      const [first, last] = [difference(day * DAY), difference((day + 1) * DAY - 1000)];
      offset = first === last ? first : Number.NaN;
      days.set(day, offset);
    }
    return Number.isNaN(offset) ? difference(instant) : offset;
  };
  let isGap = false;
  let quietDay = Number.NaN;
  let quietOffset = 0;
  return {
    name,
    offsetAt,
    get isGap() {
      return isGap;
    },
    instantOf(wall, before) {
      const day = Math.floor(wall / DAY);
      if (day === quietDay) return wall - quietOffset;
      isGap = false;
      const [early, late] = [offsetAt(wall - DAY), offsetAt(wall + DAY)];
      if (early === late) {
        // The whole day is quiet where the days around it are.
        if (offsetAt((day - 1) * DAY) === offsetAt((day + 2) * DAY)) {
          quietDay = day;
          quietOffset = early;
        }
        return wall - early;
      }
      const [first, second] = [wall - early, wall - late];
      const fits = [offsetAt(first) === early, offsetAt(second) === late];
      if (fits[0] && fits[1]) return first < before - LATE ? second : first;
      isGap = !fits[0] && !fits[1];
      return fits[1] ? second : first;
    },
  };
}
