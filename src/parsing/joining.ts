import { LEVEL } from "../core/levels.ts";
import { isBlank } from "./bytes.ts";
import type { EventColumns } from "./event-columns.ts";

/** Most lines and bytes of one event. Where it is no stack trace, what goes on is an event of its own. */
const EVENT_LINES = 500;
export const EVENT_BYTES = 256 * 1024;
/** As many lines can be counted. */
export const MOST_LINES = 65_535;
/** Bytes of a message that are read. */
const READ_BYTES = 4096;

/** What an event does with a line that belongs to it: nothing, count it, keep it. */
export const ROOM = { none: 0, counted: 1, kept: 2 } as const;

/** Room for one more line that is not blank and begins at `start`. Of a long trace the causes are kept, frames are counted. */
export function roomOf(columns: EventColumns, row: number, isTrace: boolean, bytes: Uint8Array, start: number): number {
  const lines = columns.folded[row]! + 1;
  if (lines >= MOST_LINES) return ROOM.none;
  const hasBytes = columns.size(row) < EVENT_BYTES;
  if (hasBytes && lines < EVENT_LINES) return ROOM.kept;
  if (!isTrace) return ROOM.none;
  return hasBytes && lines < EVENT_LINES * 100 && standsOut(bytes, start) ? ROOM.kept : ROOM.counted;
}

/** `Caused by: …` stands at the margin, frames are indented or begin with a small letter or a number. */
const standsOut = (bytes: Uint8Array, start: number): boolean =>
  !isBlank(bytes[start]) && bytes[start]! >= 65 && bytes[start]! <= 90;

/**
 * Whether an event reports nothing bad: a stack trace behind `request 12 served` is not its own, a program has crashed there.
 */
export function isCalm(columns: EventColumns, row: number): boolean {
  if (columns.level[row]! >= LEVEL.warn) return false;
  const message = columns.message(row).subarray(0, READ_BYTES);
  return !/error|exception|fail|panic|traceback|stack|caught|crash|abort|fatal/i.test(
    new TextDecoder().decode(message),
  );
}
