import type { Settings } from "../core/settings.ts";
import { zoneOf } from "../core/zone.ts";
import type { Reading } from "../parsing/index.ts";

/** What the configuration says of how the input is written. */
export function readingOf({ year, tz, format_hint, formats }: Settings): Reading {
  const zone = tz === null ? undefined : zoneOf(tz);
  return {
    ...(year !== null && { year }),
    ...(zone !== undefined && { zone }),
    ...(format_hint !== null && { hint: format_hint }),
    formats,
  };
}
