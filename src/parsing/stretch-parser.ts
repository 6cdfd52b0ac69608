import { isUtf8 } from "node:buffer";
import { NONE } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { FAILURE_SCORE, gravity } from "../core/gravity.ts";
import type { TimeStyle } from "../core/iso-time.ts";
import { offsetOf } from "../core/line-batch.ts";
import type { Tally } from "./accounting.ts";
import { ESCAPE, LF } from "./bytes.ts";
import { PLAIN } from "./choose.ts";
import { isStart, LINK, linkOf } from "./continuation.ts";
import { isOpenRow } from "./csv-line.ts";
import { EventColumns } from "./event-columns.ts";
import { Fields, SLOT } from "./fields.ts";
import { columnsFormat, isDirective } from "./header.ts";
import { behindIndent } from "./indent.ts";
import { joinedComponents } from "./joined-components.ts";
import { isCalm, ROOM, roomOf } from "./joining.ts";
import { leadingLevel } from "./level-words.ts";
import { LineMemo } from "./line-memo.ts";
import { hasTimeAhead } from "./loose.ts";
import { type Known, known, type PlainReading } from "./reading.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { RecordReader } from "./record-format.ts";
import { type RepeatedHeads, repeatedHeads } from "./repeated-heads.ts";
import { Strands } from "./strands.ts";
import { StretchFormat } from "./stretch-format.ts";
import type { LineStretch } from "./stretches.ts";
import { behindWord, firstInk, lastInk, withoutControls } from "./text.ts";
import { traceReader } from "./trace.ts";
import { type TalliedWarnings, tallied } from "./warnings.ts";
import { withoutYear, YEARLESS, ZONED } from "./year.ts";

/** What the lines of a stretch need. */
interface Shared {
  /** Number of a component, host or key. */
  readonly intern: (bytes: Uint8Array, start: number, end: number) => number;
  /** `line`: number of the masked text in which the message stands; -1: it has none. */
  readonly shapeOf: (bytes: Uint8Array, start: number, end: number, line: number) => number;
  /** Whether only the beginning of the message that was last asked for was looked at. */
  readonly isCut: () => boolean;
  readonly known: Known;
  readonly lines: LineMemo;
  readonly marksZones: boolean;
}

const asText = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + 600)));
/** Tokens of a plain line among which a level may stand. */
const PLAIN_LEVEL_TOKENS = 3;
/** As many of a line in whose middle a time was found. */
const SEARCHED_LEVEL_TOKENS = 8;

/** Shorter messages are looked at whole. */
const MANY = 128;

/** What one stretch of lines gave. */
export interface ParsedStretch {
  readonly events: EventBatch;
  /** What is marked of the times (see year.ts). Undefined: all are whole, and nobody asks for zones. */
  readonly times: Uint8Array | undefined;
  /** Numbers of the masked texts of events; undefined, or -1: it has none, or is known to be more than one line. */
  readonly texts: Int32Array | undefined;
  readonly tally: Tally;
  readonly warnings: readonly TalliedWarnings[];
}

/** Parses a stretch; `intern` numbers its components, hosts and keys, `shapeOf` its messages. `isCut`: see above. */
export type ParseStretch = (
  stretch: LineStretch,
  intern: Shared["intern"],
  shapeOf: Shared["shapeOf"],
  isCut?: Shared["isCut"],
) => ParsedStretch;

/** `marksZones`: whether times say if they name a zone. */
export function stretchParser(reading: PlainReading = {}, marksZones = false): ParseStretch {
  const formats = known(reading);
  const lines = new LineMemo();
  return (stretch, intern, shapeOf, isCut = () => false) =>
    new StretchParser({ intern, shapeOf, isCut, known: formats, lines, marksZones }, stretch).parse();
}

/** Parses one stretch. */
class StretchParser {
  readonly #shared: Shared;
  readonly #stretch: LineStretch;
  readonly #lines: LineStretch["lines"];
  readonly #columns: EventColumns;
  /** The streams of containers, where the format wraps lines of programs. */
  #strands: Strands | undefined;
  /** Where lines that have a head may yet belong to the record before. */
  #repeated: RepeatedHeads | undefined;
  readonly #format: StretchFormat;
  readonly #keepsBreaks: boolean;
  /** Reads the record of the last event, which is still open; undefined: it is not. */
  #records: RecordReader | undefined;
  /** The first line of that record. */
  #head = 0;
  #fields = new Fields();
  #trace = traceReader();
  #warnings = tallied();
  readonly #pairs: ReturnType<typeof joinedComponents>;
  /** Number of the last line that was joined for want of a head. */
  #lastLoose = 0;
  #parsed = 0;
  #joined = 0;
  #blank = 0;
  #directives = 0;
  #labelled = false;
  #zoned: boolean | undefined;
  #digits: TimeStyle["digits"] = 0;
  #mixed: { readonly line: number; readonly byte: number } | undefined;
  /** Added to the numbers of lines. */
  #skipped = 0;
  #colored = 0;

  constructor(shared: Shared, stretch: LineStretch) {
    const { lines, written, room } = stretch;
    this.#shared = shared;
    this.#stretch = stretch;
    this.#lines = lines;
    this.#columns = new EventColumns(lines.bytes, lines.length, room);
    this.#format = new StretchFormat(shared.known, written, this.#warnings);
    this.#keepsBreaks = written.keepsBreaks;
    this.#pairs = joinedComponents(shared.intern);
  }

  parse(): ParsedStretch {
    const stretch = this.#stretch;
    const lines = this.#lines;
    const columns = this.#columns;
    const { bytes, start, end } = lines;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isValid = isUtf8(bytes);
    let escapeAt = buffer.indexOf(ESCAPE);
    const { indent } = stretch.written;
    const recognizer = this.#format.main;
    if (this.#shared.marksZones) columns.times = new Uint8Array(lines.length);
    if (recognizer?.format.wraps === true) this.#strands = this.#newStrands();
    this.#repeated = repeatedHeads(recognizer?.format.name, bytes);
    let gap = 0;
    for (let i = 0; i < lines.length; i++) {
      const to = end[i]!;
      const from = indent === 0 ? start[i]! : behindIndent(bytes, start[i]!, to, indent);
      while (gap < stretch.gaps.length && stretch.gaps[gap]!.index <= i) this.#skipped = stretch.gaps[gap++]!.lines;
      if (!isValid && !isUtf8(bytes.subarray(from, to)))
        this.#warnings.add(
          "encoding",
          lines.first + this.#skipped + i,
          offsetOf(lines, i),
          "not valid UTF-8: kept as it is; --encoding reads another",
        );
      while (escapeAt >= 0 && escapeAt < from) escapeAt = buffer.indexOf(ESCAPE, from);
      if (escapeAt >= 0 && escapeAt < to) {
        const clean = withoutControls(bytes, from, to);
        this.#colored++;
        this.#line(i, clean, 0, clean.length, this.#format.main);
      } else this.#line(i, bytes, from, to, this.#format.main);
    }
    this.#finishRecord();
    this.#strands?.end();
    for (const { index, sizeBytes, sha256, at } of stretch.long)
      this.#warnings.add(
        "long-line",
        lines.first + index,
        at,
        `${sizeBytes} bytes in one line, cut to ${end[index]! - start[index]!}; sha256 ${sha256}`,
      );
    return {
      events: columns.batch(lines.source, lines.readAt),
      times: columns.times,
      texts: columns.texts,
      tally: {
        lines: lines.length,
        bytes: stretch.endOffset,
        parsed: this.#parsed,
        formats: this.#format.all(),
        joined: this.#joined,
        blank: this.#blank,
        directives: this.#directives,
        colored: this.#colored,
        labelled: this.#labelled,
        zoned: this.#zoned,
        mixed: this.#mixed,
        digits: this.#digits,
      },
      warnings: this.#warnings.all(),
    };
  }

  #newStrands(): Strands {
    return new Strands(this.#columns, this.#keepsBreaks, {
      fields: this.#fields,
      guesser: this.#shared.known.guesser,
      intern: this.#shared.intern,
      event: (index, recognizer, row) => {
        this.#format.fits++;
        this.#event(index, recognizer, row);
      },
      joined: (count) => {
        this.#joined += count;
      },
      blank: (count) => {
        this.#blank += count;
      },
    });
  }

  /** One line that is not blank; `text` is the batch's bytes, or the line without control sequences. */
  #line(i: number, text: Uint8Array, from: number, to: number, format: Recognizer | undefined): void {
    const columns = this.#columns;
    const batch = this.#lines;
    const fields = this.#fields;
    let main = format;
    const isRemembered = this.#format.isRemembered && text === batch.bytes;
    const known = isRemembered ? this.#shared.lines.find(text, from, to) : -1;
    if (known >= 0 && main !== undefined) {
      const recalled = this.#shared.lines.recall(known, main, text, from, to, fields);
      if (recalled >= 0) {
        if (this.#goesOn(i, text, from, to)) return;
        this.#format.fits++;
        this.#trace.event(LINK.none, text, from, to);
        this.#event(i, main, columns.length++, recalled);
        return;
      }
    }
    if (firstInk(text, from, to) === to) {
      this.#blank++;
      this.#trace.blank();
      return;
    }
    if (this.#format.columns !== undefined) {
      if (isDirective(text, from, to, this.#format.columns)) {
        this.#format.columns = columnsFormat(text, from, to, this.#format.columns) ?? this.#format.columns;
        this.#directives++;
        return;
      }
      main = this.#format.columns;
    }
    if (this.#shared.known.own.length > 0 && this.#ownEvent(i, text, from, to)) return;
    if (this.#format.records !== undefined && this.#recordLine(i, text, from, to)) return;
    if (main !== undefined && fit(main, text, from, to, fields) > 0) {
      if (this.#strands?.take(i, main, text, from, to) === true) {
        this.#trace.event(LINK.none, text, from, to);
        return;
      }
      if (this.#goesOn(i, text, from, to)) return;
      if (this.#format.isSearched) fields.level = leadingLevel(text, from, to, SEARCHED_LEVEL_TOKENS);
      if ((main.format.wraps === true && fields.level === 0) || this.#format.holdsJson)
        this.#shared.known.guesser.unwrap(fields);
      this.#format.fits++;
      this.#trace.event(LINK.none, text, from, to);
      const row = columns.length++;
      this.#event(i, main, row);
      if (isRemembered)
        columns.setText(row, this.#shared.lines.keep(known, main, text, from, columns.level[row]!, fields));
      return;
    }
    if (main !== undefined && this.#fillsLast(i, text, from, to)) return;
    if (main === undefined && text[from] === 91 && this.#repeated?.goesOn(columns, text, from, to, undefined) === true)
      if (this.#join(i, roomOf(columns, columns.length - 1, true, text, from))) return;
    this.#strands?.settle();
    const last = columns.length - 1;
    if (last >= 0 && this.#format.isTable && isOpenRow(columns.record(last)))
      if (this.#join(i, roomOf(columns, last, true, text, from))) return;
    const link = linkOf(text, from, to);
    const isHeaded =
      main !== undefined && !(isStart(link) && last >= 0 && !this.#trace.isOpen && isCalm(columns, last));
    if (last >= 0 && this.#trace.joins(link, isHeaded, text, from, to)) {
      if (this.#join(i, roomOf(columns, last, this.#trace.isOpen, text, from))) return;
    }
    const { guesser, hint } = this.#shared.known;
    const found = hint === PLAIN ? undefined : guesser.guess(text, from, to, fields);
    if (
      found === undefined &&
      this.#format.joinsLoose &&
      main !== undefined &&
      last >= 0 &&
      roomOf(columns, last, false, text, from) === ROOM.kept &&
      leadingLevel(text, from, to, PLAIN_LEVEL_TOKENS) === 0 &&
      !hasTimeAhead(main, text, from, to) &&
      // `Killed` behind a record is news, whoever wrote it; within a statement of many lines a word is only a word.
      (this.#lastLoose === batch.first + i - 1 || gravity(asText(text, from, to), 0).score < FAILURE_SCORE)
    ) {
      this.#lastLoose = batch.first + i;
      columns.join(batch.start[i]!, batch.end[i]!);
      this.#joined++;
      return;
    }
    this.#trace.event(link, text, from, to);
    if (found === undefined) {
      // A label stands first also where the rest of the line is broken.
      const begin = main?.isLabelled === true ? behindWord(text, from, to) : from;
      fields.clear(text);
      fields.level = leadingLevel(text, begin, to, PLAIN_LEVEL_TOKENS);
      fields.spans[SLOT.message] = begin;
      fields.spans[SLOT.message + 1] = to;
      if (main === undefined) this.#format.fits++;
    }
    this.#event(i, found);
    if (main === undefined && found === undefined) return;
    this.#format.miss(found, text, from, to, batch.first + this.#skipped + i, offsetOf(batch, i));
  }

  /** A line that has a head, and yet goes on with the record before it. */
  #goesOn(i: number, text: Uint8Array, from: number, to: number): boolean {
    const columns = this.#columns;
    if (this.#repeated?.goesOn(columns, text, from, to, this.#fields) !== true) return false;
    return this.#join(i, roomOf(columns, columns.length - 1, this.#repeated.isTrace, text, from));
  }

  /** The line behind a head without a message is the message: alert logs write the time on a line of its own. */
  #fillsLast(i: number, text: Uint8Array, from: number, to: number): boolean {
    const columns = this.#columns;
    const batch = this.#lines;
    const row = columns.length - 1;
    if (row < 0 || columns.folded[row]! > 0 || columns.messageEnd[row]! > columns.messageStart[row]!) return false;
    if (columns.line[row] !== batch.first + this.#skipped + i - 1 || text !== batch.bytes) return false;
    if (this.#strands !== undefined || roomOf(columns, row, true, text, from) !== ROOM.kept) return false;
    columns.join(batch.start[i]!, batch.end[i]!);
    this.#joined++;
    const begin = firstInk(text, from, to);
    const end = lastInk(text, begin, to);
    columns.messageStart[row] = begin;
    columns.messageEnd[row] = end;
    columns.shape[row] = this.#shared.shapeOf(text, begin, end, -1);
    if (columns.level[row] === 0) columns.level[row] = leadingLevel(text, begin, end, PLAIN_LEVEL_TOKENS);
    this.#trace.event(linkOf(text, begin, end), text, begin, end);
    return true;
  }

  /** A line in a format of the user's, which is not that of the source. */
  #ownEvent(i: number, text: Uint8Array, from: number, to: number): boolean {
    if (this.#format.isOwn) return false;
    const found = this.#shared.known.own.find((one) => fit(one, text, from, to, this.#fields) > 0);
    if (found === undefined) return false;
    this.#trace.event(LINK.none, text, from, to);
    this.#event(i, found);
    return true;
  }

  /** A line of a source whose records have several lines; false: it belongs to none of them. */
  #recordLine(i: number, text: Uint8Array, from: number, to: number): boolean {
    const columns = this.#columns;
    const batch = this.#lines;
    const reader = this.#format.records!;
    const isHead = reader.isHead(text, from, to);
    const last = columns.length - 1;
    if (!isHead && this.#records !== undefined && this.#records.take(text, from, to))
      if (this.#join(i, roomOf(columns, last, false, text, from))) return true;
    this.#finishRecord();
    if (!isHead) return false;
    reader.begin(text, from, to);
    this.#records = reader;
    this.#head = i;
    this.#format.fits++;
    this.#trace.event(LINK.none, text, from, to);
    columns.begin(batch.first + this.#skipped + i, offsetOf(batch, i), batch.start[i]!, batch.end[i]!);
    return true;
  }

  /** The last event gets what the lines of its record say. */
  #finishRecord(): void {
    const columns = this.#columns;
    const batch = this.#lines;
    const reader = this.#records;
    if (reader === undefined) return;
    this.#records = undefined;
    const row = columns.length - 1;
    const [start, end] = [columns.start[row]!, columns.end[row]!];
    this.#fields.clear(batch.bytes);
    reader.finish(this.#fields);
    this.#event(this.#head, undefined, row);
    columns.start[row] = start;
    columns.end[row] = end;
  }

  /** Joins the line to the last event, if there is room; false: there is none. */
  #join(i: number, room: number): boolean {
    const columns = this.#columns;
    const batch = this.#lines;
    if (room === ROOM.none) return false;
    if (room === ROOM.kept) columns.join(batch.start[i]!, batch.end[i]!);
    else columns.count(columns.length - 1, 1);
    this.#joined++;
    return true;
  }

  /** Adds the event that `fields` describes. */
  #event(i: number, recognizer: Recognizer | undefined, row = this.#columns.length++, line = -1): void {
    const columns = this.#columns;
    const batch = this.#lines;
    const { spans, moment, messageIn } = this.#fields;
    const { intern, shapeOf } = this.#shared;
    let from = spans[SLOT.message]!;
    let to = spans[SLOT.message + 1]!;
    if (messageIn !== batch.bytes) {
      // Decoded text may have many lines: the message is the first that says something.
      from = firstInk(messageIn, from, to);
      const lf = messageIn.subarray(from, to).indexOf(LF);
      if (lf >= 0) to = from + lf;
    }
    to = lastInk(messageIn, from, to);
    const level = this.#fields.level;
    columns.level[row] = level > 0 || line >= 0 ? level : leadingLevel(messageIn, from, to);
    columns.shape[row] = shapeOf(messageIn, from, to, line);
    columns.setText(row, line);
    if (to - from > MANY && this.#shared.isCut())
      this.#warnings.add(
        "tokens",
        batch.first + this.#skipped + i,
        offsetOf(batch, i),
        `a message of ${to - from} bytes has too many words and signs: its template is that of the first ones`,
      );
    columns.component[row] =
      recognizer?.joinsComponent === true
        ? this.#pairs(this.#fields.componentIn, spans[SLOT.component]!, spans[SLOT.component + 1]!)
        : intern(this.#fields.componentIn, spans[SLOT.component]!, spans[SLOT.component + 1]!);
    columns.host[row] = intern(this.#fields.hostIn, spans[SLOT.host]!, spans[SLOT.host + 1]!);
    columns.key[row] = NONE;
    if (spans[SLOT.key + 1]! > 0) columns.key[row] = intern(batch.bytes, spans[SLOT.key]!, spans[SLOT.key + 1]!);
    let time = moment.ms;
    if (moment.month > 0) {
      columns.times ??= new Uint8Array(columns.line.length);
      columns.times[row] = YEARLESS;
      time = withoutYear(moment);
    }
    if (moment.zoned && columns.times !== undefined) columns.times[row] = columns.times[row]! | ZONED;
    columns.time[row] = time;
    if (!Number.isNaN(time)) {
      this.#zoned ??= moment.zoned;
      if (moment.digits > this.#digits) this.#digits = moment.digits;
      if (moment.zoned !== this.#zoned)
        this.#mixed ??= { line: batch.first + this.#skipped + i, byte: offsetOf(batch, i) };
    }
    if (recognizer?.isLabelled === true) this.#labelled = true;
    const at = messageIn === batch.bytes ? 0 : columns.append(messageIn.subarray(from, to)) - from;
    columns.line[row] = batch.first + this.#skipped + i;
    columns.offset[row] = offsetOf(batch, i);
    columns.start[row] = batch.start[i]!;
    columns.end[row] = batch.end[i]!;
    columns.messageStart[row] = from + at;
    columns.messageEnd[row] = to + at;
    this.#parsed++;
  }
}
