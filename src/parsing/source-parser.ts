import { isUtf8 } from "node:buffer";
import { dictionary, NONE, OTHER } from "../core/dictionary.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { gravity } from "../core/gravity.ts";
import type { TimeStyle } from "../core/iso-time.ts";
import { LEVEL } from "../core/levels.ts";
import type { LineBatch } from "../core/line-batch.ts";
import type { Zone } from "../core/zone.ts";
import { ESCAPE, LF, SPACE } from "./bytes.ts";
import { PLAIN } from "./choose.ts";
import { LINK, linkOf } from "./continuation.ts";
import { SAMPLE_BYTES, SAMPLE_LINES } from "./detection.ts";
import { EventColumns, type OpenEvent } from "./event-columns.ts";
import { Fields, SLOT } from "./fields.ts";
import { columnsFormat, isDirective } from "./header.ts";
import { leadingLevel } from "./level-words.ts";
import { hasTimeAhead } from "./loose.ts";
import { fit, type Guesser, type Recognizer } from "./recognizer.ts";
import type { RecordReader } from "./records.ts";
import type { SampleLine } from "./sample-line.ts";
import type { SourceAccounting } from "./source-accounting.ts";
import { type Known, SourceFormat } from "./source-format.ts";
import { withoutControls } from "./text.ts";
import { traceReader } from "./trace.ts";
import { type Warnings, warnings } from "./warnings.ts";
import { type YearFinder, yearFinder } from "./year.ts";
import { type Zoned, zoned } from "./zoned.ts";

/** What the parsers of all sources share. */
export interface Shared extends Known {
  /** Number of a component, host or key. */
  readonly intern: (bytes: Uint8Array, start: number, end: number) => number;
  readonly shapeOf: (bytes: Uint8Array, start: number, end: number) => number;
  readonly guesser: Guesser;
  /** Of times that name none; undefined: UTC. */
  readonly zone: Zone | undefined;
}

/** Most lines and bytes of one event; what goes on is an event of its own. */
const EVENT_LINES = 500;
const EVENT_BYTES = 256 * 1024;
/** Milliseconds by which a line may come after newer ones: what writers and buffers do. */
const LATENESS = 5000;
/** From here on a message reports a failure (see core/gravity.ts). */
const FAILURE = 1.5;
const asText = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + 600)));
/** Tokens of a plain line among which a level may stand. */
const PLAIN_LEVEL_TOKENS = 3;
/** As many of a line in whose middle a time was found. */
const SEARCHED_LEVEL_TOKENS = 8;

/** Parses the lines of one source. */
export class SourceParser {
  readonly #index: number;
  readonly #name: string;
  readonly #year: number | undefined;
  /** The year is that of the last write, not one that was asked for. */
  readonly #canShift: boolean;
  readonly #shared: Shared;
  readonly #warnings: Warnings;
  readonly #format: SourceFormat;
  /** Reads the record of the last event, which is still open; undefined: it is not. */
  #records: RecordReader | undefined;
  readonly #inZone: Zoned;
  readonly #fields = new Fields();
  readonly #trace = traceReader();
  /** Components of two columns, each joined once. */
  readonly #pairs = dictionary();
  readonly #pairWords: number[] = [];
  #held: LineBatch[] = [];
  #sample: SampleLine[] = [];
  #sampleBytes = 0;
  /** Number of the last line that was joined for want of a head. */
  #lastLoose = 0;
  #years: YearFinder | undefined;
  #open: OpenEvent | undefined;
  #readAt = 0;
  #lines = 0;
  #bytes = 0;
  #parsed = 0;
  #joined = 0;
  #blank = 0;
  #directives = 0;
  #labelled = false;
  #late = 0;
  #timeBefore = Number.NaN;
  #zoned: boolean | undefined;
  #digits: TimeStyle["digits"] = 0;

  constructor(
    index: number,
    name: string,
    year: number | undefined,
    canShift: boolean,
    shared: Shared,
    emit: Parameters<typeof warnings>[1],
  ) {
    this.#index = index;
    this.#name = name;
    this.#year = year;
    this.#canShift = canShift;
    this.#shared = shared;
    this.#warnings = warnings(name, emit);
    this.#format = new SourceFormat(shared, this.#warnings);
    this.#inZone = zoned(shared.zone, this.#warnings);
  }

  *push(batch: LineBatch): Generator<EventBatch, void, undefined> {
    this.#lines += batch.length;
    const last = batch.long[0];
    const beyond = last === undefined ? 0 : last.sizeBytes - (batch.end[last.index]! - batch.start[last.index]!);
    this.#bytes = batch.offset + batch.bytes.length + beyond;
    if (this.#format.isFound) {
      yield* this.#read(batch);
      return;
    }
    this.#held.push(batch);
    for (let i = 0; i < batch.length && this.#sample.length < SAMPLE_LINES && this.#sampleBytes < SAMPLE_BYTES; i++)
      this.#addToSample(batch, batch.start[i]!, batch.end[i]!);
    if (this.#sample.length >= SAMPLE_LINES || this.#sampleBytes >= SAMPLE_BYTES) yield* this.#release();
  }

  *end(): Generator<EventBatch, void, undefined> {
    if (!this.#format.isFound) yield* this.#release();
    if (this.#open !== undefined) {
      const columns = new EventColumns(new Uint8Array(0), 1);
      columns.push(this.#open);
      this.#open = undefined;
      if (this.#records !== undefined) this.#finish(columns, this.#records);
      yield columns.batch(this.#index, this.#readAt);
    }
    this.#warnings.end();
  }

  accounting(): SourceAccounting {
    return {
      name: this.#name,
      lines: this.#lines,
      bytes: this.#bytes,
      parsed: this.#parsed,
      joined: this.#joined,
      skipped: {
        ...(this.#blank > 0 ? { blank: this.#blank } : {}),
        ...(this.#directives > 0 ? { header: this.#directives } : {}),
      },
      format: this.#format.accounting(this.#parsed),
      time: { zoned: this.#zoned ?? false, digits: this.#digits, zone: this.#shared.zone },
      labelled: this.#labelled,
      late: this.#late,
      yearShift: this.#canShift ? (this.#years?.shift() ?? 0) : 0,
    };
  }

  #addToSample(batch: LineBatch, start: number, end: number): void {
    let line: SampleLine = { bytes: batch.bytes, start, end };
    if (batch.bytes.subarray(start, end).includes(ESCAPE)) {
      const bytes = withoutControls(batch.bytes, start, end);
      line = { bytes, start: 0, end: bytes.length };
    }
    if (firstInk(line.bytes, line.start, line.end) === line.end) return;
    this.#sample.push(line);
    this.#sampleBytes += end - start;
  }

  *#release(): Generator<EventBatch, void, undefined> {
    this.#format.find(this.#sample);
    this.#sample = [];
    const held = this.#held;
    this.#held = [];
    for (const batch of held) yield* this.#read(batch);
  }

  *#read(batch: LineBatch): Generator<EventBatch, void, undefined> {
    const { bytes, start, end } = batch;
    this.#readAt = batch.readAt;
    const columns = new EventColumns(bytes, batch.length + 1);
    if (this.#open !== undefined) columns.push(this.#open);
    this.#open = undefined;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isValid = isUtf8(bytes);
    let escapeAt = buffer.indexOf(ESCAPE);
    for (let i = 0; i < batch.length; i++) {
      const from = start[i]!;
      const to = end[i]!;
      if (!isValid && !isUtf8(bytes.subarray(from, to)))
        this.#warnings.add("encoding", batch.first + i, batch.offset + from, "not valid UTF-8: kept as it is");
      while (escapeAt >= 0 && escapeAt < from) escapeAt = buffer.indexOf(ESCAPE, from);
      if (escapeAt >= 0 && escapeAt < to) {
        const clean = withoutControls(bytes, from, to);
        this.#line(columns, batch, i, clean, 0, clean.length, this.#format.main);
      } else this.#line(columns, batch, i, bytes, from, to, this.#format.main);
    }
    for (const long of batch.long)
      if (long.index < batch.length)
        this.#warnings.add(
          "long-line",
          batch.first + long.index,
          batch.offset + start[long.index]!,
          `${long.sizeBytes} bytes in one line, cut to ${end[long.index]! - start[long.index]!}; sha256 ${long.sha256}`,
        );
    if (columns.length === 0) return;
    this.#open = columns.pop();
    if (columns.length > 0) yield columns.batch(this.#index, batch.readAt);
  }

  /** A line in a format of the user's, which is not that of the source. */
  #ownEvent(columns: EventColumns, batch: LineBatch, i: number, text: Uint8Array, from: number, to: number): boolean {
    const { own } = this.#shared;
    const main = this.#format.main;
    if (main !== undefined && own.includes(main)) return false;
    const found = own.find((one) => fit(one, text, from, to, this.#fields) > 0);
    if (found === undefined) return false;
    this.#trace.event(LINK.none, text, from);
    this.#event(columns, batch, i, found);
    return true;
  }

  /** A line of a source whose records have several lines; false: it belongs to none of them. */
  #recordLine(columns: EventColumns, batch: LineBatch, i: number, text: Uint8Array, from: number, to: number): boolean {
    const reader = this.#format.records!;
    const isHead = reader.isHead(text, from, to);
    if (!isHead && this.#records !== undefined && hasRoom(columns) && this.#records.take(text, from, to)) {
      columns.join(batch.start[i]!, batch.end[i]!);
      this.#joined++;
      return true;
    }
    if (this.#records !== undefined) this.#finish(columns, this.#records);
    if (!isHead) return false;
    reader.begin(text, from, to);
    this.#records = reader;
    this.#format.fits++;
    this.#trace.event(LINK.none, text, from);
    columns.place(batch.first + i, batch.offset + batch.start[i]!, batch.start[i]!, batch.end[i]!);
    return true;
  }

  /** The last event gets what the lines of its record say. */
  #finish(columns: EventColumns, reader: RecordReader): void {
    const open = columns.pop();
    this.#records = undefined;
    const bytes = open.record;
    const fields = this.#fields;
    fields.clear(bytes);
    reader.finish(fields);
    const [start, end] = [Uint32Array.of(0), Uint32Array.of(bytes.length)];
    const { line, offset } = open;
    const whole = {
      source: this.#index,
      first: line,
      offset,
      bytes,
      length: 1,
      start,
      end,
      long: [],
      readAt: this.#readAt,
    };
    this.#event(columns, whole, 0, undefined);
    columns.move(open);
  }

  #skip(): void {
    this.#blank++;
    this.#trace.blank();
  }

  /** One line that is not blank; `text` is the batch's bytes, or the line without control sequences. */
  #line(
    columns: EventColumns,
    batch: LineBatch,
    i: number,
    text: Uint8Array,
    from: number,
    to: number,
    format: Recognizer | undefined,
  ): void {
    const fields = this.#fields;
    let main = format;
    if (firstInk(text, from, to) === to) {
      this.#skip();
      return;
    }
    if (this.#format.columns !== undefined) {
      if (isDirective(text, from, to)) {
        this.#format.columns = columnsFormat(text, from, to) ?? this.#format.columns;
        this.#directives++;
        return;
      }
      main = this.#format.columns;
    }
    if (this.#shared.own.length > 0 && this.#ownEvent(columns, batch, i, text, from, to)) return;
    if (this.#format.records !== undefined && this.#recordLine(columns, batch, i, text, from, to)) return;
    if (main !== undefined && fit(main, text, from, to, fields) > 0) {
      if (this.#format.isSearched) fields.level = leadingLevel(text, from, to, SEARCHED_LEVEL_TOKENS);
      if ((main.format.wraps === true && fields.level === 0) || this.#format.holdsJson)
        this.#shared.guesser.unwrap(fields);
      this.#format.fits++;
      this.#trace.event(LINK.none, text, from);
      this.#event(columns, batch, i, main);
      return;
    }
    const link = linkOf(text, from, to);
    const isHeaded = main !== undefined && !(link === LINK.traceStart && columns.length > 0 && this.#isCalm(columns));
    if (columns.length > 0 && this.#trace.joins(link, isHeaded, text, from) && hasRoom(columns)) {
      columns.join(batch.start[i]!, batch.end[i]!);
      this.#joined++;
      return;
    }
    const found = this.#shared.hint === PLAIN ? undefined : this.#shared.guesser.guess(text, from, to, fields);
    if (
      found === undefined &&
      this.#format.joinsLoose &&
      main !== undefined &&
      columns.length > 0 &&
      hasRoom(columns) &&
      leadingLevel(text, from, to, PLAIN_LEVEL_TOKENS) === 0 &&
      !hasTimeAhead(main, text, from, to) &&
      // `Killed` behind a record is news, whoever wrote it; within a statement of many lines a word is only a word.
      (this.#lastLoose === batch.first + i - 1 || gravity(asText(text, from, to), 0).score < FAILURE)
    ) {
      this.#lastLoose = batch.first + i;
      columns.join(batch.start[i]!, batch.end[i]!);
      this.#joined++;
      return;
    }
    this.#trace.event(link, text, from);
    if (found === undefined) {
      // A label stands first also where the rest of the line is broken.
      const begin = main?.isLabelled === true ? behindWord(text, from, to) : from;
      fields.clear(text);
      fields.level = leadingLevel(text, begin, to, PLAIN_LEVEL_TOKENS);
      fields.spans[SLOT.message] = begin;
      fields.spans[SLOT.message + 1] = to;
      if (main === undefined) this.#format.fits++;
    }
    this.#event(columns, batch, i, found);
    if (main === undefined && found === undefined) return;
    const byte = batch.offset + batch.start[i]!;
    this.#format.miss(found, text, from, to, batch.first + i, byte);
  }

  /**
   * Whether the last event reports nothing bad and no trace follows it yet: a stack trace behind `request 12 served` is not
   * its own, a program has crashed there.
   */
  #isCalm(columns: EventColumns): boolean {
    const row = columns.length - 1;
    if (this.#trace.isOpen || columns.level[row]! >= LEVEL.warn) return false;
    const message = columns.lastMessage();
    return !/error|exception|fail|panic|traceback|stack|caught|crash|abort|fatal/i.test(
      asText(message, 0, Math.min(message.length, 4096)),
    );
  }

  /** Adds the event that `fields` describes. */
  #event(columns: EventColumns, batch: LineBatch, i: number, recognizer: Recognizer | undefined): void {
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
    while (to > from && messageIn[to - 1]! <= SPACE && messageIn[to - 1] !== 0) to--;
    const row = columns.length++;
    const level = this.#fields.level;
    columns.level[row] = level > 0 ? level : leadingLevel(messageIn, from, to);
    columns.shape[row] = shapeOf(messageIn, from, to);
    columns.component[row] =
      recognizer?.joinsComponent === true
        ? this.#pair(spans[SLOT.component]!, spans[SLOT.component + 1]!)
        : intern(this.#fields.componentIn, spans[SLOT.component]!, spans[SLOT.component + 1]!);
    columns.host[row] = intern(this.#fields.hostIn, spans[SLOT.host]!, spans[SLOT.host + 1]!);
    columns.key[row] = NONE;
    if (spans[SLOT.key + 1]! > 0) columns.key[row] = intern(batch.bytes, spans[SLOT.key]!, spans[SLOT.key + 1]!);
    let time = moment.ms;
    if (moment.month > 0) {
      this.#years ??= yearFinder(this.#year ?? new Date(batch.readAt).getUTCFullYear());
      time = this.#years.resolve(moment);
    }
    if (this.#shared.zone !== undefined && !moment.zoned)
      time = this.#inZone.instantOf(time, batch.first + i, batch.offset + batch.start[i]!);
    columns.time[row] = time;
    if (!Number.isNaN(time)) {
      this.#zoned ??= moment.zoned;
      if (moment.digits > this.#digits) this.#digits = moment.digits;
      if (time < this.#timeBefore - LATENESS) this.#late++;
      this.#timeBefore = time;
      if (moment.zoned !== this.#zoned) this.#inZone.mixed(batch.first + i, batch.offset + batch.start[i]!);
    }
    if (recognizer?.isLabelled === true) this.#labelled = true;
    const at = messageIn === batch.bytes ? 0 : columns.append(messageIn.subarray(from, to)) - from;
    columns.line[row] = batch.first + i;
    columns.offset[row] = batch.offset + batch.start[i]!;
    columns.start[row] = batch.start[i]!;
    columns.end[row] = batch.end[i]!;
    columns.messageStart[row] = from + at;
    columns.messageEnd[row] = to + at;
    this.#parsed++;
  }

  /** The word of two columns: `RAS KERNEL` is `RAS.KERNEL`. */
  #pair(start: number, end: number): number {
    const bytes = this.#fields.componentIn;
    const pair = this.#pairs.intern(bytes, start, end);
    if (pair === NONE || pair === OTHER) return pair;
    let word = this.#pairWords[pair];
    if (word === undefined) {
      const joined = new Uint8Array(end - start);
      let length = 0;
      for (let at = start; at < end; at++) {
        if (bytes[at]! > SPACE) joined[length++] = bytes[at]!;
        else if (joined[length - 1] !== 46) joined[length++] = 46;
      }
      word = this.#shared.intern(joined, 0, length);
      this.#pairWords[pair] = word;
    }
    return word;
  }
}

/** The first byte that is neither blank nor control; `end`: there is none. */
function firstInk(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! <= SPACE && bytes[at] !== 0) at++;
  return at;
}

/** The start of the second word. */
function behindWord(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! > SPACE) at++;
  return firstInk(bytes, at, end);
}

const hasRoom = (columns: EventColumns): boolean => {
  const row = columns.length - 1;
  return columns.folded[row]! + 1 < EVENT_LINES && columns.end[row]! - columns.start[row]! < EVENT_BYTES;
};
