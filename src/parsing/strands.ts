import { NONE, OTHER } from "../core/dictionary.ts";
import { isBlank } from "./bytes.ts";
import { isStart, linkOf } from "./continuation.ts";
import { Envelope } from "./envelope.ts";
import type { EventColumns } from "./event-columns.ts";
import { Fields, SLOT } from "./fields.ts";
import { GrowingText } from "./growing-text.ts";
import { EVENT_BYTES, isCalm, MOST_LINES, ROOM, roomOf } from "./joining.ts";
import { fit, type Guesser, type Recognizer } from "./recognizer.ts";
import { type TraceReader, traceReader } from "./trace.ts";

/** Lines and bytes of the source for which an event waits for its next line. */
const WAIT_LINES = 200;
const WAIT_BYTES = 1024 * 1024;
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
  line: number;
  offset: number;
  /** The program's records begin with heads of their own. */
  isHeaded: boolean;
  piece: Pieces | undefined;
}

/** A line that the runtime cut, so far. It is put together as if it had been written whole, and then read. */
interface Pieces {
  readonly line: number;
  readonly offset: number;
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
  /** Fills the row (default: a new one) with what `fields` holds. */
  event(recognizer: Recognizer, row?: number): void;
  joined(lines: number): void;
  blank(lines: number): void;
}

/** Follows the streams of containers through the lines of a source. Lines of two streams never become one event. */
export class Strands {
  readonly envelope = new Envelope();
  readonly #owner: StrandOwner;
  readonly #strands = new Map<number, Strand>();
  readonly #scratch = new Fields();
  #cut = 0;

  constructor(owner: StrandOwner) {
    this.#owner = owner;
  }

  /** Takes a line that was read into the owner's fields; false: it has no envelope. */
  take(
    columns: EventColumns,
    line: number,
    offset: number,
    recognizer: Recognizer,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    const { fields } = this.#owner;
    const { envelope } = this;
    if (!envelope.read(recognizer, bytes, from, to, fields)) return false;
    const strand = this.#strand(columns, line, offset);
    strand.line = line;
    strand.offset = offset;
    if (strand.piece !== undefined && !this.#goesOn(strand.piece)) {
      this.#finish(columns, strand);
      // Finishing has read another line into the fields.
      fit(recognizer, bytes, from, to, fields);
      envelope.read(recognizer, bytes, from, to, fields);
    }
    if (strand.piece !== undefined) {
      const { piece } = strand;
      piece.lines++;
      piece.time = fields.moment.ms;
      if (piece.text.length + envelope.rawEnd - envelope.rawStart <= EVENT_BYTES)
        piece.text.add(bytes, envelope.rawStart, envelope.rawEnd);
      if (!envelope.isPartial || piece.lines > MOST_LINES) this.#finish(columns, strand);
    } else if (envelope.isPartial) {
      strand.piece = {
        line,
        offset,
        text: new GrowingText(bytes.subarray(from, envelope.rawEnd)),
        behind: bytes.slice(envelope.rawEnd, to),
        recognizer,
        lines: 1,
        time: fields.moment.ms,
      };
      this.#cut++;
      const row = columns.length++;
      columns.place(row, line, offset, 0, bytes.subarray(from, to));
      columns.messageStart[row] = columns.start[row]!;
      columns.messageEnd[row] = columns.start[row]!;
      this.#reserved.set(strand, row);
    } else this.#content(columns, strand, recognizer);
    return true;
  }

  /** Places kept for lines whose pieces still come. */
  readonly #reserved = new Map<Strand, number>();

  /** Ends what has waited too long. */
  expire(columns: EventColumns, line: number, offset: number): void {
    if (this.#cut === 0) return;
    for (const strand of this.#strands.values())
      if (strand.piece !== undefined && hasWaited(strand, line, offset)) this.#finish(columns, strand);
  }

  /** The source has ended. */
  end(columns: EventColumns): void {
    for (const strand of [...this.#reserved.keys()]) this.#finish(columns, strand);
  }

  /** The first row that may still change; `length`: none. */
  firstOpen(length: number, line: number, offset: number): number {
    let first = length;
    for (const row of this.#reserved.values()) if (row < first) first = row;
    for (const strand of this.#strands.values())
      if (strand.row >= 0 && strand.row < first && !hasWaited(strand, line, offset)) first = strand.row;
    return first;
  }

  /** Rows before `first` are gone, the others are counted from there. */
  moved(first: number): void {
    for (const [strand, row] of this.#reserved) this.#reserved.set(strand, row - first);
    for (const strand of this.#strands.values()) strand.row = Math.max(-1, strand.row - first);
  }

  /** The stream that the fields and the envelope tell of. */
  #strand(columns: EventColumns, line: number, offset: number): Strand {
    const { fields, intern } = this.#owner;
    const component = intern(fields.componentIn, fields.spans[SLOT.component]!, fields.spans[SLOT.component + 1]!);
    const host = intern(fields.hostIn, fields.spans[SLOT.host]!, fields.spans[SLOT.host + 1]!);
    const key = ((component - NONE) * 131_072 + (host - NONE)) * 2 + (this.envelope.isError ? 1 : 0);
    // Beyond the limit of words it is not known whose line it is: nothing is joined.
    if (component === OTHER || host === OTHER) this.#forget(columns, key);
    const found = this.#strands.get(key);
    if (found !== undefined) {
      if (found.piece === undefined && hasWaited(found, line, offset)) this.#forget(columns, key);
      else return found;
    }
    if (this.#strands.size >= MOST_STRANDS) {
      const silent = [...this.#strands.values()].reduce((a, b) => (b.line < a.line ? b : a));
      this.#forget(columns, silent.key);
    }
    const strand: Strand = {
      key,
      trace: traceReader(false),
      row: -1,
      line,
      offset,
      isHeaded: found?.isHeaded ?? false,
      piece: undefined,
    };
    this.#strands.set(key, strand);
    return strand;
  }

  #forget(columns: EventColumns, key: number): void {
    const strand = this.#strands.get(key);
    if (strand === undefined) return;
    if (strand.piece !== undefined) {
      // The fields hold the line that is being read.
      this.#scratch.copy(this.#owner.fields);
      const { isError, isPartial, in: bytes, start, end, rawStart, rawEnd } = this.envelope;
      this.#finish(columns, strand);
      Object.assign(this.envelope, { isError, isPartial, in: bytes, start, end, rawStart, rawEnd });
      this.#owner.fields.copy(this.#scratch);
    }
    this.#strands.delete(key);
  }

  /** Whether the line goes on with the one that was cut. */
  #goesOn(piece: Pieces): boolean {
    const { fields, guesser } = this.#owner;
    if (fields.moment.ms - piece.time > PIECE_MS) return false;
    // The end of a huge line may be lost: what begins like a record is one.
    const { in: bytes, start, end } = this.envelope;
    return piece.text.length < EVENT_BYTES / 2 || guesser.guess(bytes, start, end, this.#scratch) === undefined;
  }

  /** Reads a line whose pieces are all there, or will not come. */
  #finish(columns: EventColumns, strand: Strand): void {
    const { piece } = strand;
    const row = this.#reserved.get(strand);
    if (piece === undefined || row === undefined) return;
    strand.piece = undefined;
    this.#reserved.delete(strand);
    this.#cut--;
    const { fields } = this.#owner;
    piece.text.add(piece.behind, 0, piece.behind.length);
    const bytes = piece.text.bytes().slice();
    const folded = piece.lines - 1;
    if (
      fit(piece.recognizer, bytes, 0, bytes.length, fields) === 0 ||
      !this.envelope.read(piece.recognizer, bytes, 0, bytes.length, fields)
    ) {
      fields.clear(bytes);
      fields.spans[SLOT.message + 1] = bytes.length;
      Object.assign(this.envelope, { in: bytes, start: 0, end: bytes.length });
    }
    this.#content(columns, strand, piece.recognizer, { row, piece, bytes, folded });
  }

  /** A whole line of the program: it begins an event, or belongs to the last one of its strand. */
  #content(columns: EventColumns, strand: Strand, recognizer: Recognizer, whole?: Whole): void {
    const owner = this.#owner;
    const { fields } = owner;
    const { in: bytes, start, end } = this.envelope;
    const lines = 1 + (whole?.folded ?? 0);
    let ink = start;
    while (ink < end && isBlank(bytes[ink])) ink++;
    if (ink >= end) {
      strand.trace.blank();
      owner.blank(lines);
      this.#release(columns, whole);
      return;
    }
    const link = linkOf(bytes, start, end);
    const { row, trace } = strand;
    if (row >= 0) {
      const isHeaded = strand.isHeaded && !(isStart(link) && !trace.isOpen && isCalm(columns, row));
      if (trace.joins(link, isHeaded, bytes, start, end)) {
        const room = roomOf(columns, row, trace.isOpen, bytes, start);
        if (room !== ROOM.none) {
          if (room === ROOM.kept) columns.joinTo(row, bytes, start, end);
          columns.count(row, room === ROOM.kept ? lines - 1 : lines);
          owner.joined(lines);
          this.#release(columns, whole);
          return;
        }
      }
    }
    trace.event(link, bytes, start, end);
    if (!isStart(link) && fields.level === 0) strand.isHeaded = owner.guesser.unwrap(fields);
    if (whole === undefined) {
      strand.row = columns.length;
      owner.event(recognizer);
      return;
    }
    owner.event(recognizer, whole.row);
    columns.place(whole.row, whole.piece.line, whole.piece.offset, whole.folded, whole.bytes);
    owner.joined(whole.folded);
    strand.row = whole.row;
  }

  /** The place that was kept is not needed. */
  #release(columns: EventColumns, whole: Whole | undefined): void {
    if (whole === undefined) return;
    columns.remove(whole.row);
    for (const [strand, row] of this.#reserved) if (row > whole.row) this.#reserved.set(strand, row - 1);
    for (const strand of this.#strands.values()) if (strand.row > whole.row) strand.row--;
  }
}

interface Whole {
  readonly row: number;
  readonly piece: Pieces;
  readonly bytes: Uint8Array;
  readonly folded: number;
}

const hasWaited = (strand: Strand, line: number, offset: number): boolean =>
  line - strand.line > WAIT_LINES || offset - strand.offset > WAIT_BYTES;
