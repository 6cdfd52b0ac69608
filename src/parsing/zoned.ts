import type { Zone } from "../core/zone.ts";
import type { Warnings } from "./warnings.ts";

/** Times of one source that name no zone. */
export interface Zoned {
  /** The instant of a time without a zone, as the log's clock shows it. */
  instantOf(wall: number, line: number, byte: number): number;
  /** A time with a zone follows times without one, or the other way round. */
  mixed(line: number, byte: number): void;
}

/** `zone`: the one that the user named; undefined: UTC. */
export function zoned(zone: Zone | undefined, warnings: Warnings): Zoned {
  let before = Number.NaN;
  let isTold = false;
  return {
    instantOf(wall, line, byte) {
      if (zone === undefined || Number.isNaN(wall)) return wall;
      const instant = zone.instantOf(wall, before);
      if (zone.isGap)
        warnings.add("zone", line, byte, `a time that does not exist in ${zone.name}, where clocks are moved on then`);
      before = instant;
      return instant;
    },
    mixed(line, byte) {
      if (isTold || zone !== undefined) return;
      isTold = true;
      const text = "times with a zone and times without: those without are taken for UTC; --tz names their zone";
      warnings.add("zone", line, byte, text);
    },
  };
}
