import type { Zone } from "../core/zone.ts";
import type { Warnings } from "./warnings.ts";

/** The instant of a time of a source that names no zone, as the log's clock shows it. `zone`: the one that the user named; undefined: UTC. */
export function zoned(
  zone: Zone | undefined,
): (wall: number, line: number, byte: number, warn: Warnings["add"]) => number {
  let before = Number.NaN;
  return (wall, line, byte, warn) => {
    if (zone === undefined || Number.isNaN(wall)) return wall;
    const instant = zone.instantOf(wall, before);
    if (zone.isGap) {
      const text = `a time that does not exist in ${zone.name}, where clocks are moved on then`;
      warn([{ kind: "zone", count: 1, first: [{ line, byte, text }] }]);
    }
    before = instant;
    return instant;
  };
}
