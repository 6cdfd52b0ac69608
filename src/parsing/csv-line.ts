import { COLON, isBlank, isDigit, QUOTE, SPACE, ZERO } from "./bytes.ts";
import { csvColumns } from "./csv-header.ts";
import { type Fields, SLOT } from "./fields.ts";
import { levelValue, risingLevel } from "./level-words.ts";
import type { Moment } from "./moment.ts";
import type { LineReader } from "./pattern-line.ts";
import { fieldTime } from "./times.ts";

const LONGEST_NAME = 160;
/** A day and a time of day as one time. */
const joined = new Uint8Array(96);

/**
 * Reads rows of a table whose first line is `header` (RFC 4180, with one of four separators). Of a row whose message goes on in
 * the next lines this is the first one; those are no rows, and are joined to it as lines without a head are. `isDayFirst`: of
 * dates such as `03/04/2026`.
 */
export function csvReader(header: string, isDayFirst: boolean): LineReader | undefined {
  const columns = csvColumns(header);
  if (columns === undefined) return undefined;
  const { separator, count, times, isWhole, level, isRising, message, component, host } = columns;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  /** 1: the field holds quotes, each written twice. */
  const doubled = new Uint8Array(count);
  /** The line ends within quotes. */
  let isOpen = false;

  /** Number of fields of the line; more than there are columns: it is no row. Columns that it has not are empty. */
  function split(bytes: Uint8Array, start: number, end: number): number {
    const none = count + 1;
    const skipBlanks = (from: number): number => {
      let at = from;
      while (at < end && isBlank(bytes[at]) && bytes[at] !== separator) at++;
      return at;
    };
    let fields = 0;
    isOpen = false;
    for (let at = start; ; at++) {
      if (fields === count) return none;
      at = skipBlanks(at);
      doubled[fields] = 0;
      if (at < end && bytes[at] === QUOTE) {
        starts[fields] = ++at;
        for (; at < end; at++) {
          if (bytes[at] !== QUOTE) continue;
          if (at + 1 >= end || bytes[at + 1] !== QUOTE) break;
          doubled[fields] = 1;
          at++;
        }
        ends[fields++] = Math.min(at, end);
        isOpen = at >= end;
        at = skipBlanks(at + 1);
        // Nothing but the separator may stand behind a quoted field.
        if (at < end && bytes[at] !== separator) return none;
      } else {
        starts[fields] = at;
        while (at < end && bytes[at] !== separator) at++;
        let last = at;
        while (last > starts[fields]! && isBlank(bytes[last - 1])) last--;
        // A quote that closes what the line did not open: the line goes on with the row before it.
        if (last > starts[fields]! && bytes[last - 1] === QUOTE) return none;
        ends[fields++] = last;
      }
      if (at >= end) break;
    }
    starts.fill(0, fields);
    ends.fill(0, fields);
    return fields;
  }

  /** The fields of these columns as one text, in `joined`: its length. `8:00:01` gets the zero that most readers ask for. */
  function together(bytes: Uint8Array, of: readonly number[]): number {
    let length = 0;
    for (const column of of) {
      const [from, to] = [starts[column]!, ends[column]!];
      if (to === from || length + to - from + 2 > joined.length) continue;
      if (length > 0) joined[length++] = SPACE;
      if (isDigit(bytes[from]) && bytes[from + 1] === COLON) joined[length++] = ZERO;
      joined.set(bytes.subarray(from, to), length);
      length += to - from;
    }
    return length;
  }

  function readTime(bytes: Uint8Array, moment: Moment): void {
    const last = times.slice(-1);
    // Some tables repeat the day in the time, some do not and call it a timestamp.
    for (const of of isWhole ? [last, times] : [times, last])
      if (fieldTime(joined, 0, together(bytes, of), moment, isDayFirst)) return;
  }

  const levelOf = (bytes: Uint8Array, from: number, to: number): number =>
    (isRising ? risingLevel(bytes, from, to) : 0) || levelValue(bytes, from, to);

  function keepName(slot: number, column: number, fields: Fields): void {
    if (column < 0 || ends[column]! - starts[column]! > LONGEST_NAME) return;
    fields.spans[slot] = starts[column]!;
    fields.spans[slot + 1] = ends[column]!;
  }

  return (bytes, start, end, fields) => {
    const found = split(bytes, start, end);
    if (found !== count && !(isOpen && found === message + 1)) return false;
    fields.clear(bytes);
    if (times.length > 0) readTime(bytes, fields.moment);
    if (level >= 0 && ends[level]! > starts[level]!) fields.level = levelOf(bytes, starts[level]!, ends[level]!);
    if (Number.isNaN(fields.moment.ms) && fields.moment.month === 0 && fields.level === 0) return false;
    keepName(SLOT.component, component, fields);
    keepName(SLOT.host, host, fields);
    fields.spans[SLOT.message] = starts[message]!;
    fields.spans[SLOT.message + 1] = ends[message]!;
    if (doubled[message] === 1) {
      fields.messageIn = undoubled(bytes.subarray(starts[message], ends[message]));
      fields.spans[SLOT.message] = 0;
      fields.spans[SLOT.message + 1] = fields.messageIn.length;
    }
    return true;
  };
}

/** Whether a row ends within quotes: what follows belongs to it. */
export function isOpenRow(row: Uint8Array): boolean {
  let isOpen = false;
  for (const byte of row) if (byte === QUOTE) isOpen = !isOpen;
  return isOpen;
}

/** The text with one quote for two. */
function undoubled(text: Uint8Array): Uint8Array {
  const out = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    out[length++] = text[at]!;
    if (text[at] === QUOTE && text[at + 1] === QUOTE) at++;
  }
  return out.subarray(0, length);
}
