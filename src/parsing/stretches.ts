import { type LineBatch, type LongLine, offsetOf } from "../core/line-batch.ts";
import { ESCAPE } from "./bytes.ts";
import { type Choice, choose, nameOf, PLAIN } from "./choose.ts";
import { SAMPLE_BYTES, SAMPLE_LINES } from "./detection.ts";
import { LEAST_CHANGED } from "./drift.ts";
import { keepsBreaks } from "./envelope.ts";
import { Fields } from "./fields.ts";
import { columnsFormat, isDirective } from "./header.ts";
import { behindIndent, chooseIndented } from "./indent.ts";
import type { Known } from "./reading.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { RecordFormat, RecordReader } from "./record-format.ts";
import type { SampleLine } from "./sample-line.ts";
import { SEAM_LINES, Seam } from "./seam.ts";
import { firstInk, withoutControls } from "./text.ts";
import type { Warnings } from "./warnings.ts";

/** How the lines of a stretch are written. */
export interface Written {
  /** Undefined: plain text. */
  readonly recognizer: Recognizer | undefined;
  /** 0 to 1. */
  readonly confidence: number;
  /** Lines that no format fits belong to the record before them. */
  readonly joinsLoose: boolean;
  /** The format was made for the source by where its times stand; levels are to be looked for. */
  readonly isSearched: boolean;
  /** Blanks before every line of the sample: they are no part of a line, and tell nothing of what it belongs to. */
  readonly indent: number;
  /** Docker's own file: what has no line break is a piece of a longer line. */
  readonly keepsBreaks: boolean;
  /** Most messages are JSON: what is inside goes before what is outside. */
  readonly holdsJson: boolean;
  /** Its records have several lines, none of which says all. */
  readonly records: RecordFormat | undefined;
  /** The first dates can be read in two ways; this format reads them in the other one. */
  readonly other: Recognizer | undefined;
  /** The format is that of a directive that names columns; another directive may follow. */
  readonly hasColumns: boolean;
}

/** From line `index` on, `lines` is added to the number of a line: records given by a program may have many lines and one number. */
interface Gap {
  readonly index: number;
  readonly lines: number;
}

/**
 * Lines of one source that are read by themselves: they begin with a record, and so does what follows. Where a stretch
 * ends depends on the lines alone, whatever batches they came in and whoever reads them: that is why the number of
 * workers changes nothing.
 */
export interface LineStretch {
  readonly lines: Omit<LineBatch, "long">;
  /** Lines over the cap, with their places in the source. */
  readonly long: readonly (LongLine & { readonly at: number })[];
  readonly gaps: readonly Gap[];
  /** Where the last line ends in the source. */
  readonly endOffset: number;
  readonly written: Written;
  /** Where its events can be put. */
  readonly room?: ArrayBuffer | undefined;
}

/** A stretch goes on to the next record after so many lines or bytes; about what the cache of a core holds. */
const STRETCH_LINES = 16_384;
const STRETCH_BYTES = 2 << 20;
/** A source is looked at again whenever no record began in so many lines. */
const SOUGHT_LINES = 1_024;
/** Where no record begins for so long, what follows is cut all the same. */
const LONGEST_LINES = 4 * STRETCH_LINES;
const LONGEST_BYTES = 8 * STRETCH_BYTES;

/** Gives so many bytes at the beginning of a buffer of theirs; what stands in them is overwritten. */
export type TakeBytes = (size: number) => Uint8Array;

/** Cuts the lines of one source into stretches. */
export class StretchCutter {
  readonly #known: Known;
  readonly #warn: Warnings["add"];
  readonly #take: TakeBytes;
  #held: LineBatch[] = [];
  /** Of the lines that are held. */
  #lines = 0;
  #bytes = 0;
  #written: Written | undefined;
  #columns: Recognizer | undefined;
  /** Once the stretch is long enough: looks for where it may end. */
  #seam: Seam | undefined;
  /** Lines that it has looked at. */
  #sought = 0;
  /** What follows this stretch, if it is written in another way. */
  #next: Written | undefined;
  #records: RecordReader | undefined;
  /** See `Written`; 0 until the first lines are known. */
  #indent = 0;
  #format = { name: PLAIN, confidence: 0 };

  /** `take`: memory for so many bytes of text, if there is any to be used again. */
  constructor(known: Known, warn: Warnings["add"], take: TakeBytes) {
    this.#take = take;
    this.#known = known;
    this.#warn = warn;
  }

  /** The format that was found by the first lines. */
  get format(): { readonly name: string; readonly confidence: number } {
    return this.#format;
  }

  *push(batch: LineBatch): Generator<LineStretch, void, undefined> {
    let from = 0;
    for (let i = 0; i < batch.length; i++) {
      if ((this.#lines >= STRETCH_LINES || this.#bytes >= STRETCH_BYTES) && this.#isCut(batch, from, i)) {
        if (i > from) this.#held.push(part(batch, from, i));
        yield this.#close();
        from = i;
      }
      this.#lines++;
      this.#bytes += batch.end[i]! - batch.start[i]! + 1;
    }
    if (from < batch.length) this.#held.push(part(batch, from, batch.length));
  }

  *end(): Generator<LineStretch, void, undefined> {
    if (this.#held.length === 0) return;
    this.#written ??= this.#detect();
    yield this.#close();
  }

  /** Whether a stretch may end before line `i` of the batch, of which lines from `from` on belong to it. */
  #isCut(batch: LineBatch, from: number, i: number): boolean {
    this.#written ??= this.#detect(i > from ? part(batch, from, i) : undefined);
    if (this.#lines >= LONGEST_LINES || this.#bytes >= LONGEST_BYTES) return true;
    const line = this.#lineOf(batch, i);
    const { records, keepsBreaks: keeps } = this.#next ?? this.#written;
    if (records !== undefined) {
      this.#records ??= records.reader();
      return this.#records.isHead(line.bytes, line.start, line.end);
    }
    if (this.#seam === undefined) {
      this.#seam = new Seam(this.#next?.recognizer ?? this.#columns ?? this.#written.recognizer, keeps);
      for (const before of this.#lastLines(batch, from, i, SEAM_LINES)) this.#seam.begins(before);
    }
    if (this.#seam.begins(line)) return true;
    if (++this.#sought % SOUGHT_LINES === 0) this.#lookAgain(batch, from, i);
    return false;
  }

  /** No record begins for long: the source may be written in another way by now. */
  #lookAgain(batch: LineBatch, from: number, i: number): void {
    const { recognizers, own, hint } = this.#known;
    const lines = this.#lastLines(batch, from, i, SAMPLE_LINES);
    const choice = choose(lines, recognizers, own, hint);
    const { recognizer, confidence, isSearched } = choice;
    if (hint !== undefined || recognizer === undefined || isSearched || confidence < LEAST_CHANGED) return;
    if (this.#written !== undefined && nameOf(choice) === nameOf(this.#written)) return;
    this.#next = this.#writtenBy(choice, lines);
    this.#seam = undefined;
  }

  /** A line of a batch, as it is read. */
  #lineOf({ bytes, start, end }: LineBatch, i: number): SampleLine {
    const line = cleaned(bytes, start[i]!, end[i]!);
    return this.#indent === 0 ? line : { ...line, start: behindIndent(line.bytes, line.start, line.end, this.#indent) };
  }

  /** The last lines before line `i` of the batch. */
  #lastLines(batch: LineBatch, from: number, i: number, most: number): readonly SampleLine[] {
    const lines: SampleLine[] = [];
    const parts = i > from ? [...this.#held, part(batch, from, i)] : this.#held;
    for (let p = parts.length - 1; p >= 0; p--)
      for (let at = parts[p]!.length - 1; at >= 0 && lines.length < most; at--) lines.push(this.#lineOf(parts[p]!, at));
    return lines.reverse();
  }

  #close(): LineStretch {
    const written = this.#written ?? this.#detect();
    const stretch = joined(this.#held, written, this.#take);
    if (written.hasColumns) {
      this.#columns = lastColumns(stretch.lines, written.recognizer) ?? this.#columns;
      this.#written = { ...written, recognizer: this.#columns };
    }
    if (written.other !== undefined && written.recognizer !== undefined && this.#isOther(stretch.lines, written))
      this.#written = { ...written, recognizer: written.other, other: undefined };
    if (this.#next !== undefined) {
      this.#written = this.#next;
      if (this.#next.hasColumns) this.#columns = this.#next.recognizer;
    }
    this.#next = undefined;
    this.#sought = 0;
    this.#records = undefined;
    this.#held = [];
    this.#seam = undefined;
    this.#lines = 0;
    this.#bytes = 0;
    return stretch;
  }

  /** Whether a date of the lines can only be read as the other format reads it. */
  #isOther({ bytes, length, start, end }: LineStretch["lines"], { recognizer, other }: Written): boolean {
    const fields = new Fields();
    for (let i = 0; i < length; i++)
      if (
        fit(recognizer!, bytes, start[i]!, end[i]!, fields) === 0 &&
        fit(other!, bytes, start[i]!, end[i]!, fields) > 0
      )
        return true;
    return false;
  }

  #detect(last?: LineBatch): Written {
    const sample: SampleLine[] = [];
    let bytes = 0;
    for (const batch of last ? [...this.#held, last] : this.#held)
      for (let i = 0; i < batch.length && sample.length < SAMPLE_LINES && bytes < SAMPLE_BYTES; i++) {
        const line = this.#lineOf(batch, i);
        if (firstInk(line.bytes, line.start, line.end) === line.end) continue;
        sample.push(line);
        bytes += line.end - line.start;
      }
    const { recognizers, own, hint } = this.#known;
    const { choice, indent, lines } = chooseIndented(sample, (these) => choose(these, recognizers, own, hint));
    this.#indent = indent;
    this.#columns = choice.columns;
    this.#format = { name: nameOf(choice), confidence: choice.confidence };
    this.#warn(choice.doubts.map(({ kind, text }) => ({ kind, count: 1, first: [{ line: 0, byte: -1, text }] })));
    return this.#writtenBy(choice, lines);
  }

  #writtenBy({ columns, doubts: _, ...choice }: Choice, sample: readonly SampleLine[]): Written {
    return {
      ...choice,
      indent: this.#indent,
      keepsBreaks: columns === undefined && keepsBreaks(choice.recognizer, sample),
      hasColumns: columns !== undefined,
    };
  }
}

/** Lines [from, to) of a batch. */
const part = (batch: LineBatch, from: number, to: number): LineBatch =>
  from === 0 && to === batch.length
    ? batch
    : {
        ...batch,
        recycle: to === batch.length ? batch.recycle : undefined,
        first: batch.first + from,
        offset: batch.offset + batch.start[from]!,
        bytes: batch.bytes.subarray(batch.start[from], to < batch.length ? batch.start[to] : batch.bytes.length),
        length: to - from,
        start: batch.start.slice(from, to).map((at) => at - batch.start[from]!),
        end: batch.end.slice(from, to).map((at) => at - batch.start[from]!),
        ...(batch.stored && {
          stored: {
            start: batch.stored.start.slice(from, to),
            end: to < batch.length ? batch.stored.start[to]! : batch.stored.end,
          },
        }),
        long: batch.long
          .filter(({ index }) => index >= from && index < to)
          .map((long) => ({ ...long, index: long.index - from })),
      };

/** Where a batch ends in its source: of a long line, its last, not all bytes are in the batch. */
const endOffsetOf = ({ long, end, start, offset, bytes, stored }: LineBatch): number =>
  stored?.end ??
  long.reduce((sum, { index, sizeBytes }) => sum + sizeBytes - (end[index]! - start[index]!), offset + bytes.length);

/** The batches as one. */
function joined(batches: readonly LineBatch[], written: Written, take: TakeBytes): LineStretch {
  const head = batches[0]!;
  const last = batches.at(-1)!;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const size = batches.reduce((sum, batch) => sum + batch.bytes.length, 0);
  const bytes = take(size);
  const { buffer } = take(2 * length * Uint32Array.BYTES_PER_ELEMENT);
  const start = new Uint32Array(buffer, 0, length);
  const end = new Uint32Array(buffer, length * Uint32Array.BYTES_PER_ELEMENT, length);
  const gaps: Gap[] = [];
  const long: (LongLine & { at: number })[] = [];
  let rows = 0;
  let used = 0;
  let missing = 0;
  /** Bytes stand elsewhere than they are counted: behind long lines, in another encoding. */
  const isMoved = batches.some(
    (batch, b) =>
      batch.stored !== undefined || (b > 0 && batch.offset !== endOffsetOf(batches[b - 1]!)) || batch.long.length > 0,
  );
  const places = new Float64Array(isMoved ? length : 0);
  for (const batch of batches) {
    const lines = batch.first - head.first - rows;
    if (lines !== missing) gaps.push({ index: rows, lines });
    missing = lines;
    if (isMoved) for (let i = 0; i < batch.length; i++) places[rows + i] = offsetOf(batch, i);
    bytes.set(batch.bytes, used);
    for (let i = 0; i < batch.length; i++) {
      start[rows + i] = used + batch.start[i]!;
      end[rows + i] = used + batch.end[i]!;
    }
    for (const each of batch.long)
      if (each.index < batch.length) long.push({ ...each, index: rows + each.index, at: offsetOf(batch, each.index) });
    rows += batch.length;
    used += batch.bytes.length;
  }
  for (const { recycle } of batches) recycle?.();
  return {
    lines: {
      source: head.source,
      first: head.first,
      offset: head.offset,
      bytes,
      length,
      start,
      end,
      readAt: last.readAt,
      stored: isMoved ? { start: places, end: endOffsetOf(last) } : undefined,
    },
    long,
    gaps,
    endOffset: endOffsetOf(last),
    written,
  };
}

function cleaned(bytes: Uint8Array, start: number, end: number): SampleLine {
  if (!bytes.subarray(start, end).includes(ESCAPE)) return { bytes, start, end };
  const clean = withoutControls(bytes, start, end);
  return { bytes: clean, start: 0, end: clean.length };
}

/** The format that the last directive of columns gave; `columns`: what the one before these lines did. */
function lastColumns(
  { bytes, length, start, end }: LineStretch["lines"],
  columns: Recognizer | undefined,
): Recognizer | undefined {
  for (let i = length - 1; i >= 0; i--) {
    if (!isDirective(bytes, start[i]!, end[i]!, columns)) continue;
    const found = columnsFormat(bytes, start[i]!, end[i]!, columns);
    if (found !== undefined) return found;
  }
  return undefined;
}
