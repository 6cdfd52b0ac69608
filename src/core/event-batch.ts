/**
 * Events: parsed records, one column per field. `bytes` holds these events' text: the record as it was read
 * (joined lines separated by LF), and, where a format had to decode the message (JSON escapes), the decoded message behind it.
 */
export interface EventBatch {
  readonly length: number;
  /** Index into the run's sources. */
  readonly source: Uint32Array;
  /** 1-based physical line of the event's first line, in its source. */
  readonly line: Float64Array;
  /** How many further lines were joined to it. */
  readonly folded: Uint16Array;
  /** Byte offset of the event's first line in its source. */
  readonly offset: Float64Array;
  /** Milliseconds since the epoch (UTC where the log names no zone); NaN: the event carries no time. */
  readonly time: Float64Array;
  /** Index into LEVELS. */
  readonly level: Uint8Array;
  /** Index into the run's words (see Dictionary); -1: none. */
  readonly component: Int32Array;
  readonly host: Int32Array;
  /** Session, request, block: index into the run's words; -1: none. */
  readonly key: Int32Array;
  /** Index into the run's shapes: the message with its values masked. Where the user has patterns, into the run's marks. */
  readonly shape: Int32Array;
  readonly bytes: Uint8Array;
  /** The whole record. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** The message: the record without its head; lines that were joined are not part of it. */
  readonly messageStart: Uint32Array;
  readonly messageEnd: Uint32Array;
  readonly readAt: number;
}

/** A stretch of a run's events. `base`: index, within the run, of its first event. Valid until the next one is asked for. */
export interface Stretch {
  readonly base: number;
  readonly events: EventBatch;
}

/** A stretch of a run's events, with what every walk after reading asks of each of them. Columns may be longer than the stretch. */
export interface PlacedStretch extends Stretch {
  /** Milliseconds: when it happened, by the run's clock. Never NaN. */
  readonly time: Float64Array;
  /** Its statement. */
  readonly statement: Int32Array;
}

/** A run's events on its clock, each with its statement. In order; each stretch is valid until the next one is asked for. */
export interface PlacedEvents {
  readonly length: number;
  stretches(): Iterable<PlacedStretch>;
}

/** A run's events, to be walked as often as needed. */
export interface EventStore {
  readonly length: number;
  /** In order; each is valid until the next one is asked for. */
  stretches(): Iterable<Stretch>;
  /** The stretch that holds event `index`; valid for the next few look-ups only. */
  stretchOf(index: number): Stretch;
}
