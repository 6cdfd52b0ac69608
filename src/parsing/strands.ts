import { NONE, OTHER } from "../core/dictionary.ts";
import { isStart, linkOf } from "./continuation.ts";
import { Envelope } from "./envelope.ts";
import type { EventColumns } from "./event-columns.ts";
import { Fields, SLOT } from "./fields.ts";
import { GrowingText } from "./growing-text.ts";
import { EVENT_BYTES, isCalm, MOST_LINES, ROOM, roomOf } from "./joining.ts";
import { fit, type Guesser, type Recognizer } from "./recognizer.ts";
import { firstInk } from "./text.ts";
import { type TraceReader, traceReader } from "./trace.ts";

/** Lines of the source for which an event waits for its next line. */
const WAIT_LINES = 200;
/** The pieces of a line that a runtime cut are written at once. */
const PIECE_MS = 5000;
/** Streams that are followed at once; the one that was silent longest gives way. */
const MOST_STRANDS = 64;

/** The lines of one stream of one container. */
interface Strand {
  readonly key: number;
  readonly trace: TraceReader;
  /** Its last event, while that may grow; -1: none. */
  row: number;
  /** Its last line. */
  index: number;
  /** The program's records begin with heads of their own. */
  isHeaded: boolean;
  pieces: Pieces | undefined;
}

/** A line that the runtime cut, so far. It is put together as if it had been written whole, and then read. */
interface Pieces {
  /** The place that is kept for it. */
  row: number;
  /** Its first line. */
  readonly index: number;
  readonly text: GrowingText;
  /** What stands behind the content. */
  readonly behind: Uint8Array;
  readonly recognizer: Recognizer;
  lines: number;
  time: number;
}

/** What strands do with events. */
export interface StrandOwner {
  readonly fields: Fields;
  readonly guesser: Guesser;
  readonly intern: (bytes: Uint8Array, start: number, end: number) => number;
  /** Fills the row (default: a new one) with what `fields` holds, as an event that begins with line `index`. */
  event(index: number, recognizer: Recognizer, row?: number): void;
  joined(lines: number): void;
  blank(lines: number): void;
}

/** Follows the streams of containers through the lines of a stretch. Lines of two streams never become one event. */
export class Strands {
  readonly #columns: EventColumns;
  readonly #envelope: Envelope;
  readonly #owner: StrandOwner;
  readonly #strands = new Map<number, Strand>();
  readonly #scratch = new Fields();

  constructor(columns: EventColumns, keepsBreaks: boolean, owner: StrandOwner) {
    this.#columns = columns;
    this.#envelope = new Envelope(keepsBreaks);
    this.#owner = owner;
  }

  /** Takes line `index`, which was read into the owner's fields; false: it has no envelope. */
  take(index: number, recognizer: Recognizer, bytes: Uint8Array, from: number, to: number): boolean {
    const { fields } = this.#owner;
    const envelope = this.#envelope;
    if (!envelope.read(recognizer, bytes, from, to, fields)) return false;
    const strand = this.#strand(index);
    if (strand.pieces !== undefined && !this.#goesOn(strand.pieces)) this.#finishAside(strand);
    strand.index = index;
    const { pieces } = strand;
    if (pieces !== undefined) {
      pieces.lines++;
      pieces.time = fields.moment.ms;
      if (pieces.text.length + envelope.rawEnd - envelope.rawStart <= EVENT_BYTES)
        pieces.text.add(bytes, envelope.rawStart, envelope.rawEnd);
      if (!envelope.isPartial || pieces.lines >= MOST_LINES) this.#finish(strand);
    } else if (envelope.isPartial) {
      const row = this.#columns.length++;
      strand.pieces = {
        row,
        index,
        text: new GrowingText(bytes.subarray(from, envelope.rawEnd)),
        behind: bytes.slice(envelope.rawEnd, to),
        recognizer,
        lines: 1,
        time: fields.moment.ms,
      };
    } else this.#content(strand, recognizer);
    return true;
  }

  /** A line without an envelope comes: what it may be joined to, the last event, is no longer waited for. */
  settle(): void {
    // Where nothing comes of the pieces, the event before them is the last.
    for (;;) {
      const strand = [...this.#strands.values()].find(({ pieces }) => pieces?.row === this.#columns.length - 1);
      if (strand === undefined) return;
      this.#finish(strand);
    }
  }

  /** No more lines come. */
  end(): void {
    for (const strand of this.#strands.values()) this.#finish(strand);
  }

  /** The stream that the fields and the envelope tell of. */
  #strand(index: number): Strand {
    const { fields, intern } = this.#owner;
    const component = intern(fields.componentIn, fields.spans[SLOT.component]!, fields.spans[SLOT.component + 1]!);
    const host = intern(fields.hostIn, fields.spans[SLOT.host]!, fields.spans[SLOT.host + 1]!);
    const key = ((component - NONE) * 2 ** 24 + (host - NONE)) * 2 + (this.#envelope.isError ? 1 : 0);
    const found = this.#strands.get(key);
    if (found !== undefined) {
      // Beyond the limit of words it is not known whose line it is: nothing is joined.
      const isUnknown = component === OTHER || host === OTHER;
      if (isUnknown || (found.pieces === undefined && index - found.index > WAIT_LINES)) found.row = -1;
      if (isUnknown) this.#finishAside(found);
      return found;
    }
    if (this.#strands.size >= MOST_STRANDS) {
      const silent = [...this.#strands.values()].reduce((a, b) => (b.index < a.index ? b : a));
      this.#finishAside(silent);
      this.#strands.delete(silent.key);
    }
    const strand: Strand = { key, trace: traceReader(false), row: -1, index, isHeaded: false, pieces: undefined };
    this.#strands.set(key, strand);
    return strand;
  }

  /** Whether the line goes on with the one that was cut. */
  #goesOn(pieces: Pieces): boolean {
    const { fields, guesser } = this.#owner;
    if (fields.moment.ms - pieces.time > PIECE_MS) return false;
    // The end of a huge line may be lost: what begins like a record is one.
    const { in: bytes, start, end } = this.#envelope;
    return pieces.text.length < EVENT_BYTES / 2 || guesser.guess(bytes, start, end, this.#scratch) === undefined;
  }

  /** As `finish`, while the fields hold another line. */
  #finishAside(strand: Strand): void {
    if (strand.pieces === undefined) return;
    const held = new Fields();
    held.copy(this.#owner.fields);
    const { isError, isPartial, isShipped, in: bytes, start, end, rawStart, rawEnd } = this.#envelope;
    this.#finish(strand);
    Object.assign(this.#envelope, { isError, isPartial, isShipped, in: bytes, start, end, rawStart, rawEnd });
    this.#owner.fields.copy(held);
  }

  /** Reads a line whose pieces are all there, or will not come. */
  #finish(strand: Strand): void {
    const { pieces } = strand;
    if (pieces === undefined) return;
    strand.pieces = undefined;
    const { fields } = this.#owner;
    pieces.text.add(pieces.behind, 0, pieces.behind.length);
    const bytes = pieces.text.bytes();
    if (
      fit(pieces.recognizer, bytes, 0, bytes.length, fields) === 0 ||
      !this.#envelope.read(pieces.recognizer, bytes, 0, bytes.length, fields)
    ) {
      fields.clear(bytes);
      fields.spans[SLOT.message + 1] = bytes.length;
      Object.assign(this.#envelope, { in: bytes, start: 0, end: bytes.length });
    }
    this.#content(strand, pieces.recognizer, pieces);
  }

  /** A whole line of the program: it begins an event, or belongs to the last one of its strand. */
  #content(strand: Strand, recognizer: Recognizer, pieces?: Pieces): void {
    const owner = this.#owner;
    const columns = this.#columns;
    const { in: bytes, start, end } = this.#envelope;
    const lines = pieces?.lines ?? 1;
    if (firstInk(bytes, start, end) >= end && !this.#envelope.isShipped) {
      strand.trace.blank();
      owner.blank(lines);
      this.#release(pieces);
      return;
    }
    const link = linkOf(bytes, start, end);
    const { row, trace } = strand;
    const isHeaded = strand.isHeaded && !(row >= 0 && isStart(link) && !trace.isOpen && isCalm(columns, row));
    if (row >= 0 && trace.joins(link, isHeaded, bytes, start, end)) {
      const room = roomOf(columns, row, trace.isOpen, bytes, start);
      if (room === ROOM.kept) columns.joinTo(row, bytes, start, end);
      if (room !== ROOM.none) {
        columns.count(row, room === ROOM.kept ? lines - 1 : lines);
        owner.joined(lines);
        this.#release(pieces);
        return;
      }
    }
    trace.event(link, bytes, start, end);
    if (!isStart(link) && owner.fields.level === 0) {
      const isHeaded = owner.guesser.unwrap(owner.fields);
      strand.isHeaded = isHeaded && !this.#envelope.isShipped;
    }
    if (pieces === undefined) {
      strand.row = columns.length;
      owner.event(strand.index, recognizer);
      return;
    }
    strand.row = pieces.row;
    owner.event(pieces.index, recognizer, pieces.row);
    columns.place(pieces.row, pieces.text.bytes(), lines - 1);
    owner.joined(lines - 1);
  }

  /** The place that was kept is not needed. */
  #release(pieces: Pieces | undefined): void {
    if (pieces === undefined) return;
    this.#columns.remove(pieces.row);
    for (const strand of this.#strands.values()) {
      if (strand.row > pieces.row) strand.row--;
      if (strand.pieces !== undefined && strand.pieces.row > pieces.row) strand.pieces.row--;
    }
  }
}
