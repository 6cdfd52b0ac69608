import { BACKSLASH, CR, isBlank, LF, QUOTE, standsAt } from "./bytes.ts";
import { Fields, SLOT } from "./fields.ts";
import { fit, type Recognizer } from "./recognizer.ts";
import type { SampleLine } from "./sample-line.ts";
import { behindOneBlank } from "./text.ts";

const LOG = '{"log":';
const STREAM = '"stream":';

/** Where the text begins that is the value of a key which ends at `at`; other programs put a blank before it. */
const valueAt = (bytes: Uint8Array, at: number): number => {
  const quote = isBlank(bytes[at]) ? at + 1 : at;
  return bytes[quote] === QUOTE ? quote + 1 : -1;
};

/** Where the text of Docker's `log` begins; -1: the line does not begin with it. */
const logAt = (bytes: Uint8Array, from: number, to: number): number =>
  standsAt(bytes, from, to, LOG) ? valueAt(bytes, from + LOG.length) : -1;

/** Whether the value of the key at `at` is the standard error. */
const isErrorAt = (bytes: Uint8Array, at: number, to: number): boolean => {
  const value = valueAt(bytes, at + STREAM.length);
  return value >= 0 && standsAt(bytes, value, to, "stderr");
};
/** Where `text`, which begins with a quote, stands; -1: nowhere. */
function find(bytes: Uint8Array, from: number, to: number, text: string): number {
  for (let at = from; at < to; at++)
    if (bytes[at] === QUOTE && bytes[at + 1] === text.charCodeAt(1) && standsAt(bytes, at, to, text)) return at;
  return -1;
}

/** Whether the lines are Docker's own file: some of them end with the line break that the program wrote. */
export function keepsBreaks(recognizer: Recognizer | undefined, sample: readonly SampleLine[]): boolean {
  if (recognizer?.format.name !== "json") return false;
  const fields = new Fields();
  const envelope = new Envelope(true);
  return sample.some(
    ({ bytes, start, end }) =>
      logAt(bytes, start, end) >= 0 &&
      fit(recognizer, bytes, start, end, fields) > 0 &&
      envelope.read(recognizer, bytes, start, end, fields) &&
      envelope.hasBreak,
  );
}

const NOTHING = new Uint8Array(0);

/**
 * What a container runtime puts around the lines of a program: which of its streams the line is of, where the content
 * stands, and whether the runtime cut a long line here. One object is used for all lines.
 */
export class Envelope {
  /** Standard error instead of standard output. */
  isError = false;
  /** The next line of the stream goes on with the same line of the program. */
  isPartial = false;
  /** The record may have been made otherwise: only stack traces are known for lines of one record. */
  isShipped = false;
  /** The content, as the program wrote it. */
  in: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  /** Where the content stands in the line; it may hold escapes there. */
  rawStart = 0;
  rawEnd = 0;
  /** Docker's own file keeps line breaks; where none was seen they were taken off, and their absence says nothing. */
  readonly #keepsBreaks: boolean;
  /** Standing at the end of the content of the last line: a line break that Docker kept. */
  hasBreak = false;

  constructor(keepsBreaks: boolean) {
    this.#keepsBreaks = keepsBreaks;
  }

  /** Whether the line that was read into `fields` has an envelope. */
  read(recognizer: Recognizer, bytes: Uint8Array, from: number, to: number, fields: Fields): boolean {
    const { name } = recognizer.format;
    this.isShipped = false;
    if (name === "json")
      return fields.level === 0 && (this.#docker(bytes, from, to, fields) || this.#shipped(bytes, from, to, fields));
    if (name === "cri") return this.#cri(bytes, from, to);
    return name === "compose" && this.#prefixed(bytes, from, to, fields);
  }

  /** `2016-10-06T00:17:10.1Z stderr P content`: exactly one blank stands before the content. */
  #cri(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from;
    while (at < to && !isBlank(bytes[at])) at++;
    while (at < to && isBlank(bytes[at])) at++;
    this.isError = standsAt(bytes, at, to, "stderr");
    at += 6;
    while (at < to && isBlank(bytes[at])) at++;
    this.isPartial = bytes[at] === 80;
    this.#content(bytes, Math.min(at + 2, to), to);
    return true;
  }

  /** `web-1  | content`. */
  #prefixed(bytes: Uint8Array, from: number, to: number, fields: Fields): boolean {
    const at = fields.spans[SLOT.message]!;
    if (fields.messageIn !== bytes || at < from) return false;
    this.isError = false;
    this.isPartial = false;
    this.#content(bytes, behindOneBlank(bytes, from, at), to);
    return true;
  }

  /** `{"log":"content\n","stream":"stderr","time":"…"}`. */
  #docker(bytes: Uint8Array, from: number, to: number, fields: Fields): boolean {
    const open = logAt(bytes, from, to);
    if (open < 0) return false;
    let close = open;
    while (close < to && bytes[close] !== QUOTE) close += bytes[close] === BACKSLASH ? 2 : 1;
    const at = find(bytes, close, to, STREAM);
    if (at < 0) return false;
    const start = fields.spans[SLOT.message]!;
    let end = fields.spans[SLOT.message + 1]!;
    // Another key was taken for the message: this is a program's own line.
    if (fields.messageIn === bytes && start !== open && close > open) return false;
    this.isError = isErrorAt(bytes, at, to);
    this.hasBreak = end > start && fields.messageIn[end - 1] === LF;
    this.isPartial = !this.hasBreak && this.#keepsBreaks;
    if (close === open) end = start;
    while (end > start && (fields.messageIn[end - 1] === LF || fields.messageIn[end - 1] === CR)) end--;
    this.in = fields.messageIn;
    this.start = start;
    this.end = end;
    this.rawStart = open;
    this.rawEnd = close;
    return true;
  }

  /** `{"stream":"stderr","message":"content","host":…}`: a shipper made a record of each line. */
  #shipped(bytes: Uint8Array, from: number, to: number, fields: Fields): boolean {
    const start = fields.spans[SLOT.message]!;
    const end = fields.spans[SLOT.message + 1]!;
    // Without a message the whole line stands for it.
    if (fields.messageIn === bytes && start === from) return false;
    const stream = find(bytes, from, to, STREAM);
    this.isError = stream >= 0 && isErrorAt(bytes, stream, to);
    this.isPartial = false;
    this.isShipped = true;
    this.#content(fields.messageIn, start, end);
    return true;
  }

  #content(bytes: Uint8Array, start: number, end: number): void {
    this.in = bytes;
    this.start = start;
    this.end = end;
    this.rawStart = start;
    this.rawEnd = end;
  }
}
